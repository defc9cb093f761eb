"""What a run takes after a load, beside a full one, and whether both find the same.

    python -m benchmarks.incremental [--posts 3000000] [--orders 30] > docs/speed/incremental.md

The last posts of ``ira_twitter``'s cuts with wordings, and of the one without. All but the latest
two hundredths of the posts are in the graph, then those come, one after the other. A full run is
one after a load, too: it makes the near-duplicates anew, and reads all acts, since nothing is kept.
Then small invented worlds are loaded in pieces and partly erased, in random orders with runs in
between, and the last run of each order is compared with a full one.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import polars as pl

from benchmarks.holdings import DATA
from benchmarks.onegraph import serving
from coordination.detect import Settings as Asked
from coordination.detect import detect
from coordination.reading import Scope
from coordination.traces import TRACES, UNTIMED
from cypher import findings
from graph_store.erase import erase_set
from graph_store.graph import Graph
from graph_store.schema import count_change
from loaders import SOURCES, Input
from lockstep.bulk import load_in_bulk
from lockstep.loading import Reading, load
from lockstep.settings import Settings
from lockstep.source_options import options_of
from lockstep.wiring import kept_acts, with_graph
from planted import plant

CUTS = {
    "with wordings": ("tweets_2015-07-25_2015-08-19.parquet", "tweets_2016-09_2016-11.parquet"),
    "without wordings": ("all_tweets_no_text.parquet",),
}
NEW = 100
"""One post in so many is new."""

CASE = "core_of_a_crowd"
PIECES = 6
LINKS = (
    "MATCH (a)-[link:COORDINATED_WITH {run: $run}]->(b) RETURN a.key AS a, b.key AS b, "
    "properties(link) AS held ORDER BY a, b, link.trace"
)
OWN = {"run", "cluster", "lineage", "quiet", "continues", "continued_by"}
"""What tells one run from another, or continues an earlier one."""


class Stages:
    """Seconds of a run by stage, as it tells them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._now, self._since = "", time.perf_counter()

    def __call__(self, stage: str) -> None:
        """A stage begins; stages of several traces are one."""
        now = time.perf_counter()
        if self._now:
            self.seconds[self._now] = self.seconds.get(self._now, 0.0) + now - self._since
        self._now, self._since = stage.rpartition(": ")[2], now


async def run_over(
    graph: Graph,
    chosen: Settings,
    sets: Sequence[str],
    *,
    keep: bool,
    stages: Stages | None = None,
) -> tuple[str, dict[str, float]]:
    """One run over all traces: its key, and its seconds by stage."""
    stages = stages or Stages()
    asked = Asked(
        scope=Scope(list(sets)),
        traces=list(TRACES.values()),
        untimed=list(UNTIMED.values()),
        threads=chosen.threads,
        memory=int(chosen.memory),
        kept=kept_acts(chosen) if keep else None,
    )
    report = await detect(graph, asked, progress=stages)
    stages("")
    return report.run, stages.seconds


async def found(graph: Graph, run: str) -> list[object]:
    """All that a run found."""
    clusters = await graph.ask(findings.CLUSTERS, run=run, limit=100_000)
    accounts = await graph.ask(findings.ACCOUNTS, run=run, cluster=None)
    async with graph.session("READ") as session:
        links = [
            (a, b, {name: value for name, value in held.items() if name not in OWN})
            async for a, b, held in await session.run(LINKS, run=run)
        ]
    rows = [each.model_dump(exclude=OWN) for each in (*clusters, *accounts)]
    return [*rows, *links]


def cut_up(cut: Sequence[str], posts: int, folder: Path) -> tuple[list[Path], int]:
    """The older posts of a cut and its latest two hundredths, as files, and how many there are."""
    table = pl.concat([pl.read_parquet(DATA / "ira_twitter" / name) for name in cut])
    table = table.sort("publish_date", maintain_order=True).tail(posts)
    new = table.height // NEW
    ends = [0, table.height - 2 * new, table.height - new, table.height]
    paths = [folder / f"{name}.parquet" for name in ("old", "new", "newest")]
    for path, begin, end in zip(paths, ends[:-1], ends[1:], strict=True):
        table[begin:end].write_parquet(path)
    return paths, table.height


def reading(path: Path, source: str = "ira_tweets", set_name: str = "s") -> Reading:
    """A file about to be read into a set."""
    known = SOURCES[source]
    return Reading.of(known, [Input.from_path(path)], options_of(known, set_name, {}))


async def _load(graph: Graph, chosen: Settings, each: Reading) -> None:
    await load(
        graph,
        each,
        rejects=chosen.home / "rejects.csv",
        writers=chosen.writers,
        progress=lambda name, records: None,
    )


def timed(name: str, cut: Sequence[str], posts: int) -> None:
    """Load the older posts of a cut, and print its table."""
    with serving() as chosen:
        (old, *new), many = cut_up(cut, posts, chosen.home)
        each = reading(old)
        jobs = [(each.source, each.inputs, each.options)]
        load_in_bulk(chosen, jobs, chosen.home / "rejects.csv", lambda stage: None)
        print(f"## {many:,} posts {name}\n")
        print("\n".join(with_graph(chosen, lambda graph: compared(graph, chosen, new))))


async def compared(graph: Graph, chosen: Settings, new: Sequence[Path]) -> list[str]:
    """A table of five runs, new posts loaded after the second and the third, and a sentence."""
    runs = {"first, s": await run_over(graph, chosen, ["s"], keep=True)}
    runs["nothing new, s"] = await run_over(graph, chosen, ["s"], keep=True)
    for name, path in zip(("1 % new, s", "the next 1 %, s"), new, strict=True):
        await _load(graph, chosen, reading(path))
        runs[name] = await run_over(graph, chosen, ["s"], keep=True)
    size = sum(path.stat().st_size for path in kept_acts(chosen).iterdir()) / 2**20
    shutil.rmtree(kept_acts(chosen))
    await count_change(graph)
    runs["the same in full, s"] = full = await run_over(graph, chosen, ["s"], keep=True)
    same = await found(graph, runs["the next 1 %, s"][0]) == await found(graph, full[0])
    lines = [f"| stage | {' | '.join(runs)} |", f"|---{'|---:' * len(runs)}|"]
    stages = dict.fromkeys(stage for _, seconds in runs.values() for stage in seconds)
    for stage in stages:
        row = " | ".join(f"{seconds.get(stage, 0.0):.1f}" for _, seconds in runs.values())
        lines.append(f"| {stage} | {row} |")
    whole = " | ".join(f"{sum(seconds.values()):.1f}" for _, seconds in runs.values())
    asked, late = (sum(runs[name][1].values()) for name in ("1 % new, s", "the next 1 %, s"))
    took = sum(full[1].values())
    return [
        *lines,
        f"| in all | {whole} |\n",
        f"After 1 % new posts a run takes {late / took:.0%} of the full run's time (gate 10 %), "
        f"{asked / took:.0%} where the server has to plan the questions first, and finds "
        f"{'the same' if same else '**something else**'}. {size:.0f} MiB are kept.\n",
    ]


def orders(many: int) -> None:
    """Print how many random orders of loads, erasures and runs end as a full run does."""
    with serving() as chosen, tempfile.TemporaryDirectory() as name:
        world = plant(Path(name), scale=0.002, crowd=0.5, cases=[CASE])
        tweets = next(file.path for file in world.files if file.path.name.endswith("tweets.csv"))
        table = pl.read_csv(tweets, infer_schema=False)
        alike = 0
        for seed in range(many):
            alike += with_graph(
                chosen, lambda graph, seed=seed: ordered(graph, chosen, table, Random(seed))
            )
            print(f"{alike} of {seed + 1} orders", file=sys.stderr)
    print("## Random orders\n")
    print(
        f"{alike} of {many} random orders of {PIECES} loads into two sets, an erasure and several "
        "runs end in the clusters, verdicts, pairs and q-values of a full run."
    )


async def ordered(graph: Graph, chosen: Settings, table: pl.DataFrame, chance: Random) -> bool:
    """Whether the last run of one random order finds what a full one does."""
    await graph.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS")
    shutil.rmtree(kept_acts(chosen), ignore_errors=True)
    rows = table.sample(fraction=1, shuffle=True, seed=chance.randrange(2**32))
    steps: list[tuple[str, pl.DataFrame | None]] = []
    for place in range(PIECES):
        piece = rows.slice(place * rows.height // PIECES, rows.height // PIECES + 1)
        steps.append((chance.choice(("s", "t")), piece))
    steps.insert(chance.randrange(1, PIECES), ("t", None))
    for place, (set_name, piece) in enumerate(steps):
        if piece is None:
            await erase_set(graph, set_name)
        else:
            path = chosen.home / f"{set_name}-{place}.csv"
            piece.write_csv(path)
            await _load(graph, chosen, reading(path, "twitter_archive", set_name))
        if place == PIECES // 2 or chance.random() < 0.5:
            await run_over(graph, chosen, ["s", "t"], keep=True)
    kept, _ = await run_over(graph, chosen, ["s", "t"], keep=True)
    full, _ = await run_over(graph, chosen, ["s", "t"], keep=False)
    return await found(graph, kept) == await found(graph, full)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=3_000_000)
    parser.add_argument("--orders", type=int, default=30)
    asked = parser.parse_args()
    if not DATA.exists():
        raise SystemExit("the real data sets are not beside the checkout (../shared)")
    print("# A run after a load\n")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.0f} at the start.\n")
    for name, cut in CUTS.items():
        timed(name, cut, asked.posts)
    orders(asked.orders)


if __name__ == "__main__":
    main()
