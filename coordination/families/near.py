"""Pairs of token sets that are nearly the same, all of them."""

import threading
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from coordination.errors import ImpossibleCount, TooManyNear
from coordination.kernel import shards
from coordination.kernel.near_sets import (
    Met,
    Near,
    Postings,
    Sets,
    count_members,
    gathered,
    near_pairs,
    postings,
    sort_and_drop_repeats,
)
from coordination.kernel.order import Codes, Integers
from coordination.kernel.shards import Shard
from coordination.room import fitting_in

PAIR_BYTES = 64
"""What a pair costs at most until families are made of it."""

ROOM = 1 << 16

Found: TypeAlias = tuple[NDArray[np.uint32], NDArray[np.uint32]]


def near(
    start: Integers,
    token: Codes,
    *,
    threshold: float,
    size: Integers | None = None,
    least: int = 1,
    threads: int = 2,
    memory: int | None = None,
    fitting: int | None = None,
) -> Found:
    """Pairs of sets whose Jaccard similarity is at least the threshold, each pair once.

    Set s has the tokens ``token[start[s]:start[s + 1]]``, codes from 0 on in any order; repeats do
    not count, nor do sets of fewer than ``least`` distinct tokens. Where ``size`` says how many
    distinct tokens each set has, those of no other set may be left out and none is repeated. Raises
    ImpossibleCount where the threshold is no share above 0, and TooManyNear where there are more
    pairs than ``fitting``, null being those that the memory allowed has room for.
    """
    if fitting is None:
        fitting = fitting_in(memory, PAIR_BYTES)
    pairs = Pairs(threshold, threads=threads, fitting=fitting, memory=memory)
    sets, tokens, given = _sets(start, token, size, max(least, 1))
    index = postings(sets, tokens, threshold)
    pairs.search(sets, index, given)
    return pairs.found()


class Pairs:
    """Pairs near each other, gathered by several threads; so many fit in the bytes allowed."""

    def __init__(self, threshold: float, *, threads: int, fitting: int, memory: int | None) -> None:
        if not 0 < threshold <= 1:
            raise ImpossibleCount("The similarity", threshold, "a share above 0 and up to 1")
        self.threshold, self.threads = threshold, threads
        self.fitting, self.memory = fitting, memory
        self._counted, self._lock = 0, threading.Lock()
        self._parts: list[Found] = []

    def search(self, sets: Sets, index: Postings, given: Codes, *, first: int = 0) -> None:
        """Pair sets, from the first on, with those before them that the index has.

        ``given`` is the number by which each set is known. Raises TooManyNear.
        """

        def work(shard: Shard, room: tuple[Met, Near]) -> list[Found]:
            parts, (at, stop) = [], (first + shard[0], first + shard[1])
            while at < stop:
                pairs, at = near_pairs((at, stop), sets, index, self.threshold, room)
                with self._lock:
                    self._counted += pairs
                if self._counted <= self.fitting:
                    one, other = (given[side[:pairs]] for side in room[1])
                    parts.append((np.minimum(one, other), np.maximum(one, other)))
            return parts

        def room() -> tuple[Met, Near]:
            many, pairs = len(sets.size), max(ROOM, len(sets.size))
            met = Met(np.zeros(many, np.int32), np.empty(many, np.uint32))
            return met, Near(*(np.empty(pairs, np.uint32) for _ in range(2)))

        cuts = shards.by_weight(sets.start[first:] - sets.start[first], self.threads)
        for parts in shards.run_in_rooms(work, cuts, self.threads, room):
            self._parts += parts
        if self._counted > self.fitting:
            raise TooManyNear(self._counted, self.fitting, self.memory or 0)

    def found(self) -> Found:
        """Each pair once, the smaller number first."""
        nothing = np.empty(0, np.uint32)
        one, other = map(np.concatenate, zip((nothing, nothing), *self._parts, strict=True))
        return one, other


def _sets(
    start: Integers, token: Codes, size: Integers | None, least: int
) -> tuple[Sets, int, Codes]:
    """The sets that are large enough, in order of size; their tokens; the number of each set."""
    ended = start[1:]
    if size is None:
        token, ended = token.copy(), np.empty(len(start) - 1, np.int64)
        sort_and_drop_repeats(start, token, ended)
        size = ended - start[:-1]
    order = np.argsort(size, kind="stable")
    order = order[np.searchsorted(size[order], least) :]
    many = int(token.max()) + 1 if len(token) else 0
    held = np.zeros(many, np.int64)
    count_members(order, (start, ended), token, held)
    shared = np.argsort(held, kind="stable")
    shared = shared[np.searchsorted(held[shared], 2) :]
    kept = np.zeros(many, np.uint32)
    kept[shared] = np.arange(1, len(shared) + 1)
    begin, tokens = gathered(order, (start, ended), token, kept)
    return Sets(begin, tokens, size[order]), len(shared), order.astype(np.uint32)
