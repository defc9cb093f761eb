"""Times as particular makers write them, read to UTC."""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from loaders.kinds import Kind
from loaders.times import END, MOMENT, moments

DAY_OF_WEEK: Final = r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
"""Twitter's times begin so; the pattern language checks a weekday only by name."""


def _stamped(values: pl.Series, pattern: str) -> pl.Series:
    """Naive times of a chrono pattern, as UTC; null where a text is none or out of bounds."""
    naive = values.str.strip_chars().str.to_datetime(pattern, strict=False, time_unit="us")
    return moments(naive)


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


def _twitter(values: pl.Series) -> pl.Series:
    """``Wed Jan 07 04:38:02 +0000 2009``, in UTC as Twitter's interface gave all its times."""
    weekday = values.str.contains(DAY_OF_WEEK).fill_null(value=False)
    bare = values.set(~weekday, None).str.replace(DAY_OF_WEEK, "")
    return _stamped(bare, "%b %d %H:%M:%S +0000 %Y")


def _month_first(values: pl.Series) -> pl.Series:
    return _stamped(values, "%m/%d/%Y %H:%M")


def _day_first(values: pl.Series) -> pl.Series:
    """A day is its first moment."""
    return _stamped(values.str.strip_chars() + " 00:00", "%d/%m/%Y %H:%M")


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
    _first_known(_twitter, moments),
    "is no time such as Wed Jan 07 04:38:02 +0000 2009",
)
MONTH_FIRST_TIME: Final = Kind(
    MOMENT,
    _first_known(moments, _month_first),
    f"is no time: YYYY-MM-DD HH:MM and month/day/year HH:MM from 1970 to {END - 1} are",
)
DAY_FIRST: Final = Kind(MOMENT, _day_first, f"is no day: day/month/year from 1970 to {END - 1} is")
