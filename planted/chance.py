"""Draws with the shapes that people's behaviour has: heavy tails, popular things, delays."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

Ids = NDArray[np.int64]
"""Places of accounts or posts in their world, or whole seconds since 1970 (UTC)."""

Weights = NDArray[np.float64]


def delays(rng: Generator, n: int, *, median: float, spread: float) -> Weights:
    """Lognormal seconds; ``spread`` is the standard deviation of their logarithm."""
    return median * np.exp(spread * rng.standard_normal(n))


def counts(rng: Generator, n: int, *, median: float, spread: float) -> Ids:
    """How much each of n does: heavy-tailed, at least 1."""
    return 1 + delays(rng, n, median=median, spread=spread).astype(np.int64)


def popularity(rng: Generator, n: int, spread: float = 1.3) -> Weights:
    """Chances of n things to be taken up, adding up to 1: few are popular, most are not."""
    drawn = delays(rng, n, median=1.0, spread=spread)
    return drawn / float(drawn.sum())


def choose(rng: Generator, things: Ids, n: int, weights: Weights | None = None) -> Ids:
    """So many of the things, with repetition; none where there is nothing to choose from."""
    if not len(things):
        return np.empty(0, np.int64)
    chances = None if weights is None else weights / weights.sum()
    return rng.choice(things, size=n, p=chances)


def identifiers(rng: Generator, n: int, *, digits: int) -> pl.Series:
    """Different ids of so many digits, in no order, as texts."""
    drawn = rng.integers(10 ** (digits - 1), 10**digits, size=n + n // 8 + 8)
    return pl.Series(rng.permutation(np.unique(drawn))[:n]).cast(pl.String)


def apportion(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers that add up to the total, by largest remainder; ties go to the earlier."""
    quotas = np.array(list(shares.values())) * total / sum(shares.values())
    whole = np.floor(quotas).astype(np.int64)
    late = np.argsort(whole - quotas, kind="stable")[: total - int(whole.sum())]
    whole[late] += 1
    return dict(zip(shares, whole.tolist(), strict=True))


def first_of_each(one: Ids, other: Ids) -> NDArray[np.bool_]:
    """True at the first row of every pair of values, which are places and so never negative."""
    packed = one * (int(other.max(initial=0)) + 1) + other
    kept = np.zeros(len(packed), dtype=np.bool_)
    kept[np.unique(packed, return_index=True)[1]] = True
    return kept
