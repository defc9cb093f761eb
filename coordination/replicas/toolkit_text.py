"""Texts as coordination-network-toolkit compares them: its cleaning, its tokens."""

import re
from typing import Final

import polars as pl
import regex

BLANKS: Final = r"[\s\x1c-\x1f]+"
"""What Python's ``str.split`` parts at."""

MENTION: Final = r"@\S*"

BETWEEN: Final = regex.compile(
    r"\b\p{Word_Break=WSegSpace}*'?", flags=regex.WORD | regex.UNICODE | regex.V1
)
"""Where it parts words: Unicode's default word boundaries, with the blanks and a quote there."""

PLAIN: Final = re.compile(r"[a-z0-9 ]*")


def cleaned(texts: pl.Series) -> pl.Series:
    """Lower case, without mentions."""
    return texts.str.to_lowercase().str.replace_all(MENTION, "")


def transformed(texts: pl.Series) -> pl.Series:
    """Cleaned, and blanks collapsed: what must be equal in co_tweet."""
    return cleaned(texts).str.replace_all(BLANKS, " ").str.strip_chars(" ")


def token_sets(texts: pl.Series) -> pl.Series:
    """The sorted distinct tokens of each cleaned text, joined by blanks."""
    return pl.Series(texts.name, [_token_set(text) for text in texts], dtype=pl.String)


def _token_set(text: str) -> str:
    parts = text.split() if PLAIN.fullmatch(text) else BETWEEN.split(text)
    return " ".join(sorted({part for part in parts if part}))
