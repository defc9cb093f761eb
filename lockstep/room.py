"""How much a load may hold at a time, out of the memory that is allowed."""

from coordination.room import fitting_in
from loaders.raw import BYTES_AT_A_TIME

LEAST = 64 * 2**20
"""Where no more is left, a load takes so many bytes all the same, else it would never end."""
COST = 48
"""Bytes that reading, stating and writing facts takes at most, for every byte of a table."""


def left(memory: int) -> int:
    """Bytes that this process may still take."""
    return max(LEAST, fitting_in(memory, 1))


def at_a_time(memory: int) -> int:
    """Bytes of a table that may be made into facts in one go."""
    return min(BYTES_AT_A_TIME, left(memory) // COST)
