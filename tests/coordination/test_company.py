"""Pairs with more in common than popularity explains, against all pairs weighed one by one."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from scipy.stats import poisson

from coordination.chance import benjamini_hochberg
from coordination.likeness import company
from coordination.likeness.company import FALSE_LIKENESSES, pairs_beyond_popularity

ACTORS, THINGS = 150, 2_000
TEAM = range(12)


def had() -> pl.DataFrame:
    """What everybody has, popular things more often; a team has some rare things in common."""
    chance = np.random.default_rng(7)
    weight = 1 / (np.arange(THINGS) + 50.0)
    rows = {
        (f"a{actor:03}", f"t{thing}")
        for actor in range(ACTORS)
        for thing in chance.choice(THINGS, 25, p=weight / weight.sum())
    }
    rows |= {
        (f"a{actor:03}", f"rare{thing}")
        for actor in TEAM
        for thing in chance.choice(24, 20, replace=False)
    }
    return pl.DataFrame(sorted(rows), schema=["actor", "thing"], orient="row")


def one_by_one() -> dict[tuple[str, str], tuple[int, float, float]]:
    """Every pair of two things in common: how many, the p of so many, and q among all pairs."""
    of: dict[str, set[str]] = {}
    for actor, thing in had().rows():
        of.setdefault(actor, set()).add(thing)
    uses = sum(map(len, of.values()))
    others = {thing: sum(thing in own for own in of.values()) - 1 for _, thing in had().rows()}
    seen = {}
    for a, b in combinations(sorted(of), 2):
        common = len(of[a] & of[b])
        if common >= company.LEAST_THINGS:
            met = [sum(others[thing] for thing in of[actor]) for actor in (a, b)]
            expected = max(met[0] * len(of[b]), met[1] * len(of[a])) / uses
            seen[a, b] = common, float(poisson.sf(common - 1, expected))
    p = np.array([p for _, p in seen.values()])
    q = benjamini_hochberg(p, tests=ACTORS * (ACTORS - 1) // 2)
    return {pair: (*told, float(q)) for (pair, told), q in zip(seen.items(), q, strict=True)}


def found() -> dict[tuple[str, str], tuple[int, float, float]]:
    pairs = pairs_beyond_popularity(had(), threads=2, memory=None)
    rows = pairs.select("a", "b", "things", "p", "q").rows()
    return {(a, b): (things, p, q) for a, b, things, p, q in rows}


def test_the_pairs_are_those_of_a_look_at_each() -> None:
    expected = {pair: told for pair, told in one_by_one().items() if told[2] <= FALSE_LIKENESSES}

    assert len(expected) > len(TEAM)
    assert found().keys() == expected.keys()
    for pair, told in found().items():
        assert told == pytest.approx(expected[pair], rel=1e-9)


def test_where_few_can_be_kept_only_the_least_probable_are(monkeypatch: pytest.MonkeyPatch) -> None:
    every = found()
    monkeypatch.setattr(company, "MOST_PAIRS", 10)
    some = found()

    assert 0 < len(some) <= len(every)
    assert max(p for _, p, _ in some.values()) <= FALSE_LIKENESSES * 10 / (
        ACTORS * (ACTORS - 1) / 2
    )
    assert all(q >= every[pair][2] for pair, (_, _, q) in some.items())
