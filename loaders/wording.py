"""Wordings and hashtags in one spelling, so that those who say the same meet at one node."""

from typing import Final

import polars as pl

from loaders.distinct import each_once
from loaders.hashed import hashes
from loaders.kinds import LONGEST_KEY

INVISIBLE: Final = r"\p{Default_Ignorable_Code_Point}"
QUOTES: Final = "'\"‘’“” "  # noqa: RUF001
RESHARED: Final = r"^(?:\W*\brt\s+@\w+\s*:?\s*)+"
ADDRESS: Final = r"https?://\S*|\bt\.co/\S*"
NAME: Final = r"@\w+"
BETWEEN: Final = r"[^\w#]+"
SAYS_SOMETHING: Final = r"[\p{L}\p{N}]"


LAST_CASED: Final = 0x1FFFF
"""No script with two cases lies beyond."""


def _case_folds() -> dict[str, str]:
    """Small letters that Unicode's case folding changes further, such as ß and the final sigma."""
    letters = map(chr, range(LAST_CASED + 1))
    return {char: char.casefold() for char in letters if char.lower() == char != char.casefold()}


CASE_FOLDS: Final = _case_folds()


def folded(texts: pl.Series) -> pl.Series:
    """Compatible characters made one (NFKC) and case folded, as Unicode says; and NFKC again."""
    foreign = (texts.str.len_bytes() != texts.str.len_chars()).arg_true()
    lower = texts.str.to_lowercase()
    if not len(foreign):
        return lower
    whole = texts.gather(foreign).str.normalize("NFKC").str.to_lowercase()
    return lower.scatter(foreign, whole.str.replace_many(CASE_FOLDS).str.normalize("NFKC"))


def wordings(texts: pl.Series) -> pl.DataFrame:
    """Columns key, wording and words for each text; all null where no letter or digit is left.

    A wording is folded, without invisible characters, enclosing quotes, leading ``RT @name:``,
    addresses and @names; everything but letters, digits, ``_`` and ``#`` is one blank.
    """
    return each_once(texts, _wordings)


def hashtags(tags: pl.Series) -> pl.Series:
    """Each tag folded, without number sign and blanks.

    Null where nothing is left, or more than LONGEST_KEY bytes.
    """
    return each_once(tags, _hashtags).to_series().alias(tags.name)


def _wordings(texts: pl.Series) -> pl.DataFrame:
    plain = folded(texts.str.replace_all(INVISIBLE, "")).str.strip_chars(QUOTES)
    bare = plain.str.replace(RESHARED, "").str.replace_all(ADDRESS, " ").str.replace_all(NAME, " ")
    spaced = bare.str.replace_all(BETWEEN, " ").str.strip_chars()
    wording = spaced.set(~spaced.str.contains(SAYS_SOMETHING), None)
    return pl.DataFrame(
        {
            "key": "sha256:" + hashes(wording),
            "wording": wording,
            "words": wording.str.count_matches(" ", literal=True).cast(pl.Int64) + 1,
        }
    )


def _hashtags(tags: pl.Series) -> pl.DataFrame:
    visible = folded(tags.str.replace_all(INVISIBLE, ""))
    bare = visible.str.strip_chars().str.strip_chars_start("#").str.strip_chars()
    is_tag = bare.str.len_bytes().is_between(1, LONGEST_KEY)
    return pl.DataFrame({"tag": bare.set(~is_tag, None)})
