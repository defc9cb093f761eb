"""JSON records of any number: an array, a line each, one after another, or under a known key."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Any, Final

import orjson

from loaders.errors import UnreadableFile
from loaders.gzipped import DAMAGE, damage
from loaders.input import Input
from loaders.json_array import PATIENCE, Array, Cut
from loaders.json_scan import scan
from loaders.json_text import WINDOW, Broken, JsonText, parsed, wider
from loaders.json_wrapping import Wrapping, streamed

LINES_TRIED: Final = 8
"""First lines of which one must be an object for the text to be a record a line."""


@dataclass(frozen=True, eq=False)
class Records:
    """Some consecutive records, few enough to be held as objects."""

    values: Sequence[dict[str, Any]]
    numbers: Sequence[int]
    """Number of each in the file, from 1; an object that only wraps records is none."""
    rejects: Sequence[tuple[int, str]] = ()
    """Number and reason of each that is no object."""
    size: int = 0
    """Bytes of text, about."""
    where: str = ""
    """Path of the array that held them, such as ``includes.users``; empty: they stood by
    themselves."""
    beside: dict[str, Any] = field(default_factory=dict)
    """What stands beside that array in its object."""


def records(file: Input, within: Collection[str] = ()) -> Iterator[Records]:
    """Every record of a JSON text, gzipped or not; what kind of text it is, its content says.

    ``within``: paths of arrays whose elements are the records where a value of the file is an
    object with such, as ``data`` or ``chats.list.messages``. Raises LoaderError, also midway.
    """
    with file.open() as stream:
        yield from records_in(file.name, stream, within)


def records_in(
    file: str, stream: BufferedReader, within: Collection[str] = ()
) -> Iterator[Records]:
    """As ``records``, of a stream that is open and at its beginning."""
    reader = _Reader(JsonText(file, stream), Wrapping(within))
    try:
        yield from reader.records()
    except DAMAGE as error:
        raise UnreadableFile(file, damage(error), after=reader.read) from error
    except Cut as error:
        raise UnreadableFile(file, str(error), after=reader.read) from error


class _Reader:
    """Reads one text and counts its records."""

    def __init__(self, text: JsonText, wrapping: Wrapping) -> None:
        self._text, self._wrapping, self.read = text, wrapping, 0

    def records(self) -> Iterator[Records]:
        self._text.begin()
        if not self._text.skip_blanks():
            raise UnreadableFile(self._text.file, "it holds nothing but blanks")
        if self._is_lines():
            yield from self._lines()
        while first := self._text.skip_blanks(also=b","):
            if first == b"[":
                self._text.skip(1)
                for values, size in Array(self._text, enclosed=True):
                    yield from self._numbered(values, size)
            elif first == b"{" and self._is_large():
                for (where, beside, values), size in streamed(self._text, self._wrapping):
                    yield self._held(values, size, where, beside)
            elif first == b"{" or self.read:
                for values, size in Array(self._text, enclosed=False):
                    yield from self._numbered(values, size)
            else:
                found = "it is no JSON: neither { nor [ begins it"
                raise UnreadableFile(self._text.file, found)

    def _is_large(self) -> bool:
        """Whether the object that comes next may hold records, more than are parsed at once."""
        if not self._wrapping.paths:
            return False
        size = WINDOW
        while len(head := self._text.ahead(size)) == size:
            if len(scan(head).ends):
                return False
            if size >= PATIENCE:
                return True
            size *= 2
        return False

    def _is_lines(self) -> bool:
        """Whether each line is a record: one of the first is an object, not part of another."""
        size = WINDOW
        while b"\n" not in (head := self._text.ahead(size)) and len(head) == size < PATIENCE:
            size *= 2
        lines = [line.rstrip() for line in head.split(b"\n", LINES_TRIED)[:LINES_TRIED]]
        if head[:1] == b"[" or lines[0] == b"{":
            return False
        whole = (line for line in lines if line[:1] == b"{" and line[-1:] == b"}" and len(line) > 2)
        return any(isinstance(parsed(line), dict) for line in whole)

    def _lines(self) -> Iterator[Records]:
        size = WINDOW
        while part := self._text.ahead(size):
            end = len(part) if len(part) < size else part.rfind(b"\n") + 1
            if not end:
                size = wider(size)
                continue
            lines = [line for line in part[:end].split(b"\n") if line and not line.isspace()]
            try:
                values = [orjson.loads(line) for line in lines]
            except orjson.JSONDecodeError:
                values = [parsed(line) for line in lines]
            self._text.skip(end)
            size = WINDOW
            yield from self._numbered(values, end)

    def _numbered(self, values: list[Any], size: int) -> Iterator[Records]:
        """The values, those that hold records unwrapped; ``size`` counts once."""
        wraps = [self._wrapping.wraps(value) for value in values] if self._wrapping.paths else []
        if not any(wraps):
            yield self._held(values, size)
            return
        plain: list[Any] = []
        for value, is_wrapper in zip(values, wraps, strict=True):
            if not is_wrapper:
                plain.append(value)
                continue
            if plain:
                yield self._held(plain, 0)
                plain = []
            for where, beside, held in self._wrapping.unwrapped(value):
                yield self._held(held, size, where, beside)
                size = 0
        if plain:
            yield self._held(plain, size)

    def _held(
        self,
        values: list[Any],
        size: int,
        where: str = "",
        beside: dict[str, Any] | None = None,
    ) -> Records:
        first, self.read = self.read + 1, self.read + len(values)
        numbers: Sequence[int] = range(first, self.read + 1)
        rejects: list[tuple[int, str]] = []
        if set(map(type, values)) - {dict}:
            whole = list(zip(numbers, values, strict=True))
            rejects = [(n, _fault(value)) for n, value in whole if not isinstance(value, dict)]
            whole = [(n, value) for n, value in whole if isinstance(value, dict)]
            numbers, values = [n for n, _ in whole], [value for _, value in whole]
        return Records(values, numbers, rejects, size, where, beside or {})


def _fault(value: object) -> str:
    return str(value) if isinstance(value, Broken) else "the record is no JSON object"
