"""How much fits in memory, asked before room is taken for it."""

import ctypes
import sys

import psutil

from coordination.errors import TooManyActs

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)
"""Of glibc; other C libraries have none, and keep less."""


def fitting_in(memory: int | None, row_bytes: int) -> int:
    """Rows of so many bytes that fit in the memory allowed, less what the process uses."""
    if memory is None:
        return sys.maxsize
    return max(0, memory - _held(memory)) // row_bytes


def acts_must_fit(acts: int, act_bytes: int, memory: int | None) -> None:
    """Raises TooManyActs where so many more bytes for each act do not fit in the memory allowed."""
    if memory is None:
        return
    needed = _held(memory) + acts * act_bytes
    if needed > memory:
        raise TooManyActs(acts, needed, memory)


def _held(memory: int) -> int:
    """Bytes that this process holds.

    Beyond half of the memory allowed the C library is asked to give back what was freed: glibc
    keeps it in hundreds of pieces, another third on top of what a run of five million acts needs.
    """
    process = psutil.Process()
    if _TRIM is not None and 2 * process.memory_info().rss > memory:
        _TRIM(0)
    return process.memory_info().rss
