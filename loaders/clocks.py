"""Times as particular makers write them, read to UTC."""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from loaders.kinds import Kind
from loaders.times import END, MOMENT, formed, moments


def _first_known(*readings: Callable[[pl.Series], pl.Series]) -> Callable[[pl.Series], pl.Series]:
    """The first reading that understands a value."""

    def read(values: pl.Series) -> pl.Series:
        found = readings[0](values)
        for reading in readings[1:]:
            if values.dtype != pl.String or not (found.is_null() & values.is_not_null()).any():
                break
            found = found.fill_null(reading(values))
        return found

    return read


def _written(form: str) -> Callable[[pl.Series], pl.Series]:
    """Reads texts of a form of strftime's signs, in UTC; a day is its first moment."""
    return lambda values: formed(values, form, zone=None)


def zoned(values: pl.Series, pattern: str, hours: Mapping[str, float]) -> pl.Series:
    """Texts that end with a zone's abbreviation, which ``hours`` gives in hours ahead of UTC."""
    part = values.str.strip_chars().str.extract_groups(r"^(?P<time>.*\S)\s+(?P<zone>[A-Za-z]+)$")
    frame = part.struct.unnest().with_columns(
        ahead=pl.col("zone").str.to_uppercase().replace_strict(hours, default=None)
    )
    naive = pl.col("time").str.to_datetime(pattern, strict=False, time_unit="us")
    seconds = (pl.col("ahead").cast(pl.Float64) * 3600).cast(pl.Int64)
    return moments(frame.select(naive - pl.duration(seconds=seconds)).to_series())


TWITTER_TIME: Final = Kind(
    MOMENT,
    _first_known(_written("%a %b %d %H:%M:%S %z %Y"), moments),
    f"is no time such as Wed Oct 10 20:19:24 +0000 2018, from 1970 to {END - 1}",
)
"""As the older interface of X writes times, or as any column of times may hold."""

MONTH_FIRST_TIME: Final = Kind(
    MOMENT,
    _first_known(moments, _written("%m/%d/%Y %H:%M")),
    f"is no time: YYYY-MM-DD HH:MM and month/day/year HH:MM from 1970 to {END - 1} are",
)
DAY_FIRST: Final = Kind(
    MOMENT, _written("%d/%m/%Y"), f"is no day: day/month/year from 1970 to {END - 1} is"
)
