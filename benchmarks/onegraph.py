"""Every real file in one graph: what loading takes, who meets whom, and what erasing a set leaves.

    python -m benchmarks.onegraph [--rows 1000] [--parts cuts] > docs/speed/onegraph.md

A set is a folder of ``../shared/data``. The cut of ``ira_twitter`` without wordings repeats posts
of the other two and is left out. Each form of loading has a process and a server of its own.
"""

import argparse
import gzip
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import LiteralString, ParamSpec, TypeVar

import neo4j
import orjson
import polars as pl

from benchmarks.holdings import DATA, SOURCES_OF_FILES
from graph_models import NODES, RELATIONSHIPS
from graph_store.erase import erase_set
from graph_store.graph import Graph
from loaders import SOURCES, Input
from lockstep.bulk import load_in_bulk
from lockstep.loading import Reading, Report, load
from lockstep.settings import Settings
from lockstep.source_options import options_of
from lockstep.wiring import local_server, rejects_folder, with_graph

LEFT_OUT = "ira_twitter/all_tweets_no_text.parquet"
ERASED_WHOLE = ("coortweet", "ira_twitter")
MIB = 2**20
ASIDE = {"loaded_at"}
"""When a file was loaded is no fact of its set."""

P = ParamSpec("P")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Part:
    """Files of one set that one source reads alike."""

    set: str
    source: str
    paths: tuple[Path, ...]
    told: tuple[tuple[str, str], ...]

    def reading(self) -> Reading:
        """A reading of them that has not begun."""
        source = SOURCES[self.source]
        inputs = [Input.from_path(path) for path in self.paths]
        return Reading.of(source, inputs, options_of(source, self.set, dict(self.told)))


@dataclass
class Dump:
    """A whole graph in canonical form: for each kind of fact a count and a sum of hashes."""

    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)
    lines: set[bytes] = field(default_factory=set)
    """Every fact as a line of JSON, where they were asked for."""

    @property
    def facts(self) -> int:
        """Nodes and relationships."""
        return sum(count for count, _ in self.kinds.values())

    def compared(self, other: "Dump") -> str:
        """Whether both are the same graph, for a cell of a table."""
        differing = sorted(
            kind
            for kind in self.kinds.keys() | other.kinds.keys()
            if self.kinds.get(kind) != other.kinds.get(kind)
        )
        for line in islice(sorted(self.lines ^ other.lines), 6):
            print(f"<!-- {line.decode()} -->")
        return f"**differ**: {', '.join(differing)}" if differing else "the same"


NODES_HELD: LiteralString = "MATCH (n:$($kind)) RETURN properties(n) AS held"
TIES_HELD: LiteralString = (
    "MATCH (a)-[r:$($kind)]->(b) "
    "RETURN properties(r) AS held, labels(a)[0] + ' ' + a.key AS a, labels(b)[0] + ' ' + b.key AS b"
)
EMPTIED: LiteralString = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS"


async def dump(graph: Graph, *, keep: bool = False) -> Dump:
    """The graph, the ledger aside."""
    made = Dump()
    kinds = [(label, NODES_HELD) for label in NODES if label not in ("Change", "Ledger")]
    async with graph.session(neo4j.READ_ACCESS) as session:
        for kind, statement in (*kinds, *((name, TIES_HELD) for name in RELATIONSHIPS)):
            count = total = 0
            async for record in await session.run(statement, kind=kind):
                line = _line(kind, record)
                count, total = count + 1, total + _hashed(line)
                if keep:
                    made.lines.add(line)
            if count:
                made.kinds[kind] = count, total % 2**128
    return made


def _line(kind: str, record: neo4j.Record) -> bytes:
    held, *ends = record.values()
    plain = {name: value for name, value in held.items() if name not in ASIDE}
    return orjson.dumps([kind, *ends, plain], default=str, option=orjson.OPT_SORT_KEYS)


def _hashed(line: bytes) -> int:
    return int.from_bytes(blake2b(line, digest_size=16).digest())


def parts() -> list[Part]:
    """Every file that a source takes but the one that is left out, by sets."""
    found = []
    for pattern, source, told in SOURCES_OF_FILES:
        paths = tuple(path for path in sorted(DATA.glob(pattern)) if path != DATA / LEFT_OUT)
        found.append(Part(pattern.partition("/")[0], source, paths, tuple(told.items())))
    return sorted(found, key=lambda part: part.set)


def cut(part: Part, folder: Path, rows: int) -> Part:
    """The first rows of each of the part's tables; what is no table stays whole."""
    paths = []
    for path in part.paths:
        place = folder / path.relative_to(DATA)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            pl.read_parquet(path).head(rows).write_parquet(place)
        elif path.suffix in (".csv", ".tsv"):
            place.write_bytes(_first(path.read_bytes(), rows))
        elif path.suffix == ".gz":
            place.write_bytes(gzip.compress(_first(gzip.decompress(path.read_bytes()), rows)))
        else:
            place = path
        paths.append(place)
    return Part(part.set, part.source, tuple(paths), part.told)


def _first(table: bytes, rows: int) -> bytes:
    """The header and so many records, whose fields may have lines in quotes."""
    kept, is_open = [], False
    for line in table.splitlines(keepends=True):
        kept.append(line)
        is_open ^= line.count(b'"') % 2 == 1
        rows -= not is_open
        if rows < 0:
            break
    return b"".join(kept)


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
def serving(heap: str = "2g") -> Iterator[Settings]:
    """Settings of a data folder of its own, whose server is stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings(home=Path(folder), server_heap=heap, neo4j_uri=None)
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
        with_graph(chosen, dump)
        began = time.perf_counter()
        reports = load_in_bulk(chosen, jobs, rejects_folder(chosen) / "bulk.csv", lambda line: None)
        seconds, peak = time.perf_counter() - began, _peak()
        return Loaded(reports, seconds, peak, with_graph(chosen, dump))


def online(every: Sequence[Part], erased: Sequence[str]) -> tuple[Loaded, list[Dump], list[str]]:
    """Load the parts; then the graph after each set is erased in turn, and a table of meetings."""
    with serving() as chosen:

        async def work(graph: Graph) -> tuple[Loaded, list[Dump], list[str]]:
            began = time.perf_counter()
            reports = await load_online(graph, chosen, every)
            seconds, peak = time.perf_counter() - began, _peak()
            loaded = Loaded(reports, seconds, peak, await dump(graph))
            met = await meetings(graph)
            left = []
            for name in erased:
                await erase_set(graph, name)
                left.append(await dump(graph))
            return loaded, left, met

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


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def whole() -> None:
    """Print what loading everything takes, and what erasing two sets leaves."""
    every = parts()
    one, left, met = apart(online, every, ERASED_WHOLE)
    other = apart(bulk, every)
    print("## All of them\n")
    print("| form | records | facts | seconds | records/s | facts/s | peak, MiB |")
    print("|---|---|---|---|---|---|---|")
    for form, each in (("online", one), ("bulk", other)):
        read = sum(report.read for report in each.reports)
        facts = each.held.facts
        print(
            f"| {form} | {read:,} | {facts:,} | {each.seconds:,.0f} | {read / each.seconds:,.0f} "
            f"| {facts / each.seconds:,.0f} | {each.peak / MIB:,.0f} |"
        )
    print(f"\nBoth graphs are {one.held.compared(other.held)}.\n")
    print("| set | records | rejected | seconds online |\n|---|---|---|---|")
    for name in dict.fromkeys(part.set for part in every):
        own = [report for report in one.reports if report.set == name]
        read, rejected = sum(each.read for each in own), sum(each.rejected for each in own)
        seconds = sum(each.seconds for each in own)
        print(f"| {name} | {read:,} | {rejected:,} | {seconds:.1f} |")
    print("\n## Accounts\n")
    print("| platform | as the sets name them | nodes | keys | in several sets |")
    print("|---|---|---|---|---|")
    print("\n".join(met))
    print("\n## Erasing whole sets, one after the other\n")
    print("| erased | facts left | beside the others alone, in bulk |\n|---|---|---|")
    for count, (name, after) in enumerate(zip(ERASED_WHOLE, left, strict=True), start=1):
        others = [part for part in every if part.set not in ERASED_WHOLE[:count]]
        print(f"| {name} | {after.facts:,} | {after.compared(apart(bulk, others).held)} |")


def cuts(rows: int) -> None:
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
    await graph.run(EMPTIED)
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
    parser.add_argument("--rows", type=int, default=1_000)
    parser.add_argument("--parts", nargs="+", choices=["whole", "cuts"], default=["whole", "cuts"])
    asked = parser.parse_args()
    print("# Every real set in one graph\n")
    if "whole" in asked.parts:
        whole()
    if "cuts" in asked.parts:
        cuts(asked.rows)


if __name__ == "__main__":
    main()
