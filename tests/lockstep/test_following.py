"""Files that grow while they are loaded, and pipes that stay open."""

import asyncio
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import neo4j
import polars as pl
import pytest

from graph_store.graph import Address, Graph
from loaders import SOURCES, Input
from loaders.slices import Rhythm
from loaders.sources.shares import ShareOptions
from lockstep.following import follow, forget_rejects
from lockstep.loading import Reading

ROWS = 3_000
KILLS = 20
SEED = 8
OPTIONS = ShareOptions("grown", as_="url", platform="x")
FACTS = (
    "MATCH (n) WHERE NOT n:SourceFile AND NOT n:Ledger RETURN labels(n)[0] AS kind, "
    "properties(n) AS held ORDER BY kind, held.key "
    "UNION ALL MATCH (a)-[r]->(b) WITH a, r, b ORDER BY a.key, b.key, type(r) "
    "RETURN a.key + type(r) + b.key AS kind, properties(r) AS held"
)


def follow_file(address: Address, path: Path, rejects: Path, started: Any) -> None:
    """Follow a file until this process is told to end."""

    async def work() -> None:
        graph = await Graph.connect(address)
        started.set()
        rhythm = Rhythm(records=50, seconds=0.1)
        inputs = [Input.from_path(path)]
        reading = Reading.of(SOURCES["shares"], inputs, OPTIONS, rhythm=rhythm)
        await follow(graph, reading, rejects=rejects, writers=2, progress=lambda file, n: None)
        await graph.close()

    asyncio.run(work())


def table() -> bytes:
    """Acts of which every hundredth has no time."""
    lines = [
        f"{n % 37},https://example.org/{n % 91},{n},{'soon' if n % 100 == 7 else 1_700_000_000 + n}"
        for n in range(ROWS)
    ]
    return "\n".join(["account_id,object_id,content_id,timestamp_share", *lines, ""]).encode()


def facts(driver: neo4j.Driver) -> list[str]:
    return sorted(
        json.dumps(record.values(), default=str, sort_keys=True)
        for record in driver.execute_query(FACTS).records
    )


def file_node(driver: neo4j.Driver) -> dict[str, Any]:
    records = driver.execute_query("MATCH (f:SourceFile) RETURN f {.*} AS f").records
    return {name: value for record in records for name, value in record["f"].items()}


def grow(path: Path, text: bytes, seconds: float) -> None:
    """Write the text in pieces that end anywhere."""
    pieces = [text[n : n + 701] for n in range(0, len(text), 701)]
    with path.open("ab", buffering=0) as file:
        for piece in pieces:
            file.write(piece)
            time.sleep(seconds / len(pieces))


def test_a_follower_that_is_killed_twenty_times_loses_and_doubles_nothing(
    graph: Graph,
    empty_graph: neo4j.Driver,
    environment: dict[str, str],
    lockstep: Any,
    tmp_path: Path,
) -> None:
    path, rejects = tmp_path / "growing.csv", tmp_path / "rejects.csv"
    text = table()
    path.write_bytes(text[:5_000])
    address = Address(
        environment["LOCKSTEP_NEO4J_URI"],
        environment["LOCKSTEP_NEO4J_USER"],
        environment["LOCKSTEP_NEO4J_PASSWORD"],
    )
    writer = threading.Thread(target=grow, args=(path, text[5_000:-200], 40.0))
    spawning = multiprocessing.get_context("spawn")  # Polars' threads do not outlive a fork.
    started = spawning.Event()

    def follower() -> Any:
        started.clear()
        process = spawning.Process(
            target=follow_file, args=(address, path, rejects, started), daemon=True
        )
        process.start()
        assert started.wait(60)
        return process

    def wait_for(rows: int) -> None:
        deadline = time.monotonic() + 60
        while file_node(empty_graph).get("read", 0) < rows and time.monotonic() < deadline:
            time.sleep(0.2)

    process = follower()
    wait_for(50)
    process.kill()
    writer.start()
    moment = random.Random(SEED)
    positions = []
    for kill in range(KILLS - 1):
        process = follower()
        if kill % 6 == 5 and writer.is_alive():
            wait_for(file_node(empty_graph).get("read", 0) + 1)
        time.sleep(moment.uniform(0.0, 1.0))
        process.kill()
        process.join()
        positions.append(file_node(empty_graph).get("position", 0))
    writer.join()
    process = follower()
    grow(path, text[-200:], 0.1)
    wait_for(ROWS)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    process.join(60)

    assert process.exitcode == 0
    assert positions == sorted(positions)
    assert len(set(positions)) > 1
    known = file_node(empty_graph)
    assert (known["read"], known["rejected"], known["position"]) == (ROWS, 30, path.stat().st_size)
    rows = pl.read_csv(rejects)["row"].to_list()
    assert rows == [n + 1 for n in range(ROWS) if n % 100 == 7]
    followed = facts(empty_graph)
    empty_graph.execute_query("MATCH (n) DETACH DELETE n")
    done_at_once = lockstep(
        "load", "shares", path, "--as", "url", "--platform", "x", "--set", "grown"
    )
    assert done_at_once.returncode == 0, done_at_once.stderr
    assert facts(empty_graph) == followed


def test_another_file_of_the_same_name_is_read_from_its_beginning(
    empty_graph: neo4j.Driver, environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "feed.csv"
    header = "account_id,object_id,content_id,timestamp_share\n"
    for name in ("one", "two"):
        path.write_text(f"{header}{name},https://example.org/{name},{name},1700000000\n")
        done = follow_until_read(path, environment)
        assert done["read"] == 1
    found = empty_graph.execute_query(
        "MATCH (a:Account) WHERE a.key IN ['x:one', 'x:two'] RETURN a"
    )
    assert len(found.records) == 2


@pytest.mark.parametrize("torn", ["", "grown.csv,2", "grown.csv,3,fi", 'grown.csv,3,"half a'])
def test_what_a_kill_left_of_the_rejects_is_no_obstacle_and_loses_none(
    tmp_path: Path, torn: str
) -> None:
    path = tmp_path / "rejects.csv"
    known = 'file,row,reason\ngrown.csv,1,"no time, but\nwords"\n'
    path.write_text(known + "grown.csv,2,none\n" + torn)
    forget_rejects(path, beyond=1)
    assert path.read_text() == known
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("left", ["", "file,r", "file,row,reason\n", "file,row,reason\na.csv,1,"])
def test_rejects_of_which_none_stays_are_removed(tmp_path: Path, left: str) -> None:
    path = tmp_path / "rejects.csv"
    path.write_text(left)
    forget_rejects(path, beyond=0)
    assert not path.exists()


def follow_until_read(path: Path, environment: dict[str, str]) -> dict[str, Any]:
    """The report of the command, interrupted when it has read something."""
    command = [
        "load",
        "shares",
        "--as",
        "url",
        "--platform",
        "x",
        "--set",
        "feed",
        "--follow",
        "--format",
        "json",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "lockstep", *command, str(path), "--commit-seconds", "0.2"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert any("records" in line for line in process.stderr)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    report: dict[str, Any] = json.loads(out)
    return report
