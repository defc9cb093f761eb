"""Pairs of actors that act on the same objects within a window, counted exactly."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from coordination.acts import Acts
from coordination.errors import ImpossibleCount, TooManyPairs
from coordination.kernel import shards
from coordination.kernel.closest import Nearest, describe, details, nearest
from coordination.kernel.rows import Found, Scratch, count_rows, scratch
from coordination.kernel.shards import Shard
from coordination.kernel.sweep import Swept, sweep
from coordination.room import fitting_in

PAIR_BYTES = 256
"""What a pair costs at most on its way from the count to the table of results."""

WEIGHT_BYTES = 96
"""What a pair of which only the weight is asked costs at most on its way into a network."""

ROOM = 1 << 18
"""Pairs that a thread finds before it hands them over."""


Sieve: TypeAlias = Callable[[int, Found, NDArray[np.uint32]], int]
"""Of so many pairs found, moves those to the front that are to stay and gives their number; the
codes are those of the ranks by which pairs are found."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of actors with joint objects, as columns of equal length ordered by (a, b)."""

    a: NDArray[np.uint32]
    """Code of the actor whose key comes first."""
    b: NDArray[np.uint32]
    objects: NDArray[np.int32]
    """Distinct objects on which both acted within the window."""
    mean_gap: NDArray[np.float64]
    """Seconds between the closest two acts on an object, averaged over the joint objects."""
    min_gap: NDArray[np.float64]
    first_at: NDArray[np.int64]
    """Ticks; the first of those closest acts."""
    last_at: NDArray[np.int64]
    leads: NDArray[np.float64]
    """Share of the joint objects on which a acted first, ties as half."""

    def __len__(self) -> int:
        return len(self.a)

    def only(self, chosen: NDArray[np.bool_]) -> "Pairs":
        """Some of the pairs."""
        return Pairs(**{each.name: getattr(self, each.name)[chosen] for each in fields(self)})


class Weights(NamedTuple):
    """Pairs ordered by (a, b) and the objects each shares; nothing else is known of them."""

    a: NDArray[np.uint32]
    b: NDArray[np.uint32]
    objects: NDArray[np.int32]

    def only(self, chosen: NDArray[np.bool_]) -> "Weights":
        """Some of the pairs."""
        return Weights(self.a[chosen], self.b[chosen], self.objects[chosen])


def count(
    acts: Acts, *, within: float, at_least: int = 2, threads: int = 2, memory: int | None = None
) -> Pairs:
    """Count the pairs that share at least so many objects within so many seconds, inclusive.

    ``memory`` bounds the resident bytes of this process. Raises TooManyPairs, before room is taken
    for them, where the pairs do not fit, and ImpossibleCount for a window below 0 or a threshold
    below 1.
    """
    swept = swept_acts(acts, acts.ticks_in(within))
    found = _found(swept, at_least, threads, memory, PAIR_BYTES)
    return _described(found, swept, acts.ticks, threads)


def swept_acts(acts: Acts, window: int) -> Swept:
    """The acts that have company within so many ticks, with their neighbours."""
    return sweep(acts.ordered, len(acts.actors), window)


def weigh(
    acts: Swept,
    *,
    at_least: int,
    threads: int = 2,
    memory: int | None = None,
    pair_bytes: int = WEIGHT_BYTES,
    sieve: Sieve | None = None,
) -> Weights:
    """Count the pairs that share at least so many objects, nothing else; raises as ``count``.

    Only pairs that the sieve leaves take room, at so many bytes each.
    """
    found = _found(acts, at_least, threads, memory, pair_bytes, sieve)
    a, b, order = _in_order(found, acts.code)
    return Weights(a[order], b[order], found.objects[order].astype(np.int32))


def described(weights: Weights, acts: Swept, *, ticks: int, threads: int = 2) -> Pairs:
    """Pairs that were weighed in these acts with all that ``count`` tells of them."""
    rank = np.empty(len(acts.code), np.uint32)
    rank[acts.code] = np.arange(len(acts.code))
    a, b = rank[weights.a], rank[weights.b]
    actor, partner = np.maximum(a, b), np.minimum(a, b)
    by_rank = np.argsort(actor, kind="stable")
    found = Found(actor[by_rank], partner[by_rank], weights.objects[by_rank].astype(np.uint32))
    return _described(found, acts, ticks, threads)


def _found(
    acts: Swept,
    at_least: int,
    threads: int,
    memory: int | None,
    pair_bytes: int,
    sieve: Sieve | None = None,
) -> Found:
    """The pairs that qualify, by rank, sorted by the rank of the actor."""
    if at_least < 1:
        raise ImpossibleCount("The number of shared objects", at_least, "at least 1")
    fitting = fitting_in(memory, pair_bytes)
    lock = threading.Lock()
    pairs = 0

    def work(shard: Shard, room: tuple[Scratch, Found]) -> list[Found]:
        nonlocal pairs
        parts = []
        actor, stop = shard
        while actor < stop:
            found, actor = count_rows((actor, stop), acts, at_least, *room)
            if sieve is not None:
                found = sieve(found, room[1], acts.code)
            with lock:
                pairs += found
            if pairs <= fitting:
                parts.append(Found(*(column[:found].copy() for column in room[1])))
        return parts

    def room() -> tuple[Scratch, Found]:
        return scratch(acts), _room(max(ROOM, len(acts.code) + 1))

    cuts = shards.by_weight(acts.start, threads)
    parts = [part for parts in shards.run_in_rooms(work, cuts, threads, room) for part in parts]
    if pairs > fitting:
        raise TooManyPairs(pairs, fitting, at_least, memory or 0)
    return Found(*map(np.concatenate, zip(*parts, strict=True))) if parts else _room(0)


def _room(pairs: int) -> Found:
    return Found(*(np.empty(pairs, np.uint32) for _ in range(3)))


def _described(found: Found, acts: Swept, ticks: int, threads: int) -> Pairs:
    """The same pairs with gaps, times and who leads, from a second look at their acts only."""
    known = details(found.actor, found.partner, len(acts.code))

    def work(shard: Shard, room: tuple[Scratch, Nearest]) -> None:
        describe(shard, acts, known, *room)

    def room() -> tuple[Scratch, Nearest]:
        return scratch(acts), nearest(len(acts.code))

    shards.run_in_rooms(work, shards.by_weight(acts.start, threads), threads, room)
    a, b, order = _in_order(found, acts.code)
    objects = found.objects[order].astype(np.int32)
    leads = known.leads[order] / objects
    return Pairs(
        a=a[order],
        b=b[order],
        objects=objects,
        mean_gap=known.gaps[order] / objects / ticks,
        min_gap=known.least[order] / ticks,
        first_at=known.first[order],
        last_at=known.last[order],
        leads=np.where(a[order] == acts.code[found.actor[order]], leads, 1.0 - leads),
    )


def _in_order(
    found: Found, code: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]:
    """The actors of each pair, the one whose key comes first in front, and the pairs' order."""
    actor, partner = code[found.actor], code[found.partner]
    a, b = np.minimum(actor, partner), np.maximum(actor, partner)
    return a, b, np.argsort(a.astype(np.uint64) << np.uint64(32) | b)
