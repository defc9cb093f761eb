"""Pairs that met on one object, among actors that act on it again and again."""

from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Integers

BLOCK = 64
"""Actors followed at once, one bit each."""


class Spans(NamedTuple):
    """Acts on one object in the order of time, seen from each actor in turn."""

    actor: Integers
    """The number of each act's actor, from 0 without gaps."""
    start: Integers
    """Actor n's spans are those from ``start[n]`` up to ``start[n + 1]``."""
    first: Integers
    """Each span is a run of acts within the window of one of the actor's, without overlap."""
    last: Integers
    """The act behind it."""


@njit(cache=True, nogil=True)
def pairs_of_repeaters(actor: Codes, at: Integers, within: int) -> int:
    """Distinct pairs of actors with two acts within the window; acts are in the order of time.

    Follows the actors one by one through the acts around theirs, or where those are many, 64 at
    once through all acts. Every pair is met from both ends, and every actor meets itself.
    """
    if at.size == 0:
        return 0
    spans = _spans(actor, at, within)
    actors = spans.start.size - 1
    near = (spans.last - spans.first).sum()
    if near > at.size * (actors // BLOCK + 1):
        return (_met_by_blocks(spans) - actors) // 2
    return (_met_one_by_one(spans) - actors) // 2


@njit(cache=True, nogil=True)
def _spans(actor: Codes, at: Integers, within: int) -> Spans:
    order = np.argsort(actor, kind="mergesort")
    first, last = _windows(at, within)
    number = np.empty(at.size, np.int64)
    start = np.empty(at.size + 1, np.int64)
    actors = 0
    for n in range(order.size):
        i = order[n]
        again = n > 0 and actor[i] == actor[order[n - 1]]
        if not again:
            start[actors] = n
            actors += 1
        number[i] = actors - 1
    start[actors] = at.size
    ordered_first = np.empty(at.size, np.int64)
    ordered_last = last[order]
    for n in range(order.size):
        low = first[order[n]]
        again = n > 0 and number[order[n]] == number[order[n - 1]]
        ordered_first[n] = max(low, ordered_last[n - 1]) if again else low
    return Spans(number, start[: actors + 1], ordered_first, ordered_last)


@njit(cache=True, nogil=True)
def _windows(at: Integers, within: int) -> tuple[Integers, Integers]:
    """For each time the first place, and the place behind the last, within the window."""
    first = np.empty(at.size, np.int64)
    last = np.empty(at.size, np.int64)
    low = 0
    high = 0
    for i in range(at.size):
        while at[i] - at[low] > within:
            low += 1
        while high < at.size and at[high] - at[i] <= within:
            high += 1
        first[i], last[i] = low, high
    return first, last


@njit(cache=True, nogil=True)
def _met_one_by_one(spans: Spans) -> int:
    """The sum, over all actors, of how many they met."""
    met = 0
    seen = np.full(spans.start.size - 1, -1)
    for n in range(seen.size):
        for span in range(spans.start[n], spans.start[n + 1]):
            for j in range(spans.first[span], spans.last[span]):
                met += seen[spans.actor[j]] != n
                seen[spans.actor[j]] = n
    return met


@njit(cache=True, nogil=True)
def _met_by_blocks(spans: Spans) -> int:
    """The same, with the spans of 64 actors as bits that are switched on and off along the acts."""
    acts = spans.actor.size
    actors = spans.start.size - 1
    met = 0
    switch = np.zeros(acts + 1, np.uint64)
    seen = np.zeros(actors, np.uint64)
    for low in range(0, actors, BLOCK):
        for n in range(low, min(low + BLOCK, actors)):
            for span in range(spans.start[n], spans.start[n + 1]):
                switch[spans.first[span]] ^= np.uint64(1) << np.uint64(n - low)
                switch[spans.last[span]] ^= np.uint64(1) << np.uint64(n - low)
        inside = np.uint64(0)
        for j in range(acts):
            inside ^= switch[j]
            seen[spans.actor[j]] |= inside
        for n in range(actors):
            met += _bits(seen[n])
        seen[:] = 0
        switch[:] = 0
    return met


@njit(cache=True, nogil=True)
def _bits(word: np.uint64) -> int:
    """The number of bits set, by adding neighbours in parallel (Warren, Hacker's Delight)."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    pairs = word & np.uint64(0x3333333333333333)
    word = pairs + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
