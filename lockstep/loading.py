"""Files into the graph: read by a source, written batch by batch, rejects beside them."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from graph_models import SourceFile
from graph_store.changes import changing
from graph_store.erase import forget_files
from graph_store.graph import Graph
from graph_store.schema import prepare
from graph_store.write import Writer
from loaders import Batch, Input, Options, Source
from loaders.batch import REJECTS
from loaders.slices import RHYTHM, Growing, Rhythm, Slice, is_ndjson
from lockstep.room import at_a_time

Progress = Callable[[str, int], None]
"""Told of a file and of the records read so far."""


@dataclass(kw_only=True)
class Report:
    """What one load did, as ``lockstep load`` prints it."""

    source: str
    set: str
    files: list[str]
    read: int = 0
    rejected: int = 0
    nodes: dict[str, int] = field(default_factory=dict)
    """Label to new nodes."""
    relationships: dict[str, int] = field(default_factory=dict)
    """Type to new relationships."""
    seconds: float = 0.0
    rejects_file: str | None = None
    """Null where nothing was rejected."""
    assumes: str | None = None
    """What the source takes for granted that its files do not say; null where it is nothing."""


@dataclass
class Reading:
    """One source reading its inputs into one set."""

    source: Source
    inputs: Sequence[Input]
    options: Options
    report: Report
    rhythm: Rhythm = RHYTHM
    """How long records of what is still being written may wait."""
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Place of an input that is read whole to records read and rejected."""

    @classmethod
    def of(
        cls,
        source: Source,
        inputs: Sequence[Input],
        options: Options,
        *,
        rhythm: Rhythm = RHYTHM,
        memory: int | None = None,
    ) -> "Reading":
        """A reading that has not begun, in pieces that fit in the memory that is allowed."""
        if memory is not None:
            inputs = [replace(each, at_a_time=at_a_time(memory)) for each in inputs]
        names = [each.name for each in inputs]
        assumes = source.assumes or None
        report = Report(source=source.name, set=options.set_name, files=names, assumes=assumes)
        return cls(source, inputs, options, report, rhythm)

    def batches(self, rejects: Path, progress: Progress = lambda file, n: None) -> Iterator[Batch]:
        """Every batch of every input; counts and rejects are kept as they pass."""
        report = self.report
        for place, each in enumerate(self.inputs):
            read, rejected = report.read, report.rejected
            for batch in self._of(each, rejects):
                yield batch
                progress(each.name, report.read)
            self.counts[place] = report.read - read, report.rejected - rejected

    def of_slice(self, name: str, piece: Slice, rejects: Path) -> Iterator[Batch]:
        """Every batch of some records of a file or pipe that is still being written."""
        after = self.report.read
        for batch in piece.batches(self.source, self.options, name=name, after=after):
            yield self._counted(batch, rejects)

    def _of(self, each: Input, rejects: Path) -> Iterator[Batch]:
        """Lines of JSON from a pipe are batches as they come; anything else is read in pieces."""
        if each.stream and is_ndjson(each.stream.first_line()):
            for piece in Growing(each.name, each.stream, ends=True, rhythm=self.rhythm).slices():
                yield from self.of_slice(each.name, piece, rejects)
            return
        for batch in self.source.read(each, self.options):
            yield self._counted(batch, rejects)

    def _counted(self, batch: Batch, rejects: Path) -> Batch:
        if batch.rejects.height:
            _append(rejects, batch.rejects)
            self.report.rejects_file = str(rejects)
        self.report.read += batch.read
        self.report.rejected += batch.rejects.height
        return batch

    def files(self) -> pl.DataFrame:
        """A SourceFile for every input: with counts where it is read whole, else without.

        Its key has the hash of what is there: of a stream, of what was read so far.
        """
        rows = []
        for place, each in enumerate(self.inputs):
            digest = each.sha256()
            read, rejected = self.counts.get(place, (None, None))
            rows.append(
                {
                    "key": f"{self.report.set}:{digest}",
                    "set": self.report.set,
                    "source": self.report.source,
                    "name": each.name,
                    "sha256": digest,
                    "read": read,
                    "rejected": rejected,
                    "loaded_at": datetime.now(UTC) if read is not None else None,
                }
            )
        return pl.DataFrame(rows, schema=SourceFile.columns())


async def load(
    graph: Graph, reading: Reading, *, rejects: Path, writers: int, progress: Progress
) -> Report:
    """Load inputs into one set. What a failure leaves is consistent; the same load completes it."""
    began, report = time.perf_counter(), reading.report
    await prepare(graph)
    begun = reading.files()
    await Writer(graph).write({SourceFile: begun})
    writer = Writer(graph, set_name=report.set, writers=writers)
    for batch in reading.batches(rejects, progress):
        async with changing(graph, batch.frames):
            await writer.write(batch.frames)
    ended = reading.files()
    await Writer(graph).write({SourceFile: ended})
    await forget_files(graph, set(begun["key"]) - set(ended["key"]))
    report.nodes, report.relationships = writer.written.nodes, writer.written.relationships
    report.seconds = time.perf_counter() - began
    return report


def dry_run(reading: Reading, *, rejects: Path) -> Report:
    """Read everything and write nothing but the rejects."""
    began = time.perf_counter()
    for _ in reading.batches(rejects):
        pass
    reading.report.seconds = time.perf_counter() - began
    return reading.report


def reasons(rejects: Path, most: int = 3) -> list[tuple[str, int]]:
    """The most frequent reasons of a rejects file, with how many rows each has."""
    found = Counter(pl.read_csv(rejects, schema=REJECTS)["reason"].to_list())
    return found.most_common(most)


def _append(rejects: Path, rows: pl.DataFrame) -> None:
    """Add rows to the rejects file, which begins with the first of them."""
    rejects.parent.mkdir(parents=True, exist_ok=True)
    with rejects.open("ab") as file:
        rows.write_csv(file, include_header=file.tell() == 0)
