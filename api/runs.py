"""The run that is asked about: by its key, else the latest that ended."""

from api.errors import NotThere, close
from cypher.findings import RUNS, RunRow
from cypher.investigate import RUN
from graph_store.graph import Graph

KNOWN = 100
"""Runs that are looked at for a near name."""


async def latest_run(graph: Graph) -> RunRow | None:
    """The run that ended last; None before the first."""
    rows = await graph.ask(RUNS, limit=1)
    return rows[0] if rows else None


async def chosen_run(graph: Graph, key: str) -> RunRow:
    """The run of this key. Raises NotThere, also while it has not ended."""
    rows = await graph.ask(RUN, run=key)
    if not rows:
        known = [row.run for row in await graph.ask(RUNS, limit=KNOWN)]
        raise NotThere("run", key, close(key, known))
    return rows[0]
