"""Pairs counted actor by actor: for each, with which busier ones it shares how many objects.

The counts of one actor stand in an array over all others, each beside a stamp of the last object
counted, so that no joint act is stored and repeated acts on an object count once. Two cuts keep it
fast, and both are exact: an actor with fewer objects than asked for is skipped; and since a pair
with k objects in common shares at least one outside any k - 1 of an actor's objects, its k - 1 most
crowded are not scanned where that is dearer than looking up, in them, the partners found so far.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Integers
from coordination.kernel.sweep import Swept

LOW = np.int64(0xFFFFFFFF)
LOOKUP_COST = 16
"""A partner looked up costs about as much as so many neighbours scanned."""


class Scratch(NamedTuple):
    """What one thread writes on, kept from actor to actor."""

    tally: Integers
    """Per partner: the last object counted (its code + 1) in the high half, the count below."""
    met: Codes
    """The partners whose tally is not zero."""
    begin: Integers
    """Where the actor's acts on its n-th object begin in ``place``."""
    end: Integers
    crowd: Integers
    """The neighbours in the windows of those acts."""


class Found(NamedTuple):
    """Room for the pairs found, one entry more than may be filled."""

    actor: Codes
    partner: Codes
    objects: Codes


def scratch(acts: Swept) -> Scratch:
    """Room for the busiest actor of these acts."""
    most = int(np.diff(acts.start).max(initial=0))
    actors = len(acts.code)
    return Scratch(
        np.zeros(actors, np.int64),
        np.empty(actors + 1, np.uint32),
        *(np.empty(most, np.int64) for _ in range(3)),
    )


@njit(cache=True, nogil=True)
def count_rows(
    actors: tuple[int, int], acts: Swept, at_least: int, room: Scratch, found: Found
) -> tuple[int, int]:
    """Count the pairs of a range of actors with busier ones, those with enough objects only.

    Ends early where the next actor's partners might not fit in what is found, which must have room
    for all actors. Gives the number of pairs found and the actor to go on with.
    """
    pairs = 0
    capacity = found.actor.size - 1
    for a in range(actors[0], actors[1]):
        objects = objects_of(a, acts, room)
        if objects < at_least:
            continue
        aside = min(at_least, objects) - 1
        _set_aside(objects, aside, room)
        met, scanned = _scan(a, objects, aside, acts, room)
        for n in range(scanned, objects):
            _look_up(n, at_least - (objects - n), met, acts, room)
        if pairs + met > capacity:
            for i in range(met):
                room.tally[room.met[i]] = 0
            return pairs, a
        for i in range(met):
            b = room.met[i]
            objects = room.tally[b] & LOW
            room.tally[b] = 0
            found.actor[pairs], found.partner[pairs], found.objects[pairs] = a, b, objects
            pairs += objects >= at_least
    return pairs, actors[1]


@njit(cache=True, nogil=True)
def objects_of(a: int, acts: Swept, room: Scratch) -> int:
    """List the distinct objects of an actor, ascending; give their number."""
    objects = 0
    j = acts.start[a]
    stop = acts.start[a + 1]
    while j < stop:
        thing = acts.object[acts.place[j]]
        room.begin[objects] = j
        crowd = np.int64(0)
        while j < stop and acts.object[acts.place[j]] == thing:
            crowd += np.int64(acts.stop[acts.place[j]]) - np.int64(acts.first[acts.place[j]])
            j += 1
        room.end[objects] = j
        room.crowd[objects] = crowd
        objects += 1
    return objects


@njit(cache=True, nogil=True)
def first_act(a: int, thing: int, acts: Swept) -> int:
    """Where, in ``place``, the acts of an actor on an object or a later one begin."""
    low = int(acts.start[a])
    high = int(acts.start[a + 1])
    while low < high:
        middle = (low + high) >> 1
        if acts.object[acts.place[middle]] < thing:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _set_aside(objects: int, aside: int, room: Scratch) -> None:
    """Move the most crowded objects behind the others, the most crowded last."""
    for n in range(aside):
        last = objects - n - 1
        most = 0
        for i in range(last + 1):
            if room.crowd[i] > room.crowd[most]:
                most = i
        for column in (room.begin, room.end, room.crowd):
            column[most], column[last] = column[last], column[most]


@njit(cache=True, nogil=True)
def _scan(a: int, objects: int, aside: int, acts: Swept, room: Scratch) -> tuple[int, int]:
    """Tally the neighbours of object after object; give the partners met and objects scanned."""
    tally = room.tally
    actor = acts.actor
    met = 0
    for n in range(objects):
        if n >= objects - aside and room.crowd[n] > LOOKUP_COST * (met + 8):
            return met, n
        stamp = (np.int64(acts.object[acts.place[room.begin[n]]]) + 1) << 32
        for j in range(room.begin[n], room.end[n]):
            p = acts.place[j]
            for q in range(acts.first[p], acts.stop[p]):
                b = actor[q]
                if b < a:
                    seen = tally[b]
                    if (seen & ~LOW) != stamp:
                        room.met[met] = b
                        met += (seen & LOW) == 0
                        tally[b] = stamp | ((seen & LOW) + 1)
    return met, objects


@njit(cache=True, nogil=True)
def _look_up(n: int, needed: int, met: int, acts: Swept, room: Scratch) -> None:
    """Tally object n for the partners met that have the objects needed to still reach the count."""
    thing = acts.object[acts.place[room.begin[n]]]
    for i in range(met):
        b = int(room.met[i])
        if (room.tally[b] & LOW) < needed:
            continue
        if _joint(n, first_act(b, thing, acts), acts.start[b + 1], acts, room):
            room.tally[b] += 1


@njit(cache=True, nogil=True)
def _joint(n: int, low: int, stop: int, acts: Swept, room: Scratch) -> bool:
    """Whether a partner's acts on object n, from ``low`` on, fall in a window of the actor's."""
    thing = acts.object[acts.place[room.begin[n]]]
    for other in range(low, stop):
        q = acts.place[other]
        if acts.object[q] != thing:
            return False
        for j in range(room.begin[n], room.end[n]):
            p = acts.place[j]
            if acts.first[p] <= q < acts.stop[p]:
                return True
    return False
