"""Addresses that reports write so that nobody follows them by accident, made whole again."""

from typing import Final

import polars as pl

OPENS, CLOSES = r"[\[({]\s*", r"\s*[\])}]"
MARK: Final = rf"(?i){OPENS}(?:[.:@/]|://|dot|at){CLOSES}"
SCHEME: Final = r"(?i)\bh(?:xx|xt|tx|\*\*)p(s?)(://|:\\\\)"

SPELLINGS: Final = (
    (rf"(?i)\s*{OPENS}(?:\.|dot){CLOSES}\s*", "."),
    (rf"(?i)\s*{OPENS}(?:@|at){CLOSES}\s*", "@"),
    (rf"{OPENS}:{CLOSES}", ":"),
    (rf"{OPENS}://{CLOSES}", "://"),
    (rf"{OPENS}/{CLOSES}", "/"),
    (SCHEME, "http${1}://"),
)
"""Patterns and what they stand for, in the order in which they are undone."""

IN_HOST: Final = rf"(?i)^(?:[^/?#]*//)?[^/?#]*{MARK}|^\s*h(?:xx|xt|tx|\*\*)ps?:"


def refanged(values: pl.Series) -> pl.Series:
    """Values such as ``hxxps[:]//bad[.]example`` and ``ann[at]bad(dot)example`` as they were.

    A mark is undone wherever it stands, so give addresses, not sentences. Others stay as they are.
    """
    marked = values.str.contains(rf"{MARK}|{SCHEME}").fill_null(value=False).arg_true()
    if not len(marked):
        return values
    texts = values.gather(marked)
    for pattern, plain in SPELLINGS:
        texts = texts.str.replace_all(pattern, plain)
    return values.scatter(marked, texts)


def refanged_links(values: pl.Series) -> pl.Series:
    """As ``refanged``, but only where scheme or host are marked: a query may hold brackets."""
    marked = values.str.contains(IN_HOST).fill_null(value=False).arg_true()
    return values.scatter(marked, refanged(values.gather(marked))) if len(marked) else values
