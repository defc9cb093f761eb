"""How probable it is that two actors met, each keeping its hours and each object its bursts."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Codes, Integers, Ordered, Reals
from coordination.kernel.tail import Judged, poisson_binomial_tail, seek

HOURS = 24
BEFORE_SEARCH = 16
"""A holding searched for costs about as much as so many passed by."""


class Burst(NamedTuple):
    """Objects by their code: at which hours they were acted on, and at which two of them met."""

    at_hour: NDArray[np.float32]
    """Occasions by object and hour of the day."""
    start: Integers
    """The meetings on object o are the rows from ``start[o]`` up to ``start[o + 1]``."""
    hour: NDArray[np.uint8]
    other: NDArray[np.uint8]
    """Hours of the later and of the earlier occasion."""
    times: NDArray[np.float32]
    """Meetings of two actors at these hours."""
    others: Reals
    """Share of the object's pairs of occasions that are of two actors."""


class Holding(NamedTuple):
    """The objects of each actor, ascending, and how often it acted on them."""

    start: Integers
    object: Codes
    occasions: Codes


class Hours(NamedTuple):
    """What is known of the actors' hours."""

    of_actor: NDArray[np.float32]
    """By place and hour: how probable it is that an act falls into the hour; each row adds to 1."""
    place: Integers
    """The row of each actor."""
    likeness: float
    """How probable it is that two acts of anybody fall into the same hour."""


@njit(cache=True, nogil=True)
def occasions(acts: Ordered, actors: int, within: int) -> NDArray[np.bool_]:
    """Which acts are occasions of their own: no act of the same actor on it is just before."""
    kept = np.zeros(acts.at.size, np.bool_)
    last = np.zeros(actors, np.int64)
    thing = np.full(actors, -1, np.int64)
    for i in range(acts.at.size):
        a = acts.actor[i]
        if thing[a] != acts.object[i] or acts.at[i] - last[a] > within:
            kept[i] = True
            thing[a] = acts.object[i]
            last[a] = acts.at[i]
    return kept


@njit(cache=True, nogil=True)
def holdings(start: Integers, place: Codes, thing: Codes) -> Holding:
    """Each actor's objects and occasions; its acts are at ``place[start[a]:start[a + 1]]``."""
    starts = np.zeros(start.size, np.int64)
    objects = np.empty(thing.size, np.uint32)
    times = np.zeros(thing.size, np.uint32)
    kept = 0
    for a in range(start.size - 1):
        for j in range(start[a], start[a + 1]):
            if j == start[a] or thing[place[j]] != thing[place[j - 1]]:
                objects[kept] = thing[place[j]]
                kept += 1
            times[kept - 1] += 1
        starts[a + 1] = kept
    return Holding(starts, objects[:kept].copy(), times[:kept].copy())


@njit(cache=True, nogil=True)
def bursts(
    acts: Ordered, starts: Integers, wanted: NDArray[np.bool_], within: int, ticks: int
) -> Burst:
    """The bursts of the objects that are wanted; acts are occasions, sorted by object and time."""
    objects = starts.size - 1
    at_hour = np.zeros((objects, HOURS), np.float32)
    cells = np.zeros((HOURS, HOURS), np.float32)
    start = np.zeros(objects + 1, np.int64)
    others = np.ones(objects, np.float64)
    room = 1024
    hour, other = np.empty(room, np.uint8), np.empty(room, np.uint8)
    times = np.empty(room, np.float32)
    kept = 0
    for o in range(objects):
        if wanted[o]:
            low, stop = starts[o], starts[o + 1]
            _meet(low, stop, acts, within, ticks, at_hour[o], cells)
            others[o] = _share_of_others(low, stop, acts.actor)
            if kept + HOURS * HOURS > room:
                hour = np.concatenate((hour, np.empty(room, np.uint8)))
                other = np.concatenate((other, np.empty(room, np.uint8)))
                times = np.concatenate((times, np.empty(room, np.float32)))
                room *= 2
            for h in range(HOURS):
                for k in range(HOURS):
                    if cells[h, k] > 0:
                        hour[kept], other[kept], times[kept] = h, k, cells[h, k]
                        kept += 1
                        cells[h, k] = 0
        start[o + 1] = kept
    return Burst(at_hour, start, hour[:kept], other[:kept], times[:kept], others)


@njit(cache=True, nogil=True)
def _meet(
    low: int,
    stop: int,
    acts: Ordered,
    within: int,
    ticks: int,
    at_hour: NDArray[np.float32],
    cells: NDArray[np.float32],
) -> None:
    """Count the occasions of one object by hour, and those within reach of an earlier one."""
    near = np.zeros(HOURS, np.int64)
    first = low
    for i in range(low, stop):
        while acts.at[i] - acts.at[first] > within:
            near[_hour(acts.at[first], ticks)] -= 1
            first += 1
        h = _hour(acts.at[i], ticks)
        if i > first:
            for k in range(HOURS):
                cells[h, k] += near[k]
        near[h] += 1
        at_hour[h] += 1


@njit(cache=True, nogil=True)
def _hour(at: int, ticks: int) -> int:
    return int(at // (3600 * ticks) % HOURS)


@njit(cache=True, nogil=True)
def _share_of_others(low: int, stop: int, actor: Codes) -> float:
    """Of all pairs of occasions, the share whose actors differ."""
    size = stop - low
    if size < 2:
        return 1.0
    ordered = np.sort(actor[low:stop])
    same = 0
    run = 0
    for i in range(1, size):
        run = run + 1 if ordered[i] == ordered[i - 1] else 0
        same += run
    return 1.0 - same / (size * (size - 1) / 2)


@njit(cache=True, nogil=True)
def given_hours(
    rows: tuple[int, int], held: Holding, burst: Burst, hours: Hours, two: Reals, pairs: Judged
) -> None:
    """Fill, for a range of pairs, the weight expected and the chance of at least that observed.

    ``two``, by object: its chance where it has two actors only, which say nothing of its bursts,
    and a negative number where it has more.
    """
    chances = np.empty(1024, np.float64)
    for row in range(rows[0], rows[1]):
        a, b = pairs.a[row], pairs.b[row]
        if held.start[a + 1] - held.start[a] > held.start[b + 1] - held.start[b]:
            a, b = b, a
        if chances.size < held.start[a + 1] - held.start[a]:
            chances = np.empty(2 * (held.start[a + 1] - held.start[a]), np.float64)
        mine = hours.of_actor[hours.place[a]]
        theirs = hours.of_actor[hours.place[b]]
        size = 0
        expected = 0.0
        j, stop = held.start[b], held.start[b + 1]
        for i in range(held.start[a], held.start[a + 1]):
            j = _seek_near(held.object, j, stop, held.object[i])
            if j < stop and held.object[j] == held.object[i]:
                o = held.object[i]
                if two[o] >= 0:
                    chance = min(1.0, two[o] * _alike(mine, theirs) / hours.likeness)
                else:
                    once = _met(o, burst, mine, theirs)
                    times = held.occasions[i] * held.occasions[j]
                    chance = 1.0 - (1.0 - once) ** times
                chances[size] = chance
                expected += chance
                size += 1
        pairs.expected[row] = expected
        pairs.tail[row] = poisson_binomial_tail(chances[:size], pairs.objects[row])


@njit(cache=True, nogil=True)
def _met(o: int, burst: Burst, mine: NDArray[np.float32], theirs: NDArray[np.float32]) -> float:
    """The chance that two occasions of the object, dealt by the hours of both, are near."""
    one = 0.0
    another = 0.0
    itself = 0.0
    for h in range(HOURS):
        n = burst.at_hour[o, h]
        one += mine[h] * n
        another += theirs[h] * n
        itself += mine[h] * theirs[h] * n
    near = 0.0
    for c in range(burst.start[o], burst.start[o + 1]):
        h, k = burst.hour[c], burst.other[c]
        near += (mine[h] * theirs[k] + mine[k] * theirs[h]) * burst.times[c]
    apart = (one * another - itself) * burst.others[o]
    return min(1.0, near / apart) if apart > 0 else 0.0


@njit(cache=True, nogil=True)
def _alike(mine: NDArray[np.float32], theirs: NDArray[np.float32]) -> float:
    same = 0.0
    for h in range(HOURS):
        same += mine[h] * theirs[h]
    return same


@njit(cache=True, nogil=True)
def _seek_near(thing: Codes, low: int, stop: int, wanted: int) -> int:
    """The first place from ``low`` on whose object is at least the one wanted, looking near."""
    for _ in range(BEFORE_SEARCH):
        if low >= stop or thing[low] >= wanted:
            return low
        low += 1
    return seek(thing, low, stop, wanted)
