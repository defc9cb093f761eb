"""Rows of relationships in rounds of cells that share no node, so that writers hardly wait.

Both ends are hashed into buckets. Cells (i, j) of one round have each bucket at most once, so the
cells of a round can be written at the same time ("mix and batch").
"""

from collections.abc import Iterator

import polars as pl


def rounds(frame: pl.DataFrame, *, buckets: int, one_kind: bool) -> Iterator[list[pl.DataFrame]]:
    """Lists of frames; the frames of one list share no node.

    ``one_kind``: both ends are nodes of one label, so that a bucket may stand on either side (the
    circle method of tournaments); otherwise the diagonals of the bucket table do.
    """
    start = (pl.col("start_key").hash(1) % buckets).cast(pl.Int64)
    end = (pl.col("end_key").hash(1) % buckets).cast(pl.Int64)
    if one_kind:
        low, high, last = pl.min_horizontal(start, end), pl.max_horizontal(start, end), buckets - 1
        turn = (
            pl.when(low == high)
            .then(last)
            .when(high == last)
            .then((2 * low) % last)
            .otherwise((low + high) % last)
        )
        cell = low
    else:
        turn, cell = (end - start) % buckets, start
    placed = frame.with_columns(turn.alias("_turn"), cell.alias("_cell"))
    for _, of_round in sorted(placed.partition_by("_turn", as_dict=True).items()):
        cells = of_round.partition_by("_cell", as_dict=True)
        yield [cells[name].drop("_turn", "_cell") for name in sorted(cells)]
