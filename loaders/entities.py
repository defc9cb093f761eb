"""What stands in a wording: links, hashtags and @names; those that were cut off are left out."""

from typing import Final

import polars as pl

CUT: Final = "…"
TAG: Final = r"(?:^|[^\w&/#＃])[#＃]\w+…?"  # noqa: RUF001
NAME: Final = r"(?:^|[^\w@/&])@[A-Za-z0-9_]{1,30}\b…?"
LINK: Final = r"""(?i)\bhttps?://[^\s<>"“”…]+…?"""
AFTER_A_LINK: Final = ".,;:!?'’»*"  # noqa: RUF001
HAS_LETTER: Final = r"\p{L}"


def tags_in(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns post, element (without number sign), position, from columns post, text."""
    found = _found(rows, TAG)
    bare = found.with_columns(pl.col("element").str.replace(r"^.?[#＃]", ""))  # noqa: RUF001
    return _whole(bare.filter(pl.col("element").str.contains(HAS_LETTER)))


def names_in(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns post, element (without at sign), position, from columns post, text."""
    found = _found(rows, NAME)
    return _whole(found.with_columns(pl.col("element").str.replace(r"^[^@]?@", "")))


def links_in(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns post, element (the address as it stands), position, from columns post, text.

    Positions count those that were cut off too.
    """
    found = _whole(_found(rows, LINK)).with_columns(
        pl.col("element").str.strip_chars_end(AFTER_A_LINK)
    )
    is_closed = pl.col("element").str.contains("(", literal=True)
    bare = pl.col("element").str.strip_chars_end(")]}" + AFTER_A_LINK)
    return found.with_columns(element=pl.when(is_closed).then("element").otherwise(bare))


def _found(rows: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """One row for each match in each text, its position counted from 1."""
    held = rows.select("post", element=pl.col("text").str.extract_all(pattern))
    held = held.filter(pl.col("element").list.len() > 0)
    position = pl.int_ranges(1, pl.col("element").list.len() + 1)
    return held.with_columns(position=position).explode("element", "position")


def _whole(found: pl.DataFrame) -> pl.DataFrame:
    return found.filter(~pl.col("element").str.ends_with(CUT))
