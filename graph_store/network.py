"""A network of pairs in Graph Data Science: projected from integers, asked, and dropped again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
from neo4j.exceptions import DriverError, Neo4jError
from numpy.typing import NDArray

from graph_store.errors import QueryFailed
from graph_store.graph import Address

if TYPE_CHECKING:
    from graphdatascience import GraphDataScience
    from pandas import DataFrame

SEED = 20_211_015
PROJECT = """
UNWIND $pairs AS pair
RETURN gds.graph.project($name, pair[0], pair[1],
    {relationshipProperties: {weight: pair[2]}}, {undirectedRelationshipTypes: ['*']})
"""

Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]


class Network:
    """An undirected, weighted network whose nodes are the integers that its pairs name.

    Every answer is ``(nodes, values)``, nodes ascending. One thread, one seed and pairs in a fixed
    order: the same pairs give the same answer, whatever the graph they came from looked like.
    """

    def __init__(self, gds: "GraphDataScience", name: str) -> None:
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


@contextmanager
def network(
    address: Address, a: NDArray[np.integer], b: NDArray[np.integer], weight: NDArray[np.integer]
) -> Iterator[Network]:
    """Project pairs, in the order given; there must be at least one.

    Raises QueryFailed where the server has no Graph Data Science or gives up.
    """
    # Importing it takes a second, which only a run shall pay.
    from graphdatascience import GraphDataScience

    name = f"lockstep-{uuid4()}"
    pairs = np.column_stack([a, b, weight]).astype(np.int64).tolist()
    try:
        with GraphDataScience(
            address.uri,
            auth=(address.user, address.password),
            database=address.database,
            aura_ds=False,
            arrow=False,
            show_progress=False,
        ) as gds:
            gds.graph.project.cypher(PROJECT, name=name, pairs=pairs)
            try:
                yield Network(gds, name)
            finally:
                gds.graph.drop(name, fail_if_missing=False)
    except (Neo4jError, DriverError) as error:
        raise QueryFailed("use Graph Data Science", str(error)) from error


def _nodes(found: "DataFrame") -> Codes:
    return np.asarray(found["nodeId"], np.int64)
