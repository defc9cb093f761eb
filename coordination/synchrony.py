"""Synchrony: how often an account acts beside others, against the hours around its own acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.chance import benjamini_hochberg
from coordination.kernel.order import Codes, Integers, Ordered, Reals, by_object
from coordination.kernel.synchrony import Counts, first_of_each, neighbours
from coordination.surprise import poisson_log_tail

DAY = 86_400
MINUTE = 60
LEAD_WITHIN = 3_600
"""Who comes before and who after is counted within an hour."""

PRIOR = 0.5
"""Half a neighbour is expected on the longest scale even where nobody came."""

FALSE_ALARMS = 0.01
LEAST_HITS = 3
LEAST_LIFT = 2.0


NO_TRIALS = pl.DataFrame(
    schema={
        "actor": pl.UInt32(),
        "object": pl.UInt32(),
        "at": pl.Int64(),
        "hit": pl.Boolean(),
        "expected": pl.Float64(),
    }
)


@dataclass(frozen=True, eq=False)
class Synchrony:
    """What one trace says about its actors: hits, and the hits their own hours lead to expect."""

    scales: tuple[int, ...]
    """The spans in seconds that gave the local rate; empty: the trace could not be tested."""

    actors: pl.DataFrame
    """One row an actor: actor, hits, expected, tried, lead_before, lead_after."""

    @property
    def tested(self) -> bool:
        """Whether the trace's span left a scale to compare the window with."""
        return bool(self.scales)


def scales(*, within: int, span: int) -> tuple[int, ...]:
    """The spans around an act, in seconds and rising, that tell its local rate."""
    longest = max(DAY, 10 * within)
    spanned = max(span, 2 * within + MINUTE)
    spans = {min(scale, longest, spanned) for scale in (10 * within, 60 * within, DAY)}
    return tuple(sorted(scale for scale in spans if scale > within))


def measure(acts: pl.DataFrame, *, within: int, resolution: int = 1) -> Synchrony:
    """Hits and expected hits of every actor of one trace, each compared with itself.

    ``acts`` has actor, object (UInt32 codes) and at (whole seconds); further columns are left
    alone. An object of an actor is a hit when another actor's first act on it lies within
    ``within`` seconds; the expectation is that of a Poisson process at the busiest rate around.
    """
    first = _first_acts(acts, resolution)
    spans = scales(within=within, span=_span(first.at)) if first.at.size else ()
    if not spans:
        return Synchrony(scales=(), actors=_sums(first.actor, {}))
    near, far, rate = _company(first, within, spans)
    hit = near > 0
    tried = hit | (far > 0)
    chance = -np.expm1(-rate * (2 * within + resolution))
    before, after = _leads(first)
    weights = {
        "hits": hit,
        "expected": np.where(tried, chance, 0.0),
        "tried": tried,
        "lead_before": before,
        "lead_after": after,
    }
    return Synchrony(scales=spans, actors=_sums(first.actor, weights))


def judge(measured: Sequence[Synchrony], *, actors: int) -> pl.DataFrame:
    """The verdict on every actor measured, over all traces of a run, in order of actor.

    ``actors`` is the number of tests: everyone with an act in a chosen timed trace, tried or not.
    Columns: those of a trace, and surprise (-log10 p, always finite), p, q, tier_1.
    """
    rows = pl.concat([_sums(np.zeros(0, np.uint32), {}), *(trace.actors for trace in measured)])
    weights = {name: rows[name].to_numpy() for name in rows.columns if name != "actor"}
    verdict = _sums(rows["actor"].to_numpy(), weights)
    hits, expected = verdict["hits"].to_numpy(), verdict["expected"].to_numpy()
    log_p = poisson_log_tail(hits, expected)
    q = benjamini_hochberg(np.exp(log_p), tests=actors)
    enough = (hits >= LEAST_HITS) & (hits >= LEAST_LIFT * expected)
    return verdict.with_columns(
        surprise=pl.Series(np.maximum(-log_p / np.log(10), 0.0)),
        p=pl.Series(np.exp(log_p)),
        q=pl.Series(q),
        tier_1=pl.Series((q <= FALSE_ALARMS) & enough),
    )


def trials(acts: pl.DataFrame, *, within: int, resolution: int = 1) -> pl.DataFrame:
    """What ``measure`` adds up: every first act that is tried, ordered by object and time.

    Columns actor, object, at (cut to the resolution), hit (Boolean) and expected.
    """
    first = _first_acts(acts, resolution)
    spans = scales(within=within, span=_span(first.at)) if first.at.size else ()
    if not spans:
        return NO_TRIALS
    near, far, rate = _company(first, within, spans)
    tried = (near > 0) | (far > 0)
    return pl.DataFrame(
        {
            "actor": first.actor[tried],
            "object": first.object[tried],
            "at": first.at[tried],
            "hit": near[tried] > 0,
            "expected": -np.expm1(-rate[tried] * (2 * within + resolution)),
        }
    )


def _first_acts(acts: pl.DataFrame, resolution: int) -> Ordered:
    at = acts["at"].to_numpy() // resolution * resolution
    actor, thing = acts["actor"].to_numpy(), acts["object"].to_numpy()
    return first_of_each(by_object(actor, thing, at)) if at.size else Ordered(thing, at, actor)


def _span(at: Integers) -> int:
    return int(at.max() - at.min())


def _company(first: Ordered, within: int, spans: Sequence[int]) -> tuple[Counts, Counts, Reals]:
    """Of every first act: others near it, others on the busier far side, the busiest rate."""
    near_before, near_after = neighbours(first.object, first.at, within)
    rate = np.zeros(first.at.size)
    far = np.zeros(first.at.size, np.int32)
    for scale in spans:
        before, after = neighbours(first.object, first.at, scale)
        far = np.maximum(before - near_before, after - near_after)
        np.maximum(rate, far / (scale - within), out=rate)
    np.maximum(rate, (far + PRIOR) / (spans[-1] - within), out=rate)
    return near_before + near_after, far, rate


def _leads(first: Ordered) -> tuple[Counts, Counts]:
    """Of every first act: others that acted on its object before it and after it, not with it."""
    with_before, with_after = neighbours(first.object, first.at, 0)
    before, after = neighbours(first.object, first.at, LEAD_WITHIN)
    return before - with_before, after - with_after


def _sums(actor: Codes, weights: Mapping[str, NDArray[Any]]) -> pl.DataFrame:
    # bincount adds in the order of the rows, which is that of the sorted acts: sums are the same
    # to the last bit whatever the order of loading.
    codes = np.flatnonzero(np.bincount(actor))
    nothing = np.zeros(actor.size)
    sums = {
        name: np.bincount(actor, weights=weights.get(name, nothing))[codes]
        for name in ("hits", "expected", "tried", "lead_before", "lead_after")
    }
    counts = pl.selectors.exclude("actor", "expected").cast(pl.Int64)
    return pl.DataFrame({"actor": codes.astype(np.uint32), **sums}).with_columns(
        counts, pl.col("expected").cast(pl.Float64)
    )
