"""A network of pairs in Graph Data Science: projected from integers, asked, and dropped again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

import neo4j
import numpy as np
from graphdatascience import GraphDataScience
from graphdatascience.error.gds_not_installed import GdsNotFound
from graphdatascience.error.unable_to_connect import UnableToConnectError
from neo4j.exceptions import AuthError, DriverError, Neo4jError
from numpy.typing import NDArray
from pandas import DataFrame

from graph_store.errors import GraphUnavailable, QueryFailed, WrongPassword
from graph_store.graph import LOST, Address

SEED = 20_211_015

GOES_ON = 0.5
"""Chance that a walk goes on; chosen on planted worlds, of which half the seeds were withheld."""

MOST_LIKE = 1_000
"""Nodes compared with a seed that are kept: those most like it."""

PROJECT = """
UNWIND range(0, size($pairs) - 1) AS place
WITH $pairs[place] AS pair, $weights[place] AS weight
RETURN gds.graph.project($name, pair / 4294967296, pair % 4294967296,
    {relationshipProperties: {weight: weight}}, {undirectedRelationshipTypes: ['*']})
"""
"""A pair is one number: lists of lists take twice as long and, by reasoning, thrice the room."""

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]


class Network:
    """An undirected, weighted network whose nodes are the integers that its pairs name.

    Every answer is ``(nodes, values)``, nodes ascending. One thread, one seed and pairs in a fixed
    order: the same pairs give the same answer, whatever the graph they came from looked like.
    """

    def __init__(self, gds: GraphDataScience, name: str) -> None:
        self._gds = gds
        self._graph = gds.graph.get(name)

    def communities(self) -> tuple[Codes, Codes]:
        """Leiden communities by modularity, gamma 1, on the weights (Traag et al. 2019)."""
        found = self._gds.leiden.stream(
            self._graph,
            relationship_weight_property="weight",
            gamma=1.0,
            random_seed=SEED,
            concurrency=1,
            log_progress=False,
        ).sort_values("nodeId")
        return _nodes(found), np.asarray(found["communityId"], np.int64)

    def core_numbers(self) -> tuple[Codes, Codes]:
        """The largest k for which a node is in the k-core."""
        found = self._gds.k_core_decomposition.stream(
            self._graph, concurrency=1, log_progress=False
        ).sort_values("nodeId")
        return _nodes(found), np.asarray(found["coreValue"], np.int64)

    def centrality(self) -> tuple[Codes, Numbers]:
        """Eigenvector centrality on the weights."""
        found = self._gds.eigenvector.stream(
            self._graph, relationship_weight_property="weight", concurrency=1, log_progress=False
        ).sort_values("nodeId")
        return _nodes(found), np.asarray(found["score"], np.float64)

    def components(self) -> tuple[Codes, Codes]:
        """Weakly connected components."""
        found = self._gds.wcc.stream(self._graph, concurrency=1, log_progress=False).sort_values(
            "nodeId"
        )
        return _nodes(found), np.asarray(found["componentId"], np.int64)

    def visits(self, seeds: Sequence[int]) -> tuple[Codes, Numbers]:
        """How often walks that set out at the seeds come by: personalised PageRank.

        Half of the walks end at every step, so that what is near weighs more than what is popular.
        """
        found = self._gds.page_rank.stream(
            self._graph,
            source_nodes=list(seeds),
            damping_factor=GOES_ON,
            max_iterations=50,
            tolerance=1e-9,
            concurrency=1,
            log_progress=False,
        ).sort_values("nodeId")
        return _nodes(found), np.asarray(found["score"], np.float64)

    def likeness(self, seeds: Sequence[int], others: Sequence[int]) -> tuple[Codes, Numbers]:
        """Of others, those most like a seed, with their largest Jaccard coefficient of neighbours.

        What has no neighbour in common with any seed is not among them.
        """
        found = self._gds.node_similarity.filtered.stream(
            self._graph,
            source_node_filter=list(seeds),
            target_node_filter=list(others),
            top_k=MOST_LIKE,
            concurrency=1,
            log_progress=False,
        )
        best = found.groupby("node2", sort=True)["similarity"].max()
        return np.asarray(best.index, np.int64), np.asarray(best, np.float64)


@contextmanager
def network(
    address: Address, a: NDArray[np.integer], b: NDArray[np.integer], weight: NDArray[np.integer]
) -> Iterator[Network]:
    """Project pairs of numbers below 2^31, in the order given; there must be at least one.

    Raises GraphUnavailable or WrongPassword, and QueryFailed where the server has no Graph Data
    Science or gives up.
    """
    name = f"lockstep-{uuid4()}"
    pairs = (a.astype(np.int64) << 32 | b.astype(np.int64)).tolist()
    with _science(address) as gds:
        gds.graph.project.cypher(PROJECT, name=name, pairs=pairs, weights=weight.tolist())
        try:
            yield Network(gds, name)
        finally:
            gds.graph.drop(name, fail_if_missing=False)


@contextmanager
def _science(address: Address) -> Iterator[GraphDataScience]:
    """The client of Graph Data Science, whose failures become ours.

    Whether anybody answers is asked before: the client itself would wait for ten minutes.
    """
    login = (address.user, address.password)
    try:
        with neo4j.GraphDatabase.driver(
            address.uri, auth=login, notifications_min_severity="OFF"
        ) as driver:
            driver.verify_connectivity()
            yield GraphDataScience(
                driver, database=address.database, aura_ds=False, arrow=False, show_progress=False
            )
    except AuthError as error:
        raise WrongPassword(address.uri, address.user) from error
    except (*LOST, UnableToConnectError) as error:
        raise GraphUnavailable(address.uri, "the connection was lost") from error
    except (Neo4jError, DriverError, GdsNotFound) as error:
        raise QueryFailed("use Graph Data Science", str(error)) from error


def _nodes(found: DataFrame) -> Codes:
    return np.asarray(found["nodeId"], np.int64)
