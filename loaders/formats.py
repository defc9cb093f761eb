"""Tables of every format that a mapping reads, told apart by their first bytes."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from typing import Final

from loaders.csv_table import UTF8_MARK
from loaders.errors import UnfitOptions, UnreadableFile
from loaders.gzipped import GZIP
from loaders.input import Input
from loaders.json_table import JsonTable
from loaders.table import Table, table_in
from loaders.workbook import Workbook

ZIP: Final = b"PK\x03\x04"
LOOKED_AT: Final = 4_096
WITH_HEADER: Final = 16 + zlib.MAX_WBITS
"""Window of zlib for what begins with gzip's own header."""


@contextmanager
def opened_any(file: Input, *, sheet: str | None = None) -> Iterator[Table]:
    """An open table of CSV or JSON (gzipped or not), Parquet or XLSX; ``sheet`` is of a workbook.

    Raises LoaderError.
    """
    with file.open() as stream:
        begins = stream.peek(4)[:4]
        if begins == ZIP:
            if file.path is None:
                raise UnreadableFile(file.name, "XLSX cannot be read from a stream; give the file")
            yield Workbook(file.name, file.path, stream, sheet=sheet)
        elif sheet is not None:
            raise UnfitOptions(f"the sheet '{sheet}' of {file.name}", "a workbook, or no sheet")
        elif _is_json(stream):
            yield JsonTable(file.name, stream, at_a_time=file.at_a_time)
        else:
            yield table_in(file, stream)


def _is_json(stream: BufferedReader) -> bool:
    """Whether an object, or an array of objects, comes first; no header of CSV begins so."""
    first = stream.peek(LOOKED_AT)[:LOOKED_AT]
    if first.startswith(GZIP):
        with suppress(zlib.error):
            first = zlib.decompressobj(WITH_HEADER).decompress(first, LOOKED_AT)
    first = first.removeprefix(UTF8_MARK).lstrip()
    return first[:1] == b"{" or (first[:1] == b"[" and first[1:].lstrip()[:1] in {b"{", b"]"})
