"""`lockstep detect`: one run over chosen sets and traces."""

from dataclasses import asdict
from typing import Annotated

import typer

from coordination.detect import Report, Settings, detect
from coordination.reading import Scope
from coordination.runs import sets_named, traces_named, untimed_named
from graph_store.graph import Graph
from lockstep.application import app
from lockstep.options import AtLeast, Sets, Since, Until, Within
from lockstep.output import Format, FormatOption, show, working
from lockstep.wiring import kept_acts, settings, with_graph

KEYS = ("run", "traces", "flagged", "explained", "clusters", "seconds", "remarks")


@app.command(name="detect")
def command(
    sets: Sets = None,
    trace: Annotated[
        list[str] | None, typer.Option(help="A trace to follow; default: all.")
    ] = None,
    within: Within = None,
    at_least: AtLeast = None,
    since: Since = None,
    until: Until = None,
    fdr: Annotated[
        float, typer.Option(min=0, max=1, help="Largest q of a link, Benjamini-Hochberg.")
    ] = 0.05,
    form: FormatOption = Format.table,
) -> None:
    """Find accounts that act in lockstep, link them and cluster them; writes one run.

    Untimed traces support what is found and flag nobody. A run keeps the acts that it read in
    ``acts`` of the data folder; after a load the next one reads again only those that may have
    changed, and finds what it would find without them. The folder may be deleted at any time.
    """
    chosen = settings()
    traces, untimed = traces_named(trace or []), untimed_named(trace or [])

    async def run(graph: Graph) -> Report:
        scope = Scope(await sets_named(graph, sets or []), since, until)
        asked = Settings(
            scope=scope,
            traces=traces,
            untimed=untimed,
            within=within,
            at_least=at_least,
            fdr=fdr,
            threads=chosen.threads,
            memory=int(chosen.memory),
            kept=kept_acts(chosen),
            folder=chosen.home,
        )
        with working() as stage:
            return await detect(graph, asked, progress=stage)

    show(asdict(with_graph(chosen, run)), form, columns=KEYS)
