"""Families of wordings that are nearly the same: what co_text may take for one object."""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.coding import codes
from coordination.families.near import Found, near
from coordination.kernel.order import Codes, Integers
from coordination.kernel.stars import stars

THRESHOLD: Final = 0.6
"""Jaccard similarity over words and pairs of neighbouring words; of twelve words two may differ."""

LEAST_WORDS: Final = 6
"""Shorter wordings are alike by chance."""


def families(
    wordings: pl.Series,
    words: pl.Series,
    *,
    threshold: float = THRESHOLD,
    least_words: int = LEAST_WORDS,
    threads: int = 2,
    memory: int | None = None,
) -> NDArray[np.uint32]:
    """For each wording the place of the one that its family is around.

    Wordings are distinct and in the order of their keys, as ``loaders.wording`` makes them, with
    their numbers of words; a null or short one is a family of its own. Every member is near the
    middle of its family, so that a chain of small changes does not join what is far apart: the
    wording that is near most others comes first (on ties the earlier), with all of those that are
    in no family yet. Raises ImpossibleCount and TooManyNear.
    """
    pairs = near_wordings(
        wordings,
        words,
        threshold=threshold,
        least_words=least_words,
        threads=threads,
        memory=memory,
    )
    return stars(*pairs, len(wordings))


def near_wordings(
    wordings: pl.Series,
    words: pl.Series,
    *,
    threshold: float = THRESHOLD,
    least_words: int = LEAST_WORDS,
    threads: int = 2,
    memory: int | None = None,
) -> Found:
    """All pairs of wordings that are near each other, by place; raises as ``families``."""
    long_enough = ((words >= least_words) & wordings.is_not_null()).fill_null(value=False)
    place = long_enough.arg_true().cast(pl.UInt32).to_numpy()
    one, other = near(
        *_tokens(wordings.filter(long_enough)),
        threshold=threshold,
        threads=threads,
        memory=memory,
    )
    return place[one], place[other]


def _tokens(wordings: pl.Series) -> tuple[Integers, Codes]:
    """Words and pairs of neighbouring words of each wording, as codes."""
    parts = wordings.str.split(" ")
    many = parts.list.len().cast(pl.Int64).to_numpy()
    word = parts.explode(empty_as_null=False)
    known = word.unique().sort()
    first = codes(word, known).to_numpy().astype(np.uint64)
    last = np.zeros(len(first), np.bool_)
    last[np.cumsum(many) - 1] = True
    followed = np.flatnonzero(~last)
    both = first[followed] << np.uint64(32) | first[followed + 1]
    _, pair = np.unique(both, return_inverse=True)
    start = np.concatenate(([0], np.cumsum(2 * many - 1)))
    token = np.empty(start[-1], np.uint32)
    of_word = np.repeat(np.arange(len(many)), many)
    before = np.cumsum(many) - many
    token[np.arange(len(first)) + (start[:-1] - before)[of_word]] = first
    of_pair = of_word[followed]
    token[followed + (start[:-1] - before + many)[of_pair]] = len(known) + pair
    return start, token
