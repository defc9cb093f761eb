"""Facts on the disk between reading and importing."""

from pathlib import Path

import polars as pl
import pytest

from graph_store.bulk_spill import Spill


@pytest.fixture
def spill(tmp_path: Path) -> Spill:
    """Six batches of 5,000 facts each; every fact is in two of them."""
    spill = Spill(tmp_path, "Post")
    for batch in range(6):
        numbers = pl.int_range(5_000, eager=True) + batch // 2 * 5_000
        spill.add(pl.DataFrame({"key": "x:" + numbers.cast(pl.String), "batch": batch}))
    return spill


def test_what_was_spilled_comes_back_in_parts_of_which_one_has_all_of_a_fact(spill: Spill) -> None:
    parts = list(spill.parts(["key"], 30_000))
    assert len(parts) > 5
    assert max(part.estimated_size() for part in parts) < 3 * 30_000
    assert sum(part["key"].n_unique() for part in parts) == 15_000
    together = pl.concat(parts).group_by("key").agg(pl.col("batch").sort())
    assert together["batch"].list.len().unique().to_list() == [2]


def test_little_is_one_part(spill: Spill) -> None:
    (part,) = spill.parts(["key"], 10_000_000)
    assert part.height == 30_000


def test_what_was_handed_over_is_no_longer_on_the_disk(spill: Spill) -> None:
    for _ in spill.parts(["key"], 30_000):
        pass
    assert list(spill.folder.iterdir()) == []
