"""Invented acts for the speed of pair counting: uneven actors, uneven objects, cascades, groups."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ACTORS = 200_000
SPAN = 30 * 86_400
DAY = 86_400
GROUPS, MEMBERS, TARGETS, HASTE = 50, 20, 25, 20
VIRAL_ACTS, VIRAL_SPAN = 300_000, 3_600


@dataclass(frozen=True, eq=False)
class Events:
    """Acts as columns of integers; times are seconds from 0 on."""

    actor: NDArray[np.uint32]
    object: NDArray[np.uint32]
    at: NDArray[np.int64]


def invent(acts: int, *, viral: int = 0, seed: int = 7) -> Events:
    """So many acts, 25,000 more of 50 planted groups, and viral objects of 300,000 acts in an hour.

    Actors have lognormal(0, 1.5) weights, the objects, an eighth of the acts, (rank + 21)^-1.05. An
    object is born at any time of 30 days and acted on lognormal(log 4 h, 1.5) later. A group is 20
    actors who act on each of 25 objects within 20 s.
    """
    chance = np.random.default_rng(seed)
    objects = max(acts // 8, 1_000)
    actor = chance.choice(ACTORS, acts, p=_shares(chance.lognormal(0, 1.5, ACTORS)))
    thing = chance.choice(objects, acts, p=_shares((np.arange(objects) + 21.0) ** -1.05))
    birth = chance.integers(0, SPAN - DAY, objects)
    delay = chance.lognormal(np.log(4 * 3_600), 1.5, acts)
    parts = [(actor, thing, np.minimum(birth[thing] + delay, SPAN - 1))]
    for group in range(GROUPS):
        members = chance.choice(ACTORS, MEMBERS, replace=False)
        targets = objects + group * TARGETS + np.arange(TARGETS)
        start = np.repeat(chance.integers(0, SPAN - 100, TARGETS), MEMBERS)
        at = start + chance.integers(0, HASTE, len(start))
        parts.append((np.tile(members, TARGETS), np.repeat(targets, MEMBERS), at))
    known = objects + GROUPS * TARGETS
    for extra in range(viral):
        at = chance.integers(0, SPAN - 4_000) + chance.integers(0, VIRAL_SPAN, VIRAL_ACTS)
        crowd = chance.integers(0, ACTORS, VIRAL_ACTS)
        parts.append((crowd, np.full(VIRAL_ACTS, known + extra), at))
    actor, thing, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = chance.permutation(len(actor))
    names = chance.permutation(known + viral)
    return Events(
        actor[order].astype(np.uint32),
        names[thing[order]].astype(np.uint32),
        at[order].astype(np.int64),
    )


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return weights / weights.sum()
