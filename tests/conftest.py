"""One real server for all tests: in a folder of its own, on free ports, ended with the session."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from platformdirs import user_cache_path
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from graph_store.graph import Address, Graph
from graph_store.schema import prepare
from graph_store.server import LocalServer

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

ResultT = TypeVar("ResultT")
Run = Callable[[Coroutine[Any, Any, ResultT]], ResultT]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long ``pytest -m fuzz`` goes on."""
    parser.addoption("--fuzz-seconds", type=float, default=180, help="random input to each parser")


class ByWorld(LoadFileScheduling):
    """Keeps with one worker what shares a world: a file, and everything about the service."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "tests/api" if file.startswith("tests/api/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByWorld:
    """How several workers share the tests."""
    return ByWorld(config, log)


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


@pytest.fixture(scope="session")
def run() -> Iterator[Run[Any]]:
    """Run a coroutine to its end, always on the same loop: a graph belongs to the loop it met."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="session")
def connected(local_server: LocalServer, run: Run[Any]) -> Iterator[Graph]:
    """The graph of the server, with its schema."""
    address = local_server.start()
    graph = run(Graph.connect(Address(address.uri, address.user, address.password)))
    run(prepare(graph))
    yield graph
    run(graph.close())


@pytest.fixture
def graph(connected: Graph, run: Run[Any]) -> Graph:
    """A graph with a schema and nothing in it."""
    run(connected.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"))
    return connected
