"""`lockstep clusters`: what a run found, the strongest first."""

from typing import Annotated

import typer

from coordination.runs import run_named
from cypher import findings
from cypher.findings import ClusterRow
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.options import Run
from lockstep.output import Format, FormatOption, show
from lockstep.wiring import settings, with_graph

SHOWN = ("cluster", "name", "score", "accounts", "pages", "posts", "traces", "first_at", "last_at")


@app.command()
def clusters(
    run: Run = None,
    limit: Annotated[int, typer.Option(min=1, help="Clusters to print.")] = 100,
    form: FormatOption = Format.table,
) -> None:
    """List the clusters of a run with the lines of their scores."""

    async def ask(graph: Graph) -> list[ClusterRow]:
        meant = await run_named(graph, run)
        return await graph.ask(findings.CLUSTERS, run=meant.run, limit=limit)

    rows = [row.model_dump() for row in with_graph(settings(), ask)]
    show(rows, form, columns=SHOWN if form is Format.table else tuple(ClusterRow.model_fields))
