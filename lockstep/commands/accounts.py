"""`lockstep accounts`: every actor with a tier, the highest score first."""

from typing import Annotated

import typer

from coordination.runs import cluster_named, run_named
from coordination.support import supported
from cypher import findings
from cypher.findings import AccountRow, ExplainedRow
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.options import Run
from lockstep.output import Format, FormatOption, show
from lockstep.wiring import settings, with_graph


@app.command()
def accounts(
    run: Run = None,
    cluster: Annotated[str | None, typer.Option(help="Only members of this cluster.")] = None,
    explained: Annotated[
        bool, typer.Option("--explained", help="Those whom an open source explains, instead.")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """List the accounts and pages of tiers 1 to 3; tier 3 are candidates.

    Not among them is whoever openly follows one source that always acts first, and would have a
    tier otherwise; --explained lists these, with the source named.
    """

    async def ask(graph: Graph) -> list[AccountRow]:
        meant = await run_named(graph, run)
        if cluster:
            await cluster_named(graph, meant, cluster)
        return await graph.ask(findings.ACCOUNTS, run=meant.run, cluster=cluster)

    async def ask_explained(graph: Graph) -> list[ExplainedRow]:
        return (await run_named(graph, run)).explained

    if explained:
        named = with_graph(settings(), ask_explained)
        show([row.model_dump() for row in named], form, columns=tuple(ExplainedRow.model_fields))
        return
    rows = [
        row.model_dump() | {"supported": supported(row.likenesses)}
        for row in with_graph(settings(), ask)
    ]
    shown = tuple(AccountRow.model_fields)
    columns = shown[:-1] if form is Format.table else shown
    show(rows, form, columns=(*columns, "supported"))
