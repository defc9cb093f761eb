"""Files that lie together: in a folder, a zip or a tar; nothing is unpacked to disk."""

import io
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Final, TypeAlias, cast

from loaders.errors import UnreadableFile, shown
from loaders.gzipped import DAMAGE as BROKEN
from loaders.gzipped import GZIP, damage, unzipped
from loaders.input import Input, files_below

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
TAR: Final = b"ustar"
TAR_MARK: Final = 257
"""Where a tar says that it is one."""

UNPACKED: Final = 200
"""Bytes that a byte of a tar may unpack to: tables come to some 20, zeros to 1,000."""
ALWAYS_UNPACKED: Final = 1 << 28

OUTSIDE: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
PASSED_OVER: Final = re.compile(r"(?:^|/)(?:\.(?!\.)[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(?:/|$)")
"""What systems leave in folders."""

DAMAGE: Final = (
    *BROKEN,
    tarfile.TarError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What may stop the reading of one file in an archive."""


@dataclass(frozen=True)
class Entry:
    """One file among others."""

    name: str
    """Its path within the folder or archive, fit to be shown."""
    place: int
    """Its number among the others, from 1."""
    refused: str = ""
    """Why it is not to be read; empty where it is."""
    path: Path | None = None
    """Null in an archive."""
    _open: Callable[[], IO[bytes] | None] = field(default=io.BytesIO, repr=False)

    def read(self, most: int) -> bytes | None:
        """Its bytes, null where there are more; of an archive, only before the next entry is had.

        Raises what DAMAGE names.
        """
        with cast(BinaryIO, self._open()) as stream:
            data = stream.read(most + 1)
        return data if len(data) <= most else None

    def as_input(self, whole: str) -> Input:
        """As an input by itself; ``whole`` is the name of what it lies in."""
        name = f"{whole}/{self.name}"
        if self.path is not None:
            return Input(name=name, path=self.path)
        return Input.from_stream(cast(BinaryIO, _Member(name, self._open())), name=name)


def is_archive(file: Input) -> bool:
    """Whether it is a folder, zip or tar. Raises UnreadableFile for an archive in a stream."""
    if file.is_folder:
        return True
    if file.stream is not None:
        if file.stream.first_line().startswith(ZIP):
            raise UnreadableFile(
                file.name, "an archive cannot be read from a stream; give the file"
            )
        return False
    with file.open() as stream:
        begins = stream.peek(TAR_MARK + len(TAR))
        if begins[:4] in ZIP:
            return True
        try:
            first = unzipped(stream).read(TAR_MARK + len(TAR)) if begins[:2] == GZIP else begins
        except BROKEN:
            return False
        return first[TAR_MARK : TAR_MARK + len(TAR)] == TAR


def entries(file: Input) -> Iterator[Entry]:
    """Every file in it that is not left by a system; can be asked for again.

    A link, a name that leads out of the archive, and one that comes twice are refused. Raises
    UnreadableFile.
    """
    names: set[str] = set()
    for place, (name, refused, path, opening) in enumerate(_found(file), start=1):
        why = refused or _fault(name, names)
        names.add(name)
        yield Entry(_shown(name), place, why, path, opening)


Found: TypeAlias = tuple[str, str, Path | None, Callable[[], IO[bytes] | None]]


def _found(file: Input) -> Iterator[Found]:
    if file.is_folder:
        source = _in_folder(cast(Path, file.path))
    else:
        with file.open() as stream:
            is_zip = stream.peek(4)[:4] in ZIP
        source = _in_zip(file) if is_zip else _in_tar(file)
    return (each for each in source if not PASSED_OVER.search(each[0]))


def _fault(name: str, taken: set[str]) -> str:
    if OUTSIDE.search(name):
        return "its name leads out of the archive"
    if len(name) > 1_000 or not PurePosixPath(name).name or not name.isprintable():
        return "its name is no name of a file"
    return "another file of the archive has the same name" if name in taken else ""


def _shown(name: str) -> str:
    return name if name.isprintable() and len(name) <= 1_000 else shown(name)


def _in_folder(folder: Path) -> Iterator[Found]:
    for path in files_below(folder):
        name = path.relative_to(folder).as_posix()
        refused = "" if path.is_file() else "it is no ordinary file"
        refused = "it is a link, which is not followed" if path.is_symlink() else refused
        yield name, refused, path, partial(_bytes_of, path)


def _bytes_of(path: Path) -> BinaryIO:
    return path.open("rb")


def _in_zip(file: Input) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(cast(Path, file.path)) as archive:
            for each in archive.infolist():
                if not each.is_dir():
                    is_link = stat.S_ISLNK(each.external_attr >> 16)
                    refused = "it is a link, which is not followed" if is_link else ""
                    refused = "it is encrypted" if each.flag_bits & 1 else refused
                    yield each.filename, refused, None, partial(archive.open, each)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(file.name, "the zip breaks off or is damaged") from error


def _in_tar(file: Input) -> Iterator[Found]:
    with file.open() as stream:
        most = max(ALWAYS_UNPACKED, UNPACKED * cast(Path, file.path).stat().st_size)
        plain = unzipped(stream) if stream.peek(2)[:2] == GZIP else stream
        bounded = cast(BinaryIO, _Bounded(file.name, plain, most))
        try:
            with tarfile.open(fileobj=bounded, mode="r|") as archive:
                for each in archive:
                    if not each.isdir():
                        refused = "" if each.isreg() else "it is no ordinary file"
                        is_link = each.issym() or each.islnk()
                        refused = "it is a link, which is not followed" if is_link else refused
                        yield each.name, refused, None, partial(archive.extractfile, each)
        except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError) as error:
            known = isinstance(error, EOFError | zlib.error)
            found = damage(error) if known else "the tar breaks off or is damaged"
            raise UnreadableFile(file.name, found) from error


class _Member(io.RawIOBase):
    """A file within an archive, whose damage is told as that of any file."""

    def __init__(self, name: str, stream: IO[bytes] | None) -> None:
        self._name, self._stream = name, cast(BinaryIO, stream)

    def read(self, size: int = -1) -> bytes:
        """Raises UnreadableFile."""
        try:
            return self._stream.read(size)
        except DAMAGE as error:
            raise UnreadableFile(self._name, "its bytes in the archive are damaged") from error


class _Bounded(io.RawIOBase):
    """What a tar unpacks to, as far as it is believed."""

    def __init__(self, name: str, stream: io.BufferedReader, most: int) -> None:
        self._name, self._stream, self._left = name, stream, most

    def read(self, size: int = -1) -> bytes:
        """Raises UnreadableFile beyond the bound."""
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableFile(self._name, "it unpacks to hundreds of times its size")
        return data
