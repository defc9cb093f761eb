"""Writing and reading the graph against the plainest code that does the same.

    python -m benchmarks.loading [--posts 100000] > docs/speed/loading.md

A server of its own; each form in turn, on data of its own labels' size, medians of the rounds.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import neo4j
import numpy as np
import polars as pl
from platformdirs import user_cache_path

from coordination.reading import Scope, read_acts
from coordination.traces import TRACES
from graph_models import Account, LinksTo, Post, Posted, Record, Url
from graph_store.bulk import BulkImport
from graph_store.graph import Address, Graph
from graph_store.schema import prepare
from graph_store.server import LocalServer, ServerAddress
from graph_store.statements import Shape
from graph_store.write import Writer, facts_of

SEED = 5
BATCHES = (5_000, 10_000, 20_000)
EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS"
Frames = dict[type[Record], pl.DataFrame]


def invent(posts: int) -> Frames:
    """Posts by a seventh as many accounts with a quarter as many links, heavy tails in both."""
    rng = np.random.default_rng(SEED)
    who = np.minimum(rng.lognormal(0, 1.5, posts) / 60 * posts / 7, posts // 7 - 1).astype(int)
    link = np.minimum(rng.pareto(1.1, posts) * 30, posts // 4 - 1).astype(int)
    base = pl.DataFrame(
        {
            "account": [f"x:a{n}" for n in who],
            "post": [f"x:{n}" for n in range(posts)],
            "url": [f"https://example.org/{n}" for n in link],
            "at": 1_700_000_000_000_000 + rng.integers(0, 10**13, posts),
        }
    ).with_columns(pl.col("at").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))
    platform = pl.lit("x").alias("platform")
    facts = {
        Account: base.select("account").unique().select(pl.col("account").alias("key"), platform),
        Post: base.select(pl.col("post").alias("key"), platform),
        Url: base.select(pl.col("url").alias("key")).unique(),
        Posted: base.select(start_key="account", end_key="post", at="at"),
        LinksTo: base.select(end_label=pl.lit("Url"), start_key="post", end_key="url"),
    }
    return {
        model: frame.with_columns(
            pl.lit(None, dtype=kind).alias(name)
            for name, kind in model.columns().items()
            if name not in frame.columns
        ).select(list(model.columns()))
        for model, frame in facts.items()
    }


def bare(address: ServerAddress, frames: Frames, batch: int) -> float:
    """The plainest loop: UNWIND, MERGE and SET of what is not null, one writer."""
    began = time.perf_counter()
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        driver.session() as session,
    ):
        for model, frame in frames.items():
            shape = Shape(model, *ENDS.get(model, ()))
            facts = facts_of(shape, frame)
            held = [name for name in shape.row_columns if facts[name].null_count() < facts.height]
            statement = _plain(shape, held)
            for piece in facts.select(held).iter_slices(batch):
                rows = [list(row) for row in piece.iter_rows()]
                session.execute_write(_run, statement, rows)
    return time.perf_counter() - began


def _run(tx: neo4j.ManagedTransaction, statement: str, rows: list[list[object]]) -> None:
    tx.run(statement, rows=rows).consume()


ENDS: dict[type[Record], tuple[str, str]] = {
    Posted: ("Account", "Post"),
    LinksTo: ("Post", "Url"),
}


def _plain(shape: Shape, held: list[str]) -> str:
    first = len(shape.identity)
    values = [f"fact.{name} = row[{n}]" for n, name in enumerate(held) if n >= first]
    setting = ", ".join([*values, "fact.sets = ['bench']"])
    if shape.model in ENDS:
        return (
            f"UNWIND $rows AS row MATCH (a:{shape.start} {{key: row[0]}}) "
            f"MATCH (b:{shape.end} {{key: row[1]}}) "
            f"MERGE (a)-[fact:{shape.name}]->(b) SET {setting}"
        )
    return (
        f"UNWIND $rows AS row MERGE (fact:{shape.name} {{key: row[0]}}) "
        f"SET {setting}, fact.display_name = row[0]"
    )


def ours(address: ServerAddress, frames: Frames) -> float:
    """The product's writer as it loads a set."""

    async def write() -> None:
        graph = await Graph.connect(Address(address.uri, address.user, address.password))
        await Writer(graph, set_name="bench").write(frames)
        await graph.close()

    began = time.perf_counter()
    asyncio.run(write())
    return time.perf_counter() - began


def read_raw(address: ServerAddress, *, of_sets: bool = False) -> float:
    """The best raw form of docs/decisions/0003: lists per actor and a large fetch."""
    chosen = "WHERE any(n IN p.sets WHERE n IN $sets) AND any(n IN l.sets WHERE n IN $sets) "
    query = (
        "MATCH (a:Account)-[p:POSTED]->(post:Post)-[l:LINKS_TO]->(u:Url) "
        f"{chosen if of_sets else ''}"
        "WITH a, collect(u.key) AS u, collect(p.at.epochMillis) AS t, collect(post.key) AS k "
        "RETURN a.key, u, t, k"
    )
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        driver.session(fetch_size=20_000) as session,
    ):
        session.run("RETURN 1").consume()
        began = time.perf_counter()
        acts = sum(len(record[1]) for record in session.run(query, sets=["bench"]))
    assert acts
    return time.perf_counter() - began


def read_ours(address: ServerAddress) -> float:
    """The product's reading: to columns, filtered by set."""

    async def read() -> float:
        graph = await Graph.connect(Address(address.uri, address.user, address.password))
        began = time.perf_counter()
        acts = await read_acts(graph, TRACES["co_link"], Scope(["bench"]))
        seconds = time.perf_counter() - began
        await graph.close()
        assert acts.height
        return seconds

    return asyncio.run(read())


def in_bulk(server: LocalServer, frames: Frames, folder: Path) -> tuple[float, float]:
    """Seconds of the whole bulk load, the restart aside, and of the importer alone."""
    began = time.perf_counter()
    work = BulkImport(folder, memory=700 * 2**20)
    work.add(frames, set_name="bench")
    importing: list[float] = []
    work.run(server, lambda stage: importing.append(time.perf_counter()))
    ended = time.perf_counter()
    return ended - began, ended - importing[-1]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--bulk-posts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = LocalServer(Path(folder) / "server", jars=user_cache_path("lockstep"), heap="4g")
        try:
            _report(server, asked.posts, asked.bulk_posts, asked.rounds, Path(folder))
        finally:
            server.stop()


def _report(server: LocalServer, posts: int, bulk_posts: int, rounds: int, folder: Path) -> None:
    address, frames = server.start(), invent(posts)
    facts = sum(frame.height for frame in frames.values())
    forms: dict[str, Callable[[], float]] = {
        "lockstep load": lambda: ours(address, frames),
        **{
            f"bare UNWIND loop, {batch:,} a batch": lambda batch=batch: bare(address, frames, batch)
            for batch in BATCHES
        },
    }
    seconds: dict[str, list[float]] = {name: [] for name in forms}
    for _ in range(rounds):
        for name, run in forms.items():
            _emptied(address)
            seconds[name].append(run())
            _say(name, seconds[name][-1])
    _out("# Writing, reading and importing")
    _table(f"Writing {facts:,} facts", seconds, facts, "lockstep load")
    reading: dict[str, Callable[[], float]] = {
        "lockstep read_acts, one set, to columns": lambda: read_ours(address),
        "raw driver, lists per actor": lambda: read_raw(address),
        "the same, of one set": lambda: read_raw(address, of_sets=True),
    }
    read: dict[str, list[float]] = {name: [] for name in reading}
    for turn in range(3 * rounds + 1):
        for name, run in reading.items():
            taken = run()
            if turn:
                read[name].append(taken)
    _table(f"Reading {posts:,} acts", read, posts, next(iter(reading)))
    _emptied(address)
    large = invent(bulk_posts)
    records = sum(frame.height for frame in large.values())
    began = time.perf_counter()
    server.stop()
    stopped = time.perf_counter() - began
    (folder / "bulk").mkdir()
    whole, importer = in_bulk(server, large, folder / "bulk")
    began = time.perf_counter()
    server.start()
    _out(f"\n## Bulk load of {records:,} facts\n\n| part | seconds |\n|---|---|")
    _out(f"| whole, restart aside | {whole:.1f} |\n| importer alone | {importer:.1f} |")
    _out(f"| stop and start | {stopped + time.perf_counter() - began:.1f} |")
    _out(f"\nImporter over whole: {importer / whole:.2f} (gate 0.7).")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    _out(f"\nPeak resident memory of this process, all of it: {peak:.2f} GiB.")


def _emptied(address: ServerAddress) -> None:
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        driver.session() as session,
    ):
        session.run(EMPTY).consume()
    asyncio.run(_prepared(address))


async def _prepared(address: ServerAddress) -> None:
    graph = await Graph.connect(Address(address.uri, address.user, address.password))
    await prepare(graph)
    await graph.close()


def _table(title: str, seconds: dict[str, list[float]], rows: int, own: str) -> None:
    _out(f"\n## {title}\n\n| form | seconds, median | a second | lockstep is |\n|---|---|---|---|")
    mine = median(seconds[own])
    for name, taken in seconds.items():
        typical = median(taken)
        _out(f"| {name} | {typical:.2f} | {rows / typical:,.0f} | {typical / mine:.2f}x |")


def _say(name: str, seconds: float) -> None:
    print(f"{name}: {seconds:.1f} s", file=sys.stderr)


def _out(line: str) -> None:
    print(line)


if __name__ == "__main__":
    main()
