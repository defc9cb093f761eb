"""The pinned jars of Neo4j and Graph Data Science: which they are, and where they lie."""

import csv
import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

NEO4J = ("org.neo4j", "neo4j")
GDS = ("org.neo4j.gds", "proc")

Progress = Callable[[int, int, str], None]
"""Called with how many jars lie ready, how many there are in all, and the name of the last one."""

_THREADS = 4


@dataclass(frozen=True, slots=True)
class Jar:
    """One file of a Maven repository, told by its coordinates and its content."""

    folder: str
    """``lib`` for the server's own, ``plugins`` for what it loads as procedures."""
    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def name(self) -> str:
        """Its file name, as Maven writes it."""
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"

    def lies_intact(self, path: Path) -> bool:
        """Whether the file at ``path`` is this jar, byte for byte."""
        return path.is_file() and content_hash(path) == self.sha256


@dataclass(frozen=True)
class JarLock:
    """The jars that make one server, each with the hash that it must have."""

    jars: tuple[Jar, ...]

    @classmethod
    def of(cls, lines: Iterable[str]) -> "JarLock":
        """Read from tab-separated lines whose header names the fields of ``Jar``."""
        return cls(tuple(Jar(**row) for row in csv.DictReader(lines, delimiter="\t")))

    @classmethod
    def shipped(cls) -> "JarLock":
        """Read the lock that is part of this package."""
        lock = files("graph_store.server") / "files" / "jars.lock.tsv"
        return cls.of(lock.read_text(encoding="utf-8").splitlines())

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when any jar does."""
        return hashlib.sha256(
            "".join(sorted(jar.sha256 for jar in self.jars)).encode()
        ).hexdigest()[:12]

    def version_of(self, project: tuple[str, str]) -> str:
        """Return the version pinned for ``(group, artifact)``."""
        return next(jar.version for jar in self.jars if (jar.group, jar.artifact) == project)


@dataclass(frozen=True)
class JarStore:
    """The folder in which the jars of one lock lie, shared by every server of this user."""

    cache: Path
    lock: JarLock

    @property
    def folder(self) -> Path:
        """Where the jars of this lock lie; another lock has another folder."""
        return self.cache / f"neo4j-{self.lock.version_of(NEO4J)}-{self.lock.fingerprint}"

    @property
    def lib(self) -> Path:
        """The server's own jars."""
        return self.folder / "lib"

    @property
    def plugins(self) -> Path:
        """The jars whose procedures the server offers."""
        return self.folder / "plugins"

    @property
    def class_path(self) -> str:
        """Every jar by name, so that a stray file beside them is never loaded."""
        return ":".join(str(self.path(jar)) for jar in self.lock.jars)

    def path(self, jar: Jar) -> Path:
        """Where ``jar`` lies, or would."""
        return self.folder / jar.folder / jar.name

    def complete(self, progress: Progress) -> None:
        """Fetch what is missing or damaged; nothing is asked of the network when all is well."""
        unfit = self.unfit()
        if unfit:
            # jgo takes 0.4 s to import, and is needed only here.
            from graph_store.server.fetch import fetch

            fetch(self, unfit, progress)

    def unfit(self) -> list[Jar]:
        """Jars that are missing or not what was recorded; hashes every file (0.2 s for 138 MB)."""
        with ThreadPoolExecutor(_THREADS) as pool:
            intact = pool.map(lambda jar: jar.lies_intact(self.path(jar)), self.lock.jars)
            return [jar for jar, fit in zip(self.lock.jars, intact, strict=True) if not fit]


def content_hash(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
