"""Bulk loads: everything into an empty graph of the local server, by the importer."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cypher import ledger
from graph_models import SourceFile
from graph_store.bulk import BulkImport
from graph_store.errors import GraphNotEmpty
from graph_store.graph import Graph
from graph_store.schema import count_change, prepare
from graph_store.write import Writer
from loaders import Input, Options, Source
from lockstep.errors import CommandError
from lockstep.loading import Reading, Report
from lockstep.settings import Settings
from lockstep.wiring import local_server, with_graph

Job = tuple[Source, Sequence[Input], Options]

SHARE_OF_MEMORY = 3
"""One part of one kind of fact may take this part of the memory that is allowed."""


def load_in_bulk(
    chosen: Settings, jobs: Sequence[Job], rejects: Path, stage: Callable[[str], None]
) -> list[Report]:
    """Import the jobs' files at once; one report a job, whose counts are of the whole import.

    Raises CommandError or GraphNotEmpty, and then nothing was touched.
    """
    if chosen.neo4j_uri:
        raise CommandError(
            "--bulk writes the database's own files and needs the local server; unset "
            "LOCKSTEP_NEO4J_URI, or load without --bulk."
        )
    with_graph(chosen, _must_be_empty)
    began = time.perf_counter()
    server = local_server(chosen)
    chosen.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=chosen.home, prefix="bulk-") as folder:
        work = BulkImport(Path(folder), memory=int(chosen.memory) // SHARE_OF_MEMORY)
        readings = [Reading.of(source, inputs, options) for source, inputs, options in jobs]
        for reading in readings:
            for batch in reading.batches(rejects, lambda file, n: stage(f"{file}: {n:,} records")):
                work.add(batch.frames, set_name=reading.report.set)
        server.stop()
        written = work.run(server, stage)
    stage("starting the server and building its indexes")

    async def finish(graph: Graph) -> None:
        await prepare(graph)
        await count_change(graph)
        for reading in readings:
            await Writer(graph).write({SourceFile: reading.files()})

    with_graph(chosen, finish)
    for reading in readings:
        reading.report.nodes, reading.report.relationships = written.nodes, written.relationships
        reading.report.seconds = time.perf_counter() - began
    return [reading.report for reading in readings]


async def _must_be_empty(graph: Graph) -> None:
    (held,) = await graph.ask(ledger.SIZE)
    if held.nodes:
        raise GraphNotEmpty("--bulk", f"{held.nodes:,} nodes")
