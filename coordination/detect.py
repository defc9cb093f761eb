"""One detection run: acts out of the graph, verdicts, links and clusters into it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex

import polars as pl

from coordination.coding import Coded, coded
from coordination.families.kept import Families
from coordination.families.making import up_to_date
from coordination.findings import Findings, store
from coordination.grouping import group
from coordination.keys import Keys
from coordination.links import TraceReport, links
from coordination.openness import Openness
from coordination.rereading import Rereading
from coordination.settings import Settings
from coordination.snapshots import Snapshots
from coordination.traces import Trace, Untimed
from coordination.untimed import borne_out, likenesses
from coordination.verdicts import evidence, verdicts
from graph_store.abreast import abreast
from graph_store.graph import Graph
from graph_store.schema import check

__all__ = ["Report", "Settings", "detect"]

Progress = Callable[[str], None]
"""Told what is being done, stage by stage."""


@dataclass(kw_only=True)
class Report:
    """What one run found, as ``lockstep detect`` prints it."""

    run: str
    traces: list[TraceReport] = field(default_factory=list)
    flagged: int = 0
    explained: int = 0
    """Actors that would have a tier, were it not for one open source which they follow."""
    clusters: int = 0
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)
    """What was left out, and why."""


async def detect(
    graph: Graph, settings: Settings, *, progress: Progress = lambda stage: None
) -> Report:
    """Run once over the chosen sets and traces and write what was found; the run counts when done.

    Raises TooManyActs or TooManyPairs where they do not fit in memory, GraphError where the graph
    fails.
    """
    began, started_at = time.perf_counter(), datetime.now(UTC)
    facts = await check(graph)
    run = f"{started_at:%Y%m%dT%H%M%S}-{token_hex(2)}"
    findings = Findings(run=run, started_at=started_at, facts=facts, settings=settings.as_json())
    findings.sets = list(settings.scope.sets)
    report = Report(run=run, remarks=findings.remarks)
    keys = Keys(settings.memory)
    near = await _near_duplicates(graph, settings, findings, keys, progress)
    reading = await _reading(graph, settings, keys)
    acts, whole = await _acts(reading, settings, findings, near, report=report, progress=progress)
    progress("testing each account against its own hours")
    counted = evidence(acts, settings)
    measured, verdict = verdicts(acts, counted, whole)
    progress("looking for sources that accounts openly follow")
    open_ = Openness(graph, acts, settings.scope.sets)
    explained = await open_.explain(counted, verdict, resolution=whole)
    del counted  # Room for the networks.
    for row in report.traces:
        row.tested = row.trace not in measured or measured[row.trace].tested or not row.acts
    await _untimed(reading, settings, findings, report=report, progress=progress)
    findings.remarks += reading.remarks
    progress("finding clusters")
    await group(
        graph,
        acts,
        near.coded(acts, settings.traces),
        measured=measured,
        verdict=verdict,
        explained=explained,
        settings=settings,
        findings=findings,
        resolution=whole,
    )
    report.flagged, report.clusters = findings.flagged, len(findings.clusters)
    findings.explained = [
        {
            "account": open_.keys[each.actor],
            "tier": tier,
            "source": open_.keys[each.source],
            "hits": each.hits,
            "led": each.led,
            "median_lag_s": each.median_lag_s,
            "because": open_.sentence(each),
        }
        for each, tier in findings.cleared
    ]
    report.explained = len(findings.explained)
    report.seconds = time.perf_counter() - began
    findings.traces = [asdict(row) for row in report.traces]
    progress("writing what was found")
    await store(graph, findings, acts)
    report.seconds = time.perf_counter() - began
    return report


async def _reading(graph: Graph, settings: Settings, keys: Keys) -> Rereading:
    """What is read of the graph as it is now, with what earlier runs have kept."""
    kept = None
    if settings.kept is not None:
        kept = Snapshots(settings.kept, graph.address, settings.scope)
    return await Rereading.begin(graph, settings.scope, kept, keys)


async def _near_duplicates(
    graph: Graph, settings: Settings, findings: Findings, keys: Keys, progress: Progress
) -> Families:
    """Wordings and pictures that are nearly the same, where a trace of the run asks for them."""
    timed = any(trace.near_duplicates for trace in settings.traces)
    if not timed and not any(trace.near_duplicates for trace in settings.untimed):
        return Families()
    progress("looking for near-duplicates")
    near, remarks = await up_to_date(
        graph,
        threads=settings.threads,
        memory=settings.memory,
        folder=settings.folder,
        keys=keys,
    )
    findings.remarks += remarks
    return near


async def _acts(
    reading: Rereading,
    settings: Settings,
    findings: Findings,
    near: Families,
    *,
    report: Report,
    progress: Progress,
) -> tuple[Coded, int]:
    """Read the acts of every timed trace and link its pairs, near-duplicates as one object.

    Beside them it is asked in which steps of seconds the sets tell times.
    """
    rows, whole = dict[str, TraceReport](), 1
    frames = {trace.name: pl.DataFrame() for trace in settings.traces}
    counting = asyncio.Lock()

    def count(trace: Trace) -> tuple[TraceReport, pl.DataFrame]:
        return links(near.joined(frames[trace.name], trace), trace, settings)

    async def steps() -> None:
        nonlocal whole
        whole = await reading.resolution()

    async def linked(trace: Trace) -> None:
        progress(f"{trace.name}: reading acts and counting pairs")
        clock = time.perf_counter()
        frames[trace.name] = await reading.acts(trace)
        # At once, while few other acts are in memory, and one after the other.
        async with counting:
            row, findings.links[trace.name] = await asyncio.to_thread(count, trace)
        row.seconds = time.perf_counter() - clock
        rows[trace.name] = row

    work: list[Callable[[], Awaitable[None]]] = [partial(linked, each) for each in settings.traces]
    await abreast([steps, *work])
    report.traces += [rows[trace.name] for trace in settings.traces]
    return coded(frames), whole


async def _untimed(
    reading: Rereading,
    settings: Settings,
    findings: Findings,
    *,
    report: Report,
    progress: Progress,
) -> None:
    """Look for the likenesses of every untimed trace."""

    async def look(trace: Untimed) -> tuple[TraceReport, pl.DataFrame, str | None]:
        progress(f"{trace.name}: looking for likenesses")
        clock = time.perf_counter()
        row, borne, remark = await likenesses(reading, trace, settings)
        row.seconds = time.perf_counter() - clock
        return row, borne, remark

    # Succession reads most and is the last by name: begun first, it keeps nobody waiting.
    found = await abreast([partial(look, trace) for trace in reversed(settings.untimed)])
    for row, borne, remark in await borne_out(reading, settings, found[::-1]):
        findings.likenesses[row.trace] = borne
        report.traces.append(row)
        findings.remarks += [remark] if remark else []
