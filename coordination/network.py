"""The network of clusters: pairs by plain counts within the longer window, and its communities."""

import asyncio
from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination import score
from coordination.acts import Acts
from coordination.coding import Coded
from coordination.joint import Joint
from coordination.pairs import Weights, swept_acts, weigh
from graph_store.graph import Address
from graph_store.network import network

LEAST_SHARED = 2

NOBODY = pl.DataFrame(schema={"actor": pl.UInt32(), "community": pl.Int64()})


def weighed(joint: Joint, coded: Coded, *, threads: int, memory: int | None) -> Weights:
    """Pairs with at least two distinct objects, over all traces, each within its window."""
    swept = swept_acts(columns(joint, coded), joint.window)
    return weigh(swept, at_least=LEAST_SHARED, threads=threads, memory=memory)


def columns(joint: Joint, coded: Coded) -> Acts:
    """Joint acts as columns of integers; objects and posts have codes and no keys."""
    acts = joint.acts
    return Acts(
        actor=acts["actor"].to_numpy(),
        object=acts["thing"].to_numpy(),
        at=acts["drawn"].to_numpy(),
        post=acts["post"].fill_null(0).to_numpy(),
        actors=coded.actors["key"],
        objects=pl.repeat(None, joint.things, dtype=pl.Null, eager=True),
        posts=pl.Series("key", [], dtype=pl.String),
    )


async def communities(address: Address, pairs: Weights) -> pl.DataFrame:
    """Every account of the network with its Leiden community: actor, community.

    Pairs go in by key order and communities are called by their first member: the same facts give
    the same communities, whatever the order of loading.
    """
    if not pairs.a.size:
        return NOBODY

    def ask() -> pl.DataFrame:
        with network(address, pairs.a, pairs.b, pairs.objects) as projected:
            actors, found = projected.communities()
        return pl.DataFrame({"actor": actors, "community": actors[by_smallest(found)]})

    return (await asyncio.to_thread(ask)).cast({"actor": pl.UInt32()})


async def roles(address: Address, pairs: Weights, members: pl.DataFrame) -> Mapping[int, str]:
    """Code of the actor to its role, from the pairs inside each cluster; alone it is periphery."""
    place = pl.DataFrame({"a": pairs.a, "b": pairs.b, "objects": pairs.objects})
    inside = (
        place.join(members.select(a="actor", one="community"), on="a")
        .join(members.select(b="actor", other="community"), on="b")
        .filter(pl.col("one") == pl.col("other"))
        .sort("a", "b")
    )
    if inside.is_empty():
        return {}

    def ask() -> pl.DataFrame:
        with network(address, *(inside[name].to_numpy() for name in ("a", "b", "objects"))) as net:
            actors, core = net.core_numbers()
            central = net.centrality()[1]
        return pl.DataFrame({"actor": actors, "core": core, "central": central})

    measured = (await asyncio.to_thread(ask)).cast({"actor": pl.UInt32()})
    placed = measured.join(members.select("actor", "community"), on="actor").sort("actor")
    parts = score.roles(
        placed["core"].to_numpy(), placed["central"].to_numpy(), placed["community"].to_numpy()
    )
    return dict(zip(placed["actor"].to_list(), parts.tolist(), strict=True))


def by_smallest(communities: NDArray[np.int64]) -> NDArray[np.int64]:
    """Communities called by the place of their first member, whatever the algorithm called them."""
    _, first, inverse = np.unique(communities, return_index=True, return_inverse=True)
    named: NDArray[np.int64] = first[inverse]
    return named
