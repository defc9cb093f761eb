"""Bursts: moments of one kind that lie closer together than everybody's moments explain."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.chance import poisson_tail

LEAST = 3
"""Fewer than so many are no burst."""

AROUND = 30
"""How many times the window, before and after, a kind's own season is looked at."""

Reals = NDArray[np.float64]


def densest(rows: pl.DataFrame, *, within: int, rate: Reals | None = None) -> pl.DataFrame:
    """For each row the burst that begins with it: the rows with columns size, expected and p.

    ``rows`` has kind (a code) and at (seconds). A burst are the moments of one kind from the row's
    own until ``within`` seconds later; expected are the others of that kind, times the share of all
    moments that fall in there, which is ``rate`` where it is given. p is not corrected for the
    places tried, of which there are as many as rows. Rows come back by kind and time.
    """
    ordered = rows.sort("kind", "at", maintain_order=True)
    kind, at = ordered["kind"].to_numpy().astype(np.int64), ordered["at"].to_numpy()
    start, size = _sizes(kind, at, within)
    others = np.bincount(kind)[kind] - 1 if kind.size else kind
    share = _share(np.sort(at), at, within) if rate is None else rate
    expected = others * share
    more = np.maximum(size - 1, 1)
    p = np.where(size > 1, poisson_tail(more, expected), 1.0)
    return ordered.with_columns(
        pl.Series("size", size), pl.Series("expected", expected), pl.Series("p", p)
    )


def seasonal(rows: pl.DataFrame, every: NDArray[np.int64], *, within: int) -> Reals:
    """For each row the share of its kind that is to be expected in the burst that begins with it.

    That is the share of every moment (sorted) that falls in there or, where it is larger, what the
    kind has around the burst, times the moments in it over those around: a name that comes into
    fashion, or that a platform hands out for a year, is no burst. ``rows`` as for ``densest``, in
    order of kind and time.
    """
    kind, at = rows["kind"].to_numpy().astype(np.int64), rows["at"].to_numpy()
    overall = _share(every, at, within)
    if not kind.size:
        return overall
    span = int(at.max() - at.min()) + (AROUND + 1) * within + 1
    moment = kind * 2 * span + (at - at.min())
    around = AROUND * within
    own = _between(moment, moment - around, moment + within + around)
    own -= _between(moment, moment, moment + within)
    inside = _between(every, at, at + within)
    beside = _between(every, at - around, at + within + around) - inside
    others = np.maximum(np.bincount(kind)[kind] - 1, 1)
    in_season: Reals = own * inside / np.maximum(beside, 1) / others
    return np.asarray(np.maximum(overall, in_season), np.float64)


def _between(
    ordered: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many of the ordered lie in each span, both ends included."""
    return np.searchsorted(ordered, high, side="right") - np.searchsorted(ordered, low)


def _sizes(
    kind: NDArray[np.int64], at: NDArray[np.int64], within: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each row stands, and how many of its kind follow within the window, itself included."""
    place = np.arange(kind.size)
    if not kind.size:
        return place, place
    far = int(at.max() - at.min()) + within + 1
    moment = kind * far + (at - at.min())
    return place, np.searchsorted(moment, moment + within, side="right") - place


def _share(every: NDArray[np.int64], at: NDArray[np.int64], within: int) -> Reals:
    return np.asarray(_between(every, at, at + within) / max(every.size, 1), np.float64)
