"""Gzipped bytes as they were, and what to say where they cannot be read to their end."""

import gzip
import zlib
from io import BufferedReader
from typing import Any, Final, cast

from loaders.raw import BYTES_AT_A_TIME

GZIP: Final = b"\x1f\x8b"
"""What gzipped bytes begin with."""


class EndlessRecord(Exception):
    """A line or record that is longer than what is held at a time."""


class EndlessRow(EndlessRecord):
    """A line that is longer than a block."""


DAMAGE: Final = (OSError, EOFError, zlib.error, EndlessRecord)
"""What may stop the reading of a file that could be opened."""


def unzipped(stream: BufferedReader) -> BufferedReader:
    """The bytes before they were gzipped."""
    return BufferedReader(cast(Any, gzip.GzipFile(fileobj=stream, mode="rb")), buffer_size=1 << 20)


def damage(error: Exception) -> str:
    """One sentence for what stopped the reading."""
    if isinstance(error, EOFError):
        return "its gzip stream breaks off"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "its gzip stream is damaged"
    if isinstance(error, EndlessRecord):
        what = "line" if isinstance(error, EndlessRow) else "record"
        return f"a {what} does not end within {BYTES_AT_A_TIME >> 20} MiB"
    return "the system stopped the reading"
