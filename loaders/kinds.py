"""What a column of a source may hold, and how its values are read; nothing is defaulted."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from loaders.times import END, MOMENT, days, moments

LONGEST_KEY = 4_096
"""Bytes that an identifier may have; the graph's indexes hold keys of up to about 8,000."""

ROUNDED = r"^[0-9]\.[0-9]+[eE]\+[0-9]+$"
"""A long number after a spreadsheet: several ids are then written as one."""

EXACT = 2.0**53
"""From here on floats no longer tell whole numbers apart."""

SEPARATOR = "\0"
"""Stands in no text that is read: a row with one is rejected before."""


@dataclass(frozen=True)
class Kind:
    """One kind of column."""

    dtype: pl.DataType
    read: Callable[[pl.Series], pl.Series]
    """From texts, or from what Parquet holds, to ``dtype``; null where a value is not of it."""
    fault: str
    """What is wrong with such a value, as the end of a sentence that the column's name begins."""


@dataclass(frozen=True)
class Column:
    """One column that a source reads."""

    name: str
    """As the source calls it."""
    kind: Kind
    filled: bool = False
    """Whether a row in which it is empty is rejected."""
    optional: bool = False
    """Whether a table may lack it; it is then empty throughout."""
    titled: str = ""
    """As the file calls it; empty: by its name."""

    @property
    def title(self) -> str:
        """As the file calls it."""
        return self.titled or self.name


def _texts(values: pl.Series) -> pl.Series:
    """Whole floats lose their fraction, for a column of ids with gaps is often written as one."""
    if values.dtype.is_float():
        whole = values.cast(pl.Int64, strict=False)
        is_whole = (whole.cast(values.dtype) == values).fill_null(value=False)
        return values.cast(pl.String).zip_with(~is_whole, whole.cast(pl.String))
    return values.cast(pl.String, strict=False)


def _identifiers(values: pl.Series) -> pl.Series:
    text = pl.col("text")
    unfit = (text.str.len_bytes() > LONGEST_KEY) | text.str.contains(ROUNDED)
    if values.dtype.is_float():
        unfit |= pl.col("given").abs() >= EXACT
    frame = pl.DataFrame({"text": _texts(values), "given": values})
    return frame.select(pl.when(~unfit).then(text)).to_series().alias(values.name)


def _platforms(values: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"text": _texts(values)})
    is_one = pl.col("text").str.contains(r"^[A-Za-z0-9._-]{1,100}$")
    return frame.select(pl.when(is_one).then("text")).to_series().alias(values.name)


def _counts(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        values = values.cast(pl.Float64, strict=False)
    if not values.dtype.is_numeric():
        return pl.Series(values.name, dtype=pl.Int64).clear(len(values))
    frame = pl.DataFrame({"given": values}).with_columns(
        count=pl.col("given").cast(pl.Int64, strict=False)
    )
    count, given = pl.col("count"), pl.col("given").cast(pl.Float64)
    is_count = (count.cast(pl.Float64) == given) & (count >= 0)
    return frame.select(pl.when(is_count).then(count)).to_series().alias(values.name)


def _flags(values: pl.Series) -> pl.Series:
    if values.dtype == pl.Boolean:
        return values
    words = {"true": True, "1": True, "false": False, "0": False}
    return (
        _texts(values)
        .str.to_lowercase()
        .replace_strict(words, default=None, return_dtype=pl.Boolean)
    )


def _listed(values: pl.Series, apart: str) -> pl.Series:
    """Elements of ``[a, b]`` or ``['a', 'b']``; ``apart`` is the pattern of what divides them."""
    texts = _texts(values).str.strip_chars()
    inner = texts.str.strip_prefix("[").str.strip_suffix("]")
    elements = inner.str.replace_all(apart, "${1}" + SEPARATOR + "${2}").str.split(SEPARATOR)
    element = pl.element().str.strip_chars().str.strip_chars("'\"")
    cleaned = pl.DataFrame({"list": elements}).select(
        pl.col("list").list.eval(element.filter(element.str.len_bytes() > 0))
    )
    is_list = texts.str.starts_with("[") & texts.str.ends_with("]") & (texts.str.len_bytes() >= 2)
    return cleaned.to_series().set(~is_list.fill_null(value=False), None)


def _words(values: pl.Series) -> pl.Series:
    return _listed(values, "(),()")


def _addresses(values: pl.Series) -> pl.Series:
    """A comma within an address has no blank, quote or scheme after it."""
    return _listed(values, r"""(['"])? *, *(['"]|https?://)|, +""")


TEXT = Kind(pl.String(), _texts, "is no text")
IDENTIFIER = Kind(
    pl.String(), _identifiers, f"is a rounded number or longer than {LONGEST_KEY:,} bytes"
)
PLATFORM = Kind(
    pl.String(), _platforms, "is no platform: up to 100 letters, digits, dots, - and _ are"
)
COUNT = Kind(pl.Int64(), _counts, "is no count: a whole number from 0 upwards is")
FLAG = Kind(pl.Boolean(), _flags, "is neither true nor false")
WORDS = Kind(pl.List(pl.String()), _words, "is no list in square brackets")
ADDRESSES = Kind(pl.List(pl.String()), _addresses, "is no list in square brackets")
TIME = Kind(
    MOMENT,
    moments,
    f"is no time: unix seconds, milliseconds or RFC 3339 from 1970 to {END - 1} are",
)
DAY = Kind(
    MOMENT,
    days,
    f"is no day or time: YYYY-MM-DD, unix seconds or RFC 3339 from 1970 to {END - 1} are",
)
