"""Tables of every format that a mapping reads, told apart by their first bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import Final

from loaders.csv_table import UTF8_MARK
from loaders.errors import UnfitOptions, UnreadableFile
from loaders.input import Input
from loaders.json_table import JsonTable
from loaders.table import Table, table_in
from loaders.workbook import Workbook

ZIP: Final = b"PK\x03\x04"
LOOKED_AT: Final = 4_096


@contextmanager
def opened_any(file: Input, *, sheet: str | None = None) -> Iterator[Table]:
    """An open table of CSV (gzipped or not), Parquet, XLSX or JSON; ``sheet`` is of a workbook.

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
            yield JsonTable(file.name, stream)
        else:
            yield table_in(file, stream)


def _is_json(stream: BufferedReader) -> bool:
    """Whether an object, or an array of objects, comes first; no header of CSV begins so."""
    first = stream.peek(LOOKED_AT)[:LOOKED_AT].removeprefix(UTF8_MARK).lstrip()
    return first[:1] == b"{" or (first[:1] == b"[" and first[1:].lstrip()[:1] in {b"{", b"]"})
