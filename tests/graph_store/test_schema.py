from typing import Any

import pytest

from graph_models import NODES, RELATIONSHIPS, SCHEMA_VERSION, Account, Hashtag
from graph_store.errors import ForeignSchema
from graph_store.graph import Graph
from graph_store.schema import check, count_change, prepare, schema_statements

FOUND = "CALL db.index.fulltext.queryNodes('search', $words) YIELD node RETURN node.key"
REFRESHED = "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()"


def test_preparing_twice_changes_nothing(graph: Graph, run: Any, ask: Any) -> None:
    listed = "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, state"
    run(prepare(graph))
    before, state = ask(listed), run(check(graph))
    run(prepare(graph))

    assert ask(listed) == before
    assert {row[-1] for row in before} == {"ONLINE"}
    assert (state, run(check(graph))) == ("0", "0")


def test_every_label_has_its_key_and_its_indexes(graph: Graph, run: Any, ask: Any) -> None:
    keys = ask("SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties")
    indexes = ask(
        "SHOW RANGE INDEXES YIELD labelsOrTypes, properties, owningConstraint "
        "WHERE owningConstraint IS NULL RETURN labelsOrTypes, properties"
    )

    assert sorted(keys) == sorted(["UNIQUENESS", [label], ["key"]] for label in NODES)
    assert sorted(indexes) == sorted(
        [[name], [each]]
        for name, model in (*NODES.items(), *RELATIONSHIPS.items())
        for each in model.indexes
    )


def test_a_second_node_of_one_key_is_refused(graph: Graph, ask: Any) -> None:
    ask("CREATE (:Account {key: 'x:1'})")

    with pytest.raises(Exception, match="already exists with label `Account`"):
        ask("CREATE (:Account {key: 'x:1'})")


@pytest.mark.parametrize("words", ["schönwetter", "SCHÖNWETTER", "the", "x:7"])
def test_a_name_is_found_by_its_words(
    words: str, graph: Graph, frame: Any, write: Any, ask: Any
) -> None:
    write(
        {
            Account: frame(Account, {"key": "x:7", "platform": "x", "name": "The Schönwetter"}),
            Hashtag: frame(Hashtag, {"key": "roses", "tag": "Roses"}),
        },
        "a",
    )
    ask(REFRESHED)

    assert ask(FOUND, words=f'"{words}"') == [["x:7"]]


def test_a_graph_of_another_version_is_refused_and_left_alone(
    graph: Graph, run: Any, ask: Any, dump: Any
) -> None:
    ask("CREATE (:Ledger {key: 'graph', schema_version: $v, changes: 4})", v=SCHEMA_VERSION + 1)
    before = dump()

    with pytest.raises(
        ForeignSchema,
        match=f"^The graph has schema version {SCHEMA_VERSION + 1}, this Lockstep reads version "
        f"{SCHEMA_VERSION}; use the Lockstep that wrote it, or load the sets anew into an empty",
    ):
        run(prepare(graph))
    assert dump() == before


def test_every_load_and_erasure_makes_another_state(graph: Graph, run: Any) -> None:
    states = [run(check(graph))]
    for _ in range(3):
        run(count_change(graph))
        states.append(run(check(graph)))

    assert states == ["0", "1", "2", "3"]


def test_no_statement_of_the_schema_is_there_twice() -> None:
    statements = schema_statements()

    assert len(set(statements)) == len(statements) > len(NODES)
