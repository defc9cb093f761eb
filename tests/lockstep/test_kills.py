"""A run that dies leaves nothing to be seen, and the same command again is whole."""

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

import neo4j
import pytest

from planted import plant

DETECT = ("detect", "--trace", "co_reshare", "--trace", "co_text")


@pytest.fixture(scope="module")
def world(empty_graph: neo4j.Driver, tmp_path_factory: pytest.TempPathFactory, answer: Any) -> None:
    """A small planted world, loaded."""
    folder = tmp_path_factory.mktemp("world")
    made = plant(folder, scale=0.002, crowd=0.5, cases=["core_of_a_crowd"])
    for file in made.files:
        answer("load", file.source, file.path, "--set", "planted")


def findings(answer: Any, run: str) -> Any:
    """What a run says, without its own keys."""
    rows = [*answer("accounts", "--run", run), *answer("clusters", "--run", run)]
    own = {"cluster", "run", "lineage", "continues", "continued_by"}
    return [{k: v for k, v in row.items() if k not in own} for row in rows]


def test_a_killed_run_is_never_seen_and_the_next_is_whole(
    world: None, answer: Any, environment: dict[str, str], empty_graph: neo4j.Driver
) -> None:
    first = answer(*DETECT)["run"]
    for stage in ("counting pairs", "writing what was found"):
        kill_at(stage, environment)
        assert [row["run"] for row in runs(empty_graph) if row["ended"]] == [first]
        assert answer("accounts") == answer("accounts", "--run", first)
    again = answer(*DETECT)["run"]
    assert findings(answer, again) == findings(answer, first)


def kill_at(stage: str, environment: dict[str, str]) -> None:
    """Start a run and kill it, children and all, soon after it says that it is there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lockstep", *DETECT],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    assert any(stage in line for line in process.stderr), f"it never came to {stage}"
    time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()


def runs(driver: neo4j.Driver) -> list[dict[str, Any]]:
    found = driver.execute_query(
        "MATCH (run:Run) RETURN run.key AS run, run.finished_at IS NOT NULL AS ended"
    )
    return [record.data() for record in found.records]


def test_two_runs_at_once_do_not_mix(world: None, answer: Any, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "lockstep", *DETECT, "--format", "json"]
    both = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    done = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    first, second = (json.loads(out)["run"] for out in done)
    assert first != second
    assert findings(answer, first) == findings(answer, second)
