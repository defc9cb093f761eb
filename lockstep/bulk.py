"""Bulk loads: everything into an empty graph of the local server, by the importer."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cypher.ledger import SIZE
from graph_models import Ledger, SourceFile
from graph_store.bulk import BulkImport
from graph_store.errors import GraphNotEmpty
from graph_store.graph import Graph
from graph_store.schema import check, ledger, prepare
from loaders import Input, Options, Source
from lockstep.errors import CommandError
from lockstep.loading import Reading, Report
from lockstep.room import left
from lockstep.settings import Settings
from lockstep.wiring import local_server, with_graph

Job = tuple[Source, Sequence[Input], Options]

SHARE_OF_ROOM = 2
"""One part of one kind of fact may take this part of what the process may still take."""


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
    with_graph(chosen, _changes_of_empty)
    began = time.perf_counter()
    server = local_server(chosen)
    chosen.home.mkdir(parents=True, exist_ok=True)
    memory = int(chosen.memory)
    readings = [
        Reading.of(source, inputs, options, memory=memory) for source, inputs, options in jobs
    ]
    with TemporaryDirectory(dir=chosen.home, prefix="bulk-") as folder:
        work = BulkImport(Path(folder), memory=left(memory) // SHARE_OF_ROOM)
        for reading in readings:
            for batch in reading.batches(rejects, lambda file, n: stage(f"{file}: {n:,} records")):
                work.add(batch.frames, set_name=reading.report.set)
            work.add({SourceFile: reading.files()})
        # Somebody may have written while we read, which can take long.
        work.add({Ledger: ledger(with_graph(chosen, _changes_of_empty) + 1)})
        server.stop()
        written = work.run(server, stage)
    stage("starting the server and building its indexes")
    with_graph(chosen, prepare)
    for reading in readings:
        reading.report.nodes, reading.report.relationships = written.nodes, written.relationships
        reading.report.seconds = time.perf_counter() - began
    return [reading.report for reading in readings]


async def _changes_of_empty(graph: Graph) -> int:
    """How often the empty graph has changed. Raises GraphNotEmpty where it is none."""
    (held,) = await graph.ask(SIZE)
    if held.nodes:
        raise GraphNotEmpty("--bulk", f"{held.nodes:,} nodes")
    return int(await check(graph))
