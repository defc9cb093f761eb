"""What a growing file or an open pipe holds so far, in slices of whole records."""

import select
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import SEEK_CUR, BytesIO, RawIOBase
from typing import Final

import orjson
import polars as pl

from loaders.batch import Batch
from loaders.errors import UnreadableFile
from loaders.input import Input
from loaders.raw import BYTES_AT_A_TIME
from loaders.source import Options, Source

BYTES_A_READ: Final = 1 << 20
NAP_S: Final = 0.2
"""How long a file that has not grown is left alone."""

GZIP, PARQUET, UTF8_MARK = b"\x1f\x8b", b"PAR1", b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Slice:
    """Whole records that can be read by themselves: those of a table begin with its header."""

    text: bytes = field(repr=False)
    position: int
    """Bytes of the file or pipe up to the end of these records."""

    def batches(
        self, source: Source, options: Options, *, name: str, after: int
    ) -> Iterator[Batch]:
        """What the source reads; rows are numbered on from the ``after`` records before these."""
        for batch in source.read(Input.from_stream(BytesIO(self.text), name=name), options):
            yield replace(batch, rejects=batch.rejects.with_columns(pl.col("row") + after))


@dataclass(frozen=True)
class Rhythm:
    """How long records may wait before they are given."""

    records: int = 10_000
    seconds: float = 5.0


RHYTHM = Rhythm()
"""Unless somebody asks for another."""


def is_ndjson(head: bytes) -> bool:
    """Whether the first line is a JSON object by itself."""
    line, newline, _ = head.removeprefix(UTF8_MARK).partition(b"\n")
    try:
        return bool(newline) and isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


@dataclass
class Growing:
    """Bytes that come as somebody writes them, from a stream without buffer at its start."""

    name: str
    stream: RawIOBase
    ends: bool
    """True for a pipe, which is over when its writer closes it; a file may always grow."""

    rhythm: Rhythm
    stopped: Callable[[], bool] = lambda: False
    """Asked at every nap; once it is true, no more is waited for."""

    def slices(self, *, position: int = 0) -> Iterator[Slice]:
        """Slices from the first record that begins at or after ``position``.

        Raises UnreadableFile where records cannot be told apart before the end.
        """
        coming = self._data()
        header, text = self._header(coming)
        given = len(header)
        if position > given:
            text, given = self._skipped(text, position - given), position
        since = time.monotonic()
        for data in coming:
            text += data
            whole = whole_records(text, is_table=bool(header))
            late = not data or time.monotonic() - since >= self.rhythm.seconds
            if late and not whole:
                whole = text.rfind(b"\n") + 1  # A quote that stays open: its line becomes a reject.
            many = text.count(b"\n", 0, whole) >= self.rhythm.records
            if whole and (late or many or len(text) >= BYTES_AT_A_TIME):
                given += whole
                yield Slice(header + text[:whole], given)
                text, since = text[whole:], time.monotonic()
            elif len(text) >= 2 * BYTES_AT_A_TIME:
                size = f"{2 * BYTES_AT_A_TIME >> 20} MiB"
                raise UnreadableFile(self.name, f"a record does not end within {size}")
        whole = len(text) if self.ends else whole_records(text, is_table=bool(header))
        if text[:whole].strip():
            yield Slice(header + text[:whole], given + whole)

    def _header(self, coming: Iterator[bytes]) -> tuple[bytes, bytes]:
        """The header of a table, empty for JSON, and what came after it."""
        text = b""
        while (size := header_size(text)) is None:
            data = next(coming, None)
            if data is None:
                return b"", text
            text += data
        must_be_records(self.name, text)
        return text[:size], text[size:]

    def _data(self) -> Iterator[bytes]:
        """What comes; empty where nothing came for as long as records may wait."""
        quiet_since = time.monotonic()
        while not self.stopped():
            readable, _, _ = select.select([self.stream], [], [], NAP_S)
            data = self.stream.read(BYTES_A_READ) if readable else b""
            if data:
                quiet_since = time.monotonic()
                yield data
                continue
            if readable and self.ends:
                return
            if time.monotonic() - quiet_since >= self.rhythm.seconds:
                quiet_since = time.monotonic()
                yield b""
            if readable:
                time.sleep(NAP_S)

    def _skipped(self, text: bytes, size: int) -> bytes:
        """The text without its first bytes; the file is moved on where there are more."""
        if size > len(text):
            self.stream.seek(size - len(text), SEEK_CUR)
        return text[size:]


def must_be_records(name: str, head: bytes) -> None:
    """Refuse what has no record until it ends. Raises UnreadableFile."""
    begins = head.removeprefix(UTF8_MARK).lstrip()[:4]
    if begins.startswith(b"["):
        raise UnreadableFile(name, "a JSON array cannot be followed; write one object a line")
    if begins.startswith(GZIP) or begins == PARQUET:
        raise UnreadableFile(name, "a compressed file cannot be followed; write plain lines")


def header_size(text: bytes) -> int | None:
    """Bytes of a table's header, 0 where there is none; null where too little came to tell."""
    begins = text.removeprefix(UTF8_MARK).lstrip()
    if not begins:
        return None
    if begins.startswith((b"{", b"[", GZIP, PARQUET)):
        return 0
    end = text.find(b"\n") + 1
    while end and text.count(b'"', 0, end) % 2:
        end = text.find(b"\n", end) + 1
    return end or None


def whole_records(text: bytes, *, is_table: bool) -> int:
    """Bytes up to the end of the last whole record; a quoted field of a table may have breaks."""
    end = text.rfind(b"\n") + 1
    while is_table and end and text.count(b'"', 0, end) % 2:
        end = text.rfind(b"\n", 0, end - 1) + 1
    return end
