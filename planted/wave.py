"""Waves of short-lived accounts: opened together, taken down one by one, replaced by the next."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from planted.chance import Ids, counts, delays
from planted.clock import DAY, HOUR, Span, moments

CARRIED_ON = 1 / 3
"""Share of an account's posts that its forerunner posted already. By reasoning."""


@dataclass(frozen=True)
class Waves:
    """Which wave each of some accounts belongs to, and for how long it lasts."""

    span: Span
    number: int
    wave: Ids
    opened: Ids
    """When each was opened."""
    silent: Ids
    """When each was taken down."""

    @classmethod
    def of(cls, rng: Generator, span: Span, n: int, *, number: int, life: float) -> "Waves":
        """Equal waves over the span; ``life`` is the median of days until one is taken down.

        A wave's accounts are opened in the working hours of the three days before it begins.
        """
        wave = rng.permutation(np.arange(n) % number)
        begins = span.start + wave * (span.days // number) * DAY
        before = rng.integers(1, 4, n) * DAY
        opened = begins - before + (7 * HOUR + rng.random(n) * 9 * HOUR).astype(np.int64)
        lasted = np.clip(delays(rng, n, median=life * DAY, spread=0.5), DAY, 60 * DAY)
        return cls(span, number, wave, opened, begins + lasted.astype(np.int64))

    @property
    def days(self) -> int:
        """Days of a wave."""
        return self.span.days // self.number

    def posts(self, rng: Generator, *, median: float) -> tuple[Ids, Ids]:
        """Seats of those who post, and when: on days between a wave's beginning and their end."""
        begins = self.span.start + self.wave * self.days * DAY
        seat = np.repeat(
            np.arange(len(self.wave)), counts(rng, len(self.wave), median=median, spread=0.6)
        )
        alive = np.maximum((self.silent - begins)[seat] // DAY, 1)
        day = begins[seat] + DAY * (rng.random(len(seat)) * alive).astype(np.int64)
        wakes = np.full(len(seat), 5.0 * HOUR)
        return seat, moments(rng, day, wakes)

    def forerunners(self, rng: Generator) -> Ids:
        """For each, the one it replaces, taken down since the wave before began; -1: nobody.

        Nobody is replaced twice.
        """
        replaced: Ids = np.full(len(self.wave), -1)
        free = np.ones(len(self.wave), np.bool_)
        for wave in range(1, self.number):
            begins = self.span.start + wave * self.days * DAY
            down = (self.silent <= begins) & (self.silent > begins - self.days * DAY)
            gone = rng.permutation(np.flatnonzero(free & down))
            heirs = rng.permutation(np.flatnonzero(self.wave == wave))[: len(gone)]
            replaced[heirs] = gone[: len(heirs)]
            free[replaced[heirs]] = False
        return replaced


def carried_on(rng: Generator, seat: Ids, forerunners: Ids) -> Ids:
    """For each post (``seat`` rises) the one whose words it has: its own, or one of a forerunner's.

    ``forerunners`` is whom each seat replaces, or -1.
    """
    source: Ids = np.arange(len(seat))
    before = forerunners[seat]
    again = np.flatnonzero((before >= 0) & (rng.random(len(seat)) < CARRIED_ON))
    first = np.searchsorted(seat, before[again])
    amount = np.searchsorted(seat, before[again], side="right") - first
    source[again] = first + (rng.random(len(again)) * amount).astype(np.int64)
    return source
