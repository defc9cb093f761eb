"""Who is found in planted worlds, role by role, and which of their ordinary people are accused.

    python -m benchmarks.worlds [--scale 0.05] [--seeds 5] > docs/quality/worlds.md

Each world is written, loaded into an empty graph and looked through as a new user would. Seeds are
0 and up; the demo's is 0. Nothing was fitted to the figures of seeds 3 and up.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import neo4j
import polars as pl
from platformdirs import user_cache_path

from cypher import findings
from graph_store.graph import Address, Graph
from graph_store.server import LocalServer
from lockstep.planting import detect_in, load_files, rank_from
from lockstep.settings import Settings
from lockstep.truth import Comparison, compared, ranked_rightly
from planted import plant

EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS"
HEADS = "members | found | candidates | supported"
LEAST_MEMBERS = 20
"""Smaller roles are left out of the table of roles."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LOCKSTEP_HOME"] = folder
        server = LocalServer(Path(folder) / "server", jars=user_cache_path("lockstep"))
        try:
            started = server.start()
            address = Address(started.uri, started.user, started.password)
            worlds = [
                asyncio.run(_compared(address, Path(folder) / f"{seed}", asked.scale, seed))
                for seed in range(asked.seeds)
            ]
        finally:
            server.stop()
    print("\n".join(_pages(worlds, asked.scale)))


@dataclass(frozen=True, eq=False)
class World:
    """What was found in one world."""

    found: Comparison
    ranked: pl.DataFrame
    """Columns operation, role, members, among_first."""


async def _compared(address: Address, folder: Path, scale: float, seed: int) -> World:
    login = (address.user, address.password)
    with neo4j.GraphDatabase.driver(address.uri, auth=login) as driver, driver.session() as session:
        session.run(EMPTY).consume()
    began, chosen = time.perf_counter(), Settings()
    world = plant(folder, scale=scale, seed=seed)
    graph = await Graph.connect(address)
    await load_files(graph, chosen, world.files)
    report = await detect_in(graph, chosen)
    accounts = await graph.ask(findings.ACCOUNTS, run=report.run, cluster=None)
    likenesses = await graph.ask(findings.LIKENESSES, run=report.run, trace=None)
    ranked = [
        ranked_rightly(world.truth, operation, await rank_from(graph, seeds))
        for operation, seeds in world.seeds.items()
    ]
    await graph.close()
    found = compared(world.truth, accounts, likenesses)
    seconds = time.perf_counter() - began
    print(f"seed {seed}: {found.sentence()} {seconds:.0f} s", file=sys.stderr)
    return World(found, pl.concat(ranked))


def _pages(worlds: list[World], scale: float) -> Iterator[str]:
    yield f"# Planted worlds: five cases, scale {scale:g}, {len(worlds)} seeds\n"
    yield "Shares of the members of a role, mean over the seeds (least to most). Found is tier 1 or"
    yield "2; candidates are tier 3; supported are those on whom untimed traces agree, a finding of"
    yield "its own. Precision of a finding is over all accounts of a world.\n"
    for seed, world in enumerate(worlds):
        yield f"- Seed {seed}: {world.found.sentence()}"
    yield f"\n| operation | role | {HEADS} |\n|---|---|---|---|---|---|"
    every = pl.concat([world.found.planted for world in worlds])
    for (operation, role), rows in every.group_by("operation", "role", maintain_order=True):
        if rows["members"].max() >= LEAST_MEMBERS:
            yield f"| {operation} | {role} | {rows['members'].mean():.0f} | {_shares(rows)} |"
    yield "\n# Ranked by what is known beforehand, the test posts\n"
    yield "Members of a role among the first accounts ranked, as many as there are.\n"
    yield "| operation | role | members | among the first |\n|---|---|---|---|"
    every = pl.concat([world.ranked for world in worlds])
    for (operation, role), rows in every.group_by("operation", "role", maintain_order=True):
        share = (rows["among_first"] / rows["members"]).mean()
        yield f"| {operation} | {role} | {rows['members'].mean():.0f} | {share:.3f} |"
    yield "\n# Ordinary people, by the innocent explanation that they live\n"
    yield "Only those with somebody found, a candidate or supported in some world.\n"
    yield f"| role | {HEADS} |\n|---|---|---|---|---|"
    every = pl.concat([world.found.ordinary for world in worlds])
    for (role,), rows in every.group_by("role", maintain_order=True):
        if sum(
            rows.select(pl.sum_horizontal("tier_1", "tier_2", "tier_3", "supported")).to_series()
        ):
            yield f"| {role} | {rows['members'].mean():.0f} | {_shares(rows)} |"


def _shares(rows: pl.DataFrame) -> str:
    members = pl.col("members")
    shares = rows.select(
        found=(pl.col("tier_1") + pl.col("tier_2")) / members,
        candidates=pl.col("tier_3") / members,
        supported=pl.col("supported") / members,
    )
    return " | ".join(
        f"{mean:.3f} ({least:.2f} to {most:.2f})" if most else "0"
        for mean, least, most in zip(
            *(each.row(0) for each in (shares.mean(), shares.min(), shares.max())), strict=True
        )
    )


if __name__ == "__main__":
    main()
