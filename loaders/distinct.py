"""Costly readings of repeated values: each distinct value is read once."""

from collections.abc import Callable

import polars as pl


def each_once(values: pl.Series, read: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """The rows that ``read`` gives for each value, in the order of the values.

    ``read`` gets the distinct values without null, and gives as many rows; null gives nulls.
    """
    distinct = values.unique(maintain_order=True).drop_nulls()
    readings = read(distinct)
    if len(distinct) == len(values):
        return readings
    readings = readings.with_columns(given=distinct)
    asked = pl.DataFrame({"given": values})
    return asked.join(readings, on="given", how="left", maintain_order="left").drop("given")
