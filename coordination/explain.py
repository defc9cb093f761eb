"""Why two actors are linked: every object on which both acted, with the acts on both sides."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from coordination.coding import Coded, coded
from coordination.errors import SameActor, UnknownName
from coordination.families.kept import Families, families
from coordination.posts import Claim, give_once
from coordination.reading import Scope, read_acts
from coordination.things import key_of
from coordination.traces import TRACES, UNTIMED, Trace
from coordination.weighing import MOST_ACTS, Weighed, verdict, weigh_pair
from cypher import acts as acts_questions
from cypher import findings
from cypher.findings import LinkRow, RunRow, SharedLikeness
from graph_store.graph import Graph

Entry = dict[str, object]

NONE_NEAR = Families()
"""Communities count exact objects."""


COUNTED = "Not tested within this window, which only makes the network of clusters."

SUPPORTS = "Not ruled out: it supports what else is found of them, and accuses nobody by itself."


@dataclass
class Whole:
    """The acts of whole traces, read once for all pairs that are explained together."""

    graph: Graph
    run: RunRow
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """The run's own sets and span."""
        asked = self.run.settings
        return Scope(sets=asked.sets, since=asked.since, until=asked.until)

    async def acts(self, trace: Trace) -> pl.DataFrame | None:
        """All acts of the trace, on families; null where they are too many to read for a pair."""
        held = sum(row.acts for row in self.run.traces if row.trace == trace.name)
        if held > MOST_ACTS:
            return None
        if trace.name not in self.frames:
            near = await families(self.graph) if trace.near_duplicates else NONE_NEAR
            acts = await read_acts(self.graph, trace, self.scope)
            self.frames[trace.name] = near.joined(acts, trace)
        return self.frames[trace.name]


async def explain(
    graph: Graph, *, a: str, b: str, run: RunRow, whole: Whole | None = None
) -> dict[str, object]:
    """The object of ``lockstep explain``: per trace and window what was observed and expected.

    Straight from the graph, by the run's own sets, span and windows; ``whole`` keeps what was read
    for one pair for the next. Raises UnknownName where an actor is not there, SameActor where both
    are one.
    """
    whole = whole or Whole(graph, run)
    if a == b:
        raise SameActor(a)
    for key in (a, b):
        await _must_be_known(graph, key)
    asked, scope = run.settings, whole.scope
    traces = [TRACES[name] for name in asked.traces if name in TRACES]
    kept = {row.trace: row for row in await graph.ask(findings.LINKS, run=run.run, a=a, b=b)}
    frames = {trace.name: await read_acts(graph, trace, scope, actors=[a, b]) for trace in traces}
    near = await _near_duplicates(graph, frames, traces)
    giving = [trace for trace in traces if trace.gives_hits]
    counted = await _counted(graph, frames, giving, scope)
    entries: list[Entry] = []
    for trace in traces:
        window = trace.within_s if asked.within is None else asked.within
        longer = max(trace.clusters_s, int(asked.within or 0))
        joint = evidence(near.joined(frames[trace.name], trace), a, b, within=window)
        if joint.height:
            entries.append(_entry(trace, window, joint))
            entries[-1] |= await _weighed(whole, trace, joint.height, (a, b), kept)
        if not trace.gives_hits:
            continue
        joint = evidence(NONE_NEAR.joined(counted[trace.name], trace), a, b, within=longer)
        if joint.height:
            entries.append(_entry(trace, longer, joint))
    entries += await _in_common(graph, a, b, run)
    return {"a": a, "b": b, "run": run.run, "traces": entries}


def evidence(acts: pl.DataFrame, a: str, b: str, *, within: float) -> pl.DataFrame:
    """One row an object on which both acted within so many seconds, ordered by time.

    The closest two acts stand for the object, the earliest of them on ties. Columns: object,
    own_a and own_b (of its family, what either act was on), post_a, post_b, at_a, at_b, gap_s
    (at_b - at_a).
    """
    sides = [
        acts.filter(pl.col("actor") == key)
        .select("object", "own", at=pl.col("at").cast(pl.Datetime("us", "UTC")), post="post")
        .sort("at", "post", "own")
        .unique(["object", "at"], keep="first", maintain_order=True)
        for key in (a, b)
    ]
    mine, theirs = (
        side.rename({name: f"{name}_{end}" for name in ("own", "at", "post")}).sort(f"at_{end}")
        for side, end in zip(sides, "ab", strict=True)
    )
    meetings = [
        mine.join_asof(
            theirs,
            left_on="at_a",
            right_on="at_b",
            by="object",
            strategy=strategy,
            coalesce=False,
            check_sortedness=False,
        )
        for strategy in ("backward", "forward")
    ]
    gap = (pl.col("at_b") - pl.col("at_a")).dt.total_microseconds()
    return (
        pl.concat(meetings)
        .drop_nulls("at_b")
        .with_columns(gap_s=gap / 1_000_000, apart=gap.abs())
        .filter(pl.col("apart") <= within * 1_000_000)
        .sort("apart", pl.min_horizontal("at_a", "at_b"), "at_a", "post_a", "post_b")
        .unique("object", keep="first", maintain_order=True)
        .sort(pl.min_horizontal("at_a", "at_b"), "object")
        .select("object", "own_a", "own_b", "post_a", "post_b", "at_a", "at_b", "gap_s")
    )


async def _must_be_known(graph: Graph, key: str) -> None:
    if not await graph.ask(findings.ACTOR, key=key):
        near = await graph.ask(findings.NEAR_ACTORS, start=key[: max(2, len(key) - 3)])
        raise UnknownName("account or page", key, [row.key for row in near])


async def _near_duplicates(
    graph: Graph, frames: Mapping[str, pl.DataFrame], traces: Sequence[Trace]
) -> Families:
    """The families of what was acted on in the traces that know families."""
    acted = [frames[trace.name]["object"] for trace in traces if trace.near_duplicates]
    return await families(graph, of=pl.concat(acted).unique().to_list()) if acted else Families()


async def _counted(
    graph: Graph, frames: Mapping[str, pl.DataFrame], traces: Sequence[Trace], scope: Scope
) -> dict[str, pl.DataFrame]:
    """The acts that the network of clusters counted: each post with one object, keys again."""
    both = coded({trace.name: frames[trace.name] for trace in traces})
    claims = []
    for trace in traces:
        acts = both.acts[trace.name]
        crowds = await _crowds(graph, both, trace, scope)
        claims.append(
            Claim(turn=trace.turn, acts=acts, least_words=trace.least_words, crowds=crowds)
        )
    once = give_once(claims, cuts=False)
    return {
        trace.name: frames[trace.name].join(
            _keys(acts, both, trace.name),
            on=["actor", "object", "post"],
            how="semi",
            nulls_equal=True,
        )
        for trace, acts in zip(traces, once, strict=True)
    }


async def _crowds(graph: Graph, both: Coded, trace: Trace, scope: Scope) -> pl.DataFrame:
    """How many actors of the run acted on the objects among which a post has to choose."""
    acts, objects = both.acts[trace.name], both.objects[trace.name]
    choosing = pl.col("post").is_duplicated() & pl.col("post").is_not_null()
    choices = acts.filter(choosing)["object"].unique()
    found = await graph.ask(
        acts_questions.CROWDS,
        keys=objects.gather(choices).to_list(),
        label=trace.thing.label,
        tie=trace.tie.rel_type,
        sets=list(scope.sets),
        since=scope.since,
        until=scope.until,
    )
    sizes = {row.object: row.actors for row in found}
    actors = [sizes.get(key, 0) for key in objects.gather(choices)]
    return pl.DataFrame(
        {"object": choices, "actors": actors},
        schema={"object": pl.UInt32(), "actors": pl.Int64()},
    )


def _keys(acts: pl.DataFrame, both: Coded, trace: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "actor": both.actors["key"].gather(acts["actor"]),
            "object": both.objects[trace].gather(acts["object"]),
            "post": both.posts.gather(acts["post"]),
        }
    )


async def _weighed(
    whole: Whole,
    trace: Trace,
    observed: int,
    pair: tuple[str, str],
    kept: Mapping[str, LinkRow],
) -> Entry:
    """What chance says of a pair: as the run kept it, else counted anew from the whole trace."""
    asked = whole.run.settings
    least = trace.at_least if asked.at_least is None else asked.at_least
    if trace.name in kept:
        weighed = Weighed.of_link(kept[trace.name])
    else:
        acts = await whole.acts(trace)
        if acts is None:
            return {
                "because": f"Not weighed: they are no link of this run, and the trace has more "
                f"than {MOST_ACTS:,} acts, all of which would have to be read for one pair; "
                f"lockstep pairs --trace {trace.name} weighs all pairs."
            }
        within = trace.within_s if asked.within is None else asked.within
        weighed = await asyncio.to_thread(
            weigh_pair, acts, pair, observed, within=within, at_least=least
        )
    return {
        "expected": weighed.expected,
        "expected_given_shared": weighed.expected_given_shared,
        "expected_given_hours": weighed.expected_given_hours,
        "q": weighed.q,
        "ruled_out": weighed.linked,
        "because": verdict(weighed, observed, at_least=least, rate=asked.fdr),
    }


def _entry(trace: Trace, within: float, joint: pl.DataFrame) -> Entry:
    acts = [
        row | {name: key_of(row[name]) for name in ("object", "own_a", "own_b")}
        for row in joint.to_dicts()
    ]
    return {
        "trace": trace.name,
        "within_s": within,
        "observed": joint.height,
        "expected": None,
        "expected_given_shared": None,
        "expected_given_hours": None,
        "q": None,
        "innocent": trace.innocent,
        "ruled_out": None,
        "because": COUNTED,
        "evidence": acts,
    }


async def _in_common(graph: Graph, a: str, b: str, run: RunRow) -> list[Entry]:
    """What both have in common at no particular moment: an entry for each untimed trace."""
    found = await graph.ask(findings.SHARED_LIKENESSES, run=run.run, a=a, b=b)
    return [
        {
            "trace": trace.name,
            "within_s": None,
            "observed": len(borne),
            "expected": borne[0].expected,
            "expected_given_shared": None,
            "expected_given_hours": None,
            "q": min((each.q for each in borne if each.q is not None), default=None),
            "innocent": trace.innocent,
            "ruled_out": False,
            "because": SUPPORTS,
            "evidence": [_common(each) for each in borne],
        }
        for trace in UNTIMED.values()
        if (borne := [each for each in found if each.trace == trace.name])
    ]


def _common(likeness: SharedLikeness) -> dict[str, object]:
    at_a, at_b = likeness.at_a, likeness.at_b
    return {
        "object": likeness.thing,
        "post_a": None,
        "post_b": None,
        "at_a": at_a,
        "at_b": at_b,
        "gap_s": (at_b - at_a).total_seconds() if at_a and at_b else None,
        "detail_a": likeness.detail_a,
        "detail_b": likeness.detail_b,
    }
