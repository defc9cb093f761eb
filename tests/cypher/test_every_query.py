"""Every question, on a real server: what it says of itself is true, and no plan scans unasked."""

import asyncio
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from pydantic import BaseModel

import cypher
from cypher import Query, every_query
from graph_store.graph import Address, Graph
from graph_store.schema import prepare
from graph_store.server import LocalServer

ROOT = Path(cypher.__file__).parent
QUERIES = list(every_query())
SCAN = re.compile(r"(AllNodes|AllRelationships|ByLabels?|RelationshipTypes?)Scan$")

each_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


class Plans:
    """What the server would do for each question."""

    def __init__(self, address: Address) -> None:
        self._address = address

    def of(self, query: Query[BaseModel]) -> tuple[list[str], list[str]]:
        """The columns of a question and the operators of its plan; parameters are null."""
        return asyncio.run(self._explained(query))

    async def _explained(self, query: Query[BaseModel]) -> tuple[list[str], list[str]]:
        graph = await Graph.connect(self._address)
        try:
            async with graph.session("READ") as session:
                result = await session.run(f"EXPLAIN {query.text}", dict.fromkeys(query.parameters))
                columns, summary = list(result.keys()), await result.consume()
        finally:
            await graph.close()
        assert summary.plan is not None
        return columns, list(_operators(summary.plan))


def _operators(plan: dict[str, object]) -> Iterator[str]:
    yield str(plan["operatorType"]).partition("@")[0]
    children = plan.get("children", [])
    assert isinstance(children, list)
    for child in children:
        yield from _operators(child)


@pytest.fixture(scope="module")
def plans(local_server: LocalServer) -> Plans:
    started = local_server.start()
    address = Address(started.uri, started.user, started.password)

    async def schema() -> None:
        graph = await Graph.connect(address)
        try:
            await prepare(graph)
        finally:
            await graph.close()

    asyncio.run(schema())
    return Plans(address)


def test_every_file_has_a_query() -> None:
    files = {str(path.relative_to(ROOT).with_suffix("")) for path in ROOT.rglob("*.cypher")}
    assert files == {query.name for query in QUERIES}


def test_the_name_of_a_query_is_its_constant() -> None:
    for package in iter_modules([str(ROOT)]):
        if package.ispkg:
            module = import_module(f"cypher.{package.name}")
            for name, value in vars(module).items():
                if isinstance(value, Query):
                    assert value.name == f"{package.name}/{name.lower()}"


@each_query
def test_it_opens_with_the_question_it_answers(query: Query[BaseModel]) -> None:
    assert query.text.startswith("// ")
    assert query.question.endswith("?")


@each_query
def test_it_documents_exactly_the_parameters_that_it_uses(query: Query[BaseModel]) -> None:
    assert frozenset(query.documented) == query.parameters


@each_query
def test_a_row_has_a_docstring_of_its_own_and_lives_in_a_documented_module(
    query: Query[BaseModel],
) -> None:
    assert query.row.__doc__
    assert query.row.__doc__ != BaseModel.__doc__
    assert import_module(query.row.__module__).__doc__


@each_query
def test_its_columns_are_the_fields_of_its_row(query: Query[BaseModel], plans: Plans) -> None:
    columns, _ = plans.of(query)
    assert set(columns) == set(query.row.model_fields)


@each_query
def test_its_plan_scans_only_where_it_says_so(query: Query[BaseModel], plans: Plans) -> None:
    _, operators = plans.of(query)
    scanning = {each for each in operators if SCAN.search(each)}
    if query.scans is None:
        assert not scanning, f"{query.name} scans: {scanning}"
    else:
        assert query.scans.strip()
