"""Wordings that do not fit in memory, on disk: read in order of size, as often as is needed."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.kernel.lexicon import taken
from coordination.kernel.order import Codes, Integers
from coordination.kernel.shingles import Hashes, Tally, repeated, tally

Read = TypeVar("Read", np.uint32, np.uint64)


class Piece(NamedTuple):
    """Some wordings, in ascending order of size."""

    place: Codes
    """The number of each in the order in which they came."""
    size: Integers
    many: Integers
    """Tokens of each that others may have, and only those follow."""
    token: Hashes


class Runs(NamedTuple):
    """Wordings of one size that stand together in the file, the smallest first."""

    size: Integers
    wordings: Integers
    """Wordings before each run."""
    tokens: Integers
    """Tokens before each run."""
    places_at: Integers
    tokens_at: Integers


class Spool:
    """A file of wordings in a folder, null being the platform's; closing it deletes it.

    Which tokens only one wording has is tallied in about so many bytes.
    """

    def __init__(self, folder: Path | None, *, tallied: int) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115
        self._seen: Tally = np.zeros(1 << tallied.bit_length() - 1, np.uint8)
        self.wordings = 0
        self._keys: list[tuple[int, int, int]] = []
        self._written: list[Integers] = []
        self._runs: Runs | None = None

    def close(self) -> None:
        """Forget the wordings."""
        self._file.close()

    def take(self, keys: pl.Series, size: Integers, token: Hashes) -> None:
        """Write wordings down whose tokens follow one another, ``size`` of each."""
        tally(token, self._seen)
        named = BytesIO()
        keys.alias("key").to_frame().write_ipc(named)
        self._keys.append((self.wordings, self._append(named.getbuffer()), named.tell()))
        order = np.argsort(size, kind="stable")
        places_at = self._append((order + self.wordings).astype(np.uint32).data)
        start = np.concatenate(([0], np.cumsum(size)))
        tokens_at = self._append(taken(order, start, token).data)
        sizes, many = np.unique(size, return_counts=True)
        wordings, tokens = np.cumsum(many) - many, np.cumsum(many * sizes) - many * sizes
        run = [sizes, many, places_at + 4 * wordings, tokens_at + 8 * tokens]
        self._written.append(np.stack(run))
        self.wordings += len(size)
        self._runs = None

    def size(self, wording: int) -> int:
        """Tokens of a wording, by its number in order of size."""
        return int(self._in_order().size[self._run_of(wording)])

    def until(self, first: int, tokens: int) -> int:
        """Where wordings that have at most so many tokens together end, behind one at least."""
        runs, run = self._in_order(), self._run_of(first)
        behind = runs.tokens[run] + (first - runs.wordings[run]) * runs.size[run] + tokens
        run = int(np.searchsorted(runs.tokens, behind, side="right")) - 1
        stop = int(runs.wordings[run] + (behind - runs.tokens[run]) // runs.size[run])
        return min(max(first + 1, stop), self.wordings)

    def read(self, first: int, stop: int) -> Piece:
        """A range of the wordings in order of size."""
        runs, begin = self._in_order(), self._run_of(first)
        run = np.arange(begin, self._run_of(stop - 1) + 1)
        low = np.maximum(first, runs.wordings[run]) - runs.wordings[run]
        many = np.minimum(stop, np.append(runs.wordings, self.wordings)[run + 1])
        many = many - runs.wordings[run] - low
        size = runs.size[run]
        place = self._read(np.empty(many.sum(), np.uint32), runs.places_at[run] + 4 * low, many)
        token = np.empty((many * size).sum(), np.uint64)
        token = self._read(token, runs.tokens_at[run] + 8 * low * size, many * size)
        size = np.repeat(size, many)
        kept = np.empty_like(size)
        held = repeated(token, size, self._seen, kept)
        return Piece(place, size, kept, token[:held].copy())

    def keys(self, places: Integers) -> pl.Series:
        """The keys of wordings by their places, which ascend."""
        found = [pl.Series("key", dtype=pl.String)]
        firsts = [first for first, _, _ in self._keys]
        cuts = np.searchsorted(places, [*firsts, self.wordings])
        for (first, at, length), low, high in zip(self._keys, cuts[:-1], cuts[1:], strict=True):
            if low < high:
                self._file.seek(at)
                named = pl.read_ipc(BytesIO(self._file.read(length)))["key"]
                some = named.gather(places[low:high] - first)
                # A copy, for a choice of strings holds on to all of them.
                found.append(pl.Series("key", some.to_list(), dtype=pl.String))
        return pl.concat(found)

    def _in_order(self) -> Runs:
        if self._runs is None:
            written = np.concatenate(self._written, axis=1)
            size, many, places_at, tokens_at = written[:, np.argsort(written[0], kind="stable")]
            tokens = np.cumsum(many * size) - many * size
            self._runs = Runs(size, np.cumsum(many) - many, tokens, places_at, tokens_at)
        return self._runs

    def _run_of(self, wording: int) -> int:
        return int(np.searchsorted(self._in_order().wordings, wording, side="right")) - 1

    def _append(self, values: memoryview) -> int:
        at = self._file.seek(0, 2)
        self._file.write(values)
        return at

    def _read(self, out: NDArray[Read], at: Integers, many: Integers) -> NDArray[Read]:
        n = 0
        for start, values in zip(at.tolist(), many.tolist(), strict=True):
            self._file.seek(start)
            self._file.readinto(out[n : n + values].data)
            n += values
        return out
