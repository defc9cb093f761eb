"""`lockstep erase`: take a set out of the graph."""

import shutil
from dataclasses import asdict
from typing import Annotated

import typer

from coordination.runs import sets_named
from graph_store.erase import Erased, erase_set
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.output import Format, FormatOption, show, working
from lockstep.wiring import kept_acts, settings, with_graph


@app.command()
def erase(
    name: Annotated[str, typer.Option("--set", help="The set to erase.")],
    form: FormatOption = Format.table,
) -> None:
    """Remove exactly what only this set said, and the runs that had read it.

    What runs on this machine have kept for the next goes too.
    """
    chosen = settings()

    async def do(graph: Graph) -> Erased:
        await sets_named(graph, [name])
        with working() as stage:
            return await erase_set(graph, name, progress=lambda kind: stage(f"erasing {kind}"))

    erased = {"set": name} | asdict(with_graph(chosen, do))
    shutil.rmtree(kept_acts(chosen), ignore_errors=True)
    show(erased, form, columns=tuple(erased))
