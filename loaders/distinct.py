"""Costly readings of repeated values: each distinct value is read once."""

from collections.abc import Callable
from functools import cache

import polars as pl

Reading = Callable[[pl.Series], pl.DataFrame]


def each_once(values: pl.Series, read: Reading) -> pl.DataFrame:
    """The rows that ``read`` gives for each value, in the order of the values.

    ``read``, a function of a module, gets the distinct values without null, and gives as many rows;
    null gives nulls.
    """
    if values.null_count() == len(values):
        return _nothing(read).clear(len(values))
    distinct = values.unique(maintain_order=True).drop_nulls()
    readings = read(distinct)
    if len(distinct) == len(values):
        return readings
    readings = readings.with_columns(given=distinct)
    asked = pl.DataFrame({"given": values})
    return asked.join(readings, on="given", how="left", maintain_order="left").drop("given")


@cache
def _nothing(read: Reading) -> pl.DataFrame:
    return read(pl.Series(dtype=pl.String))
