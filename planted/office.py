"""Offices: people who post as their work is, in shifts with meal breaks."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from planted.chance import Ids, Weights
from planted.clock import DAY, HOUR, Span

WORKED = 9.0 * HOUR
"""Working time of a day, breaks aside. By reasoning, like the hours below."""


@dataclass(frozen=True)
class Offices:
    """The hours of some offices of one time zone; each value of a column is one office's."""

    opens: Weights
    """Seconds after midnight (UTC)."""
    lunch: Weights
    """Seconds of work after which it eats for the first time."""
    lunch_lasts: Weights
    dinner: Weights
    dinner_lasts: Weights

    @classmethod
    def of(cls, rng: Generator, n: int) -> "Offices":
        """Offices that open within an hour and a half of each other and eat when they like."""
        return cls(
            opens=(0.25 + 1.5 * rng.random(n)) * HOUR,
            lunch=(3.0 + 0.8 * rng.random(n)) * HOUR,
            lunch_lasts=(1.0 + 0.75 * rng.random(n)) * HOUR,
            dinner=(6.8 + 0.8 * rng.random(n)) * HOUR,
            dinner_lasts=(0.75 + 0.5 * rng.random(n)) * HOUR,
        )

    def moments(self, rng: Generator, office: Ids, span: Span) -> Ids:
        """For each of the given offices a moment of work, from Monday to Saturday."""
        n = len(office)
        day = span.start + DAY * rng.integers(0, span.days, n)
        day -= DAY * ((day // DAY + 3) % 7 == 6)
        worked = rng.random(n) * WORKED
        at = day + self.opens[office] + worked
        at += self.lunch_lasts[office] * (worked > self.lunch[office])
        at += self.dinner_lasts[office] * (worked > self.dinner[office])
        return np.maximum(at, span.start).astype(np.int64)
