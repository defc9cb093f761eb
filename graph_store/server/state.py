"""What a server's folder says about it: who made it, its ports, and the process that serves it."""

import os
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Self

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from graph_store.server.java import SERVER
from graph_store.server.port import LOOPBACK, choose_ports, is_free
from graph_store.server.room import plain_disk_errors

# The kernel counts in ticks of 10 ms, and a clock that is set moves every start by a little.
_START_TOLERANCE_S = 2.0
_PAUSE_S = 0.05


class _Written(BaseModel):
    """A small JSON file, replaced in one step: readers see the old one or the new one."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """Return what the file says; nothing when it is not there or was torn by a crash."""
        with plain_disk_errors(file.parent):
            try:
                return cls.model_validate_json(file.read_bytes())
            except (FileNotFoundError, NotADirectoryError, ValidationError):
                return None

    def write(self, file: Path) -> None:
        """Replace the file's content."""
        fresh = file.with_suffix(".fresh")
        fresh.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
        fresh.replace(file)


class Installation(_Written):
    """Whose data a folder holds."""

    neo4j: str
    """The version that opened them last."""
    gds: str

    def may_open(self, found: "Installation") -> bool:
        """Whether data of ``found`` are for us: the same line of Neo4j, and not a newer patch."""
        line, _, patch = found.neo4j.rpartition(".")
        our_line, _, our_patch = self.neo4j.rpartition(".")
        return line == our_line and patch.isdecimal() and int(patch) <= int(our_patch)


class Ports(_Written):
    """Where a server listens on the loopback address, the same from one start to the next."""

    bolt: int
    http: int

    @classmethod
    def chosen(cls) -> Self:
        """Choose two that are free."""
        bolt, http = choose_ports(2)
        return cls(bolt=bolt, http=http)

    @property
    def bolt_uri(self) -> str:
        """For drivers."""
        return f"bolt://{LOOPBACK}:{self.bolt}"

    @property
    def http_uri(self) -> str:
        """For Neo4j's HTTP query interface."""
        return f"http://{LOOPBACK}:{self.http}"


class ServerProcess(_Written):
    """The process that serves a folder, told from a later one that got the same id."""

    pid: int
    started: float
    """Seconds since the epoch, as the operating system says."""
    ports: Ports
    ready: bool
    """Whether it has answered once."""

    @classmethod
    def of(cls, pid: int, ports: Ports) -> Self:
        """Describe a process that was just started; one that is gone again started at 0."""
        try:
            started = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            started = 0.0
        return cls(pid=pid, started=started, ports=ports, ready=False)

    def find(self, folder: Path) -> psutil.Process | None:
        """Return the live process if it is still the server of ``folder``."""
        try:
            process = psutil.Process(self.pid)
            same_start = abs(process.create_time() - self.started) <= _START_TOLERANCE_S
            return process if same_start and _may_serve(process, folder) else None
        except psutil.NoSuchProcess:
            return None

    def is_serving(self, folder: Path) -> bool:
        """Whether it has answered and still listens; one that was ended or killed may live on."""
        process = self.find(folder) if self.ready else None
        lives = process is not None and serves(_command(process), folder)
        return lives and not is_free(self.ports.bolt)

    def end(self, folder: Path, *, seconds: float) -> bool:
        """Ask the server of ``folder`` to end, and say whether it did within ``seconds``."""
        with suppress(psutil.NoSuchProcess):
            if (process := self.find(folder)) is not None:
                process.terminate()
        return self.outlive(folder, seconds=seconds)

    def outlive(self, folder: Path, *, seconds: float) -> bool:
        """Wait until the server of ``folder`` is gone, and say whether it was in ``seconds``."""
        deadline = monotonic() + seconds
        while self.find(folder) is not None:
            if monotonic() > deadline:
                return False
            sleep(_PAUSE_S)
        # Where it was our own child, nobody else collects what is left of it.
        with suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        return True


def home_argument(folder: Path) -> str:
    """Return the argument by which the server of ``folder`` is known among all processes."""
    return f"--home-dir={folder}"


def _may_serve(process: psutil.Process, folder: Path) -> bool:
    """Whether a live process is the server of ``folder``; one that waits to be reaped is not.

    A process has no command line for an instant after its start; its start time must tell then.
    """
    command = _command(process)
    return command == [] or serves(command, folder)


def _command(process: psutil.Process) -> list[str] | None:
    try:
        return None if process.status() == psutil.STATUS_ZOMBIE else process.cmdline()
    except psutil.Error:
        return None


def serves(command: list[str] | None, folder: Path) -> bool:
    """Whether a command line is that of the server of ``folder``."""
    return command is not None and SERVER in command and home_argument(folder) in command


def orphan(folder: Path, ports: Ports) -> ServerProcess | None:
    """Find a server of ``folder`` whose starter was killed before it could write it down."""
    for process in psutil.process_iter():
        if serves(_command(process), folder):
            return ServerProcess.of(process.pid, ports)
    return None
