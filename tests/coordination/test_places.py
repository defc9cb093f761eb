import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.places import places

HASHES = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 5), max_size=200)


@given(known=HASHES, others=HASHES)
def test_hashes_stand_where_bisection_finds_them(known: list[int], others: list[int]) -> None:
    held = np.unique(np.array(known, np.uint64))
    asked = np.array([*known, *others], np.uint64)
    assert places(asked, held).tolist() == np.searchsorted(held, asked).tolist()
