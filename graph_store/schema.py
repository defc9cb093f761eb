"""Constraints, indexes and the schema's version, all derived from the models."""

import asyncio
import re
import time
from typing import LiteralString
from uuid import uuid4

import neo4j
import polars as pl

from cypher.ledger import STATE
from graph_models import NODES, RELATIONSHIPS, SCHEMA_VERSION, Ledger
from graph_store.errors import ForeignSchema, QueryFailed
from graph_store.graph import Graph

SETTLED_S = 60.0
UNSETTLED = ("Neo.ClientError.Schema.", "Neo.TransientError.")

NAMED = re.compile(r"(CONSTRAINT|INDEX) (\w+)")

COUNT_CHANGE: LiteralString = (
    "MERGE (ledger:Ledger {key: 'graph'}) "
    "ON CREATE SET ledger.schema_version = $version, ledger.changes = 0, "
    "ledger.display_name = ledger.key "
    "SET ledger.changes = ledger.changes + $changes, "
    "ledger.mark = CASE WHEN $changes > 0 OR ledger.mark IS NULL THEN randomUUID() "
    "ELSE ledger.mark END"
)


def schema_statements() -> list[LiteralString]:
    """One uniqueness constraint a label, its indexes, and one full-text index for search."""
    statements: list[LiteralString] = []
    for label, model in NODES.items():
        statements.append(
            f"CREATE CONSTRAINT {label.lower()}_key IF NOT EXISTS "
            f"FOR (n:{label}) REQUIRE n.key IS UNIQUE"
        )
        statements.extend(
            f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
            for name in model.indexes
        )
    statements.extend(
        f"CREATE INDEX {rel_type.lower()}_{name} IF NOT EXISTS "
        f"FOR ()-[r:{rel_type}]-() ON (r.{name})"
        for rel_type, model in RELATIONSHIPS.items()
        for name in model.indexes
    )
    searched = {label: model for label, model in NODES.items() if model.search}
    labels = "|".join(searched)
    properties = sorted({name for model in searched.values() for name in model.search} | {"key"})
    statements.append(
        f"CREATE FULLTEXT INDEX search IF NOT EXISTS FOR (n:{labels}) "
        f"ON EACH [{', '.join(f'n.{name}' for name in properties)}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', "
        "`fulltext.eventually_consistent`: true}}"
    )
    return statements


async def prepare(graph: Graph) -> None:
    """Make the graph ready to be written: schema in place, version recorded.

    Raises ForeignSchema where another version wrote it.
    """
    await check(graph)
    there = await _there(graph)
    for statement in schema_statements():
        kind, name = NAMED.findall(statement)[0]
        if (kind, name) not in there:
            await _stated(graph, statement)
    await graph.run("CALL db.awaitIndexes(600)")
    await count_change(graph, changes=0)


async def _there(graph: Graph) -> set[tuple[str, str]]:
    """Kind and name of every constraint and index that the graph has."""
    found = set()
    async with graph.session(neo4j.READ_ACCESS) as session:
        for kind, statement in (("CONSTRAINT", "SHOW CONSTRAINTS"), ("INDEX", "SHOW INDEXES")):
            result = await session.run(statement)
            found |= {(kind, record["name"]) async for record in result}
    return found


async def _stated(graph: Graph, statement: LiteralString) -> None:
    """Run a schema statement; what another process is just making is waited for.

    A constraint that is being made has its index before it is there itself. Where its maker was
    killed, the server ends the making or takes it back.
    """
    deadline = time.monotonic() + SETTLED_S
    while True:
        try:
            await graph.run(statement)
        except QueryFailed as error:
            if not error.code.startswith(UNSETTLED) or time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.5)
        else:
            return


async def check(graph: Graph) -> str:
    """The state of the graph, "0" for an empty one: it changes as loads and erasures begin and end.

    Raises ForeignSchema where another version wrote it.
    """
    state = await graph.ask(STATE)
    if not state:
        return "0"
    if state[0].schema_version != SCHEMA_VERSION:
        raise ForeignSchema(state[0].schema_version, SCHEMA_VERSION)
    return str(state[0].changes)


def ledger(changes: int) -> pl.DataFrame:
    """The graph's record of itself, for a graph that does not come to be by writing."""
    row = {"key": "graph", "schema_version": SCHEMA_VERSION, "changes": changes}
    row |= {"mark": str(uuid4())}
    return pl.DataFrame([row], schema=Ledger.columns())


async def count_change(graph: Graph, *, changes: int = 1) -> None:
    """Say that the facts are about to be, or are now, others than before."""
    await graph.run(COUNT_CHANGE, version=SCHEMA_VERSION, changes=changes)
