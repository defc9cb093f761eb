"""Reading acts out of the graph: which sets, which span of time, one frame a trace."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from coordination.keys import Keys
from coordination.scope import Scope
from coordination.traces import Trace
from graph_store.graph import Graph

__all__ = ["Scope", "read_acts"]

ACTS_A_PIECE = 100_000
"""Acts held as Python objects before they become columns."""


@dataclass
class _Piece:
    """Rows on their way to columns."""

    actors: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    lists: list[list[object]] = field(default_factory=list)

    def add(self, some: list[Any]) -> None:
        for actor, label, *lists in some:
            self.actors.append(actor)
            self.labels.append(label)
            self.lengths.append(len(lists[0]))
            for kept, values in zip(self.lists, lists, strict=True):
                kept.extend(values)

    def frame(self, names: Sequence[str], keys: Keys | None) -> pl.DataFrame:
        times = pl.Series(self.lengths, dtype=pl.Int64).to_numpy()
        place = pl.Series(np.repeat(np.arange(len(self.actors)), times))
        who = pl.DataFrame(
            {"actor": self.actors, "label": self.labels},
            schema={"actor": pl.String, "label": pl.String},
        )
        acts = pl.DataFrame(
            pl.Series(name, values, dtype=KINDS[name])
            for name, values in zip(names, self.lists, strict=True)
        ).with_columns(pl.when(pl.col("post") != "").then("post").alias("post"))
        if keys is not None:
            who, acts = keys.shortened(who), keys.shortened(acts)
        return who[place].hstack(acts)


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
    keys: Keys | None = None,
) -> pl.DataFrame:
    """One row an act, in no particular order; all, or those of some actors or by some posts.

    Columns: actor, label (Account or Page), object, at (Datetime, UTC), post (null where the act
    has none); for wordings also words (null where only a hash is known) and original. With ``keys``
    they are shortened as they come, and TooManyActs is raised as soon as they do not fit.
    """
    names = ["object", "at", "post", *(("words", "original") if trace.least_words else ())]
    pieces, piece = list[pl.DataFrame](), _Piece(lists=[[] for _ in names])
    rows = graph.stream(
        trace.acts,
        sets=list(scope.sets),
        actors=actors,
        posts=posts,
        since=scope.since,
        until=scope.until,
    )
    async with aclosing(rows):
        async for (some,) in rows:
            assert isinstance(some, list)
            piece.add(some)
            if len(piece.lists[0]) >= ACTS_A_PIECE:
                _take(piece.frame(names, keys), pieces, keys)
                piece = _Piece(lists=[[] for _ in names])
    _take(piece.frame(names, keys), pieces, keys)
    acts = pl.concat(pieces).with_columns(
        pl.col("at").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    )
    if trace.least_words:
        acts = acts.with_columns(pl.when(pl.col("words") >= 0).then("words").alias("words"))
    return acts


def _take(piece: pl.DataFrame, pieces: list[pl.DataFrame], keys: Keys | None) -> None:
    pieces.append(piece)
    if keys is not None:
        keys.must_fit(sum(each.height for each in pieces))
