"""What a caller is told when the graph cannot be asked."""

from typing import Any

import pytest

from cypher.ledger import FILES, SET_NODES, SET_SPAN, SIZE
from graph_models import Account, SourceFile
from graph_store.errors import GraphUnavailable, ParameterMismatch, QueryFailed, WrongPassword
from graph_store.graph import Address, Graph


def test_a_wrong_password_is_told_with_the_settings_that_hold_it(graph: Graph, run: Any) -> None:
    address = graph.address

    with pytest.raises(
        WrongPassword,
        match=f"^Neo4j at {address.uri} refused user 'neo4j' with the password given; set "
        "LOCKSTEP_NEO4J_USER and LOCKSTEP_NEO4J_PASSWORD.$",
    ):
        run(Graph.connect(Address(address.uri, address.user, "wrong")))


@pytest.mark.parametrize(
    "uri", ["bolt://127.0.0.1:9", "neo4j://127.0.0.1:9", "http://127.0.0.1:9", "nonsense", ""]
)
def test_an_address_where_nothing_answers_is_told(uri: str, run: Any) -> None:
    with pytest.raises(GraphUnavailable, match="^No Neo4j answers at .*; start it, or unset"):
        run(Graph.connect(Address(uri, "neo4j", "secret")))


def test_the_password_is_never_in_a_message(graph: Graph) -> None:
    assert graph.address.password not in repr(graph.address)


def test_a_database_that_is_not_there_is_told(graph: Graph, run: Any) -> None:
    address = graph.address

    async def ask() -> None:
        other = await Graph.connect(
            Address(address.uri, address.user, address.password, database="other")
        )
        try:
            await other.ask(SIZE)
        finally:
            await other.close()

    with pytest.raises(QueryFailed, match="could not answer 'How many .*Graph not found: other"):
        run(ask())


def test_a_question_is_asked_with_its_own_parameters(graph: Graph, run: Any) -> None:
    with pytest.raises(ParameterMismatch, match=r"ledger/size: missing \[\], unknown \['set'\]"):
        run(graph.ask(SIZE, set="a"))


def test_what_the_server_refuses_is_one_sentence(graph: Graph, run: Any) -> None:
    with pytest.raises(QueryFailed, match="^Neo4j could not run a statement: Invalid input 'NON"):
        run(graph.run("NONSENSE"))


def test_answers_are_asked_fetched_or_streamed(
    graph: Graph, run: Any, frame: Any, write: Any
) -> None:
    accounts = [{"key": f"x:{place}", "platform": "x"} for place in range(3)]
    write({Account: frame(Account, *accounts)}, "a")
    write({Account: frame(Account, *accounts[:1])}, "b")

    async def stream() -> list[tuple[object, ...]]:
        return [row async for row in graph.stream(SET_NODES)]

    rows = [("a", "Account", 3), ("b", "Account", 1)]
    assert run(stream()) == rows
    assert [tuple(row.values()) for row in run(graph.fetch(SET_NODES))] == rows
    assert [tuple(row.model_dump().values()) for row in run(graph.ask(SET_NODES))] == rows
    assert run(graph.ask(SIZE))[0].nodes == 3
    assert run(graph.ask(SET_SPAN)) == []


def test_a_file_that_is_not_loaded_whole_is_listed_as_such(
    graph: Graph, run: Any, frame: Any, write: Any
) -> None:
    file = {"key": "a:1", "set": "a", "source": "shares", "name": "f.csv", "sha256": "1"}
    write({SourceFile: frame(SourceFile, file)})

    assert [row.loaded_at for row in run(graph.ask(FILES))] == [None]
