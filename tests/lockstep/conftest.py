"""The command line as a user runs it, on the session's real server."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph_store.server import LocalServer
from lockstep import application

Cli = Callable[..., subprocess.CompletedProcess[str]]
Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def environment(
    local_server: LocalServer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    address = local_server.start()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOCKSTEP_")}
    return kept | {
        "LOCKSTEP_HOME": str(tmp_path_factory.mktemp("home")),
        "LOCKSTEP_NEO4J_URI": address.uri,
        "LOCKSTEP_NEO4J_USER": address.user,
        "LOCKSTEP_NEO4J_PASSWORD": address.password,
    }


@pytest.fixture(scope="session")
def lockstep(environment: dict[str, str]) -> Cli:
    """Run a command to its end in this process, which has imported everything; gives text."""

    def run(*arguments: object, env: dict[str, str] | None = None) -> Any:
        words = ["lockstep", *map(str, arguments)]
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (environment | (env or {})).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", words)
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                code = application.run()
            except SystemExit as ended:
                code = ended.code
        told = [stream.buffer.getvalue().decode() for stream in (out, err) if not stream.flush()]
        return subprocess.CompletedProcess(words, code, *told)

    return run


@pytest.fixture(scope="session")
def process(environment: dict[str, str]) -> Cli:
    """Run a command to its end in a process of its own."""

    def run(*arguments: object, env: dict[str, str] | None = None) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "lockstep", *map(str, arguments)],
            env=environment | (env or {}),
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def answer(lockstep: Cli) -> Ask:
    """The JSON that a command prints; it must succeed."""

    def ask(*arguments: object) -> Any:
        done = lockstep(*arguments, "--format", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


@pytest.fixture(scope="module")
def empty_graph(local_server: LocalServer) -> Iterator[neo4j.Driver]:
    """A driver on a graph without anything in it."""
    address = local_server.start()
    with neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        with driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS").consume()
        yield driver


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(__file__).parents[3] / "shared"
    if not (folder / "data").exists():
        pytest.skip("the real data sets are not beside the checkout (../shared)")
    return folder
