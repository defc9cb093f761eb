"""A local server with an empty graph, for the length of one benchmark."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import neo4j
from platformdirs import user_cache_path

from graph_store.graph import Address
from graph_store.server import LocalServer

EMPTY: LiteralString = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS"


@contextmanager
def local_server(*, heap: str = "1g") -> Iterator[tuple[Address, Path]]:
    """Where the server answers, and a folder that goes when it stops."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        server = LocalServer(home / "server", jars=user_cache_path("lockstep"), heap=heap)
        try:
            found = server.start()
            yield Address(found.uri, found.user, found.password), home
        finally:
            server.stop()


def emptied(address: Address) -> None:
    """Take everything out of the graph."""
    login = (address.user, address.password)
    with neo4j.GraphDatabase.driver(address.uri, auth=login) as driver, driver.session() as session:
        session.run(EMPTY).consume()
