"""Pairs of shares, row by row: what is counted where repeated shares of one object all count."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Codes, Integers

Flags: TypeAlias = NDArray[np.bool_]


class Shares(NamedTuple):
    """Shares sorted by object and time."""

    row: Codes
    """Their rows in the table they come from."""
    account: Codes
    content: Codes
    first: Codes
    """The first share of the same object that is within the window."""


@njit(cache=True, nogil=True)
def paired_contents(shares: Shares, contents: int) -> Flags:
    """Which contents are part of any pair."""
    paired = np.zeros(contents, np.bool_)
    for i in range(shares.row.size):
        for j in range(shares.first[i], i):
            if _differ(shares, i, j):
                paired[shares.content[i]] = paired[shares.content[j]] = True
    return paired


@njit(cache=True, nogil=True)
def count_pairs(shard: tuple[int, int], shares: Shares, kept: Flags) -> int:
    """Pairs whose newer share is in the shard, and of which either content is to be kept."""
    pairs = 0
    for i in range(shard[0], shard[1]):
        for j in range(shares.first[i], i):
            either = kept[shares.content[i]] or kept[shares.content[j]]
            pairs += either and _differ(shares, i, j)
    return pairs


@njit(cache=True, nogil=True)
def list_pairs(
    shard: tuple[int, int], shares: Shares, kept: Flags, pairs: int
) -> tuple[Codes, Codes]:
    """The rows of the older and of the newer share of those pairs, whose number is known."""
    older = np.empty(pairs, np.uint32)
    newer = np.empty(pairs, np.uint32)
    n = 0
    for i in range(shard[0], shard[1]):
        for j in range(shares.first[i], i):
            either = kept[shares.content[i]] or kept[shares.content[j]]
            if either and _differ(shares, i, j):
                older[n], newer[n] = shares.row[j], shares.row[i]
                n += 1
    return older, newer


@njit(cache=True, nogil=True)
def visits(shares: Shares) -> Integers:
    """Pairs to look at before each share, and in all: one entry more than shares."""
    total = np.zeros(shares.row.size + 1, np.int64)
    for i in range(shares.row.size):
        total[i + 1] = total[i] + 1 + i - np.int64(shares.first[i])
    return total


@njit(cache=True, nogil=True)
def _differ(shares: Shares, i: int, j: int) -> bool:
    return bool(shares.account[i] != shares.account[j] and shares.content[i] != shares.content[j])
