"""Sittings: an operator takes one thing and posts it from several accounts, one after another."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from planted.chance import Ids, Weights, choose


@dataclass(frozen=True)
class Sittings:
    """Row i of both columns is one post of one sitting."""

    sitting: Ids
    at: Ids


@dataclass(frozen=True)
class Crew:
    """Accounts and who runs each: row i of both columns is one account."""

    accounts: Ids
    hand: Ids
    """Place of the operator or office that runs it."""

    def hands_at_work(self, rng: Generator, n: int) -> Ids:
        """Who holds each of n sittings: the more accounts one runs, the more of them."""
        return choose(rng, self.hand, n)

    def take_turns(self, rng: Generator, sitting: Ids, hand: Ids) -> Ids:
        """For every post of the sittings its account: those of one hand, one after another.

        ``hand`` is whose each sitting is.
        """
        order = np.argsort(self.hand, kind="stable")
        sizes = np.bincount(self.hand, minlength=int(hand.max(initial=0)) + 1)
        first = np.cumsum(sizes) - sizes
        start = rng.integers(0, 10**6, len(hand))[sitting]
        turn = np.arange(len(sitting)) - np.searchsorted(sitting, np.arange(len(hand)))[sitting]
        run = hand[sitting]
        taken: Ids = self.accounts[order[first[run] + (start + turn) % sizes[run]]]
        return taken


def sit(rng: Generator, begins: Ids, *, posts: Ids, gap: float) -> Sittings:
    """Each sitting's posts, with exponential gaps of so many seconds on average between them."""
    sitting = np.repeat(np.arange(len(begins)), posts)
    gaps: Weights = rng.exponential(gap, len(sitting))
    passed = np.cumsum(gaps)
    first = np.searchsorted(sitting, np.arange(len(begins)))
    before = passed[np.minimum(first, len(passed) - 1)] if len(passed) else passed
    return Sittings(sitting, begins[sitting] + (passed - before[sitting]).astype(np.int64))


def recent(rng: Generator, moments: Ids, out: Ids, *, spread: float) -> Ids:
    """For each moment one of the things that were out by then, the newer the likelier; -1: none.

    ``out`` is when each thing came out, in order; ``spread`` is how many things back one looks.
    """
    place = np.searchsorted(out, moments) - 1
    back = rng.exponential(spread, len(moments)).astype(np.int64)
    return np.where(place >= 0, np.maximum(place - back, 0), -1)
