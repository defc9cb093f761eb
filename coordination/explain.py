"""Why two actors are linked: every object on which both acted, with the acts on both sides."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import polars as pl

from coordination.clusters import platforms
from coordination.errors import SameActor, UnknownName
from coordination.families.kept import Families, families
from coordination.meetings import counted_by_clusters, evidence, near_duplicates
from coordination.pair_features import PairFigures, TraceOfPair, pair_features
from coordination.reading import Scope, read_acts
from coordination.score import score
from coordination.things import key_of
from coordination.traces import TRACES, UNTIMED, Trace
from coordination.weighing import MOST_ACTS, Weighed, verdict, weigh_pair
from cypher import findings
from cypher.findings import LinkRow, RunRow, SharedLikeness
from cypher.openness import ACQUAINTED
from graph_store.graph import Graph

Entry = dict[str, object]

NONE_NEAR = Families()
"""Communities count exact objects."""


COUNTED = "Not tested within this window, which only makes the network of clusters."

SUPPORTS = "Not ruled out: it supports what else is found of them, and accuses nobody by itself."


@dataclass(frozen=True, eq=False)
class _Met:
    """Two actors in one trace, within the window of links."""

    trace: str
    acts: pl.DataFrame
    """All acts of both."""
    joint: pl.DataFrame
    weighed: Weighed | None


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
    near = await near_duplicates(graph, frames, traces)
    giving = [trace for trace in traces if trace.gives_hits]
    counted = await counted_by_clusters(graph, frames, giving, scope)
    entries, met = list[Entry](), list[_Met]()
    for trace in traces:
        window = trace.within_s if asked.within is None else asked.within
        longer = max(trace.clusters_s, int(asked.within or 0))
        theirs = near.joined(frames[trace.name], trace)
        joint = evidence(theirs, a, b, within=window)
        if joint.height:
            weighed = await _weighed(whole, trace, joint.height, (a, b), kept)
            entries.append(_entry(trace, window, joint) | _told(weighed, trace, joint, run))
            met.append(_Met(trace.name, theirs, joint, weighed))
        if not trace.gives_hits:
            continue
        joint = evidence(NONE_NEAR.joined(counted[trace.name], trace), a, b, within=longer)
        if joint.height:
            entries.append(_entry(trace, longer, joint))
    common = await graph.ask(findings.SHARED_LIKENESSES, run=run.run, a=a, b=b)
    entries += _in_common(common)
    known = await graph.ask(ACQUAINTED, actors=[a, b], sets=list(scope.sets))
    lines = pair_features(_figures(met, frames, (a, b), likenesses=common, acquainted=bool(known)))
    return {
        "a": a,
        "b": b,
        "run": run.run,
        "traces": entries,
        "score": score(lines),
        "features": [asdict(line) for line in lines],
    }


async def _must_be_known(graph: Graph, key: str) -> None:
    if not await graph.ask(findings.ACTOR, key=key):
        near = await graph.ask(findings.NEAR_ACTORS, start=key[: max(2, len(key) - 3)])
        raise UnknownName("account or page", key, [row.key for row in near])


async def _weighed(
    whole: Whole,
    trace: Trace,
    observed: int,
    pair: tuple[str, str],
    kept: Mapping[str, LinkRow],
) -> Weighed | None:
    """What chance says of a pair: as the run kept it, else counted anew from the whole trace.

    Null where the trace has too many acts to read for one pair.
    """
    if trace.name in kept:
        return Weighed.of_link(kept[trace.name])
    acts = await whole.acts(trace)
    if acts is None:
        return None
    asked = whole.run.settings
    within = trace.within_s if asked.within is None else asked.within
    return await asyncio.to_thread(
        weigh_pair, acts, pair, observed, within=within, at_least=_least(trace, whole.run)
    )


def _least(trace: Trace, run: RunRow) -> int:
    return trace.at_least if run.settings.at_least is None else run.settings.at_least


def _told(weighed: Weighed | None, trace: Trace, joint: pl.DataFrame, run: RunRow) -> Entry:
    """What an entry says of chance."""
    if weighed is None:
        return {
            "because": f"Not weighed: they are no link of this run, and the trace has more "
            f"than {MOST_ACTS:,} acts, all of which would have to be read for one pair; "
            f"lockstep pairs --trace {trace.name} weighs all pairs."
        }
    return {
        "expected": weighed.expected,
        "expected_given_shared": weighed.expected_given_shared,
        "expected_given_hours": weighed.expected_given_hours,
        "q": weighed.q,
        "ruled_out": weighed.linked,
        "because": verdict(
            weighed, joint.height, at_least=_least(trace, run), rate=run.settings.fdr
        ),
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


def _in_common(found: Sequence[SharedLikeness]) -> list[Entry]:
    """What both have in common at no particular moment: an entry for each untimed trace."""
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


def _figures(
    met: Sequence[_Met],
    frames: Mapping[str, pl.DataFrame],
    pair: tuple[str, str],
    *,
    likenesses: Sequence[SharedLikeness],
    acquainted: bool,
) -> PairFigures:
    """What is counted of a pair for its score; how close they were, only where they are linked."""
    linked = [each for each in met if each.weighed is not None and each.weighed.linked]
    everything = [frame.select("actor", "post") for frame in frames.values()]
    shared = [each.acts.join(each.joint, on="object", how="semi")["post"] for each in linked]
    return PairFigures(
        traces=tuple(
            TraceOfPair(
                trace=each.trace,
                observed=each.joint.height,
                expected=each.weighed.largest_expected,
                q=each.weighed.q,
                linked=each.weighed.linked,
            )
            for each in met
            if each.weighed is not None
        ),
        gaps_s=tuple(gap for each in linked for gap in each.joint["gap_s"]),
        posts=pl.concat(everything)["post"].drop_nulls().n_unique() if linked else 0,
        posts_on_shared=pl.concat(shared).drop_nulls().n_unique() if shared else 0,
        platforms=tuple(platforms(pl.Series(pair))),
        likenesses=tuple({each.trace for each in likenesses}),
        acquainted=acquainted,
    )
