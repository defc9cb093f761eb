"""The whole job, from files to clusters in the graph, as what is held grows: seconds by stage.

    python -m benchmarks.growth [--posts 100000 1000000] [--posts-only] [--full]
        > docs/speed/growth.md

Invented posts with one link each (see ``benchmarks.events``); the real posts of ``ira_twitter``
without wordings; the planted world at scale 1. Each has a server of its own; one process loads it
by the importer, then another looks through all traces. Memory is as set out of the box; ten million
posts get more.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import polars as pl

from benchmarks.events import invent
from benchmarks.holdings import DATA
from benchmarks.incremental import Stages, run_over
from benchmarks.onegraph import MIB, apart, peak, serving
from coordination.errors import CoordinationError
from coordination.runs import sets_named
from graph_store.graph import Graph
from lockstep.bulk import load_in_bulk
from lockstep.planting import jobs
from lockstep.settings import Settings
from lockstep.wiring import rejects_folder, with_graph
from planted import PlantedFile, plant

SITES = 20_000
BEGAN = 1_700_000_000
HEAP = "4g"
GIB = 2**30
MANY = 5_000_000
FOR_MANY = 8 * GIB
REAL = DATA / "ira_twitter" / "all_tweets_no_text.parquet"
LOADING = "loading by the importer"


@dataclass(frozen=True)
class Growth:
    """What one whole job took."""

    records: int
    allowed: int
    """Of memory, in bytes."""
    seconds: Mapping[str, float]
    """By stage."""
    peaks: Mapping[str, int]
    """Of the process that loads and of the one that looks, in bytes."""
    ended: str
    """The sentence with which a run ends that does not fit in memory; empty where it did."""


class Loaded(NamedTuple):
    """What loading took, and the peak of its process in bytes."""

    records: int
    seconds: float
    peak: int


class Looked(NamedTuple):
    """What a run took by stage, the peak of its process in bytes, and why it ended early."""

    seconds: dict[str, float]
    peak: int
    ended: str


def invented(folder: Path, *, posts: int) -> list[PlantedFile]:
    """So many posts with a link each."""
    events, path = invent(posts), folder / "posts.parquet"
    table = pl.DataFrame(
        {
            "account_id": events.actor,
            "thing": events.object,
            "content_id": pl.int_range(len(events.at), eager=True),
            "timestamp_share": events.at + BEGAN,
        }
    )
    link = pl.format("https://s{}.example/{}", pl.col("thing") % SITES, "thing")
    table.with_columns(object_id=link).write_parquet(path)
    options = {"as": "url", "platform": "x"}
    return [PlantedFile("shares", path, table.height, options)]


def real(folder: Path) -> list[PlantedFile]:
    """All posts of a takedown, by hashes of their wordings."""
    return [PlantedFile("ira_tweets", REAL, 0)]


def planted_world(folder: Path) -> list[PlantedFile]:
    """Five operations of the reports' sizes, in their crowd."""
    return plant(folder / "world").files


def grown(world: Callable[[Path], list[PlantedFile]], memory: int | None = None) -> Growth:
    """Make a world, load it, and look through it, as two commands would."""
    with serving(HEAP, memory) as chosen:
        loaded = apart(_loaded, chosen, apart(world, chosen.home))
        looked = apart(_looked, chosen)
    seconds = {LOADING: loaded.seconds} | looked.seconds
    peaks = {"loading": loaded.peak, "the run": looked.peak}
    return Growth(loaded.records, int(chosen.memory), seconds, peaks, looked.ended)


def _loaded(chosen: Settings, files: Sequence[PlantedFile]) -> Loaded:
    given, rejects = jobs(files), rejects_folder(chosen) / "growth.csv"
    began = time.perf_counter()
    reports = load_in_bulk(chosen, given, rejects, lambda line: None)
    seconds = time.perf_counter() - began
    return Loaded(sum(report.read for report in reports), seconds, peak())


def _looked(chosen: Settings) -> Looked:
    stages = Stages()

    async def look(graph: Graph) -> None:
        sets = await sets_named(graph, [])
        await run_over(graph, chosen, sets, keep=True, stages=stages)

    ended = ""
    try:
        with_graph(chosen, look)
    except CoordinationError as error:
        ended = str(error)
    return Looked(stages.seconds, peak(), ended)


def _table(every: Mapping[str, Growth]) -> Iterator[str]:
    yield f"| | {' | '.join(every)} |\n|---{'|---:' * len(every)}|"
    yield _row("records", (f"{each.records:,}" for each in every.values()))
    for stage in dict.fromkeys(stage for each in every.values() for stage in each.seconds):
        yield _row(f"{stage}, s", (f"{each.seconds.get(stage, 0):.1f}" for each in every.values()))
    yield _row("in all, s", (f"{sum(each.seconds.values()):.1f}" for each in every.values()))
    yield _row("memory allowed, MiB", (f"{each.allowed / MIB:,.0f}" for each in every.values()))
    for part in next(iter(every.values())).peaks:
        peaks = (f"{each.peaks[part] / MIB:,.0f}" for each in every.values())
        yield _row(f"peak of {part}, MiB", peaks)
    for name, each in every.items():
        if each.ended:
            yield f"\n{name} ended early: {each.ended}"


def _row(head: str, cells: Iterator[str]) -> str:
    return f"| {head} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, nargs="+")
    parser.add_argument("--posts-only", action="store_true")
    parser.add_argument("--full", action="store_true", help="ten million posts alone")
    asked = parser.parse_args()
    sizes = asked.posts or ([10_000_000] if asked.full else [100_000, 1_000_000])
    worlds: dict[str, Callable[[Path], list[PlantedFile]]] = {
        f"{posts:,} posts": partial(invented, posts=posts) for posts in sorted(sizes)
    }
    if not (asked.posts_only or asked.full):
        if REAL.exists():
            worlds["a real takedown"] = real
        worlds["planted, scale 1"] = planted_world
    many = {f"{posts:,} posts" for posts in sizes if posts > MANY}
    load = os.getloadavg()[0]
    every = dict[str, Growth]()
    for name, world in worlds.items():
        memory = FOR_MANY if name in many else None
        every[name] = grown(world, memory)
        print(f"{name}: {every[name]}", file=sys.stderr)
    print("# The whole job, as what is held grows\n")
    print(f"{os.cpu_count()} cores, load {load:.0f} at the start; all traces. The peak is")
    print("that of our processes, the server's heap is beside it.\n")
    print("\n".join(_table(every)))


if __name__ == "__main__":
    main()
