"""`lockstep replicate`: the tables that another tool makes of the same acts, for comparison."""

import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from coordination.acts import Acts
from coordination.replicas import coortweet as peer
from coordination.replicas.toolkit import (
    BEHAVIOURS,
    Behaviour,
    acts_of_messages,
    acts_of_table,
    network,
)
from coordination.replicas.toolkit_likeness import alike
from loaders import Input
from loaders.eight_columns import has_messages, read_messages
from loaders.four_columns import read_acts
from lockstep.acts_file import rows_of
from lockstep.application import app
from lockstep.configured import settings
from lockstep.output import Format, FormatOption, say, show
from lockstep.table_file import write_tables

KEYS = ("tables", "seconds")

group = typer.Typer(no_args_is_help=True, help="Make the tables of another tool; needs no server.")
app.add_typer(group, name="replicate")

Table = Annotated[Path, typer.Option("--input", help="The acts: .csv, .csv.gz or .parquet.")]
Window = Annotated[float, typer.Option(min=0, help="Window in seconds, both ends included.")]
Out = Annotated[Path, typer.Option(help="File to write: .csv or .csv.gz.")]


@group.command()
def coortweet(
    file: Table,
    within: Window,
    min_participation: Annotated[int, typer.Option(min=1, help="Fewest shares of an account.")],
    out: Out,
    edges: Annotated[
        Path | None, typer.Option(help="File for the edges of its network: .csv or .csv.gz.")
    ] = None,
    edge_weight: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the edges below the threshold.")
    ] = 0.5,
    form: FormatOption = Format.table,
) -> None:
    """CooRTweet: detect_groups and generate_coordinated_network, row by row."""
    _must_be_apart(file, out, edges)
    chosen, began = settings(), time.monotonic()
    groups = peer.detect_groups(
        Acts.from_frame(rows_of(file, partial(read_acts, with_posts=True))),
        within=within,
        min_participation=min_participation,
        threads=chosen.threads,
        memory=int(chosen.memory),
    )
    made: list[tuple[Path, Iterable[pl.DataFrame]]] = [(out, groups.tables())]
    if edges is not None:
        made.append((edges, [peer.generate_coordinated_network(groups, edge_weight=edge_weight)]))
    _write(made, began, form)


@group.command()
def cnt(
    behaviour: Annotated[str, typer.Option(help=f"One of {', '.join(BEHAVIOURS)}.")],
    file: Table,
    within: Window,
    at_least: Annotated[int, typer.Option(min=1, help="Fewest messages of an edge.")],
    out: Out,
    threshold: Annotated[
        float, typer.Option(min=0, max=1, help="co_similar_tweet: least similarity, above 0.")
    ] = 0.8,
    min_tokens: Annotated[
        int, typer.Option(min=1, help="co_similar_tweet: fewest tokens of a message.")
    ] = 1,
    form: FormatOption = Format.table,
) -> None:
    """coordination-network-toolkit: one of its networks, loops included, edge by edge."""
    if behaviour not in BEHAVIOURS:
        raise typer.BadParameter(f"--behaviour {behaviour}: choose one of {', '.join(BEHAVIOURS)}")
    if not threshold:
        raise typer.BadParameter("--threshold must be above 0: everything is as similar as that")
    _must_be_apart(file, out)
    chosen, began = settings(), time.monotonic()
    meant, memory = BEHAVIOURS[behaviour], int(chosen.memory)
    held = _acts_of(file, meant)
    if (bare := held.filter(pl.col("object") == "").height) and behaviour == "co_link":
        say(f"{bare:,} messages name no address: the toolkit takes that for one that they share.")
    acts = Acts.from_frame(held)
    near = None
    if meant.alike:
        near = alike(
            acts.objects,
            threshold=threshold,
            min_tokens=min_tokens,
            threads=chosen.threads,
            memory=memory,
        )
    edges = network(
        acts, near, within=within, at_least=at_least, threads=chosen.threads, memory=memory
    )
    _write([(out, [edges])], began, form)


def _acts_of(file: Path, behaviour: Behaviour) -> pl.DataFrame:
    """Acts of a table of eight columns, else of four."""
    if has_messages(Input.from_path(file)):
        messages = rows_of(file, partial(read_messages, needed=behaviour.columns))
        return acts_of_messages(messages, behaviour)
    return acts_of_table(rows_of(file, partial(read_acts, with_posts=True)), behaviour)


def _must_be_apart(*files: Path | None) -> None:
    """Refuse to write one table over another, or over what is read."""
    named = [file.resolve() for file in files if file is not None]
    if len(set(named)) < len(named):
        raise typer.BadParameter("--input and the files to write must be different files")


def _write(made: list[tuple[Path, Iterable[pl.DataFrame]]], began: float, form: Format) -> None:
    tables = [{"path": str(path), "rows": write_tables(path, parts)} for path, parts in made]
    seconds = round(time.monotonic() - began, 3)
    show({"tables": tables, "seconds": seconds}, form, columns=KEYS)
