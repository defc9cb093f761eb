"""Ranking: others by their ties to known ones, and what those who engaged with them served."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from coordination.errors import SeedsWithoutActs, UnknownName
from coordination.reasons import Reasons, of_likeness
from coordination.runs import sets_named
from coordination.ties import Thing, Ties, gather
from cypher import rank as questions
from graph_store.graph import Address, Graph
from graph_store.network import network

OF_ACTOR, OF_THING = ["actor", "actor_label"], ["thing", "thing_label"]


@dataclass(kw_only=True)
class Ranked:
    """One entity with its tie to the seeds."""

    entity: str
    label: str
    score: float
    """1 is the strongest tie among those who acted, and among the things they acted on."""
    why: list[str]
    similarity: float | None
    """Of what it or one seed acted on, or of whoever acted on either, the largest share that is
    common to both; null where nothing is."""


@dataclass(kw_only=True)
class Ranking:
    """Others by their ties to the seeds."""

    rows: list[Ranked] = field(default_factory=list)
    """Accounts and pages that acted, the strongest first, then what else they acted on."""
    remarks: list[str] = field(default_factory=list)
    """What was left out, and why."""


async def rank(graph: Graph, *, seeds: Sequence[str], limit: int) -> Ranking:
    """The first of the ranking; the seeds themselves are not in it.

    Raises UnknownName where a seed is not there, SeedsWithoutActs where nothing ties others to
    them, NothingLoaded.
    """
    await sets_named(graph, [])
    ties = await gather(graph, await _named(graph, seeds))
    if ties.acted.is_empty():
        raise SeedsWithoutActs(seeds)
    placed = await asyncio.to_thread(_placed, graph.address, ties)
    rows = _ordered(placed, ties).head(limit)
    reasons = Reasons(ties, rows.select("label", "key").rows())
    ranked = []
    for key, label, is_thing, score, similarity in rows.iter_rows():
        because = reasons.of_thing if is_thing else reasons.of_actor
        why = [*because((label, key)), *of_likeness(similarity, thing=is_thing)]
        ranked.append(Ranked(entity=key, label=label, score=score, why=why, similarity=similarity))
    return Ranking(rows=ranked, remarks=ties.remarks)


async def _named(graph: Graph, asked: Sequence[str]) -> list[Thing]:
    """Whatever has these keys."""
    keys = sorted(set(asked))
    found = await graph.ask(questions.SEEDS, keys=keys)
    known = {each.key for each in found}
    for key in keys:
        if key not in known:
            near = await graph.ask(questions.NEAR_SEEDS, start=key[: max(2, len(key) - 3)])
            raise UnknownName("account, page, post or link", key, [row.key for row in near])
    return [(each.label, each.key) for each in found]


def _placed(address: Address, ties: Ties) -> pl.DataFrame:
    """Everybody who acted and everything acted on: key, label, thing (or actor), score, similarity.

    One network of both, projected in order of key.
    """
    names = pl.concat(
        [
            ties.acted.select(key=key, label=label, thing=pl.lit(key == "thing"))
            .unique()
            .sort("key", "label")
            for key, label in (OF_ACTOR, OF_THING)
        ]
    ).with_row_index("node")
    actors, things = names.filter(~pl.col("thing")), names.filter("thing")
    pairs = (
        ties.acted.join(actors, left_on=OF_ACTOR, right_on=["key", "label"])
        .drop("thing_right")
        .join(things, left_on=OF_THING, right_on=["key", "label"], suffix="_of_thing")
        .sort("node", "node_of_thing")
    )
    is_seed = pl.struct("label", "key").is_in(_structs(ties))
    seeds, others = (names.filter(which)["node"].to_list() for which in (is_seed, ~is_seed))
    acting, acted_on = (pairs[name].to_numpy() for name in ("node", "node_of_thing"))
    once = np.ones(pairs.height, np.int64)
    with network(address, acting, acted_on, once) as projected:
        visited, like = projected.visits(seeds), projected.likeness(seeds, others)
    for name, (nodes, values) in (("score", visited), ("similarity", like)):
        found = pl.DataFrame({"node": nodes.astype(np.uint32), name: values})
        names = names.join(found, on="node", how="left", maintain_order="left")
    return names.drop("node")


def _structs(ties: Ties) -> pl.Series:
    seeds = pl.DataFrame(sorted(ties.seeds), schema=["label", "key"], orient="row")
    return seeds.to_struct().implode()


def _ordered(placed: pl.DataFrame, ties: Ties) -> pl.DataFrame:
    """Actors, then things, the strongest first; whoever acted is not a thing besides.

    A thing counts by the share of its actors that are near the seeds: what everybody likes is no
    customer of theirs.
    """
    tied = placed.filter(~pl.struct("label", "key").is_in(_structs(ties)) & (pl.col("score") > 0))
    return (
        tied.join(_share_near(ties), on=["key", "label", "thing"], how="left")
        .with_columns(pl.col("score") * pl.col("share").fill_null(1.0))
        .drop("share")
        .filter(pl.col("score") > 0)
        .sort(
            "thing",
            "score",
            "similarity",
            "key",
            "label",
            descending=[False, True, True, False, False],
            nulls_last=True,
        )
        .unique(["key", "label"], keep="first", maintain_order=True)
        .with_columns(pl.col("score") / pl.col("score").max().over("thing"))
    )


def _share_near(ties: Ties) -> pl.DataFrame:
    """Of every thing, the share of those who acted on it that are near the seeds."""
    near = pl.DataFrame(sorted(ties.near), schema=["actor_label", "actor"], orient="row")
    acted = ties.acted.join(near.with_columns(near=True), on=OF_ACTOR, how="left")
    counted = acted.group_by(OF_THING).agg(share=pl.col("near").fill_null(value=False).mean())
    return counted.select(key="thing", label="thing_label", thing=pl.lit(True), share="share")
