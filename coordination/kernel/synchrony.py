"""Neighbours in time: how many others acted on the same object shortly before and after."""

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Codes, Integers, Ordered

Counts: TypeAlias = NDArray[np.int32]


def first_of_each(acts: Ordered) -> Ordered:
    """The first act of every actor on every object, in the same order."""
    kept = _first_places(acts.object, acts.actor)
    return Ordered(acts.object[kept], acts.at[kept], acts.actor[kept])


@njit(cache=True, nogil=True)
def _first_places(objects: Codes, actor: Codes) -> Integers:
    places = np.empty(objects.size, np.int64)
    seen_on = np.full(np.int64(actor.max()) + 1, -1, np.int64)
    kept = 0
    for i in range(objects.size):
        if seen_on[actor[i]] != objects[i]:
            seen_on[actor[i]] = objects[i]
            places[kept] = i
            kept += 1
    return places[:kept]


@njit(cache=True, nogil=True)
def neighbours(objects: Codes, at: Integers, reach: int) -> tuple[Counts, Counts]:
    """Others placed before and after every act, on its object, no further away than ``reach``.

    The acts are sorted by object and time. Acts of one second are before or after by their place,
    so a count means something as the sum of both sides, or as the difference of two reaches. O(n).
    """
    n = objects.size
    before = np.zeros(n, np.int32)
    after = np.zeros(n, np.int32)
    first = 0
    for i in range(n):
        while objects[first] != objects[i] or at[i] - at[first] > reach:
            first += 1
        before[i] = i - first
    last = n - 1
    for i in range(n - 1, -1, -1):
        while objects[last] != objects[i] or at[last] - at[i] > reach:
            last -= 1
        after[i] = last - i
    return before, after
