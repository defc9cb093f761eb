"""Families as the graph keeps them, and the acts of a run on families."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from coordination.coding import Coded, codes
from coordination.joint import SAYING
from coordination.keys import Keys
from coordination.traces import Trace
from cypher import families as questions
from graph_models import Image, Text
from graph_store.graph import Graph

NOBODY = pl.DataFrame(schema={"key": pl.String(), "family": pl.String()})


@dataclass(frozen=True, eq=False)
class Families:
    """Things that are nearly the same: label to columns key and family, members only."""

    members: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def of(self, trace: Trace) -> pl.DataFrame:
        """The families among a trace's objects: of pictures, or of wordings; none where exact."""
        if not trace.near_duplicates:
            return NOBODY
        label = Text.label if trace.thing in SAYING else trace.thing.label
        return self.members.get(label, NOBODY)

    def joined(self, acts: pl.DataFrame, trace: Trace) -> pl.DataFrame:
        """The acts on families; what an act was on is in the new column ``own``."""
        members = self.of(trace).rename({"key": "object"}).cast(acts.schema["object"])
        if members.is_empty():
            return acts.with_columns(own="object")
        return (
            acts.join(members, on="object", how="left")
            .with_columns(object=pl.coalesce("family", "object"), own="object")
            .drop("family")
        )

    def coded(self, acts: Coded, traces: Sequence[Trace]) -> Coded:
        """The acts of a run on families; actors and posts keep their codes."""
        frames, keys = dict[str, pl.DataFrame](), dict[str, pl.Series]()
        for trace in traces:
            own = acts.objects[trace.name].to_frame("key")
            members = self.of(trace).cast(own.schema["key"])
            named = (
                own.join(members, on="key", how="left", maintain_order="left")
                .select(pl.coalesce("family", "key"))
                .to_series()
            )
            if named.equals(own["key"]):
                continue
            keys[trace.name] = named.unique().sort()
            family = codes(named, keys[trace.name])
            frames[trace.name] = acts.acts[trace.name].with_columns(
                object=family.gather(acts.acts[trace.name]["object"])
            )
        if not frames:
            return acts
        return Coded(acts.actors, acts.posts, acts.acts | frames, acts.objects | keys)


def shortened(members: pl.DataFrame, keys: Keys | None) -> pl.DataFrame:
    """The same with columns key and family as ``keys`` has them."""
    return members if keys is None else members.cast({"key": keys.key, "family": keys.key})


async def families(
    graph: Graph, *, of: Sequence[str] | None = None, keys: Keys | None = None
) -> Families:
    """The families in the graph, of these wordings and pictures or of all.

    With ``keys`` they are shortened as they come.
    """
    schema = {"label": pl.String(), "key": pl.String(), "family": pl.String()}
    asked = None if of is None else list(of)
    pieces = [
        shortened(pl.DataFrame(row, schema=schema), keys)
        async for row in graph.stream(questions.MEMBERS, keys=asked)
    ]
    rows = pl.concat([shortened(pl.DataFrame(schema=schema), keys), *pieces])
    return Families(
        {
            label: rows.filter(label=label).select("key", "family")
            for label in (Text.label, Image.label)
        }
    )
