"""How many rows of a table fit in memory, asked before room is taken for them."""

import sys

import psutil


def fitting_in(memory: int | None, row_bytes: int) -> int:
    """Rows of so many bytes that fit in the memory allowed, less what the process uses."""
    if memory is None:
        return sys.maxsize
    return max(0, memory - psutil.Process().memory_info().rss) // row_bytes
