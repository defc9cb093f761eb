"""`lockstep pairs`: every pair of one trace, not cut by q and not written to the graph."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from coordination.acts import Acts
from coordination.chance import judge, table
from coordination.families.making import up_to_date
from coordination.keys import Keys
from coordination.pairs import count
from coordination.reading import Scope, read_acts
from coordination.runs import sets_named, timed_named
from coordination.traces import Trace
from graph_store.graph import Graph
from loaders.four_columns import read_acts as read_table
from lockstep.acts_file import rows_of
from lockstep.application import app
from lockstep.options import AtLeast, Sets, Within
from lockstep.output import Format, FormatOption, say, show_frame
from lockstep.settings import Settings
from lockstep.wiring import settings, with_graph


@app.command()
def pairs(
    trace: Annotated[str | None, typer.Option(help="The trace, such as co_link.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--input", help="A table of acts instead of the graph; needs no server."),
    ] = None,
    sets: Sets = None,
    within: Within = None,
    at_least: AtLeast = None,
    form: FormatOption = Format.csv,
) -> None:
    """Count the pairs that act together, with what chance would give."""
    if trace is None and file is None:
        raise typer.BadParameter("name a trace with --trace, or a table with --input")
    if sets and file:
        raise typer.BadParameter("--set chooses from the graph, --input reads a file: give one")
    chosen = settings()
    meant = timed_named(trace or "co_link")
    frame = _from_graph(chosen, meant, sets or []) if file is None else rows_of(file, read_table)
    acts = Acts.from_frame(frame)
    window = meant.within_s if within is None else within
    counted = count(
        acts,
        within=window,
        at_least=meant.at_least if at_least is None else at_least,
        threads=chosen.threads,
        memory=int(chosen.memory),
    )
    chance = judge(acts, counted, within=window, threads=chosen.threads)
    show_frame(table(acts, counted, chance), form)


def _from_graph(chosen: Settings, trace: Trace, sets: list[str]) -> pl.DataFrame:
    async def read(graph: Graph) -> pl.DataFrame:
        keys = Keys(int(chosen.memory))
        acts = await read_acts(graph, trace, Scope(await sets_named(graph, sets)), keys=keys)
        if not trace.near_duplicates:
            return acts
        near, remarks = await up_to_date(
            graph, threads=chosen.threads, memory=int(chosen.memory), folder=chosen.home, keys=keys
        )
        for remark in remarks:
            say(remark)
        return near.joined(acts, trace)

    return with_graph(chosen, read)
