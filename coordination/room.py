"""How much fits in memory, asked before room is taken for it."""

import sys

import psutil

from coordination.errors import TooManyActs


def fitting_in(memory: int | None, row_bytes: int) -> int:
    """Rows of so many bytes that fit in the memory allowed, less what the process uses."""
    if memory is None:
        return sys.maxsize
    return max(0, memory - psutil.Process().memory_info().rss) // row_bytes


def acts_must_fit(acts: int, act_bytes: int, memory: int | None) -> None:
    """Raises TooManyActs where so many more bytes for each act do not fit in the memory allowed."""
    needed = psutil.Process().memory_info().rss + acts * act_bytes
    if memory is not None and needed > memory:
        raise TooManyActs(acts, needed, memory)
