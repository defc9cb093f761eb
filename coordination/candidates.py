"""Candidates: pairs whose company is improbable by degree, where the accounts' own test is weak."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from coordination.chance import expected_by_degree, gather, poisson_tail
from coordination.coding import Coded
from coordination.errors import TooManyPairs
from coordination.joint import Joint
from coordination.network import columns
from coordination.pairs import Weights, swept_acts, weigh
from coordination.tiers import PairTests

MOST_MEETINGS = 10**10
"""Pairs of actors met, over all objects, that are still looked at one by one: about a minute."""

NO_PAIRS = Weights(np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.int32))


@dataclass(frozen=True, eq=False)
class Candidates:
    """The pairs of the shorter window with their tests."""

    pairs: Weights
    tests: PairTests
    remark: str | None = None
    """What was left out, for want of memory."""


def candidates(joint: Joint, coded: Coded, *, threads: int, memory: int | None) -> Candidates:
    """Every pair that shares an object, weighed by degree alone.

    Where the pairs do not fit in memory only those of two objects are weighed, then none; the
    others count as p = 1, so that fewer candidates are found and never more.
    """
    acts = columns(joint, coded)
    crowds = gather(acts, within=joint.window, threads=threads)
    pairs, remark = _weighed(joint, coded, int(crowds.met.sum()), threads, memory)
    p = poisson_tail(pairs.objects, expected_by_degree(crowds, pairs))
    actors = int(np.unique(acts.actor).size)
    return Candidates(pairs, PairTests(pairs.a, pairs.b, p, actors * (actors - 1) // 2), remark)


def _weighed(
    joint: Joint, coded: Coded, meetings: int, threads: int, memory: int | None
) -> tuple[Weights, str | None]:
    remark = None
    for at_least in (1, 2):
        if at_least == 1 and meetings > MOST_MEETINGS:
            remark = f"{meetings:,} meetings are too many to look at one by one"
            continue
        try:
            swept = swept_acts(columns(joint, coded), joint.window)
            pairs = weigh(swept, at_least=at_least, threads=threads, memory=memory)
        except TooManyPairs as error:
            remark = (
                f"{error.pairs:,} pairs share at least {at_least} of them and "
                f"{error.fitting:,} fit in memory"
            )
        else:
            return pairs, remark and _incomplete(remark, "only pairs with two were weighed")
    return NO_PAIRS, _incomplete(str(remark), "no pairs were weighed")


def _incomplete(why: str, what: str) -> str:
    return (
        f"Candidates (tier 3) may be missing: objects are shared by so many that {why}, so {what}; "
        "raise LOCKSTEP_MEMORY, or narrow --since, --until or --within."
    )


def without_reported(assigned: pl.DataFrame) -> pl.DataFrame:
    """The members of candidate clusters, which are called by their smallest actor."""
    return (
        assigned.filter(pl.col("tier").is_not_null() & pl.col("component").is_not_null())
        .drop("community")
        .rename({"component": "community"})
        .with_columns(pl.col("community").cast(pl.Int64))
    )
