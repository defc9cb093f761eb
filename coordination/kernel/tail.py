"""How probable it is that a pair met on so many of the objects that both acted on."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Codes, Integers, Reals

SEARCH_COST = 16
"""An object searched for costs about as much as so many passed by."""


class Shared(NamedTuple):
    """The objects of each actor, ascending, and the chance of two of its actors to meet on each."""

    start: Integers
    """Actor a's objects are ``object[start[a]:start[a + 1]]``."""
    object: Codes
    chance: Reals
    """By code of the object."""
    most: int
    """Objects of the actor that has most."""


class Judged(NamedTuple):
    """Pairs, the objects on which each met, and what is filled in here."""

    a: Codes
    b: Codes
    objects: NDArray[np.int32]
    expected: Reals
    tail: Reals


@njit(cache=True, nogil=True)
def objects_of_actors(
    start: Integers, place: Codes, thing: Codes, actors_of: Integers
) -> tuple[Integers, Codes]:
    """Each actor's distinct objects that have at least two actors, ascending, and their starts.

    Actor a's acts are at ``place[start[a]:start[a + 1]]``, sorted by object.
    """
    starts = np.zeros(start.size, np.int64)
    objects = np.empty(thing.size, np.uint32)
    kept = 0
    for a in range(start.size - 1):
        for j in range(start[a], start[a + 1]):
            o = thing[place[j]]
            repeated = j > start[a] and o == thing[place[j - 1]]
            if not repeated and actors_of[o] > 1:
                objects[kept] = o
                kept += 1
        starts[a + 1] = kept
    return starts, objects[:kept].copy()


@njit(cache=True, nogil=True)
def possible(start: Integers, thing: Codes, chance: Reals) -> tuple[Integers, Codes]:
    """The objects of each actor on which anybody can meet, and their starts."""
    starts = np.zeros(start.size, np.int64)
    objects = np.empty(thing.size, np.uint32)
    kept = 0
    for a in range(start.size - 1):
        for j in range(start[a], start[a + 1]):
            objects[kept] = thing[j]
            kept += chance[thing[j]] > 0
        starts[a + 1] = kept
    return starts, objects[:kept].copy()


@njit(cache=True, nogil=True)
def given_shared(rows: tuple[int, int], shared: Shared, pairs: Judged) -> None:
    """Fill, for a range of pairs, the weight expected and the chance of at least that observed."""
    own = np.zeros(shared.chance.size, np.bool_)
    common = np.empty(shared.most + 1, np.uint32)
    chances = np.empty(shared.most, np.float64)
    for row in range(rows[0], rows[1]):
        a, b = pairs.a[row], pairs.b[row]
        if row == rows[0] or a != pairs.a[row - 1]:
            _mark(a, shared, own, True)
        size = _common(a, b, shared, own, common)
        pairs.expected[row] = 0.0
        for n in range(size):
            chances[n] = shared.chance[common[n]]
            pairs.expected[row] += chances[n]
        pairs.tail[row] = poisson_binomial_tail(chances[:size], pairs.objects[row])
        if row + 1 < rows[1] and a != pairs.a[row + 1]:
            _mark(a, shared, own, False)


@njit(cache=True, nogil=True)
def _common(a: int, b: int, shared: Shared, own: NDArray[np.bool_], common: Codes) -> int:
    """Collect the objects of both actors, those of a being marked as its own; give their number."""
    thing = shared.object
    low_a, stop_a = shared.start[a], shared.start[a + 1]
    low_b, stop_b = shared.start[b], shared.start[b + 1]
    size = 0
    if stop_b - low_b <= SEARCH_COST * (stop_a - low_a):
        for j in range(low_b, stop_b):
            common[size] = thing[j]
            size += own[thing[j]]
    else:
        for i in range(low_a, stop_a):
            low_b = seek(thing, low_b, stop_b, thing[i])
            common[size] = thing[i]
            size += low_b < stop_b and thing[low_b] == thing[i]
    return size


@njit(cache=True, nogil=True)
def _mark(a: int, shared: Shared, own: NDArray[np.bool_], flag: bool) -> None:
    for i in range(shared.start[a], shared.start[a + 1]):
        own[shared.object[i]] = flag


@njit(cache=True, nogil=True)
def seek(thing: Codes, low: int, stop: int, wanted: int) -> int:
    """The first place from ``low`` on whose object is at least the one wanted."""
    while low < stop:
        middle = (low + stop) >> 1
        if thing[middle] < wanted:
            low = middle + 1
        else:
            stop = middle
    return low


@njit(cache=True, nogil=True)
def poisson_binomial_tail(chances: Reals, observed: int) -> float:
    """P(at least so many successes) of independent trials with these chances.

    Sums of positive terms only, so that small tails keep their digits; states from which the
    observed number is out of reach are dropped on the way.
    """
    if observed <= 0:
        return 1.0
    trials = chances.size
    state = np.zeros(observed, np.float64)
    state[0] = 1.0
    tail = 0.0
    for n in range(trials):
        chance = chances[n]
        if n >= observed - 1:
            tail += state[observed - 1] * chance
        top = min(n + 1, observed - 1)
        bottom = max(0, observed - (trials - n - 1))
        for k in range(top, max(bottom, 1) - 1, -1):
            state[k] = state[k] * (1.0 - chance) + state[k - 1] * chance
        if bottom == 0:
            state[0] *= 1.0 - chance
    return min(tail, 1.0)
