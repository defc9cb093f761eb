from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_store.rounds import rounds

KEYS = st.integers(0, 40).map("x:{}".format)
PAIRS = st.lists(st.tuples(KEYS, KEYS), max_size=200)


def nodes(cell: pl.DataFrame, *, one_kind: bool) -> set[tuple[str, str]]:
    """Its nodes; those of two labels are never the same."""
    ends = [("start_key", "start"), ("end_key", "start" if one_kind else "end")]
    return {(label, key) for column, label in ends for key in cell[column]}


@given(pairs=PAIRS, writers=st.integers(1, 4), one_kind=st.booleans())
def test_cells_of_one_round_share_no_node_and_every_row_is_in_one_cell(
    pairs: list[tuple[str, str]], writers: int, one_kind: bool
) -> None:
    frame = pl.DataFrame(pairs, schema=["start_key", "end_key"], orient="row").cast(pl.String)
    buckets = writers * (2 if one_kind else 1)
    dealt = list(rounds(frame, buckets=buckets, one_kind=one_kind))

    for cells in dealt:
        for one, other in combinations(cells, 2):
            assert not nodes(one, one_kind=one_kind) & nodes(other, one_kind=one_kind)
    assert sorted(row for cells in dealt for cell in cells for row in cell.rows()) == sorted(pairs)


@pytest.mark.parametrize("one_kind", [True, False])
def test_two_writers_always_have_two_cells_of_about_the_same_size(one_kind: bool) -> None:
    number = pl.int_range(30_000)
    numbers = pl.select(
        start_key=pl.format("x:{}", number * 17 % 4_001),
        end_key=pl.format("x:{}", number * 19 % 4_003),
    )
    sizes = [
        sorted(cell.height for cell in cells)
        for cells in rounds(numbers, buckets=4 if one_kind else 2, one_kind=one_kind)
    ]

    assert all(len(cells) >= 2 for cells in sizes)
    assert all(cells[-1] < 1.5 * cells[0] for cells in sizes)
