"""How much memory a load takes as its file grows, and a run as its acts grow.

    python -m benchmarks.memory [load] [run] [--sizes 0.25 0.5 1] [--acts 2e6] [--allowed 0.5 2]
    [--full] > docs/speed/memory.md

Each measure is taken in a process of its own. What is loaded is a generated table of shares, read
to frames (a dry run: what Neo4j holds is not our process). What is run over are invented acts of
three traces by the same posts, in lists as the driver gives them, up to the pairs of both networks.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl

from benchmarks.events import invent as invented_events
from coordination.coding import coded
from coordination.errors import CoordinationError
from coordination.grouping import counted_once, of_candidates, of_communities
from coordination.keys import Keys
from coordination.links import links
from coordination.reading import Scope, read_acts
from coordination.settings import Settings
from coordination.traces import TRACES
from coordination.verdicts import evidence, verdicts
from cypher import Query
from graph_store.graph import Graph

GIB = 2**30
MIB = 2**20
SEED = 4
ROWS_A_PART = 1_000_000

KEYS = {
    "co_text": "sha256:{:064}",
    "co_link": "https://news.example.org/stories/2024/{:08}.html",
    "co_reshare": "x:16000000000{:08}",
}
ACT = np.dtype([("actor", np.uint32), ("object", np.uint32), ("at", np.int64)])
ACTS_A_ROW = 50_000


def invent(path: Path, size: int) -> int:
    """Write a CSV of at least so many bytes; returns its rows."""
    rng, rows = np.random.default_rng(SEED), 0
    with path.open("wb") as file:
        while file.tell() < size:
            link = pl.Series(rng.integers(0, 2_000_000, ROWS_A_PART)).cast(pl.String)
            part = pl.DataFrame(
                {
                    "account_id": rng.integers(0, 500_000, ROWS_A_PART),
                    "object_id": "https://example.org/stories/" + link,
                    "content_id": np.arange(rows, rows + ROWS_A_PART),
                    "timestamp_share": 1_700_000_000 + rng.integers(0, 10**7, ROWS_A_PART),
                }
            )
            part.write_csv(file, include_header=not rows)
            rows += ROWS_A_PART
    return rows


def measured(*module: str) -> tuple[float, int, str]:
    """Seconds and peak resident bytes of a process of its own, and what it printed."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *module], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(module)} failed")
    return time.perf_counter() - began, used.ru_maxrss * 1024, printed


def of_loads(given: list[float]) -> None:
    """Print the table of loads; sizes in GiB."""
    sizes, peaks = [], []
    print("# Memory of a load\n\n| file, GiB | rows | seconds | rows a second | peak, MiB |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for asked in given:
            path = Path(folder) / "shares.csv"
            rows = invent(path, int(asked * GIB))
            load = ("lockstep", "load", "shares", str(path), "--dry-run")
            seconds, peak, _ = measured(*load, "--as", "url", "--platform", "x")
            sizes.append(path.stat().st_size)
            peaks.append(peak)
            print(
                f"| {sizes[-1] / GIB:.2f} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} "
                f"| {peak / MIB:,.0f} |"
            )
    slope = np.polyfit(sizes, peaks, 1)[0]
    at_ten = (peaks[-1] + max(slope, 0) * (10 * GIB - sizes[-1])) / GIB
    print(f"\nGrowth of the peak: {slope * GIB / MIB:.0f} MiB for each GiB of the file; a file of")
    print(f"10 GiB would take {at_ten:.2f} GiB at this slope.")


@dataclass(frozen=True)
class Answers:
    """Answers the questions for acts as a graph does, from a file of acts in order of actors."""

    path: Path

    async def stream(
        self, query: Query[Any], **_: object
    ) -> AsyncGenerator[tuple[list[list[object]]], None]:
        """Rows of many actors each, with lists of their acts."""
        name = query.name.rpartition("/")[2]
        for posts, acts in self._pieces():
            frame = pl.DataFrame(
                {
                    "actor": pl.Series([f"x:{1_100_000_000 + n}" for n in acts["actor"].tolist()]),
                    "object": [KEYS[name].format(n) for n in acts["object"].tolist()],
                    "at": (acts["at"] + 1_700_000_000) * 1_000_000,
                    "post": [f"x:{1_700_000_000_000_000_000 + n}" for n in posts],
                }
            )
            if TRACES[name].least_words:
                frame = frame.with_columns(words=pl.lit(12), original=pl.lit(value=True))
            lists = frame.group_by("actor", maintain_order=True).agg(pl.all())
            yield ([[actor, "Account", *rest] for actor, *rest in lists.iter_rows()],)

    def _pieces(self) -> Iterator[tuple[range, np.ndarray]]:
        with self.path.open("rb") as file:
            first = 0
            while (acts := np.fromfile(file, ACT, ACTS_A_ROW)).size:
                yield range(first, first + acts.size), acts
                first += acts.size


async def run_over(path: Path, memory: int) -> str:
    """The acts of a run, its links, verdicts and pairs; how it ended."""
    graph = cast(Graph, Answers(path))
    settings = Settings(scope=Scope([]), traces=[TRACES[name] for name in KEYS], memory=memory)
    frames, keys, linked = dict[str, pl.DataFrame](), Keys(memory), 0
    try:
        for trace in settings.traces:
            frames[trace.name] = await read_acts(graph, trace, settings.scope, keys=keys)
            linked += links(frames[trace.name], trace, settings)[0].kept
        acts = coded(frames)
        _, verdict = verdicts(acts, evidence(acts, settings), 1)
        once = counted_once(acts, settings)
        _, pairs = of_communities(acts, once, settings, 1)
        _, tests = of_candidates(acts, once, settings, 1)
    except CoordinationError as error:
        return str(error)
    alone = verdict["tier_1"].sum()
    left = f"; {tests.remark}" if tests.remark else ""
    return f"{linked:,} links, {alone:,} flagged, {pairs.a.size:,} pairs of the network{left}"


def of_runs(sizes: list[float], allowed: list[float]) -> None:
    """Print the table of runs; the memory allowed is in GiB."""
    print("\n# Memory of a run\n\n| acts | allowed, GiB | seconds | peak, GiB | what came out |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / "acts"
            command = ("benchmarks.memory", "--file", str(path), "--acts", str(size))
            measured(*command)
            for most in allowed:
                seconds, peak, ended = measured(*command, "--allowed", str(most))
                taken = f"{seconds:.0f} | {peak / GIB:.2f}"
                print(f"| {size:,.0f} | {most:g} | {taken} | {ended.strip()} |", flush=True)


def main() -> None:
    """Print the tables; with a file, write the acts or run over them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*")
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.25, 0.5, 1.0], help="GiB")
    parser.add_argument("--acts", type=float, nargs="+")
    parser.add_argument("--full", action="store_true", help="a run over 20 million acts alone")
    parser.add_argument("--allowed", type=float, nargs="+", help="GiB")
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    if asked.file and asked.allowed:
        print(asyncio.run(run_over(asked.file, int(asked.allowed[0] * GIB))))
    elif asked.file:
        events = invented_events(int(asked.acts[0]) // len(KEYS))
        order = np.argsort(events.actor, kind="stable")
        acts = np.empty(order.size, ACT)
        for name in ACT.names or ():
            acts[name] = getattr(events, name)[order]
        acts.tofile(asked.file)
    else:
        what = asked.what or (["run"] if asked.full else ["load", "run"])
        if "load" in what:
            of_loads(asked.sizes)
        if "run" in what:
            of_runs(asked.acts or ([2e7] if asked.full else [2e6]), asked.allowed or [0.5, 1, 2])


if __name__ == "__main__":
    main()
