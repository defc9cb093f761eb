"""Counting the bits of a word."""

import numpy as np
from numba import njit

ONES, PAIRS, NIBBLES = (
    np.uint64(each) for each in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F)
)
BYTES, TOP = np.uint64(0x0101010101010101), np.uint64(56)


@njit(cache=True, nogil=True)
def ones(bits: np.uint64) -> int:
    """How many bits are set."""
    bits -= (bits >> np.uint64(1)) & ONES
    bits = (bits & PAIRS) + ((bits >> np.uint64(2)) & PAIRS)
    bits = (bits + (bits >> np.uint64(4))) & NIBBLES
    return int((bits * BYTES) >> TOP)
