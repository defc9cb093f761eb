"""Hashes of 256 bits within a distance of 31: found exactly, by the sixteen words they are made of.

Of hashes that differ in at most 31 bits, one of the 16 words of 16 bits differs in at most one
(multi-index hashing: Norouzi, Punjani, Fleet, 2012). So each hash is compared with those only that
stand in the same bucket of a word, or in one of the 16 beside it.
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.bits import ones
from coordination.kernel.order import Codes, Integers

Hashes: TypeAlias = NDArray[np.uint64]
"""Four columns; word w of 16 bits is the w-th from the lowest bit of the first."""

NEAR: Final = 31
WORDS: Final = 16
BITS: Final = 16
BUCKETS: Final = 1 << BITS


class Index(NamedTuple):
    """Hashes sorted by each of their words."""

    hashes: Hashes
    start: Codes
    """Where each bucket of each word begins; 16 by one more than there are buckets."""
    place: Codes
    """Which hash stands where; 16 by hashes."""


@njit(cache=True, nogil=True)
def indexed(hashes: Hashes) -> Index:
    """Takes 64 bytes for each hash besides."""
    n = len(hashes)
    start = np.zeros((WORDS, BUCKETS + 1), np.uint32)
    place = np.empty((WORDS, n), np.uint32)
    for word in range(WORDS):
        for i in range(n):
            start[word, _word(hashes, i, word) + 1] += np.uint32(1)
        for bucket in range(BUCKETS):
            start[word, bucket + 1] += start[word, bucket]
        following = start[word].copy()
        for i in range(n):
            at = _word(hashes, i, word)
            place[word, following[at]] = i
            following[at] += np.uint32(1)
    return Index(hashes, start, place)


@njit(cache=True, nogil=True)
def near_counts(index: Index, other: Index, word: int) -> Integers:
    """For each hash, how many of the other index are near it, and not by an earlier word.

    The hash of the same row does not count.
    """
    own, others = _gathered(index, word), _gathered(other, word)
    counts = np.zeros(len(index.hashes), np.int64)
    for bucket in range(BUCKETS):
        first, last = index.start[word, bucket], index.start[word, bucket + 1]
        if first == last:
            continue
        for flip in range(BITS + 1):
            beside = bucket ^ (1 << flip) if flip < BITS else bucket
            low, high = other.start[word, beside], other.start[word, beside + 1]
            for i in range(first, last):
                a, b, c, d = own[0, i], own[1, i], own[2, i], own[3, i]
                for j in range(low, high):
                    apart = ones(a ^ others[0, j]) + ones(b ^ others[1, j])
                    if apart > NEAR:
                        continue
                    apart += ones(c ^ others[2, j]) + ones(d ^ others[3, j])
                    if apart <= NEAR:
                        one, two = index.place[word, i], other.place[word, j]
                        if one != two and _is_first(index.hashes, one, other.hashes, two, word):
                            counts[one] += 1
    return counts


@njit(cache=True, nogil=True)
def stars(index: Index, positions: Hashes, order: Codes) -> Codes:
    """The head of each hash: itself, or one that it is near.

    The hashes are asked in the given order; one that has no head yet becomes the head of all near
    it that have none. ``positions`` has every hash as it is and turned: position, hash, column.
    """
    n = len(index.hashes)
    head = np.full(n, n, np.uint32)
    for asked in order:
        if head[asked] < n:
            continue
        head[asked] = asked
        for position in range(len(positions)):
            turned = positions[position]
            for word in range(WORDS):
                bucket = _word(turned, asked, word)
                for flip in range(BITS + 1):
                    beside = bucket ^ (1 << flip) if flip < BITS else bucket
                    for at in range(index.start[word, beside], index.start[word, beside + 1]):
                        other = index.place[word, at]
                        if (
                            head[other] == n
                            and _distance(turned, asked, index.hashes, other) <= NEAR
                        ):
                            head[other] = asked
    for i in range(n):
        if head[i] == n:
            head[i] = i
    return head


@njit(cache=True, nogil=True)
def _gathered(index: Index, word: int) -> Hashes:
    """The columns in the order of a word, first those that this word has no part in."""
    columns = np.empty((4, len(index.hashes)), np.uint64)
    for column in range(4):
        source = (word // 4 + 1 + column) % 4
        for i in range(columns.shape[1]):
            columns[column, i] = index.hashes[index.place[word, i], source]
    return columns


@njit(cache=True, nogil=True)
def _word(hashes: Hashes, row: int, word: int) -> np.int64:
    bits = hashes[row, word // 4] >> np.uint64(BITS * (word % 4))
    return np.int64(bits & np.uint64(BUCKETS - 1))


@njit(cache=True, nogil=True)
def _is_first(hashes: Hashes, one: int, others: Hashes, two: int, word: int) -> bool:
    """Whether no earlier word of the two differs in at most one bit."""
    for earlier in range(word):
        apart = _word(hashes, one, earlier) ^ _word(others, two, earlier)
        if apart & (apart - 1) == 0:
            return False
    return True


@njit(cache=True, nogil=True)
def _distance(hashes: Hashes, one: int, others: Hashes, two: int) -> int:
    apart = 0
    for column in range(4):
        apart += ones(hashes[one, column] ^ others[two, column])
    return apart
