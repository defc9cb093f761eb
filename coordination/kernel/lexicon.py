"""The tokens of sets by number, rare ones first, looked up by their hashes."""

from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Integers
from coordination.kernel.shingles import Hashes

MOST_COUNTED = (1 << 16) - 1
"""Tokens of more sets than this are in no order among themselves."""


class Lexicon(NamedTuple):
    """The distinct tokens of some sets."""

    hash: Hashes
    """In ascending order."""
    number: Codes
    start: Integers
    """Where the hashes begin that have the same first bits."""
    shift: np.uint64
    """Bits behind the first ones."""


def lexicon(token: Hashes) -> Lexicon:
    """Number the tokens of sets that have no token twice, those of the fewest sets first."""
    distinct, many = np.unique(token, return_counts=True)
    order = np.argsort(np.minimum(many, MOST_COUNTED).astype(np.uint16), kind="stable")
    number = np.empty(len(order), np.uint32)
    number[order] = np.arange(len(order), dtype=np.uint32)
    bits = max(1, (len(distinct) // 4).bit_length())
    shift = np.uint64(64 - bits)
    first = np.arange(1 << bits, dtype=np.uint64) << shift
    start = np.append(np.searchsorted(distinct, first), len(distinct))
    return Lexicon(distinct, number, start, shift)


@njit(cache=True, nogil=True)
def look_up(
    token: Hashes, many: Integers, known: Lexicon, span: tuple[Integers, int], out: Codes
) -> None:
    """Write the numbers of each set's tokens that are known, in ascending order.

    ``many`` are the tokens of each set; ``span`` is where the sets begin in ``out``, to be filled
    in, and the first set's place in it.
    """
    start, first = span
    begin, n = 0, start[first]
    for s in range(many.size):
        written = n
        for i in range(begin, begin + many[s]):
            bucket = np.int64(token[i] >> known.shift)
            place, end = known.start[bucket], known.start[bucket + 1]
            while place < end and known.hash[place] < token[i]:
                place += 1
            if place < end and known.hash[place] == token[i]:
                out[n] = known.number[place]
                n += 1
        out[written:n].sort()
        begin += many[s]
        start[first + s + 1] = n


@njit(cache=True)
def taken(order: Integers, start: Integers, token: Hashes) -> Hashes:
    """The tokens of the sets in the order given, one set after another."""
    many = 0
    for s in order:
        many += start[s + 1] - start[s]
    out = np.empty(many, np.uint64)
    n = 0
    for s in order:
        for i in range(start[s], start[s + 1]):
            out[n] = token[i]
            n += 1
    return out
