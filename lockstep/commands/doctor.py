"""`lockstep doctor`: what is wrong with this installation, and how to mend it."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import version

import psutil
import typer

from cypher import findings, ledger
from graph_store.errors import GraphError
from graph_store.graph import Graph
from graph_store.schema import check
from lockstep.application import app
from lockstep.errors import CommandError
from lockstep.output import Format, FormatOption, show
from lockstep.settings import Settings
from lockstep.wiring import address, kept_acts, settings

Finding = tuple[bool, str]
"""Whether it is well, and what was found or how to mend it."""

ROOM = 2 * 1024**3


@app.command()
def doctor(form: FormatOption = Format.table) -> None:
    """Check Python, data folder, disk, memory, server and graph; exit code 1 if one is wrong."""
    checks: dict[str, Callable[[Settings], Finding]] = {
        "python": _python,
        "data folder": _folder,
        "disk": _disk,
        "memory": _memory,
        "kept acts": _kept,
        "graph": _graph,
    }
    chosen = settings()
    rows = []
    for name, examine in checks.items():
        well, found = examine(chosen)
        rows.append({"check": name, "well": well, "found": found})
    show(rows, form, columns=("check", "well", "found"))
    if not all(row["well"] for row in rows):
        raise typer.Exit(1)


def _python(_: Settings) -> Finding:
    ours = version("lockstep-graph")
    return True, f"Lockstep {ours} on Python {sys.version.split()[0]}"


def _folder(chosen: Settings) -> Finding:
    try:
        chosen.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return False, f"{chosen.home} cannot be made: {error.strerror}; set LOCKSTEP_HOME."
    if not os.access(chosen.home, os.W_OK):
        return False, f"{chosen.home} is not writable; change its owner or set LOCKSTEP_HOME."
    return True, str(chosen.home)


def _disk(chosen: Settings) -> Finding:
    place = next(each for each in (chosen.home, *chosen.home.parents) if each.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / 1024**3:.1f} GiB free at {place}"
    return free >= ROOM, found if free >= ROOM else f"{found}; make room for at least 2 GiB."


def _memory(chosen: Settings) -> Finding:
    have = psutil.virtual_memory().total
    allowed = chosen.memory.human_readable()
    found = f"{have / 1024**3:.1f} GiB, of which a load or run may take {allowed}"
    return chosen.memory < have, found


def _kept(chosen: Settings) -> Finding:
    folder = kept_acts(chosen)
    size = sum(path.stat().st_size for path in folder.glob("*"))
    return True, f"{size / 1024**2:.1f} MiB that runs keep in {folder}; it may be deleted."


def _graph(chosen: Settings) -> Finding:
    try:
        return asyncio.run(_asked(chosen))
    except (GraphError, CommandError) as error:
        return False, str(error)


async def _asked(chosen: Settings) -> Finding:
    graph = await Graph.connect(address(chosen))
    try:
        await check(graph)
        (size,) = await graph.ask(ledger.SIZE)
        (gds,) = await graph.ask(ledger.GDS)
        cut = [file.name for file in await graph.ask(ledger.FILES) if file.loaded_at is None]
        runs = await graph.ask(findings.RUNS, limit=1)
    finally:
        await graph.close()
    found = f"{graph.address.uri}: {size.nodes:,} nodes, Graph Data Science {gds.version}"
    found += f", last run {runs[0].run}" if runs else ", no run yet"
    if cut:
        return False, f"{found}; {', '.join(cut)} was cut off: load it again to complete it."
    return True, found
