"""`lockstep load`: files into the graph."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Annotated

import typer

from coordination.errors import UnknownName
from graph_store.graph import Graph
from loaders import SOURCES, Input, Source
from loaders.slices import RHYTHM, Rhythm
from lockstep.application import app
from lockstep.bulk import load_in_bulk
from lockstep.following import follow
from lockstep.loading import Reading, Report, dry_run, load, reasons
from lockstep.output import Format, FormatOption, say, show, working
from lockstep.settings import Settings
from lockstep.source_options import asking, options_of
from lockstep.wiring import rejects_folder, settings, with_graph

KEYS = tuple(Report.__dataclass_fields__)


@app.command(name="load")
@asking
def command(
    source: Annotated[
        str, typer.Argument(help="Name of the source; with --bulk also SOURCE=PATH, several times.")
    ],
    paths: Annotated[list[str] | None, typer.Argument(help="Files; - is standard input.")] = None,
    name: Annotated[
        str | None, typer.Option("--set", help="Set that the files belong to; default: the source.")
    ] = None,
    bulk: Annotated[
        bool, typer.Option("--bulk", help="By the importer: local server and empty graph only.")
    ] = False,
    following: Annotated[
        bool,
        typer.Option("--follow", help="Load a file as it grows, until Ctrl-C; again goes on."),
    ] = False,
    commit_records: Annotated[
        int, typer.Option(min=1, help="Records of a growing file or pipe that may wait.")
    ] = RHYTHM.records,
    commit_seconds: Annotated[
        float, typer.Option(min=0.1, help="Seconds that they may wait.")
    ] = RHYTHM.seconds,
    dry: Annotated[bool, typer.Option("--dry-run", help="Read and reject, write nothing.")] = False,
    rejects: Annotated[Path | None, typer.Option(help="Where rejected rows are written.")] = None,
    form: FormatOption = Format.table,
    **given: str,
) -> None:
    """Load files into one set; loading them twice changes nothing."""
    chosen = settings()
    if following and (bulk or dry or len(paths or []) != 1 or paths == ["-"]):
        raise typer.BadParameter("--follow takes one file, and neither --bulk nor --dry-run")
    if bulk:
        jobs = [
            (meant, inputs, options_of(meant, name or meant.name, given))
            for meant, inputs in _jobs(source, paths or [])
        ]
        say("Loading in bulk; the local server stops and starts again …")
        with working() as stage:
            reports = load_in_bulk(chosen, jobs, _rejects(chosen, rejects, "bulk"), stage)
        for report in reports:
            _finish(report)
        rows = [asdict(report) for report in reports]
        show(rows[0] if len(rows) == 1 else rows, form, columns=KEYS)
        return
    meant, inputs = _source(source), _inputs(paths or [])
    options = options_of(meant, name or meant.name, given)
    place = _rejects(chosen, rejects, options.set_name)
    rhythm = Rhythm(commit_records, commit_seconds)
    memory = int(chosen.memory)
    reading = Reading.of(meant, inputs, options, rhythm=rhythm, memory=memory)
    if following:
        place = rejects or rejects_folder(chosen) / f"{options.set_name}-{inputs[0].name}.csv"
        report = with_graph(chosen, lambda graph: _load(follow, graph, chosen, reading, place))
    elif dry:
        report = dry_run(reading, rejects=place)
    else:
        report = with_graph(chosen, lambda graph: _load(load, graph, chosen, reading, place))
    _finish(report)
    show(asdict(report), form, columns=KEYS)


async def _load(
    way: Callable[..., Awaitable[Report]],
    graph: Graph,
    chosen: Settings,
    reading: Reading,
    rejects: Path,
) -> Report:
    with working() as stage:
        return await way(
            graph,
            reading,
            rejects=rejects,
            writers=chosen.writers,
            progress=lambda file, records: stage(f"{file}: {records:,} records"),
        )


def _source(name: str) -> Source:
    if name not in SOURCES:
        raise UnknownName("source", name, SOURCES)
    return SOURCES[name]


def _inputs(paths: Sequence[str]) -> list[Input]:
    if not paths:
        raise typer.BadParameter("name at least one file, or - for standard input")
    return [_stdin() if path == "-" else Input.from_path(Path(path)) for path in paths]


def _stdin() -> Input:
    """Standard input without a buffer, so that records are had as they come."""
    return Input.from_stream(FileIO(sys.stdin.fileno(), closefd=False))


def _jobs(source: str, paths: Sequence[str]) -> list[tuple[Source, list[Input]]]:
    """What to load in bulk: one source with files, or SOURCE=PATH several times."""
    if "=" not in source:
        return [(_source(source), _inputs(paths))]
    jobs: dict[str, list[str]] = {}
    for pair in (source, *paths):
        name, _, path = pair.partition("=")
        if not path:
            raise typer.BadParameter(f"{pair!r} is not SOURCE=PATH")
        jobs.setdefault(name, []).append(path)
    return [(_source(name), _inputs(files)) for name, files in jobs.items()]


def _rejects(chosen: Settings, given: Path | None, name: str) -> Path:
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    return given or rejects_folder(chosen) / f"{name}-{stamp}.csv"


def _finish(report: Report) -> None:
    """Say what was rejected and why, where anything was."""
    if not report.rejects_file:
        return
    found = ", ".join(f"{why} ({rows:,})" for why, rows in reasons(Path(report.rejects_file)))
    say(
        f"{report.rejected:,} of {report.read:,} records were rejected: {found}; "
        f"see {report.rejects_file}"
    )
