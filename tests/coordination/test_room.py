"""What fits in memory: what was freed counts as free."""

import ctypes

import psutil
import pytest

from coordination.errors import TooManyActs
from coordination.room import acts_must_fit, fitting_in

KEEPS_WHAT_IS_FREED = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc keeps pieces and gives back"
)


def freed_among_kept() -> list[bytearray]:
    """A few of many pieces of memory, so far apart that their neighbours are kept, though freed."""
    return [bytearray(2_000) for _ in range(100_000)][::1_000]


@KEEPS_WHAT_IS_FREED
def test_what_was_freed_is_given_back_before_it_is_asked_what_fits() -> None:
    kept = freed_among_kept()
    memory = psutil.Process().memory_info().rss

    assert fitting_in(memory, 1) > 100_000_000
    assert len(kept) == 100


@KEEPS_WHAT_IS_FREED
def test_acts_fit_where_others_were() -> None:
    kept = freed_among_kept()
    memory = psutil.Process().memory_info().rss

    acts_must_fit(1_000_000, 100, memory)
    with pytest.raises(TooManyActs, match=r"1,000,000 acts"):
        acts_must_fit(1_000_000, 1_000, memory)
    assert len(kept) == 100
