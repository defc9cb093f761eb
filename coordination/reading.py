"""Reading acts out of the graph: which sets, which span of time, one frame a trace."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from coordination.scope import Scope
from coordination.traces import Trace
from graph_store.graph import Graph

__all__ = ["Scope", "read_acts"]

ACTS_A_PIECE = 500_000
"""Acts held as Python objects before they become columns."""


@dataclass
class _Piece:
    """Rows on their way to columns."""

    actors: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    lists: list[list[object]] = field(default_factory=list)

    def frame(self, names: Sequence[str]) -> pl.DataFrame:
        times = pl.Series(self.lengths, dtype=pl.Int64).to_numpy()
        place = pl.Series(np.repeat(np.arange(len(self.actors)), times))
        who = pl.DataFrame(
            {"actor": self.actors, "label": self.labels},
            schema={"actor": pl.String, "label": pl.String},
        )
        return who[place].with_columns(
            pl.Series(name, values, dtype=KINDS[name])
            for name, values in zip(names, self.lists, strict=True)
        )


KINDS: dict[str, pl.DataType] = {
    "object": pl.String(),
    "at": pl.Int64(),
    "post": pl.String(),
    "words": pl.Int64(),
    "original": pl.Boolean(),
}


async def read_acts(
    graph: Graph,
    trace: Trace,
    scope: Scope,
    *,
    actors: Sequence[str] | None = None,
    posts: Sequence[str] | None = None,
) -> pl.DataFrame:
    """One row an act, in no particular order; all, or those of some actors or by some posts.

    Columns: actor, label (Account or Page), object, at (Datetime, UTC), post (null where the act
    has none); for wordings also words (null where only a hash is known) and original.
    """
    names = ["object", "at", "post", *(("words", "original") if trace.least_words else ())]
    pieces, piece = [], _Piece(lists=[[] for _ in names])
    async for (some,) in graph.stream(
        trace.acts,
        sets=list(scope.sets),
        actors=actors,
        posts=posts,
        since=scope.since,
        until=scope.until,
    ):
        assert isinstance(some, list)
        for actor, label, *lists in some:
            piece.actors.append(actor)
            piece.labels.append(label)
            piece.lengths.append(len(lists[0]))
            for kept, values in zip(piece.lists, lists, strict=True):
                kept.extend(values)
        if len(piece.lists[0]) >= ACTS_A_PIECE:
            pieces.append(piece.frame(names))
            piece = _Piece(lists=[[] for _ in names])
    pieces.append(piece.frame(names))
    acts = pl.concat(pieces).with_columns(
        pl.col("at").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
        pl.when(pl.col("post") != "").then("post").alias("post"),
    )
    if trace.least_words:
        acts = acts.with_columns(pl.when(pl.col("words") >= 0).then("words").alias("words"))
    return acts
