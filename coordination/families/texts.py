"""Families of wordings that are nearly the same: what co_text may take for one object."""

from typing import Final

import numpy as np
import polars as pl

from coordination.families.near import Found, near
from coordination.kernel.order import Codes, Integers
from coordination.kernel.shingles import Hashes, repeated, shingled, tally
from coordination.kernel.stars import stars

THRESHOLD: Final = 0.6
"""Jaccard similarity over words and pairs of neighbouring words; of twelve words two may differ."""

LEAST_WORDS: Final = 6
"""Shorter wordings are alike by chance."""

MOST_TALLIED = 1 << 28
"""Bytes for noting which words and pairs of words more than one wording has."""


class Wordings:
    """Wordings gathered piece by piece; only hashes of their words and pairs of words are kept."""

    def __init__(self) -> None:
        self._keys = [pl.Series("key", dtype=pl.String)]
        self._tokens: list[Hashes] = []
        self._sizes: list[Integers] = []
        self.tokens = 0
        """Words and pairs of neighbouring words that are kept."""

    def add(self, keys: pl.Series, wordings: pl.Series) -> None:
        """Gather more wordings, distinct ones as ``loaders.wording`` makes them, in any order."""
        parts = wordings.str.split(" ")
        many = parts.list.len().cast(pl.Int64).to_numpy()
        word = parts.explode(empty_as_null=False).hash().to_numpy()
        token, size = np.empty(2 * len(word), np.uint64), np.empty(len(many), np.int64)
        held = shingled(word, many, token, size)
        self._keys.append(keys.alias("key"))
        self._tokens.append(token[:held].copy())
        self._sizes.append(size)
        self.tokens += held

    def families(
        self, *, threshold: float = THRESHOLD, threads: int = 2, memory: int | None = None
    ) -> pl.DataFrame:
        """Columns key and family, the key of the wording that it is around; those alone left out.

        Every member is near the middle of its family, so that a chain of small changes does not
        join what is far apart: the wording that is near most others comes first (on ties the one
        with the smaller key), with all of those that are in no family yet. The wordings are
        forgotten. Raises ImpossibleCount and TooManyNear.
        """
        one, other = self.near(threshold=threshold, threads=threads, memory=memory)
        keys = pl.concat(self._keys)
        order = keys.arg_sort()
        rank = np.empty(len(keys), np.uint32)
        rank[order.to_numpy()] = np.arange(len(keys), dtype=np.uint32)
        keys = keys.gather(order)
        middle = pl.Series(stars(rank[one], rank[other], len(keys)))
        named = pl.DataFrame({"key": keys, "family": keys.gather(middle)})
        return named.filter(pl.len().over("family") > 1)

    def near(self, *, threshold: float, threads: int = 2, memory: int | None = None) -> Found:
        """All pairs near each other, by place; forgets the wordings. Raises as families."""
        size = np.concatenate([np.empty(0, np.int64), *self._sizes])
        start, token = self._shared()
        return near(start, token, size=size, threshold=threshold, threads=threads, memory=memory)

    def _shared(self) -> tuple[Integers, Codes]:
        """The tokens that two wordings have, as codes, and where those of each wording begin."""
        seen = np.zeros(min(MOST_TALLIED, 1 << (4 * self.tokens).bit_length()), np.uint8)
        for token in self._tokens:
            tally(token, seen)
        many = [np.zeros(1, np.int64)]
        for piece, (token, size) in enumerate(zip(self._tokens, self._sizes, strict=True)):
            kept = np.empty_like(size)
            self._tokens[piece] = token[: repeated(token, size, seen, kept)].copy()
            many.append(kept)
        del seen
        joined = pl.Series(np.concatenate([np.empty(0, np.uint64), *self._tokens]))
        self._tokens.clear()
        code = joined.rank("dense").cast(pl.UInt32).to_numpy() - np.uint32(1)
        return np.cumsum(np.concatenate(many)), code
