"""Acts as columns of integers: what every count and every test of a trace starts from."""

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.coding import codes
from coordination.errors import ImpossibleCount
from coordination.kernel.order import Ordered, by_object

MICROSECONDS = 1_000_000
TICKS = (1, 1_000, MICROSECONDS)


@dataclass(frozen=True, eq=False)
class Acts:
    """The acts of one trace as columns of equal length; a code is a place in the sorted keys."""

    actor: NDArray[np.uint32]
    object: NDArray[np.uint32]
    at: NDArray[np.int64]
    """Ticks since 1970 (UTC)."""
    post: NDArray[np.uint32]
    """``len(posts)`` where the act has no post."""
    actors: pl.Series
    """Keys in byte order, so that comparing codes compares keys; each has at least one act."""
    objects: pl.Series
    posts: pl.Series
    ticks: int = 1
    """Ticks per second: the fewest of 1, 1,000 and 1,000,000 in which every time is whole."""

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> "Acts":
        """Acts from columns actor, object, post (keys) and at (Datetime, or Int64 microseconds).

        Rows without actor, object or time are no acts and are left out.
        """
        acts = frame.drop_nulls(["actor", "object", "at"])
        actor, actors = _coded(acts["actor"])
        things, objects = _coded(acts["object"])
        post, posts = _coded(acts["post"])
        micros = acts["at"].cast(pl.Datetime("us")).to_physical().to_numpy()
        ticks = next(n for n in TICKS if not (micros % (MICROSECONDS // n)).any())
        return cls(
            actor=actor,
            object=things,
            at=micros // (MICROSECONDS // ticks),
            post=post,
            actors=actors.cast(pl.String),
            objects=objects,
            posts=posts,
            ticks=ticks,
        )

    def __len__(self) -> int:
        return len(self.actor)

    @cached_property
    def ordered(self) -> Ordered:
        """The acts sorted by object and time; not to be written on."""
        return by_object(self.actor, self.object, self.at)

    def ticks_in(self, seconds: float) -> int:
        """The whole ticks that fit in a window of so many seconds.

        Raises ImpossibleCount where the window is negative or not finite.
        """
        if not math.isfinite(seconds) or seconds < 0:
            raise ImpossibleCount("The window", seconds, "a number of seconds from 0 upwards")
        return int(Decimal(repr(float(seconds))) * self.ticks)

    def moment(self, at: NDArray[np.int64]) -> pl.Series:
        """Ticks as UTC times."""
        micros = pl.Series("at", at * (MICROSECONDS // self.ticks), dtype=pl.Int64)
        return micros.cast(pl.Datetime("us", "UTC"))


def _coded(column: pl.Series) -> tuple[NDArray[np.uint32], pl.Series]:
    keys = column.drop_nulls().unique().sort()
    return codes(column, keys).fill_null(len(keys)).to_numpy(), keys
