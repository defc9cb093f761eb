"""Untimed traces in a run: who bears which likeness, trace by trace."""

import polars as pl

from coordination.errors import TooManyPairs
from coordination.likeness.facts import BORNE, Facts
from coordination.links import TraceReport
from coordination.settings import Settings
from coordination.traces import Untimed
from graph_store.graph import Graph


async def likenesses(
    graph: Graph, trace: Untimed, settings: Settings
) -> tuple[TraceReport, pl.DataFrame, str | None]:
    """What one trace held and gave, who bears what (columns BORNE), and a remark on what lacks."""
    facts = Facts(graph, settings.scope, threads=settings.threads, memory=settings.memory)
    remark = None
    try:
        borne = await trace.find(facts)
    except TooManyPairs as error:
        borne = pl.DataFrame(schema=BORNE)
        remark = (
            f"{trace.name} was not weighed: {error.pairs:,} pairs have something in common and "
            f"{error.fitting:,} fit in memory; raise LOCKSTEP_MEMORY."
        )
    row = TraceReport(
        trace=trace.name,
        within_s=None,
        at_least=None,
        acts=facts.read,
        actors=facts.actors,
        objects=borne["thing"].n_unique(),
        pairs=None,
        kept=borne.height,
    )
    return row, borne, remark
