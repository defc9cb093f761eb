"""Untimed traces in a run: who bears which likeness, trace by trace."""

import polars as pl

from coordination.errors import TooManyPairs
from coordination.likeness.facts import BORNE, Facts
from coordination.links import TraceReport
from coordination.rereading import Rereading
from coordination.settings import Settings
from coordination.traces import Untimed


async def likenesses(
    reading: Rereading, trace: Untimed, settings: Settings
) -> tuple[TraceReport, pl.DataFrame, str | None]:
    """What one trace held and gave, who bears what (columns BORNE), and a remark on what lacks."""
    facts = Facts(
        reading.graph,
        settings.scope,
        threads=settings.threads,
        memory=settings.memory,
        by_actor=reading.by_actor,
    )
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
