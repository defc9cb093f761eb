"""`lockstep serve`: the API."""

import socket
from typing import Annotated

import typer
import uvicorn

from api import create_app
from graph_store.graph import Graph
from lockstep import __version__
from lockstep.application import app
from lockstep.errors import CommandError
from lockstep.output import say
from lockstep.wiring import address, settings


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind; default 127.0.0.1.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to bind; default 8000.")
    ] = None,
) -> None:
    """Answer over HTTP until stopped with Ctrl-C."""
    chosen = settings()
    bound = _bound(host or chosen.host, chosen.port if port is None else port)
    where = address(chosen)
    name, number = bound.getsockname()[:2]
    say(f"Lockstep answers at http://{name}:{number}/docs; make a key with: lockstep keys create")
    service = create_app(lambda: Graph.connect(where), version=__version__)
    server = uvicorn.Server(uvicorn.Config(service, log_level="warning", access_log=False))
    server.run(sockets=[bound])


def _bound(host: str, port: int) -> socket.socket:
    """A socket on this address, so that a taken port is one sentence and not a log."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        raise CommandError(
            f"Cannot answer at {host}:{port}: {(error.strerror or str(error)).lower()}; choose "
            "another with --host and --port."
        ) from error
    return bound
