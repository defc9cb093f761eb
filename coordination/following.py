"""Following: accounts whose synchrony is that of one open source which all of them follow.

Papers that print a news agency's reports as they come in, editions of one publisher, people whose
telephone rings when somebody posts: they act together because one source always acts first, and
they say so. Whoever is explained in this way is named with the source and not flagged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination import synchrony
from coordination.kernel.tail import poisson_binomial_tail
from coordination.tiers import OWN_EVIDENCE, OWN_HITS, OWN_LIFT

ALWAYS = 0.8
"""Share of an account's hits in which its source has to come first. By reasoning: the others may be
chance, and must be no more than that by themselves."""

BY_LAGS = 0.05
"""Followers who meet more often than their own lags behind the source give, at this level, have an
appointment of their own. By reasoning."""

MOST_LAGS = 200
"""Lags of one account that are tried, evenly over all of them."""

AUTHORS = pl.DataFrame(
    schema={"trace": pl.String(), "object": pl.UInt32(), "author": pl.UInt32(), "born": pl.Int64()}
)
"""Who wrote the things that are posts, and when, in seconds."""

TRIED = pl.Schema(
    {
        "trace": pl.String(),
        **synchrony.NO_TRIALS.schema,
        "opener": pl.UInt32(),
        "begun": pl.Int64(),
    }
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The acts that count in one trace, with its window."""

    trace: str
    acts: pl.DataFrame
    """Columns actor, object, at."""
    within: int


@dataclass(frozen=True, kw_only=True)
class Explained:
    """An account whose hits a source explains, and what is left of them without it."""

    actor: int
    source: int
    """The account itself where it is the source that others follow."""
    hits: int
    led: int
    """Hits in which the source came first; of a source, in which only followers came near."""
    median_lag_s: float
    rest_hits: int
    rest_expected: float

    @property
    def is_source(self) -> bool:
        """Whether it is followed, rather than following."""
        return self.actor == self.source


def tried(
    evidence: Sequence[Evidence], verdict: pl.DataFrame, *, resolution: int = 1
) -> pl.DataFrame:
    """The trials of everybody with evidence of its own, and who began each thing when.

    Columns trace, actor, object, at, hit, expected; opener, begun.
    """
    own = verdict.filter(OWN_EVIDENCE).select("actor")
    parts = []
    for each in evidence:
        trials = synchrony.trials(each.acts, within=each.within, resolution=resolution)
        trials = trials.join(own, on="actor", how="semi")
        first = (
            each.acts.join(trials, on="object", how="semi")
            .sort("at", "actor")
            .group_by("object", maintain_order=True)
            .first()
        )
        begun = first.select("object", opener="actor", begun="at")
        parts.append(
            trials.join(begun, on="object", how="left").select(
                pl.lit(each.trace).alias("trace"), *TRIED.names()[1:]
            )
        )
    return pl.concat([pl.DataFrame(schema=TRIED), *parts])


def led(
    trials: pl.DataFrame, *, authors: pl.DataFrame = AUTHORS, resolution: int = 1
) -> pl.DataFrame:
    """The trials of ``tried`` beside the source that each follows.

    Columns trace, actor, object, at, hit, expected; source, the author of the thing, else whoever
    acted on it first, and ``since``, when; null where the actor itself was first.
    """
    source, since = pl.coalesce("author", "opener"), pl.coalesce("born", "begun")
    before = (source != pl.col("actor")) & (since <= pl.col("at") + resolution)
    return trials.join(authors, on=["trace", "object"], how="left").select(
        *TRIED.names()[:-2],
        source=pl.when(before).then(source),
        since=pl.when(before).then(since),
    )


def leaders(trials: pl.DataFrame) -> pl.DataFrame:
    """Whom each account always follows, where there is somebody: actor, source."""
    hits = trials.filter("hit")
    total = hits.group_by("actor").agg(total=pl.len())
    return (
        hits.drop_nulls("source")
        .group_by("actor", "source")
        .agg(led=pl.len())
        .join(total, on="actor")
        .filter(pl.col("led") >= ALWAYS * pl.col("total"))
        .select("actor", "source")
        .sort("actor")
    )


def explained(
    trials: pl.DataFrame, followed: pl.DataFrame, evidence: Sequence[Evidence]
) -> list[Explained]:
    """Those whose hits their source explains; ``followed`` are openly tied pairs actor, source.

    Nothing may be left without the source's things, and followers may not meet each other more
    often than their own lags behind it give. A source is explained by followers that are.
    """
    if followed.is_empty():
        return []
    crowd = _Crowds(evidence, trials)
    found = []
    concerned = trials.join(followed, on="actor", how="semi")
    of = concerned.partition_by("actor", as_dict=True)
    for actor, source in followed.select("actor", "source").rows():
        own = of[actor,]
        theirs = own["source"].eq_missing(source)
        rest = own.filter(~theirs)
        if _exceeds(int(rest["hit"].sum()), float(rest["expected"].sum())):
            continue
        behind = own.filter(theirs)
        if _by_appointment(behind, crowd, (actor, source)):
            continue
        found.append(_explanation(actor, source, own, behind, rest))
    return found + _sources(trials, found, crowd)


def without(verdict: pl.DataFrame, explained: Sequence[Explained]) -> pl.DataFrame:
    """The verdicts with what is left of the explained: none of them is in tier 1."""
    rest = pl.DataFrame(
        [(each.actor, each.rest_hits, each.rest_expected) for each in explained],
        schema={"actor": pl.UInt32(), "rest_hits": pl.Int64(), "rest_expected": pl.Float64()},
        orient="row",
    )
    joined = verdict.join(rest, on="actor", how="left", maintain_order="left")
    clear = pl.col("rest_hits").is_not_null()
    return joined.with_columns(
        hits=pl.coalesce("rest_hits", "hits"),
        expected=pl.coalesce("rest_expected", "expected"),
        tier_1=pl.col("tier_1") & ~clear,
        surprise=pl.when(clear).then(0.0).otherwise("surprise"),
    ).drop("rest_hits", "rest_expected")


@dataclass(frozen=True, eq=False)
class _Thing:
    """Who acted on a thing first when, in order of time, and within what window they meet."""

    actor: NDArray[np.uint32]
    at: NDArray[np.int64]
    within: int

    def others(self, apart_from: tuple[int, int]) -> NDArray[np.int64]:
        """When others acted."""
        return self.at[~np.isin(self.actor, apart_from)]

    def near(self, at: int, apart_from: int) -> set[int]:
        """Who else acted within the window of a moment."""
        low, stop = np.searchsorted(self.at, [at - self.within, at + self.within + 1])
        return set(self.actor[low:stop].tolist()) - {apart_from}


Crowd = Mapping[tuple[str, int], _Thing]


class _Crowds(dict[tuple[str, int], _Thing]):
    """Things of the trials, looked up when they are needed."""

    def __init__(self, evidence: Sequence[Evidence], trials: pl.DataFrame) -> None:
        self._windows = {each.trace: each.within for each in evidence}
        self._acts = {
            each.trace: each.acts.join(
                trials.filter(pl.col("trace") == each.trace), on="object", how="semi"
            )
            .group_by("object", "actor")
            .agg(pl.col("at").min())
            .sort("object", "at", "actor")
            for each in evidence
        }

    def __missing__(self, key: tuple[str, int]) -> _Thing:
        trace, thing = key
        acts = self._acts[trace]
        low = acts["object"].search_sorted(thing, side="left")
        stop = acts["object"].search_sorted(thing, side="right")
        here = acts[int(low) : int(stop)]
        self[key] = _Thing(here["actor"].to_numpy(), here["at"].to_numpy(), self._windows[trace])
        return self[key]


def _exceeds(hits: int, expected: float) -> bool:
    """Whether so many hits are evidence by themselves."""
    return hits >= OWN_HITS and hits >= OWN_LIFT * expected


def _by_appointment(behind: pl.DataFrame, crowd: Crowd, pair: tuple[int, int]) -> bool:
    """Whether the account meets the other followers more often than its lags alone would."""
    lags = np.sort((behind["at"] - behind["since"]).to_numpy())
    lags = lags[np.linspace(0, len(lags) - 1, min(len(lags), MOST_LAGS)).astype(np.int64)]
    own = 1 if 1 < len(lags) == behind.height else 0
    hits, chances = 0, []
    for trace, thing, at, since in behind.select("trace", "object", "at", "since").rows():
        there = crowd[trace, thing]
        others = there.others(pair)
        moments = np.append(since + lags, at)
        met = np.searchsorted(others, moments + there.within, side="right") > np.searchsorted(
            others, moments - there.within
        )
        hits += bool(met[-1])
        # Of all lags but the one that it had on this very thing.
        chances.append((met[:-1].sum() - own * met[-1]) / (len(lags) - own))
    if hits < OWN_HITS:
        return False
    return bool(poisson_binomial_tail(np.array(chances, np.float64), hits) <= BY_LAGS)


def _explanation(
    actor: int, source: int, own: pl.DataFrame, behind: pl.DataFrame, rest: pl.DataFrame
) -> Explained:
    median = (behind["at"] - behind["since"]).median()
    assert isinstance(median, float | None)
    return Explained(
        actor=actor,
        source=source,
        hits=int(own["hit"].sum()),
        led=int(behind["hit"].sum()),
        median_lag_s=median or 0.0,
        rest_hits=int(rest["hit"].sum()),
        rest_expected=float(rest["expected"].sum()),
    )


def _sources(trials: pl.DataFrame, found: Sequence[Explained], crowd: Crowd) -> list[Explained]:
    """Sources whose company are their explained followers, who came after them.

    Others may have been there too, unless they are synchronous themselves and unexplained.
    """
    followers: dict[int, set[int]] = {}
    for each in found:
        followers.setdefault(each.source, set()).add(each.actor)
    clear = {each.actor for each in found}
    unclear = set(trials["actor"]) - clear
    sources = []
    for source in sorted(set(followers) - clear):
        own = trials.filter((pl.col("actor") == source) & pl.col("source").is_null())
        company = [
            crowd[trace, thing].near(at, source)
            for trace, thing, at in own.select("trace", "object", "at").rows()
        ]
        theirs = [bool(near & followers[source]) and not near & unclear for near in company]
        behind = own.filter(pl.Series(theirs, dtype=pl.Boolean))
        rest = trials.filter(pl.col("actor") == source).join(
            behind, on=["trace", "object"], how="anti"
        )
        hits = int(rest["hit"].sum())
        if behind["hit"].any() and not _exceeds(hits, float(rest["expected"].sum())):
            behind = behind.with_columns(since="at")
            whole = trials.filter(pl.col("actor") == source)
            sources.append(_explanation(source, source, whole, behind, rest))
    return sources
