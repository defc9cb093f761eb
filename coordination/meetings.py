"""Where two actors met: their closest acts on each object, and what their acts counted as."""

from collections.abc import Mapping, Sequence

import polars as pl

from coordination.coding import Coded, coded
from coordination.families.kept import Families, families
from coordination.posts import Claim, give_once
from coordination.reading import Scope
from coordination.traces import Trace
from cypher import acts as acts_questions
from graph_store.graph import Graph


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


async def near_duplicates(
    graph: Graph, frames: Mapping[str, pl.DataFrame], traces: Sequence[Trace]
) -> Families:
    """The families of what was acted on in the traces that know families."""
    acted = [frames[trace.name]["object"] for trace in traces if trace.near_duplicates]
    return await families(graph, of=pl.concat(acted).unique().to_list()) if acted else Families()


async def counted_by_clusters(
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
