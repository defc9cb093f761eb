"""Untimed traces in a run: who bears which likeness, trace by trace, and again among the named."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from coordination.errors import TooManyPairs
from coordination.likeness.facts import BORNE, Facts
from coordination.likeness.named import groups
from coordination.links import TraceReport
from coordination.rereading import Rereading
from coordination.settings import Settings
from coordination.traces import UNTIMED, Untimed

Looked = tuple[TraceReport, pl.DataFrame, str | None]
"""What one trace held and gave, who bears what (columns BORNE), and a remark on what lacks."""


async def likenesses(reading: Rereading, trace: Untimed, settings: Settings) -> Looked:
    """What one trace finds among everybody."""
    facts = _facts(reading, settings)
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


async def borne_out(
    reading: Rereading, settings: Settings, looked: Sequence[Looked]
) -> list[Looked]:
    """The same, with what traces find only among those whom others name together."""
    found = {row.trace: borne for row, borne, _ in looked}
    return [await _again(reading, settings, each, found) for each in looked]


async def _again(
    reading: Rereading, settings: Settings, looked: Looked, found: Mapping[str, pl.DataFrame]
) -> Looked:
    row, borne, remark = looked
    trace, clock = UNTIMED[row.trace], time.perf_counter()
    if trace.among is None:
        return looked
    named = groups(named_apart_from(trace, found))
    if named.is_empty():
        return looked
    more = await trace.among(_facts(reading, settings), named)
    both = pl.concat([borne, more.join(borne, on="actor", how="anti")]).sort("thing", "actor")
    told = replace(
        row,
        objects=both["thing"].n_unique(),
        kept=both.height,
        seconds=row.seconds + time.perf_counter() - clock,
    )
    return told, both, remark


def named_apart_from(trace: Untimed, found: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """What was found by the traces that chose without the facts on which this one rests."""
    return {
        name: borne
        for name, borne in found.items()
        if trace.rests_on not in (UNTIMED[name].rests_on, *UNTIMED[name].also_by)
    }


def _facts(reading: Rereading, settings: Settings) -> Facts:
    return Facts(
        reading.graph,
        settings.scope,
        threads=settings.threads,
        memory=settings.memory,
        by_actor=reading.by_actor,
    )
