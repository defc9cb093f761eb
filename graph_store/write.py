"""Writing frames of facts: in batches, by writers that share no node; twice changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import neo4j
import polars as pl

from graph_models import Node, Property, Record, Relationship
from graph_store.abreast import abreast
from graph_store.errors import ForeignLabel, MissingNodes
from graph_store.graph import Graph
from graph_store.provenance import added
from graph_store.rounds import rounds
from graph_store.statements import BEYOND, Shape, lock_and_read, merge, overwrite, put, shapes

ROWS_A_BATCH = 10_000
"""Best of 1,000 to 50,000 as measured (docs/decisions/0004)."""

Rows = list[tuple[object, ...]]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Written:
    """What is in the graph now and was not before."""

    nodes: dict[str, int] = field(default_factory=dict)
    """Label to new nodes."""

    relationships: dict[str, int] = field(default_factory=dict)
    """Type to new relationships."""

    def add(self, shape: Shape, new: int) -> None:
        """Count new facts; a kind that was written but made nothing counts 0."""
        made = self.nodes if issubclass(shape.model, Node) else self.relationships
        made[shape.name] = made.get(shape.name, 0) + new


class Writer:
    """Writes the facts of one set; findings and casework (not sourced) are written as they are."""

    def __init__(
        self,
        graph: Graph,
        *,
        set_name: str = "",
        writers: int = 2,
        rows: int = ROWS_A_BATCH,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> None:
        self._graph = graph
        self._set = set_name
        self._writers = writers
        self._rows = rows
        self._progress = progress
        self.written = Written()

    async def write(self, frames: Mapping[type[Record], pl.DataFrame]) -> Written:
        """Write nodes, then relationships; every fact of the frames is committed on return.

        Raises MissingNodes where a relationship names a node that is not there, and ForeignLabel,
        before anything is written, where an end has a label that the model does not allow.
        """
        for model, frame in frames.items():
            must_be_allowed(model, frame)
        for model, frame in sorted(frames.items(), key=lambda item: not issubclass(item[0], Node)):
            for shape in shapes(model):
                await self._write(shape, facts_of(shape, frame))
        return self.written

    async def _write(self, shape: Shape, frame: pl.DataFrame) -> None:
        if frame.is_empty():
            return
        if shape.model.sourced:
            shape = _narrowed(shape, frame)
        if issubclass(shape.model, Node):
            share = -(-frame.height // self._writers)
            await self._at_once(shape, list(frame.iter_slices(share)))
            return
        one_kind = shape.start == shape.end
        buckets = self._writers * (2 if one_kind else 1)
        if frame.height <= self._rows or buckets == 1:
            await self._at_once(shape, [frame])
            return
        for cells in rounds(frame, buckets=buckets, one_kind=one_kind):
            await self._at_once(shape, cells)

    async def _at_once(self, shape: Shape, cells: list[pl.DataFrame]) -> None:
        """Write cells that share no node, as many at a time as there are writers."""

        async def work(cell: pl.DataFrame) -> None:
            async with self._graph.session(neo4j.WRITE_ACCESS) as session:
                for piece in cell.iter_slices(self._rows):
                    await self._batch(session, shape, piece)

        await abreast([partial(work, cell) for cell in cells], at_once=self._writers)

    async def _batch(self, session: neo4j.AsyncSession, shape: Shape, piece: pl.DataFrame) -> None:
        rows: Rows = piece.select(
            pl.col(name).to_physical() if name in shape.moments else name
            for name in shape.row_columns
        ).rows()

        statement = merge(shape) if shape.model.sourced else put(shape)

        async def in_one(tx: neo4j.AsyncManagedTransaction) -> neo4j.ResultSummary:
            result = await tx.run(statement, rows=rows, sets=[self._set])
            record = await result.single(strict=True)
            summary = await result.consume()
            if record["written"] < len(rows):
                raise MissingNodes(shape.name, len(rows), record["written"])
            if record["contested"]:
                await self._settle(tx, shape, record["contested"])
            return summary

        counters = (await session.execute_write(in_one)).counters
        self.written.add(shape, counters.nodes_created + counters.relationships_created)
        self._progress(len(rows))

    async def _settle(
        self, tx: neo4j.AsyncManagedTransaction, shape: Shape, contested: Rows
    ) -> None:
        """Facts that the statement left to us: read them locked, add what this set says, write."""
        first, names = len(shape.identity), [each.name for each in shape.given]
        result = await tx.run(lock_and_read(shape), rows=contested)
        settled: Rows = []
        async for place, properties in result:
            row = contested[place]
            values = {
                name: _moment(value) if name in shape.moments else value
                for name, value in zip(names, row[first:], strict=True)
            }
            fact = added(properties, values, by=self._set, properties=shape.values)
            settled.append((*row[:first], fact))
        await (await tx.run(overwrite(shape), rows=settled)).consume()


def must_be_allowed(model: type[Record], frame: pl.DataFrame) -> None:
    """Refuse ends whose label is none of the model's, for no statement would write them."""
    if not issubclass(model, Relationship):
        return
    for column, allowed in (("start_label", model.starts), ("end_label", model.ends)):
        if column in frame.columns:
            labels = [each.label for each in allowed]
            others = frame.filter(~pl.col(column).is_in(labels).fill_null(value=False))
            if others.height:
                raise ForeignLabel(model.rel_type, column, others[column][0], labels)


def facts_of(shape: Shape, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows whose ends have the shape's labels, each fact once; their order has no meaning."""
    for column, label in (("start_label", shape.start), ("end_label", shape.end)):
        if column in frame.columns:
            frame = frame.filter(pl.col(column) == label).drop(column)
    if not shape.model.sourced:
        return frame.unique(shape.identity, keep="last")
    return frame.group_by(shape.identity).agg(rules_of(shape, frame))


def rules_of(shape: Shape, frame: pl.DataFrame) -> list[pl.Expr]:
    """The value of every property that its model's rule chooses in the frame; NaN is no value."""
    timed = {
        each.seen: each
        for each in shape.values
        if each.seen and frame[each.seen].null_count() < frame.height
    }
    return [_chosen(each, timed) for each in shape.values]


def _chosen(each: Property, timed: Mapping[str, Property]) -> pl.Expr:
    """``timed`` has, by when it was seen, each property of which a time is known."""
    value = pl.col(each.name)
    if each.name in timed:
        return value.filter(pl.col(timed[each.name].name).is_not_null()).max()
    if each.seen in timed:
        return value.sort_by(each.seen, each.name, nulls_last=False).drop_nulls().last()
    known = value.fill_nan(None) if each.kind.is_float() else value
    return known.min() if each.rule == "least" else known.max()


def _narrowed(shape: Shape, frame: pl.DataFrame) -> Shape:
    """The shape of just these facts: without what none of them has."""
    known = [each for each in shape.values if frame[each.name].null_count() < frame.height]
    texts = [each.name for each in known if each.kind == pl.String()]
    return replace(
        shape,
        absent=frozenset(each.name for each in shape.values if each not in known),
        beyond=frozenset(name for name in texts if frame[name].str.contains(BEYOND).any()),
    )


def _moment(micros: object) -> datetime | None:
    """Microseconds since 1970 as a time."""
    return EPOCH + timedelta(microseconds=micros) if isinstance(micros, int) else None
