"""Pairs that have no more in common than the popularity of things explains, dropped as counted."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from coordination.kernel.order import Codes, Reals
from coordination.kernel.rows import Found


class Popularity(NamedTuple):
    """What any two actors are expected to have in common."""

    met: Reals
    """Per actor: how often others have one of its things."""
    share: Reals
    """Per actor: its part of all that is had."""


@njit(cache=True, nogil=True)
def expected_of(a: int, b: int, by: Popularity) -> float:
    """The things that two actors have in common by popularity, the larger of both directions."""
    return float(max(by.met[a] * by.share[b], by.met[b] * by.share[a]))


@njit(cache=True, nogil=True)
def expected_of_each(a: Codes, b: Codes, by: Popularity) -> Reals:
    """The same of each of these pairs."""
    expected = np.empty(a.size, np.float64)
    for i in range(a.size):
        expected[i] = expected_of(a[i], b[i], by)
    return expected


@njit(cache=True, nogil=True)
def drop_probable(pairs: int, found: Found, code: Codes, by: Popularity, rarest: float) -> int:
    """Drop the pairs found whose Poisson tail is surely above ``rarest``; gives how many are left.

    A tail is at least its first term, and half where no more is seen than expected.
    """
    left = 0
    most = math.log(rarest)
    for i in range(pairs):
        seen = found.objects[i]
        mean = expected_of(code[found.actor[i]], code[found.partner[i]], by)
        if mean > 0 and (
            seen <= mean or seen * math.log(mean) - mean - math.lgamma(seen + 1.0) > most
        ):
            continue
        found.actor[left], found.partner[left] = found.actor[i], found.partner[i]
        found.objects[left] = seen
        left += 1
    return left
