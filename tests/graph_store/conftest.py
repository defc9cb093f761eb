"""Graphs to compare: a canonical dump, and an invented world that has every model in it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import uuid4

import neo4j
import polars as pl
import pytest

from graph_models import NODES, RELATIONSHIPS, Record
from graph_store.graph import Address, Graph
from graph_store.statements import Shape, shapes
from graph_store.write import Writer, Written

START = datetime(2021, 9, 20, 8, 0, 0, 250_000, tzinfo=UTC)
TEXTS = ("plain", "quo\"ted, 'twice'", "zwei\nZeilen\r\n", "日本語 😀", "～ back\\slash;\t")

Frames = dict[type[Record], pl.DataFrame]
Ask = Callable[..., list[list[Any]]]
Dump = Callable[[], list[str]]
Write = Callable[..., Written]


NODES_HELD: LiteralString = (
    "MATCH (n) WHERE NOT n:Change "
    "RETURN labels(n), n {.*, changes: null, mark: null, loaded_at: null} AS held"
)
TIES_HELD: LiteralString = (
    "MATCH (a)-[r]->(b) RETURN labels(a) + a.key, type(r), labels(b) + b.key, properties(r)"
)


def canonical(rows: list[list[Any]]) -> list[str]:
    """Nodes and relationships, one line of JSON each, in an order of their own."""
    return sorted(
        json.dumps(row, sort_keys=True, ensure_ascii=False, default=_plain) for row in rows
    )


def _plain(value: Any) -> str:
    return f"{value.iso_format()} {value.tzinfo}"


@pytest.fixture(scope="session")
def dump_of() -> Callable[[Address], list[str]]:
    """The dump of the graph at an address."""

    def dump(address: Address) -> list[str]:
        login = (address.user, address.password)
        with neo4j.GraphDatabase.driver(address.uri, auth=login) as driver:
            return canonical(
                [
                    record.values()
                    for statement in (NODES_HELD, TIES_HELD)
                    for record in driver.execute_query(statement).records
                ]
            )

    return dump


@pytest.fixture
def dump(ask: Ask) -> Dump:
    """The whole graph; how often, and when, it was changed aside."""
    return lambda: canonical([*ask(NODES_HELD), *ask(TIES_HELD)])


@pytest.fixture
def ask(graph: Graph, run: Any) -> Ask:
    """The rows that a statement returns."""

    async def rows(statement: LiteralString, parameters: Mapping[str, object]) -> list[list[Any]]:
        async with graph.session(neo4j.WRITE_ACCESS) as session:
            return [
                record.values() async for record in await session.run(statement, dict(parameters))
            ]

    return lambda statement, **parameters: run(rows(statement, parameters))


@pytest.fixture
def explain(graph: Graph) -> Callable[[str], set[str]]:
    """The operators of the plan that the server makes for a statement."""
    login = (graph.address.user, graph.address.password)

    def operators(plan: Any) -> set[str]:
        below = (operators(child) for child in plan.get("children", ()))
        return {plan["operatorType"].partition("@")[0]}.union(*below)

    def explain(statement: str) -> set[str]:
        # A statement that was planned before is not planned again: it has to differ.
        fresh = f"EXPLAIN /* {uuid4()} */ {statement}"
        with neo4j.GraphDatabase.driver(graph.address.uri, auth=login) as driver:
            return operators(driver.execute_query(fresh, rows=[], sets=["a"]).summary.plan)

    return explain


@pytest.fixture
def write(graph: Graph, run: Any) -> Write:
    """Write frames as one set; by default in small batches, so that there are many."""

    def write(frames: Frames, set_name: str = "", *, rows: int = 4, writers: int = 2) -> Written:
        writer = Writer(graph, set_name=set_name, rows=rows, writers=writers)
        written: Written = run(writer.write(frames))
        return written

    return write


@pytest.fixture(scope="session")
def frame() -> Callable[..., pl.DataFrame]:
    """A frame of a model from rows that name only what they know."""

    def frame(model: type[Record], *rows: Mapping[str, object]) -> pl.DataFrame:
        full = [{name: row.get(name) for name in model.columns()} for row in rows]
        return pl.DataFrame(full, schema=model.columns(), orient="row")

    return frame


@pytest.fixture(scope="session")
def ends() -> Callable[[type[Record]], Frames]:
    """The nodes between which the facts of a model may stand."""
    return ends_of


@pytest.fixture(scope="session")
def facts() -> Callable[[type[Record], int], pl.DataFrame]:
    """Some facts of a model; another seed says other things of partly the same facts."""
    return facts_of


@pytest.fixture(scope="session")
def world() -> Callable[[int], Frames]:
    """Facts of every model that sources assert; another seed disagrees with much of it."""

    def world(seed: int) -> Frames:
        models = [*NODES.values(), *RELATIONSHIPS.values()]
        return {model: facts_of(model, seed) for model in models if model.sourced}

    return world


def ends_of(model: type[Record]) -> Frames:
    labels = {label for shape in shapes(model) for label in (shape.start, shape.end) if label}
    return {NODES[label]: facts_of(NODES[label], 0) for label in labels}


def facts_of(model: type[Record], seed: int) -> pl.DataFrame:
    rows = [_row(shape, place, seed) for shape in shapes(model) for place in range(3 + seed)]
    return pl.DataFrame(
        [{name: row.get(name) for name in model.columns()} for row in rows],
        schema=model.columns(),
        orient="row",
    )


def _row(shape: Shape, place: int, seed: int) -> dict[str, object]:
    """Both ends are among the nodes 0 to 2, which every seed has."""
    held: dict[str, object] = {"start_label": shape.start, "end_label": shape.end}
    keys = {
        "key": f"{shape.name}:{place}",
        "start_key": f"{shape.start}:{place % 3}",
        "end_key": f"{shape.end}:{place // 3}",
    }
    required = shape.model.required()
    for each in shape.model.properties():
        choice = (place + seed + len(each.name)) % (4 if each.name in required else 5)
        held[each.name] = keys.get(each.name, _value(each.kind, each.name, choice))
    for name in shape.identity[2:]:
        held[name] = f"{name} {place}"
    return held


def _value(kind: pl.DataType, name: str, choice: int) -> object:
    """One of four values, or none."""
    if choice == 4:
        return None
    if isinstance(kind, pl.Datetime):
        # The last is before 1970, with a fraction.
        return (
            START + timedelta(days=choice) if choice < 3 else datetime(1969, 7, 20, 20, 17, 40, 1)
        )
    values: dict[pl.DataType, object] = {
        pl.String(): f"{name} {TEXTS[choice]}",
        pl.Int64(): 2**40 * choice - 1,
        pl.Float64(): choice / 3,
        pl.Boolean(): choice > 1,
        pl.List(pl.String()): list(TEXTS[:choice]),
    }
    return values[kind]
