"""Loads that are killed or stopped at any moment: the same load again completes them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from graph_store.graph import Graph

SHARES = 16_000
HELD = "MATCH (n) RETURN count(n) AS held UNION ALL MATCH ()-[r]->() RETURN count(r) AS held"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shares of few links by some hundred accounts, in more than one batch of every kind."""
    number = pl.int_range(SHARES)
    shares = pl.select(
        account_id=number * 17 % 701,
        object_id=pl.format("https://example.org/{}", number * number % 997),
        content_id=number,
        timestamp_share=1_600_000_000 + number,
    )
    path = tmp_path_factory.mktemp("shares") / "shares.csv"
    shares.write_csv(path)
    return path


class Load:
    """A load in a process of its own."""

    def __init__(self, table: Path, graph: Graph, home: Path) -> None:
        address = graph.address
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lockstep", "load", "shares", str(table)]
            + ["--as", "url", "--platform", "x", "--set", "s", "--format", "json"],
            env={name: v for name, v in os.environ.items() if not name.startswith("LOCKSTEP_")}
            | {
                "LOCKSTEP_HOME": str(home),
                "LOCKSTEP_NEO4J_URI": address.uri,
                "LOCKSTEP_NEO4J_USER": address.user,
                "LOCKSTEP_NEO4J_PASSWORD": address.password,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self) -> tuple[int, str]:
        """Its exit code and what it said."""
        said = self.process.communicate(timeout=120)[1]
        return self.process.returncode, said


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, list[str]]:
    """The dump of the graph after a load that nothing disturbed, once it is known."""
    return {}


@pytest.fixture
def whole(
    undisturbed: dict[str, list[str]],
    table: Path,
    graph: Graph,
    tmp_path: Path,
    dump: Any,
    ask: Any,
) -> list[str]:
    """What an undisturbed load makes of an empty graph; the graph is empty again afterwards."""
    if not undisturbed:
        assert Load(table, graph, tmp_path).end()[0] == 0
        undisturbed["dump"] = dump()
        ask("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS")
    return undisturbed["dump"]


def wait_for(facts_at_least: int, ask: Any, load: Load) -> None:
    """Until the graph holds so much; a load that ended before is a mistake of the test."""
    while sum(row[0] for row in ask(HELD)) < facts_at_least:
        assert load.process.poll() is None, load.end()
        time.sleep(0.005)


def test_a_load_that_is_killed_three_times_is_completed_by_the_same_load(
    whole: list[str], table: Path, graph: Graph, tmp_path: Path, dump: Any, ask: Any
) -> None:
    chance = Random()
    moments = sorted(chance.randrange(1, len(whole)) for _ in range(3))
    for moment in moments:
        load = Load(table, graph, tmp_path)
        wait_for(moment, ask, load)
        load.process.send_signal(signal.SIGKILL)
        assert load.end()[0] == -signal.SIGKILL

    assert ask("MATCH (file:SourceFile) RETURN file.loaded_at") == [[None]]
    assert Load(table, graph, tmp_path).end()[0] == 0
    assert dump() == whole, moments


def test_a_load_that_is_interrupted_says_so_and_is_completed_by_the_same_load(
    whole: list[str], table: Path, graph: Graph, tmp_path: Path, dump: Any, ask: Any
) -> None:
    load = Load(table, graph, tmp_path)
    wait_for(SHARES // 2, ask, load)
    load.process.send_signal(signal.SIGINT)
    code, said = load.end()

    assert (code, said.splitlines()[-1]) == (
        1,
        "Stopped. What was done stays as it is; the same command again completes it.",
    )
    assert "Traceback" not in said
    assert dump() != whole
    assert Load(table, graph, tmp_path).end()[0] == 0
    assert dump() == whole
