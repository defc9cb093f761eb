"""`make demo`: the planted world from files to findings, beside the truth it was made with."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from coordination.detect import Settings as Asked
from coordination.detect import detect
from coordination.dossier import dossier
from coordination.markdown import markdown
from coordination.reading import Scope
from coordination.traces import TRACES, UNTIMED
from cypher import findings, ledger
from cypher.findings import AccountRow, ClusterRow, LikenessRow, RunRow
from graph_store.errors import GraphNotEmpty
from graph_store.graph import Graph
from loaders import SOURCES, Input
from lockstep.application import guarded
from lockstep.loading import Reading, load
from lockstep.output import Format, say, show, working
from lockstep.settings import Settings
from lockstep.source_options import options_of
from lockstep.truth import compared
from lockstep.wiring import rejects_folder, settings, with_graph
from planted import Planted, PlantedFile, plant

SET = "planted"
SCALE = 0.05
"""Small enough for a demo of minutes; groups and cores have their reported size at every scale."""

CLUSTERS_SHOWN = 12


def main() -> int:
    """Plant, load, detect, compare; exit code 0 when all of it was done."""
    return guarded(_demo)


def _demo() -> None:
    chosen, began = settings(), time.perf_counter()
    say(f"1. Planting five invented operations in an invented crowd (scale {SCALE}) …")
    world = plant(chosen.home / "planted", scale=SCALE)
    found = with_graph(chosen, lambda graph: _found(graph, chosen, world))
    say("\nClusters, the strongest first:")
    show(
        [row.model_dump() for row in found.clusters[:CLUSTERS_SHOWN]],
        Format.table,
        columns=("name", "score", "accounts", "pages", "posts", "traces"),
    )
    _compare(world, found)
    say(
        f"\nDone in {time.perf_counter() - began:.0f} s. Run {found.run.run}; the strongest "
        f"cluster's dossier is {chosen.home / 'dossier.md'}.\nTo open the API's page: make serve"
    )


@dataclass(frozen=True)
class _Found:
    run: RunRow
    clusters: list[ClusterRow]
    accounts: list[AccountRow]
    likenesses: list[LikenessRow]


async def _found(graph: Graph, chosen: Settings, world: Planted) -> _Found:
    await _only_ours(graph)
    with working() as stage:
        say("2. Loading it into Neo4j …")
        for case, files in groupby(world.files, key=lambda file: file.case):
            await _loaded(graph, chosen, case, list(files), stage)
        say("3. Looking for accounts that act in lockstep …")
        asked = Asked(
            scope=Scope([SET]),
            traces=list(TRACES.values()),
            untimed=list(UNTIMED.values()),
            threads=chosen.threads,
            memory=int(chosen.memory),
        )
        report_ = await detect(graph, asked, progress=lambda line: stage(f"   {line}"))
    (run,) = await graph.ask(findings.RUNS, limit=1)
    clusters = await graph.ask(findings.CLUSTERS, run=report_.run, limit=1_000)
    if clusters:
        found = await dossier(graph, run=run, cluster=clusters[0])
        (chosen.home / "dossier.md").write_text(markdown(found), encoding="utf-8")
    return _Found(
        run,
        clusters,
        await graph.ask(findings.ACCOUNTS, run=run.run, cluster=None),
        await graph.ask(findings.LIKENESSES, run=run.run, trace=None),
    )


async def _loaded(
    graph: Graph,
    chosen: Settings,
    case: str,
    files: Sequence[PlantedFile],
    stage: Callable[[str], None],
) -> None:
    """Load the files of one case; those that are read alike are one load."""
    new, began = 0, time.perf_counter()
    alike: dict[tuple[str, str], list[PlantedFile]] = {}
    for file in files:
        alike.setdefault((file.source, repr(file.options)), []).append(file)
    for (name, _), same in alike.items():
        if name not in SOURCES:
            say(f"   {len(same)} files of {case} are left out: no source {name} is there.")
            continue
        source = SOURCES[same[0].source]
        given = {f"--{name}": told for name, told in same[0].options.items()}
        options = options_of(source, SET, given)
        inputs = [Input.from_path(file.path) for file in same]
        report = await load(
            graph,
            Reading.of(source, inputs, options),
            rejects=rejects_folder(chosen) / "demo.csv",
            writers=chosen.writers,
            progress=lambda name, records: stage(f"   {name}: {records:,} records"),
        )
        new += sum(report.nodes.values()) + sum(report.relationships.values())
    seconds = time.perf_counter() - began
    say(f"   {case}: {len(files)} files, {new:,} new facts in {seconds:.1f} s")


async def _only_ours(graph: Graph) -> None:
    """Refuse a graph that holds anybody's data but the planted set."""
    others = sorted({file.set for file in await graph.ask(ledger.FILES)} - {SET})
    if others:
        raise GraphNotEmpty("make demo", f"the set {others[0]}")
    (size,) = await graph.ask(ledger.SIZE)
    if size.nodes and not await graph.ask(ledger.FILES):
        raise GraphNotEmpty("make demo", f"{size.nodes:,} nodes of something else")


def _compare(world: Planted, found: _Found) -> None:
    """Print who was found, by which traces, who was missed, and which innocents were flagged."""
    beside = compared(world.truth, found.accounts, found.likenesses)
    say("\nFound (tiers 1 and 2) against planted, per role, and by which traces:")
    show(beside.planted.to_dicts(), Format.table, columns=beside.planted.columns)
    say("\nOrdinary people, by the innocent explanation they live; found is a false alarm:")
    named = beside.ordinary.filter(pl.col("by").is_not_null())
    show(named.to_dicts(), Format.table, columns=named.columns)
    quiet = beside.ordinary.filter(pl.col("by").is_null())
    say(f"and {quiet['members'].sum():,} people of {quiet.height} other kinds, of whom nobody.")
    say(f"\n{beside.sentence()}")


if __name__ == "__main__":
    sys.exit(main())
