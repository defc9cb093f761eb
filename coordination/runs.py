"""Which runs, sets and traces there are, and the one that somebody means."""

from collections.abc import Sequence

from coordination.errors import NoRun, NothingLoaded, UnknownName
from coordination.traces import TRACES, UNTIMED, Trace, Untimed
from cypher import findings, ledger
from cypher.findings import ClusterRow, RunRow
from graph_store.graph import Graph

MOST_RUNS = 1_000
MOST_CLUSTERS = 100_000


async def run_named(graph: Graph, asked: str | None) -> RunRow:
    """The run with this key, or the latest. Raises UnknownName, or NoRun where there is none."""
    runs = await graph.ask(findings.RUNS, limit=MOST_RUNS)
    if not runs:
        raise NoRun
    if asked is None:
        return runs[0]
    for run in runs:
        if run.run == asked:
            return run
    raise UnknownName("run", asked, (run.run for run in runs))


async def cluster_named(graph: Graph, run: RunRow, asked: str) -> ClusterRow:
    """The cluster with this key in a run. Raises UnknownName."""
    clusters = await graph.ask(findings.CLUSTERS, run=run.run, limit=MOST_CLUSTERS)
    for cluster in clusters:
        if cluster.cluster == asked:
            return cluster
    raise UnknownName("cluster", asked, (cluster.cluster for cluster in clusters))


async def sets_named(graph: Graph, asked: Sequence[str]) -> list[str]:
    """These sets, or all. Raises UnknownName, or NothingLoaded where there is none."""
    known = sorted({file.set for file in await graph.ask(ledger.FILES)})
    for name in asked:
        if name not in known:
            raise UnknownName("set", name, known)
    if not known:
        raise NothingLoaded
    return sorted(set(asked)) or known


def traces_named(asked: Sequence[str]) -> list[Trace]:
    """The timed ones among these traces, or all, in their own order. Raises UnknownName."""
    _must_be_known(asked)
    return [trace for trace in TRACES.values() if not asked or trace.name in asked]


def untimed_named(asked: Sequence[str]) -> list[Untimed]:
    """The untimed ones among these traces, or all, in order of name. Raises UnknownName."""
    _must_be_known(asked)
    return [trace for trace in UNTIMED.values() if not asked or trace.name in asked]


def timed_named(asked: str) -> Trace:
    """The timed trace of this name. Raises UnknownName, also where it is an untimed one."""
    if asked not in TRACES:
        raise UnknownName("timed trace", asked, TRACES)
    return TRACES[asked]


def _must_be_known(asked: Sequence[str]) -> None:
    for name in asked:
        if name not in TRACES and name not in UNTIMED:
            raise UnknownName("trace", name, [*TRACES, *UNTIMED])
