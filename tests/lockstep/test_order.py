"""The same facts give the same findings, whatever the order of loading, writers and runs."""

from pathlib import Path
from typing import Any

import neo4j
import polars as pl
import pytest

from planted import plant

MADE = ("run", "cluster", "lineage", "continues", "continued_by")


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A planted world's tweets in two files, each in an order of its own."""
    folder = tmp_path_factory.mktemp("world")
    world = plant(folder, scale=0.002, crowd=0.5, cases=["core_of_a_crowd"])
    tweets = next(file.path for file in world.files if file.path.name.endswith("tweets.csv"))
    table = pl.read_csv(tweets, infer_schema=False)
    halves = [table.gather_every(2), table.gather_every(2, offset=1)]
    paths = [folder / f"half_{place}.csv" for place in range(2)]
    for place, (half, path) in enumerate(zip(halves, paths, strict=True)):
        half.sample(fraction=1, shuffle=True, seed=place).write_csv(path)
    return paths


def test_order_of_loading_writers_and_earlier_runs_leave_no_trace(
    empty_graph: neo4j.Driver,
    pieces: list[Path],
    answer: Any,
    environment: dict[str, str],
    lockstep: Any,
) -> None:
    def found(order: list[Path], writers: int, *, between: bool = False) -> Any:
        with empty_graph.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS").consume()
        env = {"LOCKSTEP_WRITERS": str(writers)}
        for path in order:
            assert lockstep("load", "twitter_archive", path, "--set", "s", env=env).returncode == 0
            if between:
                answer("detect")
        run = answer("detect")["run"]
        pairs = lockstep("pairs", "--trace", "co_reshare").stdout
        return (
            pairs,
            [without_keys(row) for row in answer("clusters", "--run", run)],
            [without_keys(row) for row in answer("accounts", "--run", run)],
            links(empty_graph, run),
        )

    one = found(pieces, 1)
    assert one == found(pieces[::-1], 2, between=True)
    pairs, clusters, accounts, linked = one
    assert pairs.count("\n") > 100
    assert clusters
    assert accounts
    assert linked


def without_keys(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in MADE}


def links(driver: neo4j.Driver, run: str) -> list[tuple[Any, ...]]:
    found = driver.execute_query(
        "MATCH (a)-[l:COORDINATED_WITH {run: $run}]->(b) "
        "RETURN a.key, b.key, l.trace, l.objects, l.q, l.expected ORDER BY a.key, b.key, l.trace",
        run=run,
    )
    return [tuple(record.values()) for record in found.records]
