"""`lockstep clusters`: what a run found, the strongest first."""

from typing import Annotated

import typer

from coordination.runs import run_named
from cypher import findings
from cypher.findings import Captioned, ClusterRow
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.options import Run
from lockstep.output import Format, FormatOption, say, show
from lockstep.wiring import settings, with_graph

SHOWN = ("cluster", "name", "score", "accounts", "pages", "posts", "traces", "first_at", "last_at")
LINE = ("quiet", "carries_on")


@app.command()
def clusters(
    run: Run = None,
    limit: Annotated[int, typer.Option(min=1, help="Clusters to print.")] = 100,
    form: FormatOption = Format.table,
) -> None:
    """List the clusters of a run with the lines of their scores, and what they carry on."""

    async def ask(graph: Graph) -> tuple[list[ClusterRow], list[Captioned]]:
        meant = await run_named(graph, run)
        found = await graph.ask(findings.CLUSTERS, run=meant.run, limit=limit)
        return found, await graph.ask(findings.LOST, run=meant.run)

    found, lost = with_graph(settings(), ask)
    for gone in lost:
        say(f"Not found again: {gone.caption} ({gone.key}).")
    if form is Format.table:
        rows = [row.model_dump() | {"carries_on": _line(row)} for row in found]
        show(rows, form, columns=(*SHOWN, *LINE))
        return
    show([row.model_dump() for row in found], form, columns=tuple(ClusterRow.model_fields))


def _line(row: ClusterRow) -> list[str]:
    """What a cluster carries on, and how."""
    return [f"{step.cluster} ({step.kind}, {step.overlap:.0%})" for step in row.continues]
