"""How many actors an object has, and how many pairs of them met on it within the window."""

from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Integers, Ordered
from coordination.kernel.repeaters import pairs_of_repeaters


class Met(NamedTuple):
    """Objects by their code: where their acts start, and what is filled in here."""

    start: Integers
    """The acts on object o are those from ``start[o]`` up to ``start[o + 1]``."""
    actors: Integers
    pairs: Integers
    """Distinct pairs of actors with two acts within the window."""


class Bench(NamedTuple):
    """What one thread writes on, kept from object to object."""

    stamp: Integers
    """Per actor: the last object seen (its code + 1)."""
    acts: Codes
    """Per actor: acts on that object."""
    inside: Codes
    """Per actor: acts in the sliding window; zero between objects."""


def bench(actors: int) -> Bench:
    """Room for objects with any of so many actors."""
    return Bench(
        np.zeros(actors, np.int64),
        np.zeros(actors, np.uint32),
        np.zeros(actors, np.uint32),
    )


@njit(cache=True, nogil=True)
def object_starts(thing: Codes, objects: int) -> Integers:
    """Where the acts on each object start among acts sorted by object; one entry more."""
    start = np.zeros(objects + 1, np.int64)
    for i in range(thing.size):
        start[np.int64(thing[i]) + 1] += 1
    for o in range(objects):
        start[o + 1] += start[o]
    return start


@njit(cache=True, nogil=True)
def meet(objects: tuple[int, int], acts: Ordered, within: int, room: Bench, crowds: Met) -> None:
    """Fill, for a range of objects, their actors and the pairs of actors that met.

    Actors with one act on the object are counted by one sweep; only pairs of actors that both
    repeat themselves are visited one by one.
    """
    start, actors, pairs = crowds
    for o in range(objects[0], objects[1]):
        low, stop = start[o], start[o + 1]
        present = _count_acts(o + 1, low, stop, acts.actor, room)
        actors[o] = present
        if present < 2:
            pairs[o] = 0
        elif present == stop - low:
            pairs[o] = _pairs_of_acts(low, stop, acts.at, within)
        else:
            pairs[o] = _pairs_with_a_single(low, stop, acts, within, room) + pairs_of_repeaters(
                *_repeats(low, stop, acts, room), within
            )


@njit(cache=True, nogil=True)
def _count_acts(stamp: int, low: int, stop: int, actor: Codes, room: Bench) -> int:
    present = 0
    for i in range(low, stop):
        a = actor[i]
        if room.stamp[a] != stamp:
            room.stamp[a] = stamp
            room.acts[a] = 0
            present += 1
        room.acts[a] += 1
    return present


@njit(cache=True, nogil=True)
def _pairs_of_acts(low: int, stop: int, at: Integers, within: int) -> int:
    pairs = 0
    first = low
    for i in range(low, stop):
        while at[i] - at[first] > within:
            first += 1
        pairs += i - first
    return pairs


@njit(cache=True, nogil=True)
def _pairs_with_a_single(low: int, stop: int, acts: Ordered, within: int, room: Bench) -> int:
    """Pairs that met and of which at least one actor acted once."""
    actor, at, inside = acts.actor, acts.at, room.inside
    singles = 0
    repeaters = 0
    two_singles = 0
    one_single = 0
    first = low
    last = low
    for i in range(low, stop):
        while last < stop and at[last] - at[i] <= within:
            a = actor[last]
            if room.acts[a] == 1:
                singles += 1
            else:
                repeaters += inside[a] == 0
                inside[a] += 1
            last += 1
        while at[i] - at[first] > within:
            a = actor[first]
            if room.acts[a] == 1:
                singles -= 1
            else:
                inside[a] -= 1
                repeaters -= inside[a] == 0
            first += 1
        if room.acts[actor[i]] == 1:
            two_singles += singles - 1
            one_single += repeaters
    for i in range(first, stop):
        inside[actor[i]] = 0
    return two_singles // 2 + one_single


@njit(cache=True, nogil=True)
def _repeats(low: int, stop: int, acts: Ordered, room: Bench) -> tuple[Codes, Integers]:
    """The acts of those who repeat themselves: actors and times, in the order of time."""
    actor = np.empty(stop - low, np.uint32)
    at = np.empty(stop - low, np.int64)
    kept = 0
    for i in range(low, stop):
        if room.acts[acts.actor[i]] > 1:
            actor[kept], at[kept] = acts.actor[i], acts.at[i]
            kept += 1
    return actor[:kept], at[:kept]
