"""JSON records as a table: an array, or a record a line; names within names are parted by dots."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain
from typing import Any, Final

import orjson
import polars as pl

from loaders.batch import rejected
from loaders.errors import UnreadableFile
from loaders.raw import RawPiece

RECORDS_AT_A_TIME: Final = 20_000
LONGEST: Final = 256 << 20
"""Bytes of an array, or of a line."""
DEEPEST: Final = 8
"""Names within names that are columns."""
EXACT: Final = 2**53


@dataclass(frozen=True)
class Records:
    """Some consecutive records, and what stands where one should."""

    values: Sequence[Mapping[str, Any]]
    numbers: Sequence[int]
    """Number of each in the file, from 1."""
    rejects: Sequence[tuple[int, str]]


class JsonTable:
    """An open table of JSON records; its columns are those of the first records."""

    def __init__(self, file: str, stream: BufferedReader) -> None:
        self._file = file
        self._records = records(file, stream)
        self._first = next(self._records, None)
        held = self._first.values if self._first else ()
        names = chain.from_iterable(_names(value) for value in held)
        self.columns = list(dict.fromkeys(names))

    def pieces(self, columns: Sequence[str]) -> Iterator[RawPiece]:
        """Texts as bytes, numbers as the text that they are, lists of texts as lists."""
        paths = {name: tuple(name.split(".")) for name in columns}
        for part in chain([self._first] if self._first else [], self._records):
            values = {
                name: _series(name, [_at(each, name, path) for each in part.values])
                for name, path in paths.items()
            }
            numbers = pl.Series("row", part.numbers, dtype=pl.Int64)
            bad = pl.Series([row for row, _ in part.rejects], dtype=pl.Int64)
            reasons = pl.Series([reason for _, reason in part.rejects], dtype=pl.String)
            rejects = rejected(self._file, bad, reasons)
            yield RawPiece(values, numbers, rejects, len(part.values) + len(part.rejects))


def records(file: str, stream: BufferedReader) -> Iterator[Records]:
    """The records of a JSON text. Raises UnreadableFile."""
    given = _lines(file, stream) if _first_byte(stream) != b"[" else _elements(file, stream)
    values: list[Mapping[str, Any]] = []
    numbers: list[int] = []
    rejects: list[tuple[int, str]] = []
    for number, value in enumerate(given, start=1):
        if isinstance(value, dict):
            values.append(value)
            numbers.append(number)
        else:
            reason = str(value) if isinstance(value, ValueError) else "the record is no JSON object"
            rejects.append((number, reason))
        if number % RECORDS_AT_A_TIME == 0:
            yield Records(values, numbers, rejects)
            values, numbers, rejects = [], [], []
    if values or rejects:
        yield Records(values, numbers, rejects)


def _first_byte(stream: BufferedReader) -> bytes:
    return stream.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]


def _lines(file: str, stream: BufferedReader) -> Iterator[object]:
    while line := stream.readline(LONGEST):
        if len(line) == LONGEST:
            raise UnreadableFile(file, f"a line does not end within {LONGEST >> 20} MiB")
        text = line.removeprefix(b"\xef\xbb\xbf").strip()
        if text:
            yield _parsed(text)


def _elements(file: str, stream: BufferedReader) -> Iterator[object]:
    text = stream.read(LONGEST)
    if len(text) == LONGEST:
        raise UnreadableFile(file, f"the array is over {LONGEST >> 20} MiB; save a record a line")
    array = _parsed(text.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(array, list):
        raise UnreadableFile(file, f"the array cannot be read, {array}")
    yield from array


def _parsed(text: bytes) -> object:
    """The value, or the error that says why there is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return ValueError(f"the record is no JSON: {error.msg}")


def _names(value: Mapping[str, Any], before: str = "", depth: int = 1) -> Iterator[str]:
    for name, inner in value.items():
        if isinstance(inner, dict) and depth < DEEPEST:
            yield from _names(inner, f"{before}{name}.", depth + 1)
        else:
            yield before + name


def _at(value: Any, name: str, path: tuple[str, ...]) -> Any:
    if name in value:
        return value[name]
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def _series(name: str, values: list[Any]) -> pl.Series:
    if any(isinstance(value, list) for value in values):
        lists = [value if isinstance(value, list | None) else [value] for value in values]
        texts = [
            None if each is None else [_text(inner) for inner in each if _is_value(inner)]
            for each in lists
        ]
        return pl.Series(name, texts, dtype=pl.List(pl.String))
    told = [None if value is None else _text(value).encode() for value in values]
    return pl.Series(name, told, dtype=pl.Binary)


def _is_value(value: Any) -> bool:
    return isinstance(value, str | int | float) and "\0" not in str(value)


def _text(value: Any) -> str:
    """A value as text; a number that floats cannot tell apart looks rounded, and is rejected."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value)) if abs(value) < EXACT else f"{value:.15e}"
        return repr(value)
    return str(value) if isinstance(value, int) else orjson.dumps(value).decode()
