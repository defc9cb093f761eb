"""Loading a file that somebody is still writing, as it grows."""

import asyncio
import csv
import hashlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

import polars as pl

from cypher.ledger import FOLLOWED, Followed
from graph_models import SourceFile
from graph_store.changes import changing
from graph_store.graph import Graph
from graph_store.schema import prepare
from graph_store.write import Writer
from loaders.batch import REJECTS
from loaders.slices import Growing, Slice
from lockstep.loading import Progress, Reading, Report

BYTES_A_READ = 1 << 20


async def follow(
    graph: Graph,
    reading: Reading,
    *,
    rejects: Path,
    writers: int,
    progress: Progress,
) -> Report:
    """Load the one file of a reading as it grows, until the process is interrupted.

    How far it was read is written down after the facts, so that the same call goes on where one
    ended or was killed. A file that no longer begins as it did is read from its beginning.
    """
    (file,), report = reading.inputs, reading.report
    began = time.perf_counter()
    await prepare(graph)
    writer = Writer(graph, set_name=report.set, writers=writers)
    with (
        file.open() as opened,
        FileIO(opened.fileno(), closefd=False) as stream,
        _interruption() as stopped,
    ):
        key = _key(report.set, file.path or Path(file.name))
        place = _Place(stream.fileno())
        for known in await graph.ask(FOLLOWED, key=key):
            if place.stood_at(known):
                report.read, report.rejected = known.read, known.rejected
        forget_rejects(rejects, beyond=report.read)
        growing = Growing(file.name, stream, ends=False, rhythm=reading.rhythm, stopped=stopped)
        async for piece in _coming(growing.slices(position=place.position)):
            for batch in reading.of_slice(file.name, piece, rejects):
                async with changing(graph, batch.frames):
                    await writer.write(batch.frames)
            place.advance(piece.position)
            await Writer(graph).write({SourceFile: _landed(reading, key, place)})
            progress(file.name, report.read)
    report.nodes, report.relationships = writer.written.nodes, writer.written.relationships
    report.seconds = time.perf_counter() - began
    return report


@dataclass
class _Place:
    """How far an open file was read, and the hash of what was read of it."""

    descriptor: int
    position: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def advance(self, position: int) -> None:
        """Go on to a place in the file, or to its end where that comes first."""
        while self.position < position:
            size = min(BYTES_A_READ, position - self.position)
            data = os.pread(self.descriptor, size, self.position)
            if not data:
                return
            self.digest.update(data)
            self.position += len(data)

    def stood_at(self, known: Followed) -> bool:
        """Go on to a known place; False, and back to the start, where other bytes stand before."""
        self.advance(known.position)
        same = (self.position, self.digest.hexdigest()) == (known.position, known.sha256)
        if not same:
            self.position, self.digest = 0, hashlib.sha256()
        return same


def _key(set_name: str, path: Path) -> str:
    """Key of a followed file, which has no hash of its own before it ends."""
    return f"{set_name}:followed:{hashlib.sha256(os.fsencode(path.resolve())).hexdigest()}"


def _landed(reading: Reading, key: str, place: _Place) -> pl.DataFrame:
    """The file as the graph keeps it."""
    (file,), report = reading.inputs, reading.report
    row = {
        "key": key,
        "set": report.set,
        "source": report.source,
        "name": file.name,
        "sha256": place.digest.hexdigest(),
        "read": report.read,
        "rejected": report.rejected,
        "loaded_at": datetime.now(UTC),
        "position": place.position,
    }
    return pl.DataFrame([row], schema=SourceFile.columns())


def forget_rejects(path: Path, *, beyond: int) -> None:
    """Remove the rejects of rows that will be read again, and what a kill left half written.

    Those that stay are never missing: the new file takes the place of the old one when it is whole.
    """
    if not path.exists():
        return
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        rows = [row for row in csv.reader(file) if len(row) == len(REJECTS)]
    kept = [row for row in rows if row[1].isdecimal() and int(row[1]) <= beyond]
    if not kept:
        path.unlink()
        return
    whole = path.with_name(f"{path.name}.new")
    with whole.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([list(REJECTS), *kept])
    whole.replace(path)


async def _coming(slices: Iterator[Slice]) -> AsyncIterator[Slice]:
    """The slices, waited for in a thread of their own."""
    while (piece := await asyncio.to_thread(next, slices, None)) is not None:
        yield piece


@contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """While it lasts, Ctrl-C and a request to end only make the answer true."""
    asked: list[bool] = []
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, asked.append, True)
    try:
        yield lambda: bool(asked)
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
