"""Bytes of CSV in blocks of whole records; a quote left open spoils its own line and no other."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from loaders.gzipped import EndlessRow
from loaders.raw import BYTES_AT_A_TIME

QUOTE: Final = ord('"')
NEWLINE: Final = ord("\n")
SPOILT: Final = b"\0"
"""What a line with an open quote is overwritten with."""

Lines = NDArray[np.int64]


def blocks(
    stream: BinaryIO, *, delimiter: str, width: int, at_a_time: int
) -> Iterator[bytes | bytearray]:
    """Consecutive blocks of so many bytes that each end with a record. Raises EndlessRow.

    A line in which a quote is opened that does not close is overwritten with SPOILT, so that the
    parser counts it and finds it short of fields. It does not close where the next line with an odd
    number of quotes closes nothing, or where every line up to that one is a whole record by itself.
    """
    quoting = _Quoting(delimiter.encode(), width)
    carried = b""
    while data := stream.read(min(at_a_time, BYTES_AT_A_TIME)):
        text = carried + data
        end = text.rfind(b"\n") + 1
        if not end and len(text) >= BYTES_AT_A_TIME:
            raise EndlessRow
        block, unsettled = quoting.settled(text[:end], last=len(carried) >= BYTES_AT_A_TIME)
        carried = unsettled + text[end:]
        if block:
            yield block
    if carried:
        yield quoting.settled(carried, last=True)[0]


class _Quoting:
    """Tells quoted fields that go over several lines from quotes that were left open."""

    def __init__(self, delimiter: bytes, width: int) -> None:
        mark = re.escape(delimiter)
        quoted = rb'"(?:[^"]++|"")*+"'
        unquoted = rb'[^"%b][^%b]*' % (mark, mark)
        field = rb"(?:%b|%b)?" % (quoted, unquoted)
        self._opens = re.compile(rb'(?:%b%b)*+"(?:[^"]++|"")*+\Z' % (field, mark))
        self._closes = re.compile(rb'(?:[^"]++|"")*+"(?:%b|\r?\n?\Z)' % mark)
        self._delimiter, self._between = delimiter, width - 1

    def settled(self, text: bytes, *, last: bool) -> tuple[bytes | bytearray, bytes]:
        """Whole records without open quotes, and the beginning of one that may close later."""
        if b'"' not in text:
            return text, b""
        starts, odd = _lines(text)
        spoilt: list[int] = []
        place = 0
        while place < len(odd):
            opener = int(odd[place])
            place += 1
            if not self._opens.match(text, *self._span(text, starts, opener)):
                continue
            if place == len(odd):
                if not last:
                    cut = int(starts[opener])
                    return self._spoilt(text[:cut], starts, spoilt), text[cut:]
                spoilt.append(opener)
            elif self._is_closed(text, starts, opener, int(odd[place])):
                place += 1
            else:
                spoilt.append(opener)
        return self._spoilt(text, starts, spoilt), b""

    def _is_closed(self, text: bytes, starts: Lines, opener: int, closer: int) -> bool:
        if not self._closes.match(text, *self._span(text, starts, closer)):
            return False
        between = range(opener + 1, closer)
        whole = (
            text.count(self._delimiter, *self._span(text, starts, line)) == self._between
            for line in between
        )
        return not between or not all(whole)

    @staticmethod
    def _span(text: bytes, starts: Lines, line: int) -> tuple[int, int]:
        return int(starts[line]), int(starts[line + 1])

    def _spoilt(self, text: bytes, starts: Lines, spoilt: list[int]) -> bytes | bytearray:
        if not spoilt:
            return text
        changed = bytearray(text)
        for line in spoilt:
            start, end = self._span(text, starts, line)
            kept = text[start:end].rstrip(b"\r\n")
            changed[start : start + len(kept)] = SPOILT * len(kept)
        return changed


def _lines(text: bytes) -> tuple[Lines, Lines]:
    """Where lines start, the end of the text added; and which have an odd number of quotes."""
    held = np.frombuffer(text, np.uint8)
    starts = np.append(0, np.flatnonzero(held == NEWLINE) + 1)
    if starts[-1] != len(text):
        starts = np.append(starts, len(text))
    quotes = np.searchsorted(np.flatnonzero(held == QUOTE), starts)
    return starts, np.flatnonzero(np.diff(quotes) % 2)
