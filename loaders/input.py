"""Where bytes come from: a file, a folder of files, or a stream such as standard input."""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from loaders.errors import UnreadableFile
from loaders.raw import BYTES_AT_A_TIME

BYTES_A_READ = 1 << 16
LONGEST_LINE = 1 << 24


class Digested(io.RawIOBase):
    """A stream that keeps the hash of what was read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.sha256, self._ahead = stream, hashlib.sha256(), b""

    def first_line(self) -> bytes:
        """The bytes up to the first line's end and as many more as came with it, still unread."""
        while b"\n" not in self._ahead and len(self._ahead) < LONGEST_LINE:
            data = self._stream.read(BYTES_A_READ)
            if not data:
                break
            self._ahead += data
        return self._ahead

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as the stream gives."""
        data = self._ahead[: len(buffer)] or self._stream.read(len(buffer))
        self._ahead = self._ahead[len(buffer) :]
        self.sha256.update(data)
        buffer[: len(data)] = data
        return len(data)

    def fileno(self) -> int:
        """The descriptor that the stream reads from. Raises OSError where it has none."""
        return self._stream.fileno()


@dataclass(frozen=True)
class Input:
    """One file, folder or stream to load, under the name that rejects and errors give it."""

    name: str
    path: Path | None = None
    """Null for a stream."""
    stream: Digested | None = field(default=None, repr=False)
    at_a_time: int = BYTES_AT_A_TIME
    """Bytes of a table, or of JSON, that are made into facts in one go."""

    @classmethod
    def from_path(cls, path: Path) -> "Input":
        """A file or folder, named without the folder that it lies in."""
        return cls(name=path.name or str(path), path=path)

    @classmethod
    def from_stream(cls, stream: BinaryIO, *, name: str = "-") -> "Input":
        """A stream, which can be read once; Parquet cannot be read from it.

        One whose records are to be had as they come has no buffer of its own.
        """
        return cls(name=name, stream=Digested(stream))

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, which few sources take."""
        return self.path is not None and self.path.is_dir()

    def open(self) -> io.BufferedReader:
        """The bytes from their beginning. Raises UnreadableFile."""
        if self.stream is not None:
            return io.BufferedReader(cast(io.RawIOBase, self.stream), buffer_size=1 << 20)
        if self.path is None or not self.path.exists():
            raise UnreadableFile(self.name, "there is no such file")
        if not self.path.is_file():
            found = "it is a folder" if self.path.is_dir() else "it is no ordinary file"
            raise UnreadableFile(self.name, f"{found}; give the file itself, or - for a stream")
        try:
            return self.path.open("rb")
        except OSError as error:
            raise UnreadableFile(self.name, _reason(error)) from error

    def sha256(self) -> str:
        """Hash of the file's bytes, 64 hexadecimal digits; of a stream, of what was read so far.

        That of a folder is made of the names and hashes of its files.
        """
        if self.stream is not None:
            return self.stream.sha256.hexdigest()
        if self.path is not None and self.path.is_dir():
            found = hashlib.sha256()
            for path in files_below(self.path):
                if path.is_file() and not path.is_symlink():
                    name = path.relative_to(self.path).as_posix().encode("utf-8", "surrogateescape")
                    digest = Input.from_path(path).sha256()
                    found.update(b"%b\0%b\n" % (name, digest.encode()))
            return found.hexdigest()
        with self.open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is no folder, in a fixed order; links are not followed.

    Raises UnreadableFile.
    """

    def refuse(error: OSError) -> None:
        raise UnreadableFile(folder.name, f"{error.filename}: {_reason(error)}") from error

    for root, folders, names in os.walk(folder, onerror=refuse):
        folders.sort()
        linked = [name for name in folders if (Path(root) / name).is_symlink()]
        yield from (Path(root) / name for name in sorted([*names, *linked]))


def _reason(error: OSError) -> str:
    return (error.strerror or "the system refuses it").lower()
