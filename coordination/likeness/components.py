"""Components: groups of actors that pairs tie together."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Codes = NDArray[np.integer]


def component(a: Codes, b: Codes, *, size: int) -> NDArray[np.int64]:
    """Of each of ``size`` codes the smallest code that pairs tie it to; its own where alone."""
    links = coo_array((np.ones(len(a)), (a, b)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    _, first, place = np.unique(label, return_index=True, return_inverse=True)
    smallest: NDArray[np.int64] = first[place]
    return smallest
