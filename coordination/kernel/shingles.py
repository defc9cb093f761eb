"""Shingles: the words of a wording and its pairs of neighbouring words, as hashes of 64 bits."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Integers

Hashes = NDArray[np.uint64]
Tally = NDArray[np.uint8]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)


@njit(cache=True)
def shingled(word: Hashes, many: Integers, token: Hashes, size: Integers) -> int:
    """Write the distinct shingles of each wording one after another, and how many each has.

    ``word`` holds the hashes of all words, ``many`` those of each wording; ``token`` has room for
    twice as many. Gives the shingles written.
    """
    begin = out = 0
    for wording in range(many.size):
        end, first = begin + many[wording], out
        for i in range(begin, end):
            token[out] = word[i]
            out += 1
            if i + 1 < end:
                token[out] = _mixed(word[i] * GOLDEN ^ word[i + 1])
                out += 1
        token[first:out].sort()
        kept = first
        for i in range(first, out):
            if i == first or token[i] != token[i - 1]:
                token[kept] = token[i]
                kept += 1
        size[wording] = kept - first
        begin, out = end, kept
    return out


@njit(cache=True)
def tally(token: Hashes, seen: Tally) -> None:
    """Note which shingles were seen once and which more often, by their last bits."""
    last = np.uint64(seen.size - 1)
    for each in token:
        place = np.int64(each & last)
        seen[place] = min(seen[place] + 1, 2)


@njit(cache=True)
def repeated(token: Hashes, size: Integers, seen: Tally, kept: Integers) -> int:
    """Move the shingles that others may have to the front, and count those of each wording."""
    last = np.uint64(seen.size - 1)
    begin = out = 0
    for wording in range(size.size):
        first, end = out, begin + size[wording]
        for i in range(begin, end):
            if seen[np.int64(token[i] & last)] > 1:
                token[out] = token[i]
                out += 1
        kept[wording] = out - first
        begin = end
    return out


@njit(cache=True)
def _mixed(value: np.uint64) -> np.uint64:
    """Every bit of a hash spread over all (splitmix64; Steele, Lea and Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * MIX_1
    value = (value ^ (value >> np.uint64(27))) * MIX_2
    return value ^ (value >> np.uint64(31))
