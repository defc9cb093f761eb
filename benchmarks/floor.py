"""The least that counting pairs in memory costs: a sort, a scan, one random addition a visit."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Ordered, by_object
from coordination.kernel.sweep import windows


def visit(
    actor: NDArray[np.uint32], thing: NDArray[np.uint32], at: NDArray[np.int64], within: int
) -> int:
    """Add one to a counter of each act's neighbours, once a visit; gives the visits."""
    acts = by_object(actor, thing, at)
    return int(_add(acts, within, np.zeros(int(actor.max()) + 1, np.int64)))


@njit(cache=True, nogil=True)
def _add(acts: Ordered, within: int, counter: NDArray[np.int64]) -> int:
    first, _ = windows(acts, within)
    for i in range(acts.at.size):
        for j in range(first[i], i):
            counter[acts.actor[j]] += 1
    return counter.sum()
