"""One real server for all tests: in a folder of its own, on free ports, ended with the session."""

from collections.abc import Iterator

import pytest
from platformdirs import user_cache_path

from graph_store.server import LocalServer


@pytest.fixture(scope="session")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A running server; ``local_server.start()`` gives its address at once."""
    server = LocalServer(
        tmp_path_factory.mktemp("server"),
        jars=user_cache_path("lockstep"),
        heap="1g",
        pagecache="256m",
    )
    server.start()
    yield server
    server.stop()
