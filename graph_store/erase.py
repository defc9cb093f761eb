"""Erasing a set: what only it said goes, what others said too stands as if it had never been."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import LiteralString

import neo4j

from graph_models import NODES, RELATIONSHIPS, Node, Record
from graph_store.changes import changing, forget_history
from graph_store.graph import Graph
from graph_store.provenance import without
from graph_store.statements import Shape, caption

FACTS_A_BATCH = 5_000


@dataclass
class Erased:
    """What is no longer in the graph."""

    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[str, int] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)
    """Runs that had read the set: their evidence is gone, and so are their findings."""


async def erase_set(
    graph: Graph,
    name: str,
    *,
    progress: Callable[[str], None] = lambda kind: None,
    rows: int = FACTS_A_BATCH,
) -> Erased:
    """Remove a set; killed in the middle, the same call again completes it."""
    erased = Erased()
    async with changing(graph, key=f"erasure of {name}"):
        for run in await _strings(graph, RUNS_OF_SET, set=name):
            await remove_run(graph, run)
            erased.runs.append(run)
        for model in (*RELATIONSHIPS.values(), *NODES.values()):
            if not model.sourced:
                continue
            kind = Shape(model).name
            progress(kind)
            gone = await _erase(graph, model, name, rows)
            if gone:
                made = erased.nodes if issubclass(model, Node) else erased.relationships
                made[kind] = gone
        await graph.run(FILES_OF_SET, set=name)
    await forget_history(graph)
    return erased


async def forget_files(graph: Graph, keys: Iterable[str]) -> None:
    """Remove SourceFile nodes, and nothing that was read from these files."""
    await graph.run(FILES_THEMSELVES, keys=list(keys))


async def remove_run(graph: Graph, run: str) -> None:
    """Remove a run with its links, verdicts, clusters and likenesses."""
    await graph.run(LINKS_OF_RUN, run=run)
    await graph.run(CLUSTERS_OF_RUN, run=run)
    await graph.run(LIKENESSES_OF_RUN, run=run)
    await graph.run(RUN_ITSELF, run=run)


RUNS_OF_SET: LiteralString = "MATCH (run:Run) WHERE $set IN run.sets RETURN run.key AS value"
FILES_OF_SET: LiteralString = "MATCH (file:SourceFile {set: $set}) DETACH DELETE file"
FILES_THEMSELVES: LiteralString = (
    "UNWIND $keys AS key MATCH (file:SourceFile {key: key}) DETACH DELETE file"
)
LINKS_OF_RUN: LiteralString = (
    "MATCH ()-[link:COORDINATED_WITH {run: $run}]->() "
    "CALL (link) { DELETE link } IN TRANSACTIONS OF 10000 ROWS"
)
CLUSTERS_OF_RUN: LiteralString = "MATCH (cluster:Cluster {run: $run}) DETACH DELETE cluster"
LIKENESSES_OF_RUN: LiteralString = (
    "MATCH (likeness:Likeness {run: $run}) "
    "CALL (likeness) { DETACH DELETE likeness } IN TRANSACTIONS OF 1000 ROWS"
)
RUN_ITSELF: LiteralString = "MATCH (run:Run {key: $run}) DETACH DELETE run"


async def _erase(graph: Graph, model: type[Record], name: str, rows: int) -> int:
    """Facts of one kind, batch by batch; returns how many are gone."""
    pattern: LiteralString = (
        f"(fact:{model.label})" if issubclass(model, Node) else f"()-[fact:{Shape(model).name}]->()"
    )
    verb: LiteralString = "DETACH DELETE" if issubclass(model, Node) else "DELETE"
    alone: LiteralString = (
        f"MATCH {pattern} WHERE fact.sets = [$set] "
        f"CALL (fact) {{ {verb} fact }} IN TRANSACTIONS OF 10000 ROWS"
    )
    counters = (await graph.run(alone, set=name)).counters
    gone = counters.nodes_deleted if issubclass(model, Node) else counters.relationships_deleted
    shared: LiteralString = (
        f"MATCH {pattern} WHERE $set IN fact.sets RETURN elementId(fact) AS value"
    )
    async with graph.session(neo4j.READ_ACCESS) as session:
        result = await session.run(shared, set=name)
        while batch := [str(record["value"]) for record in await result.fetch(rows)]:
            gone += await _settle(graph, model, name, batch)
    return gone


async def _settle(graph: Graph, model: type[Record], name: str, ids: list[str]) -> int:
    """Put back what the other sets alone say of these facts; returns how many no set says."""
    shape = Shape(model)
    is_node = issubclass(model, Node)
    pattern: LiteralString = "(fact)" if is_node else "()-[fact]->()"
    found: LiteralString = f"MATCH {pattern} WHERE elementId(fact) ="
    verb: LiteralString = "DETACH DELETE" if is_node else "DELETE"
    read: LiteralString = (
        f"UNWIND $ids AS id {found} id SET fact.locked = true REMOVE fact.locked "
        "RETURN id, properties(fact) AS properties"
    )
    write: LiteralString = f"UNWIND $rows AS row {found} row[0] SET fact += row[1]{caption(shape)}"
    delete: LiteralString = f"UNWIND $ids AS id {found} id {verb} fact"

    async def in_one(tx: neo4j.AsyncManagedTransaction) -> int:
        left, alone = [], []
        async for id_, properties in await tx.run(read, ids=ids):
            fact = without(properties, erased=name, properties=shape.values)
            if fact is None:
                alone.append(id_)
            else:
                left.append((id_, fact))
        await (await tx.run(write, rows=left)).consume()
        await (await tx.run(delete, ids=alone)).consume()
        return len(alone)

    async with graph.session(neo4j.WRITE_ACCESS) as session:
        return await session.execute_write(in_one)


async def _strings(graph: Graph, statement: LiteralString, **parameters: object) -> list[str]:
    async with graph.session(neo4j.READ_ACCESS) as session:
        result = await session.run(statement, parameters)
        return [str(record["value"]) async for record in result]
