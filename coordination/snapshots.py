"""Answers kept on disk from run to run: copies that may be deleted at any time."""

import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import orjson
import polars as pl
from polars import selectors
from pydantic import BaseModel

from coordination.changed import State
from coordination.keys import Keys
from coordination.scope import Scope
from cypher import Query
from graph_store.graph import Address

FORMAT = 2

MOST_SCOPES = 4
"""Choices of graph, sets and span of which the answers to a question are kept."""

STALE_S = 3_600.0
"""What is still being written after so long was cut off."""

WRITING = "writing."

NAME = re.compile(r"[\w-]+\.[0-9a-f]{16}\.\d+\.[0-9a-f-]{36}\.[0-9a-f]{32}\.parquet$")
"""Question, scope, changes, mark, hash."""

BYTES_A_READ = 1 << 20


@dataclass(frozen=True)
class Snapshot:
    """The answer to a question in one state of a graph; the name of its file says all about it."""

    path: Path

    @property
    def name(self) -> str:
        """Question and scope."""
        return ".".join(self.path.name.split(".")[:2])

    @property
    def state(self) -> State:
        """What the graph was when it was read."""
        _, _, changes, mark, *_ = self.path.name.split(".")
        return State(int(changes), mark)

    def read(self, keys: Keys | None = None) -> pl.DataFrame | None:
        """The answer; null where the file is gone, or does not hold what was written.

        Acts come back with ``keys``; raises TooManyActs before room is taken for too many of them.
        """
        try:
            if _digest(self.path) == self.path.name.split(".")[4]:
                rows = pl.scan_parquet(self.path)
                if keys is not None:
                    keys.must_fit(rows.select(pl.len()).collect().item())
                    rows = rows.cast(keys.kinds)
                return rows.collect(engine="streaming")
        except (OSError, pl.exceptions.PolarsError):
            pass
        return None


@dataclass(frozen=True)
class Snapshots:
    """What earlier runs over one scope of one graph have kept, the last answer to each question."""

    folder: Path
    address: Address
    scope: Scope

    def find(self, question: Query[BaseModel], asked: str) -> Snapshot | None:
        """The latest answer."""
        held = [each for each in self._held() if each.name == self._name(question, asked)]
        return max(held, key=lambda each: each.state.changes, default=None)

    def keep(
        self, question: Query[BaseModel], asked: str, state: State, answer: pl.DataFrame
    ) -> None:
        """Put an answer in the place of the one that was kept. Raises OSError where that fails."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = self.folder / f"{WRITING}{uuid4()}"
        try:
            plain = answer.lazy().with_columns(selectors.categorical().cast(pl.String))
            plain.sink_parquet(written, compression="lz4")
            told = (self._name(question, asked), str(state.changes), state.mark, _digest(written))
            place = self.folder / f"{'.'.join(told)}.parquet"
            written.replace(place)
        except pl.exceptions.PolarsError as error:
            raise OSError(str(error)) from error
        finally:
            written.unlink(missing_ok=True)
        # Another run may tidy up at the same time.
        with suppress(FileNotFoundError):
            self._tidy(Snapshot(place))

    def _name(self, question: Query[BaseModel], asked: str) -> str:
        """What tells this answer from those to other questions, or of other sets."""
        graph, scope = self.address, self.scope
        shape = [repr(each.annotation) for each in question.row.model_fields.values()]
        of = [FORMAT, pl.__version__, graph.uri, graph.database, question.text, *shape, asked]
        told = orjson.dumps([*of, *scope.sets, scope.since, scope.until])
        digest = hashlib.blake2b(told, digest_size=8).hexdigest()
        return f"{question.name.replace('/', '-')}.{digest}"

    def _held(self) -> Iterator[Snapshot]:
        return (Snapshot(path) for path in self.folder.glob("*.parquet") if NAME.match(path.name))

    def _tidy(self, latest: Snapshot) -> None:
        """Remove what has another in its place, is of one scope too many, or was cut off."""
        question, names = latest.name.partition(".")[0], {latest.name}
        for each in sorted(self._held(), key=lambda one: one.path.stat().st_mtime, reverse=True):
            if each.path == latest.path or not each.name.startswith(f"{question}."):
                continue
            if each.name in names or len(names) >= MOST_SCOPES:
                each.path.unlink()
            names.add(each.name)
        for path in self.folder.glob(f"{WRITING}*"):
            if time.time() - path.stat().st_mtime > STALE_S:
                path.unlink()


def _digest(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while data := file.read(BYTES_A_READ):
            digest.update(data)
    return digest.hexdigest()
