"""The network in Graph Data Science: what it is asked, and that nothing of it stays."""

from collections.abc import Iterator

import neo4j
import numpy as np
import pytest

from graph_store.errors import GraphUnavailable, QueryFailed, WrongPassword
from graph_store.graph import Address, Graph
from graph_store.network import network

TRIANGLES = [(10, 20, 5), (10, 30, 5), (20, 30, 5), (40, 50, 5), (40, 60, 5), (50, 60, 5)]
BRIDGE = (30, 40, 1)


def columns(pairs: list[tuple[int, int, int]]) -> list[np.ndarray]:
    return list(np.array(pairs, np.int64).T)


@pytest.fixture
def address(connected: Graph) -> Iterator[Address]:
    """Where the server is; at the end no projection may be left on it."""
    yield connected.address
    login = (connected.address.user, connected.address.password)
    with neo4j.GraphDatabase.driver(connected.address.uri, auth=login) as driver:
        left = driver.execute_query("CALL gds.graph.list() YIELD graphName RETURN graphName")
        assert left.records == []


def test_two_triangles_on_a_bridge_are_two_communities_and_one_component(address: Address) -> None:
    with network(address, *columns([*TRIANGLES, BRIDGE])) as projected:
        nodes, found = projected.communities()
        together = projected.components()[1]

    assert nodes.tolist() == [10, 20, 30, 40, 50, 60]
    assert len(set(found[:3])) == len(set(found[3:])) == 1
    assert found[0] != found[3]
    assert len(set(together)) == 1


def test_the_same_pairs_give_the_same_communities(address: Address) -> None:
    """A ring of cliques, where modularity leaves much to chance, asked twice."""
    chance = np.random.default_rng(7)
    ends = chance.integers(0, 60, (400, 2))
    pairs = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    weight = chance.integers(1, 9, len(pairs))
    answers = []
    for _ in range(2):
        with network(address, pairs[:, 0], pairs[:, 1], weight) as projected:
            answers.append(np.column_stack(projected.communities()).tolist())

    assert answers[0] == answers[1]
    assert len({community for _, community in answers[0]}) > 1


def test_the_core_is_the_clique_and_its_middle_is_central(address: Address) -> None:
    clique = [(a, b, 3) for a in range(4) for b in range(a + 1, 4)]
    with network(address, *columns([*clique, (3, 7, 1), (7, 8, 1)])) as projected:
        nodes, core = projected.core_numbers()
        central = projected.centrality()[1]

    assert dict(zip(nodes.tolist(), core.tolist(), strict=True)) == {
        **dict.fromkeys(range(4), 3),
        7: 1,
        8: 1,
    }
    assert nodes[central.argmax()] == 3
    assert nodes[central.argmin()] == 8


def test_weights_count(address: Address) -> None:
    square = [(1, 2, 9), (3, 4, 9), (2, 3, 1), (4, 1, 1)]
    with network(address, *columns(square)) as projected:
        found = projected.communities()[1]

    assert found[0] == found[1] != found[2] == found[3]


def test_the_projection_goes_also_when_the_caller_fails(address: Address) -> None:
    with pytest.raises(ZeroDivisionError), network(address, *columns(TRIANGLES)):
        raise ZeroDivisionError


def test_what_the_server_refuses_is_said(address: Address) -> None:
    with (
        pytest.raises(QueryFailed, match="Neo4j could not use Graph Data Science"),
        network(address, *columns([(-1, 2, 1)])),
    ):
        pass


def test_a_wrong_password_and_a_silent_address_are_told_apart(address: Address) -> None:
    with (
        pytest.raises(WrongPassword),
        network(Address(address.uri, address.user, "wrong"), *columns(TRIANGLES)),
    ):
        pass
    with (
        pytest.raises(GraphUnavailable),
        network(Address("bolt://127.0.0.1:9", "neo4j", "any"), *columns(TRIANGLES)),
    ):
        pass
