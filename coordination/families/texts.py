"""Families of wordings that are nearly the same: what co_text may take for one object."""

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from coordination.errors import TooManyNear
from coordination.families.blocks import near_on_disk
from coordination.families.near import PAIR_BYTES, Found, Pairs, near
from coordination.families.spool import Spool
from coordination.kernel.order import Codes, Integers
from coordination.kernel.shingles import Hashes, repeated, shingled, tally
from coordination.kernel.stars import stars
from coordination.room import fitting_in

THRESHOLD: Final = 0.6
"""Jaccard similarity over words and pairs of neighbouring words; of twelve words two may differ."""

LEAST_WORDS: Final = 6
"""Shorter wordings are alike by chance."""

MOST_TALLIED = 1 << 28
"""Bytes for noting which words and pairs of words more than one wording has."""

TOKEN_BYTES = 40
"""What a word, or a pair of neighbouring words, costs at most until all families are known."""

LEAST_ROOM = 1 << 26
"""Bytes that are taken for wordings, however little is left of the memory allowed."""

KEY_BYTES = 256
"""What a wording that is near another costs at most, where the others are on disk."""


class Wordings:
    """Wordings gathered piece by piece; only hashes of their words and pairs of words are kept.

    Beyond the memory allowed they wait in a file in the folder, null being the platform's, until
    they are closed.
    """

    def __init__(self, *, memory: int | None = None, folder: Path | None = None) -> None:
        self._memory, self._folder = memory, folder
        self._room = max(LEAST_ROOM, fitting_in(memory, 1))
        self._fitting = self._room // TOKEN_BYTES
        self._spool: Spool | None = None
        self._wordings = 0
        self._forget()

    def close(self) -> None:
        """Forget the wordings."""
        self._forget()
        if self._spool is not None:
            self._spool.close()

    def add(self, keys: pl.Series, wordings: pl.Series) -> None:
        """Gather more wordings, distinct ones as ``loaders.wording`` makes them, in any order."""
        parts = wordings.str.split(" ")
        many = parts.list.len().cast(pl.Int64).to_numpy()
        word = parts.explode(empty_as_null=False).hash().to_numpy()
        token, size = np.empty(2 * len(word), np.uint64), np.empty(len(many), np.int64)
        held = shingled(word, many, token, size)
        self._wordings += len(size)
        if self._spool is not None:
            self._spool.take(keys, size, token[:held])
            return
        self._keys.append(keys.alias("key"))
        self._tokens.append(token[:held].copy())
        self._sizes.append(size)
        self._held += held
        if self._held > self._fitting:
            self._put_away()

    def families(self, *, threshold: float = THRESHOLD, threads: int = 2) -> pl.DataFrame:
        """Columns key and family, the key of the wording that it is around; those alone left out.

        Every member is near the middle of its family, so that a chain of small changes does not
        join what is far apart: the wording that is near most others comes first (on ties the one
        with the smaller key), with all of those that are in no family yet. Raises ImpossibleCount,
        TooManyNear, and OSError where the file does not fit on its disk.
        """
        return self.around(*self.near(threshold=threshold, threads=threads))

    def around(self, one: Codes, other: Codes) -> pl.DataFrame:
        """The families of all pairs near each other. Raises TooManyNear."""
        is_near = np.zeros(self._wordings, np.bool_)
        is_near[one] = is_near[other] = True
        places = np.flatnonzero(is_near)
        keys = self._keys_of(places, pairs=len(one))
        order = keys.arg_sort().to_numpy()
        rank = np.empty(self._wordings, np.uint32)
        rank[places[order]] = np.arange(len(order), dtype=np.uint32)
        keys = keys.gather(order)
        middle = pl.Series(stars(rank[one], rank[other], len(keys)))
        named = pl.DataFrame({"key": keys, "family": keys.gather(middle)})
        return named.filter(pl.len().over("family") > 1)

    def near(self, *, threshold: float, threads: int = 2) -> Found:
        """All pairs near each other, by place; forgets the words. Raises as families."""
        if self._spool is not None:
            fitting = self._room // PAIR_BYTES
            pairs = Pairs(threshold, threads=threads, fitting=fitting, memory=self._memory)
            return near_on_disk(self._spool, pairs, tokens=self._fitting * 2 // 3)
        size = np.concatenate([np.empty(0, np.int64), *self._sizes])
        start, token = self._shared()
        return near(
            start,
            token,
            size=size,
            threshold=threshold,
            threads=threads,
            memory=self._memory,
            fitting=max(LEAST_ROOM, fitting_in(self._memory, 1)) // PAIR_BYTES,
        )

    def _put_away(self) -> None:
        """Put what is in memory on disk, where all that follows goes too."""
        self._spool = Spool(self._folder, tallied=min(MOST_TALLIED, self._room // 8))
        for piece in zip(self._keys[1:], self._sizes, self._tokens, strict=True):
            self._spool.take(*piece)
        self._forget()

    def _forget(self) -> None:
        self._keys = [pl.Series("key", dtype=pl.String)]
        self._tokens: list[Hashes] = []
        self._sizes: list[Integers] = []
        self._held = 0

    def _keys_of(self, places: Integers, *, pairs: int) -> pl.Series:
        """Keys by place. Raises TooManyNear where those on disk do not fit beside their pairs."""
        if self._spool is None:
            return pl.concat(self._keys).gather(places)
        fitting = max(0, self._room - KEY_BYTES * len(places)) // PAIR_BYTES
        if pairs > fitting:
            raise TooManyNear(pairs, fitting, self._memory or 0)
        return self._spool.keys(places)

    def _shared(self) -> tuple[Integers, Codes]:
        """The tokens that two wordings have, as codes, and where those of each wording begin."""
        seen = np.zeros(min(MOST_TALLIED, 1 << (4 * self._held).bit_length()), np.uint8)
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
