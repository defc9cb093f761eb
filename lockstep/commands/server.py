"""`lockstep server`: the local Neo4j."""

from dataclasses import asdict

import typer

from graph_store.server import LocalServer
from lockstep.application import app
from lockstep.errors import CommandError
from lockstep.output import Format, FormatOption, show
from lockstep.settings import Settings
from lockstep.wiring import local_server, settings, start_server

KEYS = ("uri", "version", "gds", "folder", "pid", "running")

group = typer.Typer(no_args_is_help=True, help="Start, stop and look at the local Neo4j.")
app.add_typer(group, name="server")


@group.command()
def start(form: FormatOption = Format.table) -> None:
    """Start the local Neo4j; it runs until `lockstep server stop`."""
    server = _own(settings())
    start_server(server)
    _show(server, form)


@group.command()
def stop(form: FormatOption = Format.table) -> None:
    """Stop the local Neo4j; its data stay."""
    server = _own(settings())
    server.stop()
    _show(server, form)


@group.command()
def status(form: FormatOption = Format.table) -> None:
    """Say whether the local Neo4j runs, and where."""
    _show(_own(settings()), form)


def _own(chosen: Settings) -> LocalServer:
    if chosen.neo4j_uri:
        raise CommandError(
            f"LOCKSTEP_NEO4J_URI is {chosen.neo4j_uri}: that server is yours to start and stop; "
            "unset it to use the local one."
        )
    return local_server(chosen)


def _show(server: LocalServer, form: Format) -> None:
    state = asdict(server.status())
    show(
        {name: state[name] for name in KEYS} | {"folder": str(state["folder"])}, form, columns=KEYS
    )
