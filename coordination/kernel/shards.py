"""Work cut into shards of like size, done by a few threads, handed back in order."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, TypeVar

import numpy as np

from coordination.kernel.order import Integers

Shard: TypeAlias = tuple[int, int]
"""The first of a range of rows, and the one behind the last."""

Result = TypeVar("Result")
Room = TypeVar("Room")

SHARDS = 64
"""Shards a thread: enough that a heavy one does not leave the others idle."""


def by_weight(start: Integers, threads: int) -> list[Shard]:
    """Cut rows into ranges of like weight; ``start`` is the weight of all rows before each."""
    wanted = np.linspace(0, start[-1], SHARDS * threads + 1)[1:-1].astype(np.int64)
    cuts = np.searchsorted(start, wanted)
    ends = np.unique(np.concatenate(([0], cuts, [len(start) - 1])))
    return [(int(low), int(high)) for low, high in zip(ends[:-1], ends[1:], strict=True)]


def evenly(rows: int, threads: int) -> list[Shard]:
    """Cut so many rows into ranges of like length."""
    return by_weight(np.arange(rows + 1), threads) if rows else []


def run(work: Callable[[Shard], Result], shards: list[Shard], threads: int) -> list[Result]:
    """Do the work on every shard; the results come in the order of the shards."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, shards))


def run_in_rooms(
    work: Callable[[Shard, Room], Result],
    shards: list[Shard],
    threads: int,
    room: Callable[[], Room],
) -> list[Result]:
    """The same, each thread with a room of its own to write in."""
    own = threading.local()

    def within_room(shard: Shard) -> Result:
        if not hasattr(own, "room"):
            own.room = room()
        return work(shard, own.room)

    return run(within_room, shards, threads)
