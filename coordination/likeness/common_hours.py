"""Common hours: whether those named together keep hours of the week that others do not."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.kernel.habits import (
    DAY,
    HABITS,
    MONDAY,
    WEEK,
    Active,
    Group,
    likeness_to_group,
)

HABIT = 24.0
"""How many hours of everybody weigh beside those of a group, one for each hour of the day, so that
a few posts make no habit. By reasoning."""

LIKE_BUSY = 2_000
"""Others with whom an actor is compared: those who posted in about as many hours."""

LEAST_OTHERS = 200
"""Among fewer nobody could stand out."""

ROUNDING = 1e-9
"""Scores no further apart are equal."""

Places = NDArray[np.int64]
Platform = tuple[int, int]
"""The first place on it, and the end of the last."""


def chances(active: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Columns by, named, actor, p: how probable such hours are of one who is not of the group.

    ``active`` has actor, platform and hours (since 1970, each once), ``groups`` the columns GROUPS.
    An actor's score is how far its hours of the day and days of the week are those of the others of
    its group and not of everybody else on the platform. p is the share of such others, as busy as
    the actor, who score as high: exact where it is one of them (conformal p-values; Bates and
    others 2023, Annals of Statistics 51:149). Small platforms are taken together; nobody is weighed
    where there are too few others.
    """
    small = pl.len().over("platform") < LEAST_OTHERS
    placed_on = active.with_columns(platform=pl.when(~small).then("platform"))
    ordered = placed_on.sort("platform", pl.col("hours").list.len(), "actor")
    places = ordered.select("actor", place=pl.int_range(pl.len()))
    known, platforms = _known(ordered)
    found = list[tuple[object, object, int, float]]()
    placed = groups.join(places, on="actor").sort("by", "named", "place")
    for (by, named), rows in placed.group_by("by", "named", maintain_order=True):
        members, tested = rows["place"].to_numpy(), rows["tested"].to_numpy()
        found += [(by, named, *each) for each in _weighed(known, platforms, members, tested)]
    schema = {"by": pl.String, "named": pl.String, "place": pl.Int64, "p": pl.Float64}
    weighed = pl.DataFrame(found, schema=schema, orient="row")
    told = weighed.join(places, on="place", maintain_order="left")
    return told.select("by", "named", "actor", "p")


def _known(ordered: pl.DataFrame) -> tuple[Active, list[Platform]]:
    """The hours of actors that are in order of platform and busyness, and the platforms."""
    sizes = ordered["hours"].list.len().to_numpy().astype(np.int64)
    hour = ordered["hours"].explode(empty_as_null=False).to_numpy().astype(np.int64)
    row = np.repeat(np.arange(len(sizes)) * HABITS, sizes)
    cells = np.concatenate([row + hour % DAY, row + DAY + (hour // DAY + MONDAY) % WEEK])
    counts = np.bincount(cells, minlength=len(sizes) * HABITS).reshape(-1, HABITS)
    start = np.concatenate([[0], np.cumsum(sizes)])
    _, first = np.unique(ordered["platform"].rle_id().to_numpy(), return_index=True)
    ends = [*first[1:].tolist(), ordered.height][: len(first)]
    return Active(start, hour, counts.astype(np.int64)), list(
        zip(first.tolist(), ends, strict=True)
    )


def _weighed(
    active: Active, platforms: list[Platform], members: Places, tested: NDArray[np.bool_]
) -> Iterator[tuple[int, float]]:
    """Place and p of the tested members; ``members`` are in order."""
    own = [active.hour[active.start[each] : active.start[each + 1]] for each in members]
    hour = np.concatenate(own)
    begins = int(hour.min())
    group = Group(active.counts[members].sum(axis=0), begins, np.bincount(hour - begins))
    for low, high in platforms:
        here = (members >= low) & (members < high)
        if high - low - here.sum() < LEAST_OTHERS:
            continue
        others = active.counts[low:high].sum(axis=0) - active.counts[members[here]].sum(axis=0)
        usual = _shares(others)
        reach = (LIKE_BUSY + int(here.sum())) // 2
        for place in members[here & tested].tolist():
            first = max(low, min(place - reach, high - 2 * reach))
            last = min(high, first + 2 * reach)
            score = likeness_to_group((first, last), place, active, group, usual, HABIT)
            outside = np.ones(last - first, np.bool_)
            outside[members[(members >= first) & (members < last)] - first] = False
            as_high = (score[outside] >= score[place - first] - ROUNDING).sum()
            yield place, float((1 + as_high) / (1 + outside.sum()))


def _shares(counts: Places) -> NDArray[np.float64]:
    """The share of each hour among the hours of the day and of each day among those of the week."""
    parts = [part + 1.0 for part in (counts[:DAY], counts[DAY:])]
    return np.concatenate([part / part.sum() for part in parts])
