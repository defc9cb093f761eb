"""Rhythm: in which hours of the week people are active, beside others who are awake then."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

HOURS = 168
MONDAY = 72
"""1970 began on a Thursday: so many hours after a Monday's midnight."""

SLEEP = 6
LEAST_IN_ZONE = 30
"""Fewer who sleep at the same time than this are compared with everybody."""

Reals = NDArray[np.float64]


def weeks(active: pl.DataFrame) -> Reals:
    """One row an actor: how many different hours it was active in each of the 168 of the week.

    ``active`` has hours, whole hours since 1970; hour 0 begins on Monday at midnight, UTC.
    """
    long = active.select(pl.int_range(pl.len()).alias("row"), "hours").explode(
        "hours", empty_as_null=True
    )
    place = long["row"].to_numpy() * HOURS + (long["hours"].to_numpy() + MONDAY) % HOURS
    counts = np.bincount(place, minlength=active.height * HOURS)
    return counts.reshape(active.height, HOURS).astype(np.float64)


def residuals(counts: Reals) -> Reals:
    """What is an actor's own in its week: rows of length 1, the habits of its hour zone taken out.

    Counts are drawn to equal variance by their square roots; from each hour the mean over all who
    sleep in the same six hours is taken. Two unrelated rows have the correlation 0.
    """
    own = np.sqrt(counts) + np.sqrt(counts + 1)
    own -= own.mean(axis=1, keepdims=True)
    asleep = bedtime(counts)
    left = np.empty_like(own)
    for hour in np.unique(asleep):
        rows = np.flatnonzero(asleep == hour)
        apart = (asleep[:, None] - np.arange(hour - 1, hour + 2)) % 24
        zone = np.flatnonzero((apart == 0).any(axis=1))
        others = zone if zone.size >= LEAST_IN_ZONE else np.arange(len(own))
        left[rows] = own[rows] - own[others].mean(axis=0)
    length = np.sqrt((left**2).sum(axis=1, keepdims=True))
    return np.asarray(left / np.where(length > 0, length, 1.0), np.float64)


def bedtime(counts: Reals) -> NDArray[np.int64]:
    """The hour of the day at which an actor's six most silent hours in a row begin, UTC."""
    days = counts.reshape(len(counts), 7, 24).sum(axis=1)
    around = np.concatenate([days, days[:, : SLEEP - 1]], axis=1)
    sums = np.cumsum(np.pad(around, ((0, 0), (1, 0))), axis=1)
    return np.asarray((sums[:, SLEEP:] - sums[:, :-SLEEP]).argmin(axis=1), np.int64)


def described(counts: Reals) -> str:
    """The hours in which these actors are as active as on average, as people read them, UTC."""
    days = counts.reshape(-1, 7, 24).sum(axis=0)
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    working = [
        name for name, day in zip(names, days.sum(axis=1), strict=True) if day > 0.05 * days.sum()
    ]
    busy = days.sum(axis=0) >= days.sum() / 24
    starts = [hour for hour in range(24) if busy[hour] and not busy[hour - 1]]
    spans = [f"{start:02}-{(start + _run(busy, start)) % 24:02}" for start in starts]
    return f"{' '.join(working)}, {', '.join(spans) or 'at all hours'} UTC"


def _run(busy: NDArray[np.bool_], start: int) -> int:
    run = 0
    while run < 24 and busy[(start + run) % 24]:
        run += 1
    return run
