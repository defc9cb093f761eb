"""`lockstep keys`: who may use the service."""

from datetime import datetime
from typing import Annotated, get_args

import typer

from api import keys as ring
from api.permission import Role
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.moments import parsed
from lockstep.output import Format, FormatOption, show
from lockstep.wiring import settings, with_graph

KEYS = ("id", "name", "role", "expires_at")

group = typer.Typer(no_args_is_help=True, help="Make, list and revoke keys to the service.")
app.add_typer(group, name="keys")


@group.command()
def create(
    name: Annotated[str, typer.Option(help="Who or what holds the key.")],
    role: Annotated[str, typer.Option(help=f"What it may do: {', '.join(get_args(Role))}.")],
    expires: Annotated[
        datetime | None, typer.Option(parser=parsed, help="When it ends; default: never.")
    ] = None,
    form: FormatOption = Format.table,
) -> None:
    """Make a key; the secret is printed this once and kept nowhere."""
    if role not in get_args(Role):
        raise typer.BadParameter(f"--role {role}: choose one of {', '.join(get_args(Role))}")

    async def make(graph: Graph) -> tuple[str, str]:
        return await ring.create(graph, name, role, expires)  # type: ignore[arg-type]

    key, secret = with_graph(settings(), make)
    made = {"id": key, "name": name, "role": role, "expires_at": expires, "secret": secret}
    show(made, form, columns=tuple(made))


@group.command(name="list")
def list_(form: FormatOption = Format.table) -> None:
    """List every key that was made; secrets are not known."""

    async def ask(graph: Graph) -> list[dict[str, object]]:
        rows = await ring.list(graph)
        return [row.model_dump(exclude={"secret_sha256"}) for row in rows]

    show(with_graph(settings(), ask), form, columns=(*KEYS, "created_at", "revoked_at"))


@group.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `keys list` says.")],
    form: FormatOption = Format.table,
) -> None:
    """End a key; a running service forgets it within seconds."""

    async def do(graph: Graph) -> None:
        await ring.revoke(graph, key)

    with_graph(settings(), do)
    show({"id": key, "revoked": True}, form, columns=("id", "revoked"))
