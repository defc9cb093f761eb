"""The times of X's older interface: Wed Oct 10 20:19:24 +0000 2018."""

from typing import Final

import polars as pl

from loaders.kinds import Kind
from loaders.times import END, MOMENT, moments

STAMP: Final = "%a %b %d %H:%M:%S %z %Y"


def _created(values: pl.Series) -> pl.Series:
    if values.dtype != pl.String:
        return moments(values)
    spelt = values.str.to_datetime(STAMP, time_unit="us", time_zone="UTC", strict=False)
    bounded = moments(spelt)
    others = (spelt.is_null() & values.is_not_null()).arg_true()
    return bounded.scatter(others, moments(values.gather(others))) if len(others) else bounded


CREATED: Final = Kind(
    MOMENT, _created, f"is no time such as Wed Oct 10 20:19:24 +0000 2018, from 1970 to {END - 1}"
)
"""Such a time, or one that any column of times may hold."""
