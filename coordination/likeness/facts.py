"""Facts for an untimed trace: a question's answers as one frame, and the frame of what is found."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import UnionType
from typing import get_args

import polars as pl
from pydantic import BaseModel

from coordination.scope import Scope
from cypher import Query
from cypher.values import Compared
from graph_store.graph import FETCH, Graph

VALUES_A_PIECE = 500_000
"""Held as Python objects before they become columns."""

MOMENT = pl.Datetime("us", "UTC")

BORNE: dict[str, pl.DataType] = {
    "thing": pl.String(),
    "actor": pl.String(),
    "label": pl.String(),
    "at": MOMENT,
    "detail": pl.String(),
    "expected": pl.Float64(),
    "p": pl.Float64(),
    "q": pl.Float64(),
}
"""Who bears which likeness: what it is, who, since when, a sentence about the actor without its
subject, and where there is a null, what was expected, p and q."""

KINDS: dict[object, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    list[str]: pl.List(pl.String()),
    list[int]: pl.List(pl.Int64()),
    list[Compared]: pl.List(pl.String()),
}


Ask = Callable[[Sequence[str] | None], Awaitable[pl.DataFrame]]


ByActor = Callable[
    [Query[BaseModel], Ask, Mapping[str, object], Sequence[str] | None], Awaitable[pl.DataFrame]
]
"""Answers a question about these actors, or all, from what ``Ask`` gives of some, or of all."""


class Facts:
    """The graph as one run looks at it; counts what was read."""

    def __init__(
        self,
        graph: Graph,
        scope: Scope,
        *,
        threads: int = 2,
        memory: int | None = None,
        by_actor: ByActor | None = None,
    ) -> None:
        """Look through ``by_actor``, where it is given, at what is asked about actors."""
        self._graph = graph
        self._scope = scope
        self._by_actor = by_actor
        self.threads = threads
        self.memory = memory
        self.read = 0
        """Facts read so far."""
        self.actors = 0
        """Actors of the largest answer."""

    async def ask(
        self, query: Query[BaseModel], *, actors: Sequence[str] | None = None, **more: object
    ) -> pl.DataFrame:
        """The rows of a question about the run's sets and span; what it asks besides is given.

        A question that may ask about some actors is asked about all where none are given.
        """

        async def of(some: Sequence[str] | None) -> pl.DataFrame:
            return await self._asked(query, more | {"actors": some})

        if self._by_actor is None or "actors" not in query.parameters:
            frame = await of(actors)
        else:
            frame = await self._by_actor(query, of, more, actors)
        self.read += frame.height
        self.actors = max(self.actors, frame["actor"].n_unique() if "actor" in frame else 0)
        return frame

    async def _asked(self, query: Query[BaseModel], more: Mapping[str, object]) -> pl.DataFrame:
        scope = {"sets": list(self._scope.sets), "since": self._scope.since}
        given = scope | {"until": self._scope.until} | dict(more)
        asked = {name: given[name] for name in query.parameters}
        pieces, rows, values = list[pl.DataFrame](), list[tuple[object, ...]](), 0
        async for row in self._graph.stream(query, at_once=FETCH, **asked):
            rows.append(row)
            values += sum(len(value) if isinstance(value, list) else 1 for value in row)
            if values >= VALUES_A_PIECE:
                pieces.append(_piece(rows, query.row))
                rows, values = [], 0
        return pl.concat([*pieces, _piece(rows, query.row)])


def borne(found: pl.DataFrame) -> pl.DataFrame:
    """The frame with the columns of BORNE, null where it lacks one, in order of thing and actor."""
    absent = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in BORNE.items()
        if name not in found.columns
    ]
    columns = [pl.col(name).cast(kind) for name, kind in BORNE.items()]
    return found.with_columns(absent).select(columns).sort("thing", "actor")


NOBODY = pl.DataFrame(schema=BORNE)


def moment(seconds: str) -> pl.Expr:
    """A column of seconds since 1970 as times."""
    return (pl.col(seconds) * 1_000_000).cast(MOMENT)


def day(seconds: str) -> pl.Expr:
    """A column of seconds since 1970 as a day that people read."""
    return moment(seconds).dt.strftime("%Y-%m-%d")


def _piece(rows: Sequence[tuple[object, ...]], row: type[BaseModel]) -> pl.DataFrame:
    """Rows as columns, with hashes of what is only compared: keys of much material fill memory."""
    frame = pl.DataFrame(rows, schema=_schema(row), orient="row")
    for name, each in row.model_fields.items():
        if each.annotation == list[Compared]:
            frame = frame.with_columns(pl.col(name).list.eval(pl.element().hash()))
    return frame


def _schema(row: type[BaseModel]) -> dict[str, pl.DataType]:
    kinds = {}
    for name, each in row.model_fields.items():
        annotation: object = each.annotation
        if isinstance(annotation, UnionType):
            (annotation,) = (kind for kind in get_args(annotation) if kind is not type(None))
        kinds[name] = KINDS[annotation]
    return kinds
