"""Where each of many hashes stands among the sorted ones."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Codes

Hashes = NDArray[np.uint64]


def places(hashes: Hashes, known: Hashes) -> Codes:
    """The place of every hash among the known ones, ascending; that of the next where it is not.

    Hashes are even: their first bits tell the place but for a few, where bisection would wait for
    memory at every step.
    """
    bits = max(1, min(len(known).bit_length(), 31))
    return _places(hashes, known, np.uint64(64 - bits), 1 << bits)


@njit(cache=True, nogil=True)
def _places(hashes: Hashes, known: Hashes, shift: np.uint64, heads: int) -> Codes:
    start = np.zeros(heads + 1, np.uint32)
    for each in known:
        start[np.int64(each >> shift) + 1] += 1
    for head in range(heads):
        start[head + 1] += start[head]
    found = np.empty(hashes.size, np.uint32)
    for i in range(hashes.size):
        place = start[np.int64(hashes[i] >> shift)]
        while place < known.size and known[place] < hashes[i]:
            place += np.uint32(1)
        found[i] = place
    return found
