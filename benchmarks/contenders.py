"""The same pairs counted by us and by others, from integers already in memory.

Each contender takes events and gives a function that counts; only that function is timed. It
gives the number of pairs and the sum of their shared objects, by which contenders must agree.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from coordination_network_toolkit.compute_networks import compute_co_link_network
from coordination_network_toolkit.preprocess import preprocess_data

from benchmarks.events import Events
from benchmarks.floor import visit
from coordination.acts import Acts
from coordination.chance import judge, table
from coordination.pairs import count, swept_acts, weigh

WITHIN = 60
THREADS = 2

Answer = tuple[int, int]
Contender = Callable[[Events, int], Callable[[], Answer]]


def _acts(events: Events) -> Acts:
    """The acts; each run takes a copy, which has not been sorted yet."""

    def keys(codes: np.ndarray) -> pl.Series:
        return pl.Series(np.arange(int(codes.max()) + 1)).cast(pl.String).str.zfill(9)

    return Acts(
        actor=events.actor,
        object=events.object,
        at=events.at,
        post=np.zeros(len(events.actor), np.uint32),
        actors=keys(events.actor),
        objects=keys(events.object),
        posts=pl.Series([], dtype=pl.String),
    )


def lockstep_counts(events: Events, at_least: int) -> Callable[[], Answer]:
    given = _acts(events)

    def run() -> Answer:
        swept = swept_acts(replace(given), WITHIN)
        weights = weigh(swept, at_least=at_least, threads=THREADS)
        return len(weights.a), int(weights.objects.sum())

    return run


def lockstep_pairs(events: Events, at_least: int) -> Callable[[], Answer]:
    given = _acts(events)

    def run() -> Answer:
        pairs = count(replace(given), within=WITHIN, at_least=at_least, threads=THREADS)
        return len(pairs), int(pairs.objects.sum())

    return run


def lockstep_table(events: Events, at_least: int) -> Callable[[], Answer]:
    given = _acts(events)

    def run() -> Answer:
        acts = replace(given)
        pairs = count(acts, within=WITHIN, at_least=at_least, threads=THREADS)
        rows = table(acts, pairs, judge(acts, pairs, within=WITHIN, threads=THREADS))
        return rows.height, int(rows["objects"].sum())

    return run


def floor(events: Events, _: int) -> Callable[[], Answer]:
    def run() -> Answer:
        visit(events.actor, events.object, events.at, WITHIN)
        return -1, -1

    return run


NEIGHBOURS = "t - lag(t) OVER near <= $within OR lead(t) OVER near - t <= $within"
PRUNED = f"(SELECT * FROM acts WINDOW near AS (PARTITION BY o ORDER BY t) QUALIFY {NEIGHBOURS})"
BUCKETS = """
    SELECT x.actor AS p, y.actor AS q, x.o
    FROM (SELECT actor, o, t, unnest([t // $within, t // $within + 1]) AS bucket FROM {acts}) x
    JOIN (SELECT actor, o, t, t // $within AS bucket FROM {acts}) y USING (o, bucket)
    WHERE y.t - x.t BETWEEN 0 AND $within AND x.actor <> y.actor
"""
RANGE = """
    SELECT x.actor AS p, y.actor AS q, x.o
    FROM (SELECT *, o::BIGINT * 10000000 + t AS line FROM {acts}) x
    JOIN (SELECT *, o::BIGINT * 10000000 + t AS line FROM {acts}) y
    ON y.line >= x.line AND y.line <= x.line + $within
    WHERE x.actor <> y.actor
"""
PLAIN = """
    SELECT x.actor AS p, y.actor AS q, x.o
    FROM {acts} x JOIN {acts} y ON x.o = y.o AND y.t BETWEEN x.t AND x.t + $within
    WHERE x.actor <> y.actor
"""
COUNT = """
    SELECT count(*), sum(objects)::BIGINT FROM (
        SELECT a, b, count(*) AS objects FROM (
            SELECT DISTINCT least(p, q) AS a, greatest(p, q) AS b, o FROM ({joint})
        ) GROUP BY a, b HAVING count(*) >= $at_least
    )
"""


def _duckdb(joint: str, acts: str) -> Contender:
    def contender(events: Events, at_least: int) -> Callable[[], Answer]:
        spill = tempfile.gettempdir()
        limits = {"threads": THREADS, "memory_limit": "10GB", "temp_directory": spill}
        database = duckdb.connect(config=limits)
        columns = {"actor": events.actor, "o": events.object, "t": events.at.astype(np.int32)}
        given = pl.DataFrame(columns).to_arrow()
        database.register("given", given)
        database.execute("CREATE TABLE acts AS SELECT * FROM given")
        query = COUNT.format(joint=joint.format(acts=acts))

        def run() -> Answer:
            wanted = {"within": WITHIN, "at_least": at_least}
            row = database.execute(query, wanted).fetchone()
            assert row is not None
            return int(row[0]), int(row[1] or 0)

        return run

    return contender


def _pruned(acts: pl.LazyFrame) -> pl.LazyFrame:
    acts = acts.sort("o", "t").with_columns(new=pl.col("o") != pl.col("o").shift())
    near = (pl.col("t").diff() <= WITHIN) & ~pl.col("new")
    return acts.filter(near | near.shift(-1)).drop("new")


def _in_buckets(acts: pl.LazyFrame) -> pl.LazyFrame:
    bucket = pl.col("o").cast(pl.Int64) * 100_000 + pl.col("t") // WITHIN
    left = acts.with_columns(key=bucket)
    both = pl.concat([left, left.with_columns(pl.col("key") + 1)])
    return both.join(left, on="key").filter((pl.col("t_right") - pl.col("t")).is_between(0, WITHIN))


def _in_range(acts: pl.LazyFrame) -> pl.LazyFrame:
    line = pl.col("o").cast(pl.Int64) * 10_000_000 + pl.col("t")
    left = acts.with_columns(line=line)
    right = left.select(line_right="line", actor_right="actor")
    return left.join_where(
        right,
        pl.col("line_right") >= pl.col("line"),
        pl.col("line_right") <= pl.col("line") + WITHIN,
    )


def _plain(acts: pl.LazyFrame) -> pl.LazyFrame:
    return acts.join(acts, on="o").filter((pl.col("t_right") - pl.col("t")).is_between(0, WITHIN))


def _polars(joint: Callable[[pl.LazyFrame], pl.LazyFrame], *, prune: bool) -> Contender:
    def contender(events: Events, at_least: int) -> Callable[[], Answer]:
        columns = {"actor": events.actor, "o": events.object, "t": events.at.astype(np.int32)}
        acts = pl.DataFrame(columns)

        def run() -> Answer:
            lazy = _pruned(acts.lazy()) if prune else acts.lazy()
            found = (
                joint(lazy)
                .filter(pl.col("actor") != pl.col("actor_right"))
                .select(
                    "o",
                    a=pl.min_horizontal("actor", "actor_right"),
                    b=pl.max_horizontal("actor", "actor_right"),
                )
                .unique()
                .group_by("a", "b")
                .len()
                .filter(pl.col("len") >= at_least)
                .select(pl.len(), pl.col("len").sum().alias("sum"))
                .collect(engine="streaming")
            )
            pairs, objects = found.row(0)
            return int(pairs), int(objects)

        return run

    return contender


def toolkit(events: Events, at_least: int) -> Callable[[], Answer]:
    """Its edges are directed and weigh posts, so its answer is another one."""
    folder = tempfile.TemporaryDirectory()
    database = str(Path(folder.name) / "posts.db")
    rows = zip(events.actor.tolist(), events.object.tolist(), events.at.tolist(), strict=True)
    preprocess_data(
        database,
        (
            (f"{post}", f"{actor}", "", "", "", "", at, [f"{thing}"])
            for post, (actor, thing, at) in enumerate(rows)
        ),
    )

    def run() -> Answer:
        compute_co_link_network(database, WITHIN, n_threads=THREADS, min_edge_weight=at_least)
        folder.cleanup()
        return -1, -1

    return run


CONTENDERS: dict[str, Contender] = {
    "lockstep, counts": lockstep_counts,
    "lockstep, counts, gaps and times": lockstep_pairs,
    "lockstep, all that and both nulls": lockstep_table,
    "floor": floor,
    "DuckDB, buckets": _duckdb(BUCKETS, "acts"),
    "DuckDB, lone acts dropped, buckets": _duckdb(BUCKETS, PRUNED),
    "DuckDB, range join": _duckdb(RANGE, "acts"),
    "DuckDB, join on the object": _duckdb(PLAIN, "acts"),
    "Polars, buckets": _polars(_in_buckets, prune=False),
    "Polars, lone acts dropped, buckets": _polars(_in_buckets, prune=True),
    "Polars, lone acts dropped, range join": _polars(_in_range, prune=True),
    "Polars, join on the object": _polars(_plain, prune=False),
    "coordination-network-toolkit": toolkit,
}
