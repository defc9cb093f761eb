"""`make demo`: the planted world from files to findings, beside the truth it was made with."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from coordination.dossier import dossier
from coordination.markdown import markdown
from coordination.rank import Ranked
from cypher import findings, ledger
from cypher.findings import AccountRow, ClusterRow, LikenessRow, RunRow
from graph_store.errors import GraphNotEmpty
from graph_store.graph import Graph
from lockstep.application import guarded
from lockstep.bulk import load_in_bulk
from lockstep.output import Format, say, show, working
from lockstep.planting import detect_in, jobs, load_files, not_loaded, rank_from
from lockstep.settings import Settings
from lockstep.truth import compared, ranked_rightly
from lockstep.wiring import rejects_folder, settings, with_graph
from planted import LATER, SET, Planted, plant

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
    say(f"   {len(world.files)} files in {time.perf_counter() - began:.1f} s")
    _load(chosen, world)
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
    rankings: dict[str, list[Ranked]]
    """Operation to those ranked by what is known of it beforehand."""


async def _found(graph: Graph, chosen: Settings, world: Planted) -> _Found:
    with working() as stage:
        say("3. Looking for accounts that act in lockstep …")
        began = time.perf_counter()
        report_ = await detect_in(graph, chosen, progress=lambda line: stage(f"   {line}"))
        say(f"   {len(report_.traces)} traces in {time.perf_counter() - began:.1f} s")
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
        {name: await rank_from(graph, seeds) for name, seeds in world.seeds.items()},
    )


def _load(chosen: Settings, world: Planted) -> None:
    """By the importer where it can, for it is faster: into an empty graph of the local server."""
    held = with_graph(chosen, _held_of_ours)
    say("2. Loading it into Neo4j …")
    with working() as stage:
        if held or chosen.neo4j_uri:
            with_graph(chosen, lambda graph: _loaded(graph, chosen, world, stage))
            return
        began = time.perf_counter()
        rejects = rejects_folder(chosen) / "planted.csv"
        first, *_ = load_in_bulk(chosen, jobs(world.files), rejects, stage)
        facts = sum((*first.nodes.values(), *first.relationships.values()))
        seconds = time.perf_counter() - began
        say(f"   {len(world.files)} files, {facts:,} facts in {seconds:.1f} s by the importer")


async def _loaded(
    graph: Graph, chosen: Settings, world: Planted, stage: Callable[[str], None]
) -> None:
    """Case by case, what is not there already."""
    for case, some in groupby(world.files, key=lambda file: file.case):
        files, began = list(some), time.perf_counter()
        missing = await not_loaded(graph, files)
        if not missing:
            say(f"   {case}: {len(files)} files are there already")
            continue
        new = await load_files(
            graph,
            chosen,
            missing,
            progress=lambda name, records: stage(f"   {name}: {records:,} records"),
        )
        seconds = time.perf_counter() - began
        say(f"   {case}: {len(missing)} files, {new:,} new facts in {seconds:.1f} s")


async def _held_of_ours(graph: Graph) -> int:
    """Nodes in the graph. Raises GraphNotEmpty where it holds anything but the planted sets."""
    files = await graph.ask(ledger.FILES)
    others = sorted({file.set for file in files} - {SET, LATER})
    if others:
        raise GraphNotEmpty("make demo", f"the set {others[0]}")
    (size,) = await graph.ask(ledger.SIZE)
    if size.nodes and not files:
        raise GraphNotEmpty("make demo", f"{size.nodes:,} nodes of something else")
    return size.nodes


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
    for operation, ranked in found.rankings.items():
        say(f"\nRanked by {world.seeds[operation].name}, among as many as there are:")
        among = ranked_rightly(world.truth, operation, ranked)
        show(among.to_dicts(), Format.table, columns=among.columns)


if __name__ == "__main__":
    sys.exit(main())
