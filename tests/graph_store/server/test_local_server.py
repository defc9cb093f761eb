"""A real server: started, found, killed, started again."""

import base64
import json
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import neo4j
import psutil
import pytest
from platformdirs import user_cache_path

from graph_store.server import LocalServer, ServerAddress
from graph_store.server.errors import ServerRunning
from graph_store.server.port import is_free

STARTER = """
import sys
from pathlib import Path
from graph_store.server import LocalServer
LocalServer(Path(sys.argv[1]), jars=Path(sys.argv[2]), heap="512m", pagecache="256m").start()
"""


def at(folder: Path) -> LocalServer:
    return LocalServer(folder, jars=user_cache_path("lockstep"), heap="512m", pagecache="256m")


def pid_of(server: LocalServer) -> int:
    pid = server.status().pid
    assert pid is not None
    return pid


def ask(address: ServerAddress, question: str) -> list[list[object]]:
    login = (address.user, address.password)
    with neo4j.GraphDatabase.driver(address.uri, auth=login) as driver:
        return [record.values() for record in driver.execute_query(question).records]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose name is no plain word, for a server that is killed and started again."""
    folder = tmp_path_factory.mktemp("own") / "a gräph"
    yield folder
    at(folder).stop()


def test_it_answers_over_bolt_with_the_plugin(local_server: LocalServer) -> None:
    status = local_server.status()

    assert ask(local_server.start(), "RETURN gds.version() AS version") == [[status.gds]]
    assert (status.running, status.version, status.folder) == (True, "5.26.30", local_server.folder)
    assert status.uri == local_server.start().uri


def test_it_answers_over_http(local_server: LocalServer) -> None:
    address = local_server.start()
    login = base64.b64encode(f"{address.user}:{address.password}".encode()).decode()
    request = urllib.request.Request(
        f"{address.http_uri}/db/neo4j/query/v2",
        data=b'{"statement": "RETURN 1 AS one"}',
        headers={"Content-Type": "application/json", "Authorization": f"Basic {login}"},
    )

    with urllib.request.urlopen(request) as response:
        assert json.load(response)["data"] == {"fields": ["one"], "values": [[1]]}


def test_a_second_start_finds_it_at_once(local_server: LocalServer) -> None:
    pid = pid_of(local_server)
    asked_at = time.perf_counter()
    at(local_server.folder).start()

    assert time.perf_counter() - asked_at < 0.05
    assert pid_of(local_server) == pid


def test_it_listens_on_this_machine_only(local_server: LocalServer) -> None:
    listening = [
        connection.laddr
        for connection in psutil.Process(pid_of(local_server)).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]

    assert len(listening) == 2
    assert {address[0].removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}


def test_nothing_inherited_reaches_it(local_server: LocalServer) -> None:
    environment = psutil.Process(pid_of(local_server)).environ()

    assert set(environment) == {"LC_ALL", "NEO4J_HOME", "NEO4J_CONF"}


def test_the_admin_tool_waits_for_the_server_to_be_down(local_server: LocalServer) -> None:
    with pytest.raises(ServerRunning, match="stop it first"):
        local_server.run_admin(["--version"])


def test_two_commands_at_once_start_one_server(folder: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        addresses = set(pool.map(lambda _: at(folder).start(), range(2)))

    assert len(addresses) == 1
    assert ask(addresses.pop(), "CREATE (kept:Kept {at: 1}) RETURN kept.at") == [[1]]
    asked = f"--home-dir={folder}"
    servers = [p for p in psutil.process_iter(["cmdline"]) if asked in (p.info["cmdline"] or [])]
    assert [process.pid for process in servers] == [pid_of(at(folder))]


def test_a_killed_server_starts_again_with_its_data_and_address(folder: Path) -> None:
    before = at(folder).start()
    killed = psutil.Process(pid_of(at(folder)))
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)

    assert at(folder).status().running is False
    assert at(folder).start() == before
    assert pid_of(at(folder)) != killed.pid
    assert ask(before, "MATCH (kept:Kept) RETURN kept.at") == [[1]]


def test_a_start_waits_for_a_server_that_is_on_its_way_out(folder: Path) -> None:
    before = at(folder).start()
    ending = psutil.Process(pid_of(at(folder)))
    ending.terminate()
    while not is_free(int(before.uri.rpartition(":")[2])):
        time.sleep(0.01)

    assert ending.is_running()
    assert at(folder).status().running is False
    assert at(folder).start() == before
    assert pid_of(at(folder)) != ending.pid
    assert ask(before, "MATCH (kept:Kept) RETURN kept.at") == [[1]]


def test_a_stopped_server_whose_starter_is_killed_is_adopted_with_its_data(folder: Path) -> None:
    before = at(folder).start()
    assert at(folder).stop() is True
    assert at(folder).stop() is False
    assert at(folder).status().running is False
    version = at(folder).run_admin(["--version"])
    assert (version.returncode, version.stdout.strip()) == (0, "5.26.30")

    jars = str(user_cache_path("lockstep"))
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(folder), jars])
    while not (folder / "process.json").exists():
        time.sleep(0.02)
    starter.kill()
    starter.wait()
    started = pid_of(at(folder))

    # Nor may it matter that the starter did not come to write down what it started.
    (folder / "process.json").unlink()
    assert at(folder).start() == before
    assert pid_of(at(folder)) == started
    assert ask(before, "MATCH (kept:Kept) RETURN kept.at") == [[1]]
