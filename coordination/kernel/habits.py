"""How far the hours of the week of some actors are those of a group, and not everybody's."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from coordination.kernel.order import Integers, Reals

DAY = 24
WEEK = 7
HABITS = DAY + WEEK
"""Each hour of the day, then each day of the week; habits of both are taken for independent."""

MONDAY = 3
"""1970 began on a Thursday: so many days after a Monday."""


class Active(NamedTuple):
    """Who was active when; an actor is its place."""

    start: Integers
    """The hours of actor i are ``hour[start[i]:start[i + 1]]``."""
    hour: Integers
    """Hours since 1970, each once an actor."""
    counts: NDArray[np.int64]
    """By actor: in how many hours it was active at each of HABITS."""


class Group(NamedTuple):
    """The hours of actors that are named together."""

    pooled: Integers
    """In how many hours they were active at each of HABITS, added up."""
    first: int
    """The first hour since 1970 in which any was."""
    times: Integers
    """How many were in that hour, and in each after it up to the last."""


@njit(cache=True, nogil=True)
def likeness_to_group(
    rows: tuple[int, int], left_out: int, active: Active, group: Group, usual: Reals, weight: float
) -> Reals:
    """For a range of actors the mean, over its hours, of log(share in the group / usual share).

    It is added up over hours of the day and days of the week. ``left_out`` is a member. What others
    of the group did in the very same hours as it or as the actor is left out, for everybody alike:
    who does the same everywhere at once has no habit in common with itself. ``usual`` are
    everybody's shares of HABITS, which weigh as much as ``weight`` hours of the group.
    """
    scores = np.empty(rows[1] - rows[0], np.float64)
    base = group.pooled.astype(np.float64)
    habit = np.empty(HABITS, np.float64)
    others = group.times.copy()
    for j in range(active.start[left_out], active.start[left_out + 1]):
        hour = active.hour[j]
        _take(base, hour, others[hour - group.first])
        others[hour - group.first] = 0
    for i in range(rows[0], rows[1]):
        own = active.counts[i]
        habit[:] = base
        for j in range(active.start[i], active.start[i + 1]):
            hour = active.hour[j]
            place = hour - group.first
            if 0 <= place < others.size and others[place]:
                _take(habit, hour, others[place])
        size = own[:DAY].sum()
        told = _told(own[:DAY], habit[:DAY], usual[:DAY], weight)
        told += _told(own[DAY:], habit[DAY:], usual[DAY:], weight)
        scores[i - rows[0]] = told / max(size, 1)
    return scores


@njit(cache=True, nogil=True)
def _told(own: Integers, habit: Reals, usual: Reals, weight: float) -> float:
    """The sum, over the own hours, of log(share in the group / usual share)."""
    total = weight
    for h in range(habit.size):
        total += max(habit[h], 0.0)
    told = 0.0
    for h in range(habit.size):
        if own[h] > 0:
            share = (max(habit[h], 0.0) + weight * usual[h]) / total
            told += own[h] * np.log(share / usual[h])
    return told


@njit(cache=True, nogil=True)
def _take(habit: Reals, hour: int, times: int) -> None:
    """Take an hour away so many times."""
    habit[hour % DAY] -= times
    habit[DAY + (hour // DAY + MONDAY) % WEEK] -= times
