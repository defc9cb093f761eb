"""Handles in one spelling, so that a name that passes from one account to another is one node."""

import polars as pl

from loaders.distinct import each_once
from loaders.kinds import LONGEST_KEY
from loaders.wording import INVISIBLE, folded


def spellings(values: pl.Series) -> pl.DataFrame:
    """Columns handle, as people write it, and spelling, which tells handles of a platform apart.

    A handle is without at signs before it, blanks around it and invisible characters; its spelling
    is folded besides. Both are null where nothing is left, or more than LONGEST_KEY bytes.
    """
    return each_once(values, _handles)


def by_handle(platform: str, handles: pl.Series) -> pl.Series:
    """Keys of those who are known by handle only, ``x:@ann_example``; null where there is none.

    No platform's id begins with an at sign, so this is never the key of a numbered account.
    """
    return f"{platform}:@" + spellings(handles)["spelling"]


def by_pseudonym(platform: str, set_name: str, column: str) -> pl.Expr:
    """Key of an account under a name that only the set knows, ``x:<set>:<id>``.

    Without the set, a pseudonym of digits would be the id of somebody else.
    """
    return pl.format("{}:{}:{}", pl.lit(platform), pl.lit(set_name), column)


def _handles(values: pl.Series) -> pl.DataFrame:
    shown = values.str.replace_all(INVISIBLE, "").str.replace(r"^[\s@＠]+", "").str.strip_chars()
    spelling = folded(shown).str.replace(r"^[\s@]+", "").str.strip_chars()
    longest = pl.max_horizontal(pl.col("handle", "spelling").str.len_bytes())
    none = (pl.col("spelling").str.len_bytes() == 0) | (longest > LONGEST_KEY)
    return pl.DataFrame({"handle": shown, "spelling": spelling}).select(
        pl.when(~none).then(pl.col("handle", "spelling"))
    )
