"""`lockstep likenesses`: what actors of a run have in common at no particular moment."""

from typing import Annotated

import typer

from coordination.runs import run_named, untimed_named
from cypher import findings
from cypher.findings import LikenessRow
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.options import Run
from lockstep.output import Format, FormatOption, show
from lockstep.wiring import settings, with_graph


@app.command()
def likenesses(
    run: Run = None,
    trace: Annotated[str | None, typer.Option(help="Only of this untimed trace.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """List who bears which likeness; it supports what is found of an actor and accuses nobody."""
    untimed_named([trace] if trace else [])

    async def ask(graph: Graph) -> list[LikenessRow]:
        meant = await run_named(graph, run)
        return await graph.ask(findings.LIKENESSES, run=meant.run, trace=trace)

    rows = [row.model_dump() for row in with_graph(settings(), ask)]
    show(rows, form, columns=tuple(LikenessRow.model_fields))
