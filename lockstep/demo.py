"""`make demo`: the planted world from files to findings, beside the truth it was made with."""

import sys
import time
from collections.abc import Callable, Sequence
from itertools import groupby

import polars as pl

from coordination.detect import Settings as Asked
from coordination.detect import detect
from coordination.dossier import dossier
from coordination.markdown import markdown
from coordination.reading import Scope
from coordination.traces import TRACES, UNTIMED
from cypher import findings, ledger
from cypher.findings import AccountRow, ClusterRow, RunRow
from graph_store.errors import GraphNotEmpty
from graph_store.graph import Graph
from loaders import SOURCES, Input
from lockstep.application import guarded
from lockstep.loading import Reading, load
from lockstep.output import Format, say, show, working
from lockstep.settings import Settings
from lockstep.source_options import options_of
from lockstep.wiring import rejects_folder, settings, with_graph
from planted import LATER, SET, Planted, PlantedFile, plant

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
    run, clusters, accounts = with_graph(chosen, lambda graph: _found(graph, chosen, world))
    say("\nClusters, the strongest first:")
    show(
        [row.model_dump() for row in clusters[:CLUSTERS_SHOWN]],
        Format.table,
        columns=("name", "score", "accounts", "pages", "posts", "traces"),
    )
    _compare(world, accounts)
    say(
        f"\nDone in {time.perf_counter() - began:.0f} s. Run {run.run}; the strongest cluster's "
        f"dossier is {chosen.home / 'dossier.md'}.\nTo open the API's page: make serve"
    )


async def _found(
    graph: Graph, chosen: Settings, world: Planted
) -> tuple[RunRow, list[ClusterRow], list[AccountRow]]:
    await _only_ours(graph)
    with working() as stage:
        say("2. Loading it into Neo4j …")
        for case, files in groupby(world.files, key=lambda file: file.case):
            await _loaded(graph, chosen, case, list(files), stage)
        say("3. Looking for accounts that act in lockstep …")
        asked = Asked(
            scope=Scope([SET, LATER]),
            traces=list(TRACES.values()),
            untimed=list(UNTIMED.values()),
            threads=chosen.threads,
            memory=int(chosen.memory),
        )
        began = time.perf_counter()
        report_ = await detect(graph, asked, progress=lambda line: stage(f"   {line}"))
        say(f"   {len(report_.traces)} traces in {time.perf_counter() - began:.1f} s")
    (run,) = await graph.ask(findings.RUNS, limit=1)
    clusters = await graph.ask(findings.CLUSTERS, run=report_.run, limit=1_000)
    if clusters:
        found = await dossier(graph, run=run, cluster=clusters[0])
        (chosen.home / "dossier.md").write_text(markdown(found), encoding="utf-8")
    return run, clusters, await graph.ask(findings.ACCOUNTS, run=report_.run, cluster=None)


async def _loaded(
    graph: Graph,
    chosen: Settings,
    case: str,
    files: Sequence[PlantedFile],
    stage: Callable[[str], None],
) -> None:
    """Load the files of one case; those that are read alike into one set are one load."""
    new, began = 0, time.perf_counter()
    alike: dict[tuple[str, str, str], list[PlantedFile]] = {}
    for file in files:
        alike.setdefault((file.source, file.set, repr(file.options)), []).append(file)
    for (name, set_name, _), same in alike.items():
        source = SOURCES[name]
        given = {f"--{name}": told for name, told in same[0].options.items()}
        options = options_of(source, set_name, given)
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
    """Refuse a graph that holds anybody's data but the planted sets."""
    others = sorted({file.set for file in await graph.ask(ledger.FILES)} - {SET, LATER})
    if others:
        raise GraphNotEmpty("make demo", f"the set {others[0]}")
    (size,) = await graph.ask(ledger.SIZE)
    if size.nodes and not await graph.ask(ledger.FILES):
        raise GraphNotEmpty("make demo", f"{size.nodes:,} nodes of something else")


def _compare(world: Planted, accounts: list[AccountRow]) -> None:
    """Print what was found beside what was planted, per role, and who was flagged wrongly."""
    tiers = pl.DataFrame(
        [(row.account, row.tier) for row in accounts],
        schema={"account": pl.String, "tier": pl.Int64},
        orient="row",
    )
    truth = pl.read_csv(world.truth, schema_overrides={"account": pl.String})
    placed = truth.join(tiers, on="account", how="left").with_columns(
        pl.col("operation").replace("", None)
    )
    roles = (
        placed.group_by("operation", "role", maintain_order=True)
        .agg(
            members=pl.len(),
            tier_1=(pl.col("tier") == 1).sum(),
            tier_2=(pl.col("tier") == 2).sum(),
        )
        .with_columns(found=(pl.col("tier_1") + pl.col("tier_2")) / pl.col("members"))
        .sort("operation", "members", "role")
    )
    say("\nFound against planted, per role:")
    planted = roles.filter(pl.col("operation").is_not_null())
    show(planted.to_dicts(), Format.table, columns=planted.columns)
    say("\nOrdinary people, by the innocent explanation they live; found is a false alarm:")
    ordinary = roles.filter(pl.col("operation").is_null()).drop("operation")
    show(ordinary.to_dicts(), Format.table, columns=ordinary.columns)
    _sum_up(placed.filter(pl.col("tier") <= 2), placed)


def _sum_up(flagged: pl.DataFrame, everybody: pl.DataFrame) -> None:
    right = flagged.filter(pl.col("operation").is_not_null()).height
    guilty = everybody.filter(pl.col("operation").is_not_null()).height
    wrong, ordinary = flagged.height - right, everybody.height - guilty
    if flagged.height:
        say(
            f"\nPrecision {right / flagged.height:.3f}, recall {right / guilty:.3f}; "
            f"{wrong} of {ordinary:,} ordinary accounts flagged "
            f"({1000 * wrong / ordinary:.2f} per 1,000)."
        )


if __name__ == "__main__":
    sys.exit(main())
