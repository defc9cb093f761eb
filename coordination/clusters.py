"""Clusters: the communities of one network, what their members share, and what speaks for them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from coordination import features, score
from coordination.coding import Coded
from coordination.joint import Joint
from coordination.support import supported
from coordination.synchrony import Synchrony
from cypher.findings import LikenessOfActor

NAMED_BY = 2
"""Shared things that a cluster is named after."""

DAY = 86_400.0

GROUP = ("community", "thing")

NOTHING = -(2**62)
"""Where a time would stand, and there is none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cluster:
    """One reported community: its members and all that is said of them."""

    community: int
    candidate: bool
    features: tuple[score.Feature, ...]
    members: pl.DataFrame
    """Columns actor, tier, share; strongest first."""
    shared: list[str]
    """Keys of what most members share."""
    posts: int
    traces: list[str]
    first_at: int | None
    """Seconds since 1970; null where no two members met on a thing."""
    last_at: int | None


def describe(
    coded: Coded,
    joint: Joint,
    tiered: pl.DataFrame,
    *,
    sizes: Mapping[int, int] | None,
    measured: Mapping[str, Synchrony],
    borne: Mapping[str, list[LikenessOfActor]] | None,
    known: pl.DataFrame,
) -> list[Cluster]:
    """Every community as a cluster, the highest score first, ties by smallest member.

    ``joint`` made the communities, ``tiered`` are the verdicts on their members with tier and
    community, ``sizes`` all accounts of each community; without sizes they are candidates.
    ``borne`` is what each actor bears; null where no untimed trace was asked for. ``known`` are
    pairs a, b of actors that openly know each other.
    """
    if tiered.is_empty():
        return []
    own = _met(joint.acts.join(tiered.select("actor", "community"), on="actor"), joint)
    found = [
        _cluster(
            int(community),
            members,
            _of(own, int(community)),
            coded=coded,
            accounts=None if sizes is None else sizes[int(community)],
            measured=measured,
            borne=borne,
            known=known,
        )
        for (community,), members in tiered.group_by("community", maintain_order=True)
    ]
    return sorted(found, key=lambda each: (-score.score(each.features), each.community))


def _cluster(
    community: int,
    members: pl.DataFrame,
    own: pl.DataFrame,
    *,
    coded: Coded,
    accounts: int | None,
    measured: Mapping[str, Synchrony],
    borne: Mapping[str, list[LikenessOfActor]] | None,
    known: pl.DataFrame,
) -> Cluster:
    keys = coded.actors["key"].gather(members["actor"])
    shared = own.filter(pl.col("gap").is_not_null())
    near = own.filter(pl.col("gap_s").is_not_null())
    median = near["gap_s"].median()
    first, last = near["at"].min(), near["at"].max()
    assert isinstance(median, float | None)
    assert isinstance(first, int | None)
    assert isinstance(last, int | None)
    figures = features.ClusterFigures(
        members=members.height,
        in_tier_1=members.filter(pl.col("tier") == 1).height,
        others=0 if accounts is None else accounts - members.height,
        traces=_of_traces(members, measured),
        median_gap_s=median,
        posts=own["post"].drop_nulls().n_unique(),
        posts_on_shared=shared["post"].drop_nulls().n_unique(),
        lead_before=int(members["lead_before"].sum()),
        lead_after=int(members["lead_after"].sum()),
        platforms=tuple(platforms(keys)),
        supported=sum(supported((borne or {}).get(key, ())) for key in keys),
        bearers=None if borne is None else _in_common(keys, borne),
        acquainted=_acquainted(members, known),
        **_first(near),
        days=(last - first) / DAY if first is not None and last is not None else 0.0,
    )
    return Cluster(
        community=community,
        candidate=accounts is None,
        features=features.features(figures),
        members=members.select("actor", "tier").join(_shares(own, near), on="actor", how="left"),
        shared=_most_shared(near, coded),
        posts=near["post"].drop_nulls().n_unique(),
        traces=sorted(near["trace"].unique()),
        first_at=first,
        last_at=last,
    )


def _in_common(keys: pl.Series, borne: Mapping[str, list[LikenessOfActor]]) -> dict[str, int]:
    """Untimed trace to the members that bear a likeness which another bears."""
    bearing = [{(one.trace, one.thing) for one in borne.get(key, ())} for key in keys]
    seen = Counter(each for theirs in bearing for each in theirs)
    shared = [{trace for trace, thing in theirs if seen[trace, thing] > 1} for theirs in bearing]
    return dict(Counter(trace for traces in shared for trace in traces))


def _acquainted(members: pl.DataFrame, known: pl.DataFrame) -> int:
    """How many members openly know another."""
    among = known.join(members, left_on="a", right_on="actor", how="semi").join(
        members, left_on="b", right_on="actor", how="semi"
    )
    return pl.concat([among["a"], among["b"]]).n_unique()


def _first(near: pl.DataFrame) -> dict[str, int]:
    """On how many things members met, and on how many of them the same one was first at most."""
    first = near.sort("drawn", "actor").unique("thing", keep="first", maintain_order=True)
    most = first["actor"].value_counts(sort=True)["count"]
    return {"met_on": first.height, "one_first": int(most[0]) if first.height else 0}


def platforms(keys: pl.Series) -> list[str]:
    """The platforms of actors: what stands before the colon of their keys."""
    return sorted(keys.str.split(":").list.first().unique())


def _of_traces(
    members: pl.DataFrame, measured: Mapping[str, Synchrony]
) -> tuple[features.TraceOfCluster, ...]:
    """Hits and expectation of the members, a line for every trace that they have any in."""
    lines = []
    for name, trace in measured.items():
        theirs = trace.actors.join(members.select("actor"), on="actor", how="semi")
        if theirs["hits"].sum():
            lines.append(
                features.TraceOfCluster(
                    trace=name,
                    hits=int(theirs["hits"].sum()),
                    expected=float(theirs["expected"].sum()),
                )
            )
    return tuple(lines)


def _met(own: pl.DataFrame, joint: Joint) -> pl.DataFrame:
    """The members' acts by community and thing, beside the closest act of another member on it.

    ``gap`` is the drawn-out time to that act, null where no other member acted on the thing, and
    ``gap_s`` the same in seconds, null where it is not within the window either.
    """
    ordered = own.sort(*GROUP, "drawn", "actor")
    gap = pl.min_horizontal(_gap(1), _gap(-1))
    seconds = pl.col("trace").replace_strict(
        {name: seconds / joint.window for name, seconds in joint.windows.items()},
        return_dtype=pl.Float64,
    )
    return ordered.with_columns(gap=gap).with_columns(
        gap_s=pl.when(pl.col("gap") <= joint.window).then(pl.col("gap") * seconds)
    )


def _gap(step: int) -> pl.Expr:
    """Drawn-out time to the nearest act of another actor before (1) or after (-1), in sorted rows.

    In a run of acts of one actor, what stood before the run is carried through it; where the run
    is the first on its thing that is nothing.
    """
    begins = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(step)) for name in GROUP)
    other = pl.col("actor") != pl.col("actor").shift(step)
    met = pl.when(begins).then(NOTHING).when(other).then(pl.col("drawn").shift(step))
    carried = met.forward_fill() if step > 0 else met.backward_fill()
    return pl.when(carried != NOTHING).then((pl.col("drawn") - carried).abs())


def _of(own: pl.DataFrame, community: int) -> pl.DataFrame:
    """The rows of one community, of rows ordered by it."""
    low, stop = (own["community"].search_sorted(community, side=side) for side in ("left", "right"))
    return own[int(low) : int(stop)]


def _shares(own: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """Of every actor: the share of its things on which another member was close."""
    things = own.group_by("actor").agg(things=pl.col("thing").n_unique())
    met = near.group_by("actor").agg(met=pl.col("thing").n_unique())
    return things.join(met, on="actor", how="left").select(
        "actor", share=pl.col("met").fill_null(0) / pl.col("things")
    )


def _most_shared(near: pl.DataFrame, coded: Coded) -> list[str]:
    """The keys of what most members met on."""
    ranked = (
        near.group_by("trace", "thing", "object")
        .agg(actors=pl.col("actor").n_unique(), acts=pl.len())
        .sort("actors", "acts", "thing", descending=[True, True, False])
        .head(NAMED_BY)
    )
    return [coded.objects[trace][code] for trace, code in ranked.select("trace", "object").rows()]
