"""All pairs of sets whose Jaccard similarity reaches a threshold: an exact join by prefixes.

With tokens in one order for all, rare ones first, two sets that share enough also share a token
among their first few (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007); and the
place of a shared token bounds what can still be shared (Xiao, Wang, Lin and Yu 2008). A sketch of
128 bits beside each entry of the index turns nearly all others away before anything else is looked
at (Sandes, Teodoro and Melo 2020): bits that only one of two sets has are tokens that only one has.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.bits import ones
from coordination.kernel.order import Codes, Integers

SLACK = 1e-9
"""What a product of floats may lie above the whole number it stands for."""

SPREAD, TO_128, TO_64 = np.uint64(0x9E3779B97F4A7C15), np.uint64(57), np.uint64(63)
"""A token's bit: the top seven of a product (Fibonacci hashing: Knuth, TAOCP 3, 6.4)."""

ONE = np.uint64(1)

HOPELESS = np.int32(-(1 << 30))


class Sets(NamedTuple):
    """Sets in ascending order of size, the tokens of each in the common order, rare ones first."""

    start: Integers
    """Set s has the tokens ``token[start[s]:start[s + 1]]``; those of no other set are left out."""
    token: Codes
    size: Integers
    """Tokens of each set, those left out included."""


class Postings(NamedTuple):
    """For each token the sets that have it in their prefix, in ascending order of size."""

    start: Integers
    set: Codes
    place: Codes
    """Where the token stands in the set, those left out counted."""
    low: NDArray[np.uint64]
    """The first 64 bits of the set's sketch."""
    high: NDArray[np.uint64]


class Met(NamedTuple):
    """What one thread writes on."""

    shared: NDArray[np.int32]
    """Per set: the tokens shared in the prefixes."""
    met: Codes


class Near(NamedTuple):
    """Room for pairs of sets, at least one for every set."""

    one: Codes
    other: Codes


@njit(cache=True)
def sort_and_drop_repeats(start: Integers, token: Codes, ended: Integers) -> None:
    """Sort the tokens of each set in place; ``ended`` tells where each set then ends."""
    for s in range(start.size - 1):
        low, high = start[s], start[s + 1]
        token[low:high].sort()
        kept = low
        for i in range(low, high):
            if i == low or token[i] != token[i - 1]:
                token[kept] = token[i]
                kept += 1
        ended[s] = kept


@njit(cache=True)
def count_members(
    order: Integers, span: tuple[Integers, Integers], token: Codes, held: Integers
) -> None:
    """Add to each token the chosen sets that have it."""
    for s in order:
        for i in range(span[0][s], span[1][s]):
            held[token[i]] += 1


@njit(cache=True)
def gathered(
    order: Integers, span: tuple[Integers, Integers], token: Codes, kept: Codes
) -> tuple[Integers, Codes]:
    """Sets in the given order, their tokens renamed by ``kept`` (0 leaves one out) and sorted."""
    start = np.zeros(order.size + 1, np.int64)
    out = np.empty(token.size, np.uint32)
    n = 0
    for i in range(order.size):
        s = order[i]
        begin = n
        for j in range(span[0][s], span[1][s]):
            renamed = kept[token[j]]
            if renamed:
                out[n] = renamed - 1
                n += 1
        out[begin:n].sort()
        start[i + 1] = n
    return start, out[:n].copy()


@njit(cache=True)
def postings(sets: Sets, tokens: int, threshold: float) -> Postings:
    """Index the prefixes by which a set is found from one of its size or larger."""
    start = np.zeros(tokens + 2, np.int64)
    for s in range(sets.size.size):
        for i in range(sets.start[s], _prefix_end(s, sets, 2 * threshold / (1 + threshold))):
            start[sets.token[i] + 2] += 1
    for t in range(tokens + 1):
        start[t + 1] += start[t]
    place = np.empty(start[tokens + 1], np.uint32)
    member = np.empty(start[tokens + 1], np.uint32)
    low = np.empty(start[tokens + 1], np.uint64)
    high = np.empty(start[tokens + 1], np.uint64)
    for s in range(sets.size.size):
        own = sets.start[s + 1] - sets.size[s]
        sketch = _sketch(s, sets)
        for i in range(sets.start[s], _prefix_end(s, sets, 2 * threshold / (1 + threshold))):
            n = start[sets.token[i] + 1]
            member[n], place[n] = s, i - own
            low[n], high[n] = sketch
            start[sets.token[i] + 1] = n + 1
    return Postings(start[: tokens + 1].copy(), member, place, low, high)


@njit(cache=True, nogil=True)
def near_pairs(
    span: tuple[int, int], sets: Sets, index: Postings, threshold: float, room: tuple[Met, Near]
) -> tuple[int, int]:
    """Pair each set of a range with those before it whose similarity reaches the threshold.

    Ends early where the next set's pairs might not fit. Gives the pairs and the set to go on with.
    """
    found = room[1]
    pairs = 0
    for s in range(span[0], span[1]):
        met = _candidates(s, sets, index, threshold, room[0])
        full = pairs + met > found.one.size
        for i in range(met):
            other = int(room[0].met[i])
            hopeful = room[0].shared[other] > 0
            room[0].shared[other] = 0
            if not full and hopeful and _near(s, other, sets, threshold):
                found.one[pairs], found.other[pairs] = other, s
                pairs += 1
        if full:
            return pairs, s
    return pairs, span[1]


@njit(cache=True, nogil=True)
def _candidates(s: int, sets: Sets, index: Postings, threshold: float, room: Met) -> int:
    """The sets before s that share a token of the prefixes and may share enough."""
    met = 0
    size = sets.size[s]
    own = sets.start[s + 1] - size
    # Sets that are near differ in so many tokens at most; those of no other set always do.
    apart = int(2 * size * (1 - threshold) / (1 + threshold) + SLACK) - (sets.start[s] - own)
    sketch = _sketch(s, sets)
    smallest = np.searchsorted(sets.size, _at_least(threshold * float(size)))
    for i in range(sets.start[s], _prefix_end(s, sets, threshold)):
        token = sets.token[i]
        low, high = index.start[token], index.start[token + 1]
        low += np.searchsorted(index.set[low:high], np.uint32(smallest))
        for n in range(low, high):
            other = np.int64(index.set[n])
            if other >= s:
                break
            if ones(index.low[n] ^ sketch[0]) + ones(index.high[n] ^ sketch[1]) > apart:
                continue
            shared = room.shared[other]
            if shared == 0:
                room.met[met] = other
                met += 1
            left = min(size - 1 - (i - own), sets.size[other] - 1 - np.int64(index.place[n]))
            if shared + 1 + left < _needed(size, sets.size[other], threshold):
                room.shared[other] = HOPELESS
            else:
                room.shared[other] = shared + 1
    return met


@njit(cache=True, nogil=True)
def _sketch(s: int, sets: Sets) -> tuple[np.uint64, np.uint64]:
    """The bits of a set's tokens."""
    low, high = np.uint64(0), np.uint64(0)
    for i in range(sets.start[s], sets.start[s + 1]):
        place = (np.uint64(sets.token[i]) * SPREAD) >> TO_128
        if place > TO_64:
            high |= ONE << (place & TO_64)
        else:
            low |= ONE << place
    return low, high


@njit(cache=True, nogil=True)
def _near(s: int, other: int, sets: Sets, threshold: float) -> bool:
    needed = _needed(sets.size[s], sets.size[other], threshold)
    i, i_end = sets.start[s], sets.start[s + 1]
    j, j_end = sets.start[other], sets.start[other + 1]
    shared = 0
    while i < i_end and j < j_end:
        if shared + min(i_end - i, j_end - j) < needed:
            return False
        if sets.token[i] == sets.token[j]:
            shared += 1
            i += 1
            j += 1
        elif sets.token[i] < sets.token[j]:
            i += 1
        else:
            j += 1
    return bool(shared / (sets.size[s] + sets.size[other] - shared) >= threshold)


@njit(cache=True, nogil=True)
def _prefix_end(s: int, sets: Sets, share: float) -> int:
    """Where the prefix of a set ends that meets whatever has this share of its tokens."""
    size = sets.size[s]
    own = sets.start[s + 1] - size
    return int(max(sets.start[s], own + size - _at_least(share * size) + 1))


@njit(cache=True, nogil=True)
def _needed(size: int, other: int, threshold: float) -> int:
    """Tokens that sets of these sizes must share at least."""
    return int(_at_least(threshold / (1 + threshold) * (size + other)))


@njit(cache=True, nogil=True)
def _at_least(tokens: float) -> int:
    return math.ceil(tokens - SLACK)
