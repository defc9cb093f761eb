"""How much a load may hold at a time, out of the memory that is allowed."""

import psutil

from loaders.raw import BYTES_AT_A_TIME

LEAST = 64 * 2**20
"""Where no more is left, a load takes so many bytes all the same, else it would never end."""
COST = 48
"""Bytes that reading, stating and writing facts takes at most, for every byte of a table."""


def left(memory: int) -> int:
    """Bytes that this process may still take."""
    return max(LEAST, memory - psutil.Process().memory_info().rss)


def at_a_time(memory: int) -> int:
    """Bytes of a table that may be made into facts in one go."""
    return min(BYTES_AT_A_TIME, left(memory) // COST)
