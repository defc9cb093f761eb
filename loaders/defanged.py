"""Addresses that reports write so that nobody follows them by accident, made whole again."""

from typing import Final

import polars as pl

OPENS, CLOSES = r"[\[({]\s*", r"\s*[\])}]"
SPELLINGS: Final = (
    (rf"(?i){OPENS}(?:\.|dot){CLOSES}", "."),
    (rf"(?i)\s*{OPENS}(?:@|at){CLOSES}\s*", "@"),
    (rf"{OPENS}:{CLOSES}", ":"),
    (rf"{OPENS}://{CLOSES}", "://"),
    (rf"{OPENS}/{CLOSES}", "/"),
    (r"(?i)\bhxxp(s?)://", "http${1}://"),
)
"""Patterns and what they stand for, in the order in which they are undone."""


def refanged(values: pl.Series) -> pl.Series:
    """Texts such as ``hxxps[:]//bad[.]example`` as they were; others stay as they are."""
    for pattern, plain in SPELLINGS:
        values = values.str.replace_all(pattern, plain)
    return values
