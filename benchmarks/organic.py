"""Ranking by test posts that ordinary people liked too: how many of the first are the market's?"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from benchmarks.local import emptied
from coordination.ties import ACTORS
from graph_store.graph import Address, Graph
from lockstep.planting import load_files, rank_from
from lockstep.settings import Settings
from planted import SET, PlantedFile, plant

CASE = "bought_engagement"
SCALE = 0.05
SEEDS = 3
SHARES = (0.0, 0.1, 0.3, 0.5)
BOUGHT = ("likes", "views", "comments")
HOUR = 3_600
TEXTS = {"account_id": pl.String(), "object_id": pl.String(), "content_id": pl.String()}


def organic(address: Address, folder: Path) -> Iterator[str]:
    """The table."""
    yield "\n# Ranked by test posts that ordinary people liked too\n"
    yield f"Engagement for sale, planted at scale {SCALE:g}, {SEEDS} seeds. Ordinary accounts of"
    yield "the platform like the test posts too, until theirs are such a share of all acts on"
    yield "them. Of the first ranked, as many as the market has accounts, such a share is of the"
    yield "market.\n"
    yield "| organic share | ordinary accounts on the posts | precision |\n|---|---|---|"
    worlds = [asyncio.run(_world(address, folder, seed)) for seed in range(SEEDS)]
    for share, found in zip(SHARES, zip(*worlds, strict=True), strict=True):
        people, precision = np.mean(found, axis=0)
        least, most = (pick(each for _, each in found) for pick in (min, max))
        yield f"| {share:.0%} | {people:,.0f} | {precision:.3f} ({least:.3f} to {most:.3f}) |"


async def _world(address: Address, folder: Path, seed: int) -> list[tuple[int, float]]:
    """For each share, the ordinary accounts on the posts and the precision."""
    emptied(address)
    place = folder / f"organic-{seed}"
    world = plant(place, scale=SCALE, seed=seed, cases=[CASE])
    truth = pl.read_csv(world.truth, schema_overrides={"account": pl.String()})
    market = truth.filter(role="market_account")["account"]
    likes = _likes(place, world.seeds[CASE], truth, np.random.default_rng(seed))
    graph, chosen = await Graph.connect(address), Settings(home=folder)
    await load_files(graph, chosen, world.files)
    found, loaded = [], 0
    for share in SHARES:
        wanted = round(likes.height * share / (1 - share))
        some = likes[loaded:wanted]
        await load_files(graph, chosen, _files(place, some, f"organic_{share:g}"))
        loaded = wanted
        ranked = await rank_from(graph, world.seeds[CASE])
        first = [row.entity for row in ranked if row.label in ACTORS][: len(market)]
        people = likes.head(wanted)["account_id"].n_unique()
        found.append((people, market.is_in(first).sum() / len(market)))
    await graph.close()
    return found


def _likes(place: Path, seeds: Path, truth: pl.DataFrame, chance: Generator) -> pl.DataFrame:
    """As many likes of ordinary accounts as each test post has bought acts, in a random order.

    Columns platform and those of a table of shares.
    """
    ordinary = truth.filter(pl.col("operation").is_null()).filter(pl.col("role") != "researcher")
    parts = []
    for key in seeds.read_text(encoding="utf-8").split():
        platform, _, post = key.partition(":")
        begun = _table(place, platform, "posts").filter(content_id=post)["timestamp_share"].item()
        acts = sum(_table(place, platform, what).filter(object_id=post).height for what in BOUGHT)
        people = ordinary.filter(pl.col("account").str.starts_with(f"{platform}:"))["account"]
        drawn = people.str.strip_prefix(f"{platform}:").gather(
            chance.choice(len(people), min(acts, len(people)), replace=False)
        )
        after = chance.lognormal(np.log(5 * HOUR), 1.4, len(drawn)).astype(np.int64)
        parts.append(
            pl.DataFrame(
                {
                    "platform": [platform] * len(drawn),
                    "account_id": drawn,
                    "object_id": [post] * len(drawn),
                    "timestamp_share": begun + after,
                }
            )
        )
    likes = pl.concat(parts)
    return likes[chance.permutation(likes.height)]


def _table(place: Path, platform: str, what: str) -> pl.DataFrame:
    file = place / f"{CASE}_{platform}_{what}.csv"
    if not file.exists():
        return pl.DataFrame(schema=TEXTS)
    return pl.read_csv(file, schema_overrides=TEXTS)


def _files(place: Path, likes: pl.DataFrame, name: str) -> Iterator[PlantedFile]:
    """The likes as tables, one a platform."""
    for (platform,), rows in likes.group_by("platform", maintain_order=True):
        path = place / f"{name}_{platform}.csv"
        rows.drop("platform").write_csv(path)
        told = {"as": "like", "platform": str(platform)}
        yield PlantedFile("shares", path, rows.height, told, CASE, SET)
