"""`lockstep explain`: why two actors are linked."""

from typing import Annotated

import typer

from coordination import explain as explaining
from coordination.runs import run_named
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.options import Run
from lockstep.output import Format, FormatOption, show
from lockstep.wiring import settings, with_graph

KEYS = ("a", "b", "run", "traces", "score", "features")


@app.command()
def explain(
    a: Annotated[str, typer.Argument(help="Key of an account or page, such as x:12345.")],
    b: Annotated[str, typer.Argument(help="Key of another.")],
    run: Run = None,
    form: FormatOption = Format.table,
) -> None:
    """Show every object on which two actors acted together, with the acts on both sides."""

    async def ask(graph: Graph) -> dict[str, object]:
        return await explaining.explain(graph, a=a, b=b, run=await run_named(graph, run))

    show(with_graph(settings(), ask), form, columns=KEYS)
