"""The closest two acts of a pair on each of its joint objects.

A second look at the acts, for the pairs that were found only: the neighbours of each actor are
scanned once more, or looked up where there are far fewer partners than neighbours.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Integers, Reals
from coordination.kernel.rows import LOOKUP_COST, Scratch, first_act, objects_of
from coordination.kernel.sweep import Swept

FAR = np.iinfo(np.int64).max


class Details(NamedTuple):
    """Pairs sorted by actor, and what is filled in here over the joint objects of each."""

    start: Integers
    """The pairs of actor a with busier ones are the rows ``start[a]`` up to ``start[a + 1]``."""
    partner: Codes
    gaps: Integers
    """The sum of the gaps, in ticks."""
    least: Integers
    """The smallest gap."""
    first: Integers
    last: Integers
    leads: Reals
    """Objects on which the actor, not its partner, acted first, ties as half."""


class Nearest(NamedTuple):
    """What one thread writes on: the closest acts of each partner on the object it met last."""

    row: Integers
    """The row of each partner, -1 for other actors."""
    object: Integers
    """By partner: the code of that object, -1 where it met on none."""
    at: Integers
    """When the actor acted there."""
    lag: Integers
    """How much later the partner acted."""


def details(actor: Codes, partner: Codes, actors: int) -> Details:
    """Room for the details of these pairs."""
    size = len(partner)
    start = np.searchsorted(actor, np.arange(actors + 1)).astype(np.int64)
    return Details(
        start,
        partner,
        gaps=np.zeros(size, np.int64),
        least=np.full(size, FAR),
        first=np.full(size, FAR),
        last=np.full(size, -FAR),
        leads=np.zeros(size, np.float64),
    )


def nearest(actors: int) -> Nearest:
    """Room for partners among so many actors."""
    row, thing = np.full(actors, -1), np.full(actors, -1)
    return Nearest(row, thing, np.zeros(actors, np.int64), np.zeros(actors, np.int64))


@njit(cache=True, nogil=True)
def describe(
    actors: tuple[int, int], acts: Swept, pairs: Details, room: Scratch, near: Nearest
) -> None:
    """Fill the details of the pairs of a range of actors."""
    for a in range(actors[0], actors[1]):
        low, stop = pairs.start[a], pairs.start[a + 1]
        if low == stop:
            continue
        for row in range(low, stop):
            near.row[pairs.partner[row]] = row
        for n in range(objects_of(a, acts, room)):
            own = acts.place[room.begin[n] : room.end[n]]
            if room.crowd[n] <= LOOKUP_COST * (stop - low + 8):
                _scan(own, acts, pairs, near)
            else:
                for row in range(low, stop):
                    _look_up(pairs.partner[row], own, acts, pairs, near)
        for row in range(low, stop):
            b = pairs.partner[row]
            _settle(b, pairs, near)
            near.row[b] = -1
            near.object[b] = -1


@njit(cache=True, nogil=True)
def _scan(own: Codes, acts: Swept, pairs: Details, near: Nearest) -> None:
    """Compare an actor's acts on one object with those of its partners around them."""
    for p in own:
        for q in range(acts.first[p], acts.stop[p]):
            if near.row[acts.actor[q]] >= 0:
                _compare(p, q, acts, pairs, near)


@njit(cache=True, nogil=True)
def _look_up(b: int, own: Codes, acts: Swept, pairs: Details, near: Nearest) -> None:
    """Compare an actor's acts on one object with those of one partner."""
    thing = acts.object[own[0]]
    for j in range(first_act(b, thing, acts), acts.start[b + 1]):
        q = acts.place[j]
        if acts.object[q] != thing:
            return
        for p in own:
            if acts.first[p] <= q < acts.stop[p]:
                _compare(p, q, acts, pairs, near)


@njit(cache=True, nogil=True)
def _compare(p: int, q: int, acts: Swept, pairs: Details, near: Nearest) -> None:
    """Keep act p of the actor and q of a partner where they are closer, or as close and earlier."""
    b = acts.actor[q]
    thing = np.int64(acts.object[q])
    lag = acts.at[q] - acts.at[p]
    if near.object[b] != thing:
        _settle(b, pairs, near)
        near.object[b] = thing
    else:
        farther = abs(lag) - abs(near.lag[b])
        earlier = min(0, lag) + acts.at[p] < min(0, near.lag[b]) + near.at[b]
        if farther > 0 or (farther == 0 and not earlier):
            return
    near.at[b] = acts.at[p]
    near.lag[b] = lag


@njit(cache=True, nogil=True)
def _settle(b: int, pairs: Details, near: Nearest) -> None:
    """Add the object that a partner met on last to the details of the pair."""
    if near.object[b] < 0:
        return
    row = near.row[b]
    lag = near.lag[b]
    first = near.at[b] + min(0, lag)
    pairs.gaps[row] += abs(lag)
    pairs.leads[row] += 1.0 if lag > 0 else 0.5 * (lag == 0)
    pairs.least[row] = min(pairs.least[row], abs(lag))
    pairs.first[row] = min(pairs.first[row], first)
    pairs.last[row] = max(pairs.last[row], first + abs(lag))
