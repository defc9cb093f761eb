"""What the hours of two accounts and the bursts of what they share lead to expect: the third null.

People of one time zone who follow the same news meet more often than people of any hours, so the
first two nulls alone would link them. Here each act on an object is dealt anew among the occasions
at which anybody acted on it, the likelier to those in the hours of the day at which the account is
active. That keeps each object's bursts, hence the event and the topic, and each account's hours;
all that is left to chance is who met whom within them.
"""

import numpy as np
from numpy.typing import NDArray

from coordination.acts import Acts
from coordination.chance import Crowds, benjamini_hochberg, meeting_chance
from coordination.kernel import shards
from coordination.kernel.crowds import object_starts
from coordination.kernel.hours import (
    HOURS,
    Hours,
    bursts,
    given_hours,
    holdings,
    occasions,
)
from coordination.kernel.order import Integers, Ordered, Reals, by_actor
from coordination.kernel.shards import Shard
from coordination.kernel.tail import Judged
from coordination.pairs import Pairs, Weights

ANYBODY = 1.0
"""How many acts the hours of everybody weigh beside an account's own, so that one act says little.
By reasoning."""

NEARBY = 0.25
"""Share of an act that counts for the hour before, and for the hour after. By reasoning."""


def tail_given_hours(
    acts: Acts, crowds: Crowds, pairs: Pairs | Weights, *, within: float, threads: int = 2
) -> tuple[Reals, Reals]:
    """Joint objects expected of two actors with these hours, and P(at least as many).

    ``crowds`` are those of the same acts and window. An object of two actors says nothing of its
    bursts; it takes the chance that the null given shared gives it, more where the two keep like
    hours and less where they do not.
    """
    size = len(pairs.a)
    judged = Judged(pairs.a, pairs.b, pairs.objects, np.empty(size), np.empty(size))
    if not size:
        return judged.expected, judged.tail
    window, actors = acts.ticks_in(within), len(acts.actors)
    ordered = acts.ordered
    kept = occasions(ordered, actors, window)
    own = Ordered(ordered.object[kept], ordered.at[kept], ordered.actor[kept])
    known = _hours(acts, np.union1d(pairs.a, pairs.b))
    wanted = np.zeros(len(acts.objects), np.bool_)
    wanted[own.object[known.place[own.actor] >= 0]] = True
    held = holdings(*by_actor(own.actor, actors), own.object)
    starts = object_starts(own.object, len(acts.objects))
    burst = bursts(own, starts, wanted & (crowds.actors > 2), window, acts.ticks)
    two = np.where(crowds.actors == 2, meeting_chance(crowds), -1.0)

    def work(rows: Shard) -> None:
        given_hours(rows, held, burst, known, two, judged)

    shards.run(work, shards.evenly(size, threads), threads)
    return judged.expected, judged.tail


def beaten(p: Reals, p_given_hours: Reals, *, tests: int, rate: float) -> NDArray[np.bool_]:
    """Which pairs beat the third null too, at that rate of false links over all three.

    Of pairs that the first two nulls let pass at that rate only: no other can pass all three.
    """
    return benjamini_hochberg(np.maximum(p, p_given_hours), tests=tests) <= rate


def _hours(acts: Acts, chosen: NDArray[np.uint32]) -> Hours:
    """The hours (UTC) of the chosen actors, each drawn a little towards the hours of everybody."""
    hour = acts.at // (3600 * acts.ticks) % HOURS
    everybody = np.bincount(hour, minlength=HOURS) / max(len(acts), 1)
    place: Integers = np.full(len(acts.actors), -1, np.int64)
    place[chosen] = np.arange(len(chosen))
    own = place[acts.actor] >= 0
    cells = place[acts.actor[own]] * HOURS + hour[own]
    counts = np.bincount(cells, minlength=len(chosen) * HOURS).reshape(-1, HOURS)
    around = np.roll(counts, 1, axis=1) + np.roll(counts, -1, axis=1)
    told = (1 - 2 * NEARBY) * counts + NEARBY * around + ANYBODY * everybody
    told /= told.sum(axis=1, keepdims=True)
    return Hours(told.astype(np.float32), place, float((everybody**2).sum()))
