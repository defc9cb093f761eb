"""Every real file in one graph: what loading takes, who meets whom, and what erasing a set leaves.

    python -m benchmarks.onegraph [--rows 5000] [--few 200] [--full] > docs/speed/onegraph.md

The first rows of every table, or with ``--full`` all of them. A set is a folder of
``../shared/data``; the cut of ``ira_twitter`` without wordings, which repeats posts of the other
two under hashes of its own, is one of its own. Each form of loading has a process and a server of
its own.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, ParamSpec, TypeVar

import neo4j

from benchmarks.dump import Dump, dump
from benchmarks.holdings import DATA
from benchmarks.local import EMPTY
from benchmarks.real_files import Part, cut, parts
from graph_store.erase import erase_set
from graph_store.graph import Graph
from graph_store.schema import check
from lockstep.bulk import load_in_bulk
from lockstep.loading import Report, load
from lockstep.settings import Settings
from lockstep.wiring import local_server, rejects_folder, with_graph

ERASED_WHOLE = ("coortweet", "ira_twitter")
MIB = 2**20

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


async def load_online(graph: Graph, chosen: Settings, every: Sequence[Part]) -> list[Report]:
    """Load the parts one after the other."""
    return [
        await load(
            graph,
            part.reading(),
            rejects=rejects_folder(chosen) / "onegraph.csv",
            writers=chosen.writers,
            progress=lambda name, records: None,
        )
        for part in every
    ]


@contextmanager
def serving(heap: str = "2g", memory: int | None = None) -> Iterator[Settings]:
    """Settings of a data folder of its own, whose server is stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings(home=Path(folder), server_heap=heap, neo4j_uri=None)
        if memory is not None:
            chosen = chosen.model_copy(update={"memory": memory})
        try:
            yield chosen
        finally:
            local_server(chosen).stop()


@dataclass(frozen=True)
class Loaded:
    """What loading took."""

    reports: list[Report]
    seconds: float
    peak: int
    """Of our process, in bytes."""
    held: Dump


def bulk(every: Sequence[Part]) -> Loaded:
    """Load the parts by the importer, into a graph of their own."""
    with serving() as chosen:
        readings = [part.reading() for part in every]
        jobs = [(each.source, each.inputs, each.options) for each in readings]
        with_graph(chosen, check)
        began = time.perf_counter()
        reports = load_in_bulk(chosen, jobs, rejects_folder(chosen) / "bulk.csv", lambda line: None)
        seconds, most = time.perf_counter() - began, peak()
        return Loaded(reports, seconds, most, with_graph(chosen, dump))


@dataclass(frozen=True)
class Together:
    """All sets in one graph, loaded online."""

    loaded: Loaded
    met: list[str]
    """Rows of a table of meetings."""
    erased: list[str]
    """Rows of a table of erasures."""
    left: Dump


def online(every: Sequence[Part], erased: Sequence[str]) -> Together:
    """Load the parts; then erase some of the sets."""
    with serving() as chosen:

        async def work(graph: Graph) -> Together:
            began = time.perf_counter()
            reports = await load_online(graph, chosen, every)
            seconds, most = time.perf_counter() - began, peak()
            loaded = Loaded(reports, seconds, most, await dump(graph))
            met, rows = await meetings(graph), []
            for name in erased:
                began = time.perf_counter()
                gone = await erase_set(graph, name)
                facts = sum((*gone.nodes.values(), *gone.relationships.values()))
                rows.append(f"| {name} | {facts:,} | {time.perf_counter() - began:,.0f} |")
            return Together(loaded, met, rows, await dump(graph))

        return with_graph(chosen, work)


async def meetings(graph: Graph) -> list[str]:
    """Rows of a table: accounts of each platform, and how many of them several sets know."""
    statement: LiteralString = (
        "MATCH (a:Account) RETURN a.platform AS platform, count(a) AS nodes, "
        "count(DISTINCT a.key) AS keys, sum(size(a.sets)) AS named, "
        "sum(CASE WHEN size(a.sets) > 1 THEN 1 ELSE 0 END) AS shared ORDER BY nodes DESC"
    )
    pairs: LiteralString = (
        "MATCH (a:Account) WHERE size(a.sets) > 1 "
        "RETURN a.sets AS sets, count(a) AS accounts ORDER BY accounts DESC LIMIT 12"
    )
    async with graph.session(neo4j.READ_ACCESS) as session:
        rows = [
            f"| {platform} | {named:,} | {nodes:,} | {keys:,} | {shared:,} |"
            async for platform, nodes, keys, named, shared in await session.run(statement)
        ]
        rows += ["", "| sets | accounts that all of them know |", "|---|---|"]
        rows += [
            f"| {', '.join(sets)} | {accounts:,} |"
            async for sets, accounts in await session.run(pairs)
        ]
    return rows


def apart(work: Callable[P, ResultT], *args: P.args, **kwargs: P.kwargs) -> ResultT:
    """The work's result, from a process of its own, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as one:
        return one.submit(work, *args, **kwargs).result()


def peak() -> int:
    """Bytes that this process had resident at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def together(every: Sequence[Part]) -> None:
    """Print what loading every set takes, and what erasing two of them leaves."""
    one = apart(online, every, ERASED_WHOLE)
    other = apart(bulk, every)
    print("| form | records | facts | seconds | records/s | facts/s | peak, MiB |")
    print("|---|---|---|---|---|---|---|")
    for form, each in (("online", one.loaded), ("bulk", other)):
        read = sum(report.read for report in each.reports)
        facts = each.held.facts
        print(
            f"| {form} | {read:,} | {facts:,} | {each.seconds:,.0f} | {read / each.seconds:,.0f} "
            f"| {facts / each.seconds:,.0f} | {each.peak / MIB:,.0f} |"
        )
    print(f"\nThe two graphs: {one.loaded.held.compared(other.held)}.\n")
    print("| set | records | rejected | seconds online |\n|---|---|---|---|")
    for name in dict.fromkeys(part.set for part in every):
        own = [report for report in one.loaded.reports if report.set == name]
        read, rejected = sum(each.read for each in own), sum(each.rejected for each in own)
        seconds = sum(each.seconds for each in own)
        print(f"| {name} | {read:,} | {rejected:,} | {seconds:.1f} |")
    print("\n## Accounts\n")
    print("| platform | as the sets name them | nodes | keys | in several sets |")
    print("|---|---|---|---|---|")
    print("\n".join(one.met))
    print("\n## Erasing whole sets, one after the other\n")
    print("| erased | facts gone | seconds |\n|---|---|---|")
    print("\n".join(one.erased))
    others = apart(bulk, [part for part in every if part.set not in ERASED_WHOLE]).held
    print(
        f"\nWhat is left, {one.left.facts:,} facts, beside the others alone, in bulk: "
        f"{one.left.compared(others)}."
    )


def one_by_one(rows: int) -> None:
    """Print, for each set, whether erasing it leaves what the others alone make."""
    print(f"\n## Erasing each set, of the first {rows:,} rows of every table\n")
    print("Each set is loaded after all others and then erased.\n")
    print("| set | facts | facts it adds | erased in, s | what is left | whatever came last |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, serving() as chosen:
        every = [cut(part, Path(folder), rows) for part in parts()]
        first: list[Dump] = []
        for name in dict.fromkeys(part.set for part in every):
            print(
                with_graph(
                    chosen, lambda graph, name=name: _cut(graph, chosen, every, name, first)
                ),
                flush=True,
            )


async def _cut(
    graph: Graph, chosen: Settings, every: Sequence[Part], name: str, first: list[Dump]
) -> str:
    """One row: the others, the set after them, and what is left of them when it is erased."""
    await graph.run(EMPTY)
    await load_online(graph, chosen, [part for part in every if part.set != name])
    others = await dump(graph, keep=True)
    await load_online(graph, chosen, [part for part in every if part.set == name])
    both = await dump(graph, keep=True)
    first[:] = first or [both]
    began = time.perf_counter()
    await erase_set(graph, name)
    seconds = time.perf_counter() - began
    left = await dump(graph, keep=True)
    return (
        f"| {name} | {both.facts:,} | {both.facts - others.facts:,} | {seconds:.1f} "
        f"| {left.compared(others)} | {both.compared(first[0])} |"
    )


def main() -> None:
    """Print the tables."""
    if not DATA.exists():
        raise SystemExit("the real data sets are not beside the checkout (../shared)")
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5_000, help="of every table, all together")
    parser.add_argument("--few", type=int, default=200, help="of every table, set by set")
    parser.add_argument("--full", action="store_true", help="every row of every table alone")
    asked = parser.parse_args()
    print("# Every real set in one graph\n")
    if asked.full:
        print("## All of them\n")
        together(parts())
        return
    print(f"## The first {asked.rows:,} rows of every table\n")
    with tempfile.TemporaryDirectory() as folder:
        together([cut(part, Path(folder), asked.rows) for part in parts()])
    one_by_one(asked.few)


if __name__ == "__main__":
    main()
