"""The parts of a run, so that it can be put together again without one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from coordination import following, network, tiers
from coordination.coding import Coded
from coordination.following import Explained
from coordination.grouping import tiers_of
from coordination.openness import Openness
from coordination.settings import Settings
from coordination.tiers import PairTests
from coordination.verdicts import evidence, verdicts
from graph_store.graph import Address

UNEXPECTED = 0.0
"""Hits expected where nobody asks what an account's own hours give."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What gives everyone a tier."""

    keys: pl.Series
    """Of the actors, by code."""
    verdict: pl.DataFrame
    explained: Sequence[Explained]
    members: pl.DataFrame
    """Of the communities: columns actor, community."""
    pairs: PairTests
    """Of the candidates."""

    def accounts(self) -> pl.DataFrame:
        """Columns account and tier (1 to 3) of everybody with a tier."""
        verdict = following.without(self.verdict, self.explained)
        tied = tiers.components(self.pairs, verdict)
        assigned = tiers.assign(verdict, self.members, tied).drop_nulls("tier")
        return assigned.select(account=self.keys.gather(assigned["actor"]), tier="tier")

    def uncontrolled(self) -> "Parts":
        """Without the test against an account's own hours: whoever has hits enough is in tier 1."""
        verdict = self.verdict.with_columns(expected=pl.lit(UNEXPECTED), tier_1=pl.col("hits") >= 3)
        return replace(self, verdict=verdict)

    def unweighed(self) -> "Parts":
        """Without the null by degree: every pair that met once ties candidates."""
        return replace(self, pairs=replace(self.pairs, p=np.zeros_like(self.pairs.p)))

    def unexplained(self) -> "Parts":
        """Without the sources that are openly followed."""
        return replace(self, explained=())

    def without_tier(self, tier: int) -> "Parts":
        """Without the test of accounts, the communities, or the candidates."""
        if tier == 1:
            return replace(self, verdict=self.verdict.with_columns(tier_1=pl.lit(value=False)))
        if tier == 2:
            return replace(self, members=network.NOBODY)
        nothing = np.zeros(0, np.uint32)
        return replace(self, pairs=replace(self.pairs, a=nothing, b=nothing, p=np.zeros(0)))


async def parts_of(
    address: Address,
    acts: Coded,
    near: Coded,
    settings: Settings,
    *,
    resolution: int,
    openness: Openness | None = None,
) -> Parts:
    """The parts of a run over these acts; ``near`` are the same with near-duplicates as one."""
    counted = evidence(acts, settings)
    _, verdict = verdicts(acts, counted, resolution)
    explained = await openness.explain(counted, verdict, resolution=resolution) if openness else []
    found = await tiers_of(
        address, acts, near, verdict=verdict, settings=settings, resolution=resolution
    )
    return Parts(acts.actors["key"], verdict, explained, found.members, found.ties.tests)
