"""From settings to a connected graph; the local server starts when it is needed."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from graph_store.graph import Address, Graph
from graph_store.server import LocalServer, ServerAddress
from lockstep.configured import settings as settings
from lockstep.errors import CommandError
from lockstep.output import messages, say
from lockstep.settings import Settings

ResultT = TypeVar("ResultT")


def local_server(chosen: Settings) -> LocalServer:
    """The local server of the data folder; its jars are shared by every data folder."""
    return LocalServer(
        chosen.home / "server", jars=user_cache_path("lockstep"), heap=chosen.server_heap
    )


def start_server(server: LocalServer) -> ServerAddress:
    """Start it, with a bar while its parts are fetched and a line while it starts."""
    if not server.status().running:
        say("Starting the local Neo4j …")
    if not sys.stderr.isatty():
        return server.start(_lines())
    with Progress(
        TextColumn("Fetching Neo4j"), BarColumn(), MofNCompleteColumn(), console=messages
    ) as bar:
        task = bar.add_task("jars", total=None, visible=False)
        return server.start(
            lambda done, in_all, _: bar.update(task, completed=done, total=in_all, visible=True)
        )


def address(chosen: Settings) -> Address:
    """Where the graph is: your own Neo4j, or the local server, started if it is down."""
    if not chosen.neo4j_uri:
        started = start_server(local_server(chosen))
        return Address(started.uri, started.user, started.password)
    password = chosen.password
    if password is None:
        raise CommandError(
            f"LOCKSTEP_NEO4J_URI is {chosen.neo4j_uri}, but no password is set; set "
            "LOCKSTEP_NEO4J_PASSWORD or LOCKSTEP_NEO4J_PASSWORD_FILE."
        )
    return Address(chosen.neo4j_uri, chosen.neo4j_user, password, chosen.neo4j_database)


@asynccontextmanager
async def connected(chosen: Settings) -> AsyncIterator[Graph]:
    """A graph that answers, closed at the end."""
    graph = await Graph.connect(address(chosen))
    try:
        yield graph
    finally:
        await graph.close()


def with_graph(chosen: Settings, do: Callable[[Graph], Awaitable[ResultT]]) -> ResultT:
    """Do something with the graph, to its end."""

    async def run() -> ResultT:
        async with connected(chosen) as graph:
            return await do(graph)

    return asyncio.run(run())


def rejects_folder(chosen: Settings) -> Path:
    """Where rejected rows are written unless ``--rejects`` says otherwise."""
    return chosen.home / "rejects"


def kept_acts(chosen: Settings) -> Path:
    """Where runs keep acts for the next; it may be deleted at any time."""
    return chosen.home / "acts"


def _lines() -> Callable[[int, int, str], None]:
    """Progress of a fetch as a plain line every tenth of it."""
    said = -1

    def tell(done: int, in_all: int, _: str) -> None:
        nonlocal said
        tenth = 10 * done // max(in_all, 1)
        if tenth > said:
            said = tenth
            say(f"Fetching Neo4j: {done} of {in_all} parts")

    return tell
