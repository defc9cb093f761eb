"""One detection run: acts out of the graph, verdicts, links and clusters into it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from secrets import token_hex

import orjson
import polars as pl

from coordination import clusters as clustering
from coordination import network, synchrony
from coordination.acts import Acts
from coordination.chance import judge, table
from coordination.coding import Coded, coded
from coordination.findings import Findings, store
from coordination.joint import Joint, joint
from coordination.pairs import count
from coordination.posts import Claim, give_once
from coordination.reading import Scope, read_acts
from coordination.tiers import assign, communities
from coordination.traces import Trace
from cypher import ledger
from graph_store.graph import Graph
from graph_store.schema import check

NO_COMPONENTS = pl.DataFrame(schema={"actor": pl.UInt32(), "component": pl.UInt32()})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a run is asked to do."""

    scope: Scope
    traces: Sequence[Trace]
    within: float | None = None
    """Replaces the windows of links and of synchrony, in seconds; null: each trace's own."""
    at_least: int | None = None
    """Replaces the fewest shared objects of a link."""
    fdr: float = 0.05
    """Largest q of a link."""
    threads: int = 2
    memory: int | None = None

    def link_window(self, trace: Trace) -> float:
        """Seconds within which two acts are joint."""
        return trace.within_s if self.within is None else self.within

    def hit_window(self, trace: Trace) -> int:
        """Whole seconds within which an account's act is a hit."""
        return trace.synchrony_s if self.within is None else int(self.within)

    def cluster_window(self, trace: Trace) -> int:
        """Whole seconds within which acts make the network of clusters."""
        return max(trace.clusters_s, int(self.within or 0))

    def least(self, trace: Trace) -> int:
        """Fewest shared objects of a link."""
        return trace.at_least if self.at_least is None else self.at_least

    def as_json(self) -> str:
        """What was asked, as the graph keeps it."""
        asked = asdict(self.scope) | {
            "within": self.within,
            "at_least": self.at_least,
            "fdr": self.fdr,
            "traces": [trace.name for trace in self.traces],
        }
        return orjson.dumps(asked).decode()


@dataclass(kw_only=True)
class TraceReport:
    """What one trace held and gave."""

    trace: str
    within_s: float
    at_least: int
    acts: int = 0
    actors: int = 0
    objects: int = 0
    pairs: int = 0
    kept: int = 0
    tested: bool = True
    """False where the span of its acts leaves no time to compare the window with."""
    seconds: float = 0.0


@dataclass(kw_only=True)
class Report:
    """What one run found, as ``lockstep detect`` prints it."""

    run: str
    traces: list[TraceReport] = field(default_factory=list)
    flagged: int = 0
    clusters: int = 0
    seconds: float = 0.0


async def detect(
    graph: Graph, settings: Settings, *, progress: Callable[[str], None] = lambda stage: None
) -> Report:
    """Run once over the chosen sets and traces and write what was found; the run counts when done.

    Raises TooManyPairs where the pairs do not fit in memory, GraphError where the graph fails.
    """
    began, started_at = time.perf_counter(), datetime.now(UTC)
    facts = await check(graph)
    run = f"{started_at:%Y%m%dT%H%M%S}-{token_hex(2)}"
    findings = Findings(run=run, started_at=started_at, facts=facts, settings=settings.as_json())
    findings.sets = list(settings.scope.sets)
    report = Report(run=run)
    frames: dict[str, pl.DataFrame] = {}
    for trace in settings.traces:
        progress(f"{trace.name}: reading acts")
        clock = time.perf_counter()
        frames[trace.name] = await read_acts(graph, trace, settings.scope)
        progress(f"{trace.name}: counting pairs")
        row, links = _links(frames[trace.name], trace, settings)
        row.seconds = time.perf_counter() - clock
        report.traces.append(row)
        findings.links[trace.name] = links
    progress("testing each account against its own hours")
    everything = coded(frames)
    frames.clear()
    resolution = await _resolution(graph, settings.scope)
    measured, verdict = _verdict(everything, settings, resolution)
    for row in report.traces:
        row.tested = measured[row.trace].tested or not row.acts
    progress("finding clusters")
    together = _joint(everything, settings, resolution)
    await _clusters(graph, everything, together, measured, verdict, settings, findings)
    report.flagged, report.clusters = findings.flagged, len(findings.clusters)
    report.seconds = time.perf_counter() - began
    findings.traces = [asdict(row) for row in report.traces]
    progress("writing what was found")
    await store(graph, findings, everything)
    report.seconds = time.perf_counter() - began
    return report


def _links(
    frame: pl.DataFrame, trace: Trace, settings: Settings
) -> tuple[TraceReport, pl.DataFrame]:
    """The pairs of one trace that beat chance, with the actors' labels."""
    acts = Acts.from_frame(frame)
    within, at_least = settings.link_window(trace), settings.least(trace)
    pairs = count(
        acts, within=within, at_least=at_least, threads=settings.threads, memory=settings.memory
    )
    chance = judge(acts, pairs, within=within, threads=settings.threads)
    links = table(acts, pairs, chance).filter(pl.col("q") <= settings.fdr)
    labels = frame.select("actor", "label").unique("actor")
    for end in ("a", "b"):
        links = links.join(
            labels.rename({"actor": f"account_{end}", "label": f"label_{end}"}),
            on=f"account_{end}",
            how="left",
            maintain_order="left",
        )
    row = TraceReport(
        trace=trace.name,
        within_s=within,
        at_least=at_least,
        acts=len(acts),
        actors=len(acts.actors),
        objects=len(acts.objects),
        pairs=len(pairs),
        kept=links.height,
    )
    return row, links.with_columns(within_s=pl.lit(float(within)))


def _claims(acts: Coded, traces: Sequence[Trace]) -> list[Claim]:
    return [
        Claim(turn=trace.turn, acts=acts.acts[trace.name], least_words=trace.least_words)
        for trace in traces
    ]


async def _resolution(graph: Graph, scope: Scope) -> int:
    """60 where the times of some set are whole minutes, else 1, in seconds."""
    for name in scope.sets:
        (times,) = await graph.ask(ledger.RESOLUTION, set=name)
        if times.whole_minutes:
            return synchrony.MINUTE
    return 1


def _verdict(
    acts: Coded, settings: Settings, resolution: int
) -> tuple[dict[str, synchrony.Synchrony], pl.DataFrame]:
    """The self-controlled test of every actor: by trace, and over all of them."""
    once = give_once(_claims(acts, settings.traces))
    measured = {
        trace.name: synchrony.measure(
            frame,
            within=settings.hit_window(trace),
            resolution=resolution,
        )
        for trace, frame in zip(settings.traces, once, strict=True)
    }
    return measured, synchrony.judge(list(measured.values()), actors=acts.actors.height)


def _joint(acts: Coded, settings: Settings, resolution: int) -> Joint:
    """What the network of clusters counts: every post once, without the cuts of the verdict."""
    windows = {trace: settings.cluster_window(trace) for trace in settings.traces}
    once = give_once(_claims(acts, settings.traces), cuts=False)
    return joint(acts, windows, once, resolution=resolution)


async def _clusters(
    graph: Graph,
    acts: Coded,
    together: Joint,
    measured: Mapping[str, synchrony.Synchrony],
    verdict: pl.DataFrame,
    settings: Settings,
    findings: Findings,
) -> None:
    """Communities, tiers and clusters, into ``findings``."""
    pairs = network.weighed(together, acts, threads=settings.threads, memory=settings.memory)
    members = await network.communities(graph.address, pairs)
    assigned = assign(verdict, members, NO_COMPONENTS)
    sizes = dict(communities(members, verdict).select("community", "accounts").rows())
    findings.clusters = clustering.describe(acts, together, assigned, sizes, measured)
    tiered = assigned.filter(pl.col("tier").is_not_null())
    clustered = tiered.filter(pl.col("community").is_not_null())
    findings.roles = await network.roles(graph.address, pairs, clustered)
    findings.tiered = tiered
    findings.measured = dict(measured)
