"""Tiers: which accounts are flagged on their own evidence, in company, or only as candidates."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from coordination.chance import benjamini_hochberg

LEAST_MEMBERS = 3
LEAST_IN_TIER_1 = 3
LEAST_SHARE_IN_TIER_1 = 0.25

OWN_HITS = 2
OWN_LIFT = 2.0
"""What an account has to show by itself before its company can count for it."""

FALSE_CANDIDATES = 0.01
COMPANY_BONUS = 2.0

OWN_EVIDENCE = (pl.col("hits") >= OWN_HITS) & (pl.col("hits") >= OWN_LIFT * pl.col("expected"))


@dataclass(frozen=True, eq=False)
class PairTests:
    """The pairs of the candidates' network, each with its p under the null by degree."""

    a: NDArray[np.uint32]
    b: NDArray[np.uint32]
    p: NDArray[np.float64]
    tests: int
    """Pairs that could have been: N (N - 1) / 2 of N actors."""


def communities(members: pl.DataFrame, verdict: pl.DataFrame) -> pl.DataFrame:
    """One row a community, smallest code first: community, accounts, in_tier_1, reported.

    ``members`` (actor, community) holds ALL accounts of every community; those that ``verdict``
    lacks were never tried.
    """
    return (
        members.join(verdict.select("actor", "tier_1"), on="actor", how="left")
        .group_by("community")
        .agg(
            pl.len().cast(pl.Int64).alias("accounts"),
            pl.col("tier_1").fill_null(False).sum().cast(pl.Int64).alias("in_tier_1"),
        )
        .with_columns(
            reported=(pl.col("accounts") >= LEAST_MEMBERS)
            & (pl.col("in_tier_1") >= LEAST_IN_TIER_1)
            & (pl.col("in_tier_1") >= LEAST_SHARE_IN_TIER_1 * pl.col("accounts"))
        )
        .sort("community")
    )


def components(pairs: PairTests, verdict: pl.DataFrame) -> pl.DataFrame:
    """Actors tied by improbable pairs, both ends with evidence of their own: actor, component.

    A component has three actors or more and is called by its smallest.
    """
    own = verdict.filter(OWN_EVIDENCE)["actor"].to_numpy()
    kept = benjamini_hochberg(pairs.p, tests=pairs.tests) <= FALSE_CANDIDATES
    kept &= np.isin(pairs.a, own) & np.isin(pairs.b, own)
    ends = np.concatenate([pairs.a[kept], pairs.b[kept]])
    actors, place = np.unique(ends, return_inverse=True)
    a, b = np.split(place, 2)
    links = coo_array((np.ones(a.size), (a, b)), shape=(actors.size, actors.size))
    number, label = connected_components(links, directed=False) if a.size else (0, place)
    tied = pl.DataFrame({"actor": actors.astype(np.uint32), "label": label})
    return (
        tied.with_columns(component=pl.col("actor").min().over("label"))
        .filter(pl.len().over("label") >= LEAST_MEMBERS)
        .select("actor", "component")
        .sort("actor")
    )


def assign(verdict: pl.DataFrame, members: pl.DataFrame, tied: pl.DataFrame) -> pl.DataFrame:
    """The verdict with a tier, a cluster and a score for everyone, strongest first.

    ``members`` are those of the communities, ``tied`` those of the components. Added columns:
    tier (1, 2, 3 or null), community (null unless reported), component (null unless a candidate
    cluster: one without any account of a reported community) and score.
    """
    reported = members.join(
        communities(members, verdict).filter("reported"), on="community", how="semi"
    )
    met = tied.join(reported, on="actor", how="semi")["component"].implode()
    candidates = tied.with_columns(
        component=pl.when(~pl.col("component").is_in(met)).then("component"), tied=True
    )
    return (
        verdict.join(reported, on="actor", how="left")
        .join(candidates, on="actor", how="left")
        .with_columns(tier=_tier(), score=_score())
        .drop("tied")
        .sort(pl.col("score"), _lift(), pl.col("actor"), descending=[True, True, False])
    )


def _tier() -> pl.Expr:
    in_company = pl.col("community").is_not_null() & OWN_EVIDENCE
    return (
        pl.when("tier_1")
        .then(pl.lit(1))
        .when(in_company)
        .then(pl.lit(2))
        .when(pl.col("tied").is_not_null())
        .then(pl.lit(3))
        .otherwise(None)
        .cast(pl.Int8)
    )


def _score() -> pl.Expr:
    in_company = pl.col("community").is_not_null() & (pl.col("hits") >= 1)
    return pl.col("surprise") + pl.when(in_company).then(COMPANY_BONUS).otherwise(0.0)


def _lift() -> pl.Expr:
    return pl.when(pl.col("hits") > 0).then(pl.col("hits") / pl.col("expected")).otherwise(0.0)
