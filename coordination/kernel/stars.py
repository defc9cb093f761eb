"""Families around a middle, from pairs of things that are near each other."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Codes, Integers


def stars(one: Codes, other: Codes, things: int) -> NDArray[np.uint32]:
    """For each thing the middle of its family, near which every member is.

    The thing that is near most others comes first, on ties the one with the smaller number; its
    family is whatever is near it and in no family yet. Every pair is given once.
    """
    many = np.bincount(one, minlength=things) + np.bincount(other, minlength=things)
    start = np.concatenate(([0], np.cumsum(many)))
    order = np.argsort(-many, kind="stable")
    return _around(order[: np.count_nonzero(many)], start, _neighbours(one, other, start))


@njit(cache=True)
def _neighbours(one: Codes, other: Codes, start: Integers) -> Codes:
    following = start[:-1].copy()
    near = np.empty(start[-1], np.uint32)
    for i in range(one.size):
        near[following[one[i]]] = other[i]
        following[one[i]] += 1
        near[following[other[i]]] = one[i]
        following[other[i]] += 1
    return near


@njit(cache=True)
def _around(order: Integers, start: Integers, near: Codes) -> Codes:
    middle = np.arange(start.size - 1).astype(np.uint32)
    taken = np.zeros(start.size - 1, np.bool_)
    for thing in order:
        if taken[thing]:
            continue
        taken[thing] = True
        for i in range(start[thing], start[thing + 1]):
            if not taken[near[i]]:
                taken[near[i]] = True
                middle[near[i]] = thing
    return middle
