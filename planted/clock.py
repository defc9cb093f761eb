"""When people act: a span of days, waking hours, office hours."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.random import Generator

from planted.chance import Ids, Weights

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WAKING = 16.5 * HOUR
"""How long a day of somebody is, from waking up to the last look at the telephone."""

_RHYTHM = np.array([3, 5, 6, 5, 5, 7, 6, 5, 5, 5, 6, 7, 8, 9, 9, 6, 3], dtype=np.float64)
"""Activity over the slices of a waking day: a rise at lunch, most in the evening."""


@dataclass(frozen=True)
class Span:
    """Whole days (UTC) of which the files tell."""

    first_day: datetime
    days: int

    @property
    def start(self) -> int:
        """The first second, since 1970."""
        return int(self.first_day.replace(tzinfo=UTC).timestamp())

    @property
    def end(self) -> int:
        """The first second after it."""
        return self.start + self.days * DAY

    def on_day(self, day: int, hour: float = 0) -> int:
        """A moment of one of the days, counted from 0."""
        return self.start + day * DAY + int(hour * HOUR)


def wakings(rng: Generator, n: int) -> Weights:
    """Seconds after midnight (UTC) at which each of n wakes up; a few live far away."""
    near = 6 * HOUR + 1.2 * HOUR * rng.standard_normal(n)
    far = rng.random(n) < 0.05
    return np.where(far, rng.random(n) * DAY, near) % DAY


def moments(rng: Generator, days: Ids, wakes: Weights) -> Ids:
    """A waking moment on each of the days (given by their first seconds)."""
    slices = rng.choice(len(_RHYTHM), size=len(days), p=_RHYTHM / _RHYTHM.sum())
    since = (slices + rng.random(len(days))) * WAKING / len(_RHYTHM)
    return (days + wakes + since).astype(np.int64)


def any_day(rng: Generator, span: Span, n: int) -> Ids:
    """The first seconds of n days of the span."""
    return span.start + DAY * rng.integers(0, span.days, size=n)


def any_moment(rng: Generator, span: Span, wakes: Weights) -> Ids:
    """A waking moment of the span for each waking time given."""
    return moments(rng, any_day(rng, span, len(wakes)), wakes)


def working_day(days: Ids) -> Ids:
    """The days (given by their first seconds), or the Friday before where they are weekends."""
    since_friday: Ids = np.maximum((days // DAY + 3) % 7 - 4, 0)
    return days - DAY * since_friday


def office_moment(rng: Generator, span: Span, n: int) -> Ids:
    """Moments of working days between 8 and 16:30 UTC, with a break from 11:30 to 12:30."""
    days = working_day(any_day(rng, span, n))
    worked = rng.random(n) * 7.5 * HOUR
    return (days + 8 * HOUR + worked + HOUR * (worked > 3.5 * HOUR)).astype(np.int64)


def once_awake(rng: Generator, at: Ids | Weights, wakes: Weights) -> Ids:
    """The same moments, or, for those asleep then, some time after they wake up."""
    since = (at - wakes) % DAY
    lie_in = rng.exponential(40 * MINUTE, size=len(at))
    return (at + np.where(since > WAKING, DAY - since + lie_in, 0)).astype(np.int64)
