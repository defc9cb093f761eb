"""JSON text of any size, read forward a window at a time."""

from io import BufferedReader
from typing import Any, Final

import orjson

from loaders.errors import UnreadableFile
from loaders.gzipped import GZIP, EndlessRecord, unzipped
from loaders.raw import BYTES_AT_A_TIME

WINDOW: Final = 1 << 17
"""Bytes that are looked at first: few enough to stay in the processor's cache."""

UTF8_MARK: Final = b"\xef\xbb\xbf"
UTF16_BEGINS: Final = (b"\xff\xfe", b"\xfe\xff", b"{\0", b"[\0", b"\0{", b"\0[")
BLANK: Final = b" \t\r\n"


class JsonText:
    """What is left of an open text; gzipped or not, as its first bytes say."""

    def __init__(self, file: str, stream: BufferedReader) -> None:
        begins = stream.peek(2)[:2]
        self.file = file
        self._stream = unzipped(stream) if begins == GZIP else stream
        self._held, self._place = b"", 0
        if not begins:
            raise UnreadableFile(file, "it is empty")

    def begin(self) -> None:
        """Pass the byte order mark. Raises UnreadableFile where it is UTF-16."""
        begins = self.ahead(len(UTF8_MARK))
        if begins.startswith(UTF16_BEGINS):
            raise UnreadableFile(self.file, "it is UTF-16; save it as UTF-8")
        if begins == UTF8_MARK:
            self.skip(len(UTF8_MARK))

    def ahead(self, size: int) -> bytes:
        """The next bytes without passing them; fewer only where the text ends."""
        lacking = self._place + size - len(self._held)
        if lacking > 0:
            more = self._stream.read(max(lacking, WINDOW))
            self._held, self._place = self._held[self._place :] + more, 0
        return self._held[self._place : self._place + size]

    def skip(self, size: int) -> None:
        """Pass bytes that were seen ahead."""
        self._place += size

    def skip_blanks(self, also: bytes = b"") -> bytes:
        """Pass blanks; the byte that follows, empty at the end."""
        while True:
            part = self.ahead(WINDOW)
            kept = part.lstrip(BLANK + also)
            self.skip(len(part) - len(kept))
            if kept or not part:
                return kept[:1]


def wider(size: int) -> int:
    """The next larger window. Raises EndlessRecord where that is more than is held at a time."""
    if size >= BYTES_AT_A_TIME:
        raise EndlessRecord
    return size * 2


class Broken(str):
    """Why a record could not be parsed."""

    __slots__ = ()


def parsed(text: bytes) -> Any:
    """The value of a record's text, or Broken."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Broken(f"the record is no JSON: {error.msg} at byte {error.pos + 1:,}")
