"""A real Neo4j with Graph Data Science, run as a process of its own in a folder of its own."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import neo4j
from filelock import FileLock

from graph_store.server.configuration import write_configuration
from graph_store.server.credential import USER, ensure_password, password_of
from graph_store.server.errors import (
    DataOfAnotherVersion,
    ServerRunning,
    ServerWontStop,
    SettingInvalid,
)
from graph_store.server.jars import GDS, NEO4J, JarLock, JarStore, Progress
from graph_store.server.java import ADMIN, SERVER, JavaProgram
from graph_store.server.memory import Memory, in_mebibytes
from graph_store.server.port import require_free
from graph_store.server.readiness import wait_until_ready
from graph_store.server.room import plain_disk_errors, require_space
from graph_store.server.state import Installation, Ports, ServerProcess, home_argument, orphan

GRAPH = "neo4j"
"""The name of the one database that a Community server has besides its own."""

_START_S = 600.0
_STOP_S = 60.0
_ROOM_TO_START = 128 << 20


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """All that a client needs to ask a running server."""

    uri: str
    http_uri: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What is known of a server, whether it runs or not."""

    running: bool
    folder: Path
    version: str
    gds: str
    uri: str | None
    pid: int | None


def quiet(_done: int, _in_all: int, _name: str) -> None:
    """Say nothing about the progress of a fetch."""


class LocalServer:
    """The server of one folder: data, password, ports and logs live there and outlast a stop.

    ``jars`` is a cache that many servers share; ``heap`` and ``pagecache`` are sizes such as
    ``2g``, by default a share of the machine's memory. Ports are chosen at the first start, and
    kept. The server belongs to the folder and not to this object: whoever names the folder finds
    it running, and it runs until it is stopped.
    """

    def __init__(
        self,
        folder: Path,
        *,
        jars: Path,
        heap: str | None = None,
        pagecache: str | None = None,
        bolt_port: int | None = None,
    ) -> None:
        if bolt_port is not None and not 0 < bolt_port < 1 << 16:
            raise SettingInvalid("Bolt port", bolt_port, "a number from 1 to 65535")
        self.folder = folder.expanduser().resolve()
        self._store = JarStore(jars.expanduser().resolve(), JarLock.shipped())
        self._memory = Memory.of(heap=heap, pagecache=pagecache)
        self._bolt_port = bolt_port

    @property
    def log(self) -> Path:
        """What the server said since its last start."""
        return self.folder / "logs" / "neo4j.log"

    def start(self, progress: Progress = quiet) -> ServerAddress:
        """Return the address of the running server, which is started, and fetched, if need be.

        ``progress`` is told of each jar fetched: how many lie ready, how many there are, its name.
        """
        process = self._recorded()
        if process is None or not process.is_serving(self.folder):
            with self._alone():
                process = self._find_lasting() or self._launch(progress)
                if not process.ready:
                    self._await(process)
        return self._address(process)

    def stop(self) -> bool:
        """End the server and wait until its data are safe; False when none was running."""
        if not self.folder.exists():
            return False
        with self._alone():
            process = self._find()
            if process is not None and not process.end(self.folder, seconds=_STOP_S):
                raise ServerWontStop(process.pid, seconds=_STOP_S)
            self._process_file.unlink(missing_ok=True)
            return process is not None

    def status(self) -> ServerStatus:
        """Tell what is known; starts, fetches and asks nothing."""
        process, ports = self._recorded(), Ports.read(self._ports_file)
        installation = Installation.read(self._installation_file) or self._ours
        return ServerStatus(
            running=process is not None and process.is_serving(self.folder),
            folder=self.folder,
            version=installation.neo4j,
            gds=installation.gds,
            uri=process.ports.bolt_uri if process else ports.bolt_uri if ports else None,
            pid=process.pid if process else None,
        )

    def run_admin(
        self, arguments: Sequence[str], progress: Progress = quiet
    ) -> subprocess.CompletedProcess[str]:
        """Run ``neo4j-admin`` on this folder's data; its exit code is for the caller to judge.

        Raises ``ServerRunning`` while the server runs.
        """
        with self._stopped(progress):
            return self._program(ADMIN).run(arguments)

    def import_graph(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run the importer into a graph that holds nothing; its exit code is the caller's to judge.

        An import that fails, or is killed with everything around it, leaves files that no server
        can open: they are removed before the next start, and the graph is empty again. Raises
        ``ServerRunning`` while the server runs.
        """
        with self._stopped(quiet):
            self._importing.touch()
            done = self._program(ADMIN).run(["database", "import", "full", GRAPH, *arguments])
            if done.returncode == 0:
                self._importing.unlink()
            return done

    @contextmanager
    def _stopped(self, progress: Progress) -> Iterator[None]:
        """Hold the folder of a server that is down, with all that a program of Neo4j needs."""
        with self._alone():
            process = self._find()
            if process is not None:
                raise ServerRunning(self.folder, process.pid)
            self._prepare(self._kept_ports(), progress)
            yield

    def _clear_torn_import(self) -> None:
        """Remove what an import left that did not come to its end."""
        if self._importing.exists():
            for kind in ("databases", "transactions"):
                shutil.rmtree(self.folder / "data" / kind / GRAPH, ignore_errors=True)
            self._importing.unlink()

    @property
    def _importing(self) -> Path:
        return self.folder / "importing"

    @property
    def _process_file(self) -> Path:
        return self.folder / "process.json"

    @property
    def _ports_file(self) -> Path:
        return self.folder / "ports.json"

    @property
    def _installation_file(self) -> Path:
        return self.folder / "installation.json"

    @property
    def _ours(self) -> Installation:
        lock = self._store.lock
        return Installation(neo4j=lock.version_of(NEO4J), gds=lock.version_of(GDS))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder, so that of two commands at once the second finds what the first did."""
        with plain_disk_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(self.folder / "lock"):
                yield

    def _recorded(self) -> ServerProcess | None:
        process = ServerProcess.read(self._process_file)
        return process if process and process.find(self.folder) else None

    def _find(self) -> ServerProcess | None:
        ports = Ports.read(self._ports_file)
        return self._recorded() or (orphan(self.folder, ports) if ports else None)

    def _find_lasting(self) -> ServerProcess | None:
        """Find the server, unless it was about to end: then wait until its folder is free."""
        process = self._find()
        if process is None or not process.ready or process.is_serving(self.folder):
            return process
        if not process.outlive(self.folder, seconds=_STOP_S):
            raise ServerWontStop(process.pid, seconds=_STOP_S)
        return None

    def _address(self, process: ServerProcess) -> ServerAddress:
        return ServerAddress(
            uri=process.ports.bolt_uri,
            http_uri=process.ports.http_uri,
            user=USER,
            password=password_of(self.folder),
        )

    def _launch(self, progress: Progress) -> ServerProcess:
        ports = self._kept_ports()
        other = (
            "choose another port"
            if self._bolt_port
            else f"remove {self._ports_file} to let the server choose other ports"
        )
        for port in (ports.bolt, ports.http):
            require_free(port, remedy=f"end it, or {other}")
        self._prepare(ports, progress)
        self._clear_torn_import()
        require_space(self.folder, _ROOM_TO_START)
        pid = self._program(SERVER).launch(
            [home_argument(self.folder), f"--config-dir={self.folder / 'conf'}", "--console-mode"],
            log=self.log,
        )
        process = ServerProcess.of(pid, ports)
        process.write(self._process_file)
        return process

    def _kept_ports(self) -> Ports:
        """Return the ports of the last start, or new ones that are kept from now on."""
        self._claim_data()
        kept = Ports.read(self._ports_file)
        ports = kept or Ports.chosen()
        if self._bolt_port:
            ports = Ports(bolt=self._bolt_port, http=ports.http)
        if ports != kept:
            ports.write(self._ports_file)
        return ports

    def _claim_data(self) -> None:
        """Check that ours may open the data, and write down that it does."""
        ours, found = self._ours, Installation.read(self._installation_file)
        if found is None and (self.folder / "data" / "databases").exists():
            raise DataOfAnotherVersion(self.folder, found="an unknown version", ours=ours.neo4j)
        if found and not ours.may_open(found):
            raise DataOfAnotherVersion(self.folder, found=f"Neo4j {found.neo4j}", ours=ours.neo4j)
        if found != ours:
            ours.write(self._installation_file)

    def _prepare(self, ports: Ports, progress: Progress) -> None:
        """Put everything in its place that a program of Neo4j needs to run on this folder."""
        self._store.complete(progress)
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)
        for name in ("tmp", "logs"):
            (self.folder / name).mkdir(exist_ok=True)
        ensure_password(self.folder)
        write_configuration(self.folder, store=self._store, ports=ports, memory=self._memory)

    def _program(self, main: str) -> JavaProgram:
        heap, initial = in_mebibytes(self._memory.heap), in_mebibytes(self._memory.initial_heap)
        return JavaProgram(
            main=main,
            class_path=self._store.class_path,
            flags=(f"-Xms{initial}", f"-Xmx{heap}"),
            home=self.folder,
        )

    def _await(self, process: ServerProcess) -> None:
        address = self._address(process)
        with neo4j.GraphDatabase.driver(
            address.uri, auth=(address.user, address.password), telemetry_disabled=True
        ) as driver:
            wait_until_ready(
                driver,
                ports=process.ports,
                is_alive=lambda: process.find(self.folder) is not None,
                log=self.log,
                seconds=_START_S,
            )
        process.model_copy(update={"ready": True}).write(self._process_file)
