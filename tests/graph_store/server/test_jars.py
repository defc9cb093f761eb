"""Jars come from a Maven repository on the loopback address, laid out as the real one is."""

import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from graph_store.server.errors import (
    FolderNotWritable,
    JarDamaged,
    JarsUnreachable,
    NoDiskSpace,
)
from graph_store.server.fetch import fetch, maven_repositories
from graph_store.server.jars import GDS, NEO4J, Jar, JarLock, JarStore
from graph_store.server.room import require_space

CONTENT = {"neo4j": b"the server", "proc": b"the procedures", "netty": b"the network"}


class _Quiet(SimpleHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path.rpartition("/")[2])
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def lock() -> JarLock:
    def jar(folder: str, group: str, artifact: str, classifier: str = "") -> Jar:
        digest = hashlib.sha256(CONTENT[artifact]).hexdigest()
        return Jar(folder, group, artifact, "1.0", classifier, digest)

    return JarLock(
        (jar("lib", *NEO4J), jar("plugins", *GDS), jar("lib", "io.netty", "netty", "linux-x86_64"))
    )


@pytest.fixture
def store(tmp_path: Path, lock: JarLock) -> JarStore:
    return JarStore(tmp_path / "cache", lock)


@pytest.fixture
def repository(tmp_path: Path, lock: JarLock) -> Path:
    root = tmp_path / "repository"
    for jar in lock.jars:
        folder = root.joinpath(*jar.group.split("."), jar.artifact, jar.version)
        folder.mkdir(parents=True)
        (folder / jar.name).write_bytes(CONTENT[jar.artifact])
    return root


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def repositories(repository: Path, asked: list[str]) -> Iterator[dict[str, str]]:
    handler = type("Recording", (_Quiet,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(repository))) as http:
        Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        yield {"mirror": f"http://127.0.0.1:{http.server_port}"}
        http.shutdown()


def ignore(_done: int, _in_all: int, _name: str) -> None:
    pass


def test_every_jar_lands_in_its_folder_and_progress_counts_to_the_end(
    store: JarStore, repositories: dict[str, str]
) -> None:
    told: list[tuple[int, int]] = []

    fetch(
        store,
        store.unfit(),
        lambda done, in_all, _: told.append((done, in_all)),
        repositories=repositories,
    )

    assert told == [(1, 3), (2, 3), (3, 3)]
    assert store.unfit() == []
    assert (store.plugins / "proc-1.0.jar").read_bytes() == b"the procedures"
    assert (store.lib / "netty-1.0-linux-x86_64.jar").read_bytes() == b"the network"
    assert not (store.folder / "partial").exists()


def test_a_damaged_jar_is_fetched_again_and_no_other(
    store: JarStore, repositories: dict[str, str], asked: list[str]
) -> None:
    fetch(store, store.unfit(), ignore, repositories=repositories)
    asked.clear()
    (store.lib / "neo4j-1.0.jar").write_bytes(b"the serveR")

    fetch(store, store.unfit(), ignore, repositories=repositories)

    assert [name for name in asked if name.endswith(".jar")] == ["neo4j-1.0.jar"]
    assert (store.lib / "neo4j-1.0.jar").read_bytes() == b"the server"


def test_a_killed_fetch_goes_on_where_it_was_and_its_partial_files_never_count(
    store: JarStore, repositories: dict[str, str], asked: list[str]
) -> None:
    store.lib.mkdir(parents=True)
    (store.lib / "neo4j-1.0.jar").write_bytes(b"the server")
    half = store.folder / "partial" / "org" / "neo4j" / "gds" / "proc" / "1.0" / "proc-1.0.jar"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"the pro")

    fetch(store, store.unfit(), ignore, repositories=repositories)

    assert store.unfit() == []
    assert "neo4j-1.0.jar" not in asked


def test_a_repository_with_another_file_is_refused_by_the_jars_name(
    store: JarStore, repositories: dict[str, str], repository: Path
) -> None:
    (repository / "org/neo4j/neo4j/1.0/neo4j-1.0.jar").write_bytes(b"something else")

    with pytest.raises(JarDamaged, match=r"neo4j-1\.0\.jar was fetched again and is still not"):
        fetch(store, store.unfit(), ignore, repositories=repositories)

    assert not (store.lib / "neo4j-1.0.jar").exists()


def test_without_a_network_the_missing_jar_is_named(store: JarStore) -> None:
    with pytest.raises(JarsUnreachable, match=r"lacks .*-1\.0.*\.jar and could not fetch it"):
        fetch(store, store.unfit(), ignore, repositories={"nobody": "http://127.0.0.1:9"})


def test_a_mirror_of_central_in_mavens_settings_is_used(tmp_path: Path) -> None:
    settings = tmp_path / "settings.xml"
    settings.write_text(
        '<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0"><mirrors>'
        "<mirror><id>ours</id><url>https://maven.example/all/</url><mirrorOf>*</mirrorOf></mirror>"
        "<mirror><id>other</id><url>https://x.example</url><mirrorOf>apache</mirrorOf></mirror>"
        "</mirrors></settings>",
        encoding="utf-8",
    )

    assert (maven_repositories(settings) or {}).get("ours") == "https://maven.example/all"
    assert "other" not in (maven_repositories(settings) or {})


def test_a_cache_that_is_a_file_is_told_in_one_sentence(tmp_path: Path, lock: JarLock) -> None:
    (tmp_path / "cache").write_text("no folder")

    with pytest.raises(FolderNotWritable, match="cannot write in"):
        fetch(JarStore(tmp_path / "cache", lock), list(lock.jars), ignore, repositories={"a": "b"})


def test_a_full_disk_is_told_before_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(NoDiskSpace, match=r"needs 4,194,304 MiB free"):
        require_space(tmp_path, 1 << 42)


def test_the_shipped_lock_pins_one_server_with_its_plugin() -> None:
    lock = JarLock.shipped()

    assert (lock.version_of(NEO4J), lock.version_of(GDS)) == ("5.26.30", "2.13.9")
    assert len({(jar.folder, jar.name) for jar in lock.jars}) == len(lock.jars) == 343
    assert all(len(jar.sha256) == 64 for jar in lock.jars)
