"""One sweep over the ordered acts: who acts on the same object within the window."""

from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Integers, Ordered, by_actor


class Swept(NamedTuple):
    """Acts with company: ordered acts, the window of each, and the acts of each actor."""

    object: Codes
    at: Integers
    actor: Codes
    """By rank, the busiest first: the counters of the few met most often stay in the cache."""
    first: Codes
    """Place of the first act on the same object that is within the window, itself included."""
    stop: Codes
    """Place behind the last such act."""
    start: Integers
    place: Codes
    """The places of the acts of rank r, ascending, are ``place[start[r]:start[r + 1]]``."""
    code: Codes
    """The actor of each rank."""


def sweep(acts: Ordered, actors: int, within: int) -> Swept:
    """Leave the acts that stand alone, and find the neighbours of the others."""
    near = _in_company(acts, within)
    code = np.argsort(-np.bincount(near.actor, minlength=actors), kind="stable")
    rank = np.empty(actors, np.uint32)
    rank[code] = np.arange(actors)
    near.actor[:] = rank[near.actor]
    return Swept(
        *near, *windows(near, within), *by_actor(near.actor, actors), code.astype(np.uint32)
    )


@njit(cache=True, nogil=True)
def windows(acts: Ordered, within: int) -> tuple[Codes, Codes]:
    """For each act the first place, and the place behind the last, within the window."""
    thing, at = acts.object, acts.at
    first = np.empty(at.size, np.uint32)
    stop = np.empty(at.size, np.uint32)
    low = 0
    high = 0
    for i in range(at.size):
        while thing[low] != thing[i] or at[i] - at[low] > within:
            low += 1
        while high < at.size and thing[high] == thing[i] and at[high] - at[i] <= within:
            high += 1
        first[i] = low
        stop[i] = high
    return first, stop


@njit(cache=True, nogil=True)
def _in_company(acts: Ordered, within: int) -> Ordered:
    """The acts with another on the same object within the window of its own."""
    thing, at, actor = acts
    kept = np.zeros(at.size, np.bool_)
    size = 0
    follows = False
    for i in range(at.size):
        leads = i + 1 < at.size and thing[i + 1] == thing[i] and at[i + 1] - at[i] <= within
        kept[i] = leads or follows
        size += kept[i]
        follows = leads
    near = Ordered(np.empty(size, np.uint32), np.empty(size, np.int64), np.empty(size, np.uint32))
    place = 0
    for i in range(at.size):
        if kept[i]:
            near.object[place], near.at[place], near.actor[place] = thing[i], at[i], actor[i]
            place += 1
    return near
