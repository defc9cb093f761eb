"""Being active in the same hours of the week, with the same breaks."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr

from coordination.chance import benjamini_hochberg
from coordination.likeness.common_hours import chances
from coordination.likeness.company import FALSE_LIKENESSES
from coordination.likeness.components import component
from coordination.likeness.facts import NOBODY, Facts, borne
from coordination.likeness.lives import LEAST_POSTS, lives
from coordination.likeness.named import false_discovery_rates
from coordination.likeness.rhythm import HOURS, Reals, bedtime, described, residuals, weeks
from coordination.traces.declared import Untimed

LEAST_HOURS = 50
"""Different hours in which an actor posted; fewer are no schedule."""

LEAST_WEEKS = 2
LEAST_ACTORS = 20
"""Fewer tell nothing of what is usual."""

MOST_ACTORS = 20_000
"""The busiest are compared; each pair is looked at."""

ROWS = 1_000
QUARTILES_APART = 1.349
"""Of a normal distribution, in standard deviations."""

LEAST_MEMBERS = 3


async def find(facts: Facts) -> pl.DataFrame:
    """Groups tied by weeks that are more alike than those of others who sleep when they do."""
    hours = pl.col("hours").list
    active = (
        (await lives(facts))
        .filter((hours.len() >= LEAST_HOURS) & (hours.max() - hours.min() >= LEAST_WEEKS * HOURS))
        .sort(hours.len(), pl.col("actor"), descending=[True, False])
        .head(MOST_ACTORS)
        .sort("actor")
    )
    if active.height < LEAST_ACTORS:
        return NOBODY
    counts = weeks(active)
    pairs = _firm(_alike(residuals(counts)), actors=active.height)
    group = component(pairs["a"].to_numpy(), pairs["b"].to_numpy(), size=active.height)
    ends = pl.concat([pairs.select("p", "q", place=end) for end in ("a", "b")])
    best = ends.group_by("place").agg(pl.col("p", "q").min())
    members = active.with_row_index("place").with_columns(
        pl.col("place").cast(pl.Int64),
        pl.Series("group", group),
        pl.Series("asleep", bedtime(counts)),
    )
    members = members.filter(pl.len().over("group") >= LEAST_MEMBERS)
    thing = {
        code: described(counts[rows["place"].to_numpy()])
        for (code,), rows in members.group_by("group", maintain_order=True)
    }
    named = pl.format(
        "{} (with {})",
        pl.col("group").replace_strict(thing, default="", return_dtype=pl.String),
        pl.col("actor").min().over("group"),
    )
    slept = pl.format("posted in {} hours, fewest from {} o'clock UTC", hours.len(), "asleep")
    return borne(members.join(best, on="place").with_columns(thing=named, detail=slept))


def _alike(own: Reals) -> pl.DataFrame:
    """Columns a, b, p, q of the pairs of rows that are more alike than pairs are."""
    usual, spread = _usual(own)
    found = list(_candidates(own, usual, spread))
    a, b, p = (np.concatenate(column) for column in zip(*found, strict=True))
    q = benjamini_hochberg(p, tests=len(own) * (len(own) - 1) // 2)
    pairs = pl.DataFrame({"a": a, "b": b, "p": p, "q": q})
    return pairs.filter(pl.col("q") <= FALSE_LIKENESSES)


def _usual(own: Reals) -> tuple[float, float]:
    """Median and spread of the transformed correlations of a sample of pairs.

    Habits repeat from day to day, so that the hours of a week are no 168 independent looks; how
    many they are worth is learned from the middle half of the pairs, where no operation is.
    """
    some = own[:: -(-len(own) // ROWS)]
    pairs = _transformed(some @ some.T)[np.triu_indices(len(some), 1)]
    low, middle, high = np.quantile(pairs, (0.25, 0.5, 0.75))
    return float(middle), max(float(high - low) / QUARTILES_APART, 1 / np.sqrt(HOURS - 3))


def _transformed(correlation: Reals) -> Reals:
    """Fisher's transform, after which correlations are normal."""
    return np.asarray(np.arctanh(np.clip(correlation, -1 + 1e-12, 1 - 1e-12)), np.float64)


def _candidates(
    own: Reals, usual: float, spread: float
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Reals]]:
    """Pairs of rows with p up to the rate of false ones: no others can be kept, nor help any."""
    for start in range(0, len(own), ROWS):
        p = ndtr((usual - _transformed(own[start : start + ROWS] @ own.T)) / spread)
        a, b = np.nonzero(p <= FALSE_LIKENESSES)
        later = b > a + start
        yield a[later] + start, b[later], p[a[later], b[later]]


def _firm(pairs: pl.DataFrame, *, actors: int) -> pl.DataFrame:
    """The pairs left when whoever is tied to one other only is taken away, again and again."""
    while pairs.height:
        a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
        ties = np.bincount(np.concatenate([a, b]), minlength=actors)
        firm = (ties[a] > 1) & (ties[b] > 1)
        if firm.all():
            break
        pairs = pairs.filter(pl.Series(firm))
    return pairs


async def find_among(facts: Facts, groups: pl.DataFrame) -> pl.DataFrame:
    """Those of each group who keep hours of the day that others of it keep and the rest do not."""
    active = (await lives(facts)).filter(pl.col("hours").list.len() >= LEAST_POSTS)
    weighed = false_discovery_rates(chances(active, groups))
    kept = weighed.filter(pl.col("q") <= FALSE_LIKENESSES)
    kept = kept.filter(pl.len().over("by", "named") >= LEAST_MEMBERS)
    who = kept.join(active, on="actor", maintain_order="left")
    counts = weeks(who)
    things = [
        (by, named, f"{described(counts[rows['place'].to_numpy()])} ({by}: {named})")
        for (by, named), rows in who.with_row_index("place").group_by(
            "by", "named", maintain_order=True
        )
    ]
    schema = {"by": pl.String, "named": pl.String, "thing": pl.String}
    called = pl.DataFrame(things, schema=schema, orient="row")
    slept = pl.format("posted in {} hours, as others of them do", pl.col("hours").list.len())
    return borne(who.join(called, on=["by", "named"]).with_columns(detail=slept))


TRACE = Untimed(
    name="schedule",
    likeness="posted in the same hours of the week, with the same breaks",
    rests_on="hours",
    find=find,
    among=find_among,
    null="how alike the weeks of any two are, beside those who sleep at the same time; of those "
    "whom another trace names together, the hours of others as busy on the platform",
    why="People keep hours of their own; those of an office are the same for all who work there.",
    innocent="The same time zone and the same working hours.",
)
