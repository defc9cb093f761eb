"""Weighing one pair: what chance would give two actors of a trace, whether or not they are linked.

A run keeps figures of its links only. Those of any other pair are counted anew from the acts of the
whole trace, since both what is expected of a pair and its q depend on everybody's acts.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from coordination.acts import Acts
from coordination.chance import gather, judged
from coordination.hours import tail_given_hours
from coordination.pairs import Weights, count
from cypher.findings import LinkRow

MOST_ACTS = 500_000
"""Acts of a trace that are read anew for the sake of one pair: two or three seconds."""


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What chance says of one pair in one trace."""

    expected: float
    expected_given_shared: float
    expected_given_hours: float | None
    """Null for a link of an earlier version, as is ``p_given_hours``."""
    p_by_degree: float | None
    """Null of a link, which is known to have beaten it; so is the next."""
    p_given_shared: float | None
    p_given_hours: float | None
    q: float
    """1 where the pair shares too few objects to be tested."""
    linked: bool

    @property
    def largest_expected(self) -> float:
        """Joint objects expected by that null which expects most."""
        return max(self.expected, self.expected_given_shared, self.expected_given_hours or 0.0)

    @classmethod
    def of_link(cls, link: LinkRow) -> "Weighed":
        """What a run keeps of a link."""
        return cls(
            expected=link.expected,
            expected_given_shared=link.expected_given_shared,
            expected_given_hours=link.expected_given_hours,
            p_by_degree=None,
            p_given_shared=None,
            p_given_hours=link.p_given_hours,
            q=link.q,
            linked=True,
        )


def weigh_pair(
    frame: pl.DataFrame,
    pair: tuple[str, str],
    observed: int,
    *,
    within: float,
    at_least: int,
    threads: int = 2,
    memory: int | None = None,
) -> Weighed:
    """Weigh a pair with so many joint objects in all acts of a trace; both ends have acts in it.

    Raises TooManyPairs as the run would.
    """
    acts = Acts.from_frame(frame)
    a, b = (np.array([acts.actors.search_sorted(key)], np.uint32) for key in sorted(pair))
    crowds = gather(acts, within=within, threads=threads)
    one = Weights(a, b, np.array([observed], np.int32))
    chance = judged(acts, crowds, one, threads=threads)
    expected, tail = tail_given_hours(acts, crowds, one, within=within, threads=threads)
    q = 1.0
    if observed >= at_least:
        pairs = count(acts, within=within, at_least=at_least, threads=threads, memory=memory)
        among = judged(acts, crowds, pairs, threads=threads)
        place = np.flatnonzero((pairs.a == a) & (pairs.b == b))
        q = float(among.q[place[0]]) if place.size else 1.0
    return Weighed(
        expected=float(chance.expected[0]),
        expected_given_shared=float(chance.expected_given_shared[0]),
        expected_given_hours=float(expected[0]),
        p_by_degree=float(chance.p_by_degree[0]),
        p_given_shared=float(chance.p_given_shared[0]),
        p_given_hours=float(tail[0]),
        q=q,
        linked=False,
    )


def verdict(weighed: Weighed, observed: int, *, at_least: int, rate: float) -> str:
    """Why the innocent explanation was ruled out or was not, in one or two sentences."""
    hours = weighed.expected_given_hours
    expected = (
        f"They met on {observed:,} where {weighed.expected:.3g} are expected of two as active as "
        f"these, {weighed.expected_given_shared:.3g} of any two who share what these share"
        + ("" if hours is None else f", {hours:.3g} of two with their hours in its bursts")
    )
    if weighed.linked:
        return f"Ruled out as far as chance goes. {expected}."
    return f"Not ruled out: {_reason(weighed, observed, at_least, rate)}. {expected}."


def _reason(weighed: Weighed, observed: int, at_least: int, rate: float) -> str:
    if observed < at_least:
        return f"fewer than {at_least} objects are too few to test"
    if weighed.q <= rate:
        return "people with their hours who follow the same news meet as often"
    by_degree, given_shared = weighed.p_by_degree or 0.0, weighed.p_given_shared or 0.0
    if given_shared >= by_degree:
        return "any two who share the same things are as close in time that often"
    return "any two as active as these share as much that often"
