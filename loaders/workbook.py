"""A sheet of an XLSX workbook as a table; one that would fill the memory is refused unread."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Final

import fastexcel
import polars as pl

from loaders.errors import UnfitOptions, UnreadableFile
from loaders.raw import ROWS_AT_A_TIME, RawPiece, no_rejects

MOST_BYTES: Final = 1 << 30
"""Bytes of a workbook's parts when unzipped; a sheet's whole million rows of ten columns fit."""
MOST_CELLS: Final = 50_000_000
"""Cells from the first to the last used one, empty ones included: all of them take memory."""
CHUNK: Final = 1 << 20
CELL: Final = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
LOCAL_HEADER: Final = 30
CARRIED: Final = 64
"""Bytes of one chunk that are looked at again with the next, so that no reference is cut."""


class Workbook:
    """An open sheet; the first used row is its header, rows without any value are passed over."""

    def __init__(self, file: str, path: Path, stream: BufferedReader, *, sheet: str | None) -> None:
        self._file = file
        _must_be_harmless(file, stream)
        with _Reading(file):
            reader = fastexcel.read_excel(path)
            names = reader.sheet_names
        if sheet is not None and sheet not in names:
            raise UnfitOptions(f"the sheet '{sheet}' of {file}", f"one of {', '.join(names[:20])}")
        if not names:
            raise UnreadableFile(file, "the workbook has no sheet")
        with _Reading(file):
            loaded = reader.load_sheet(sheet or names[0], header_row=0, schema_sample_rows=None)
            frame = pl.DataFrame(loaded)
            header = reader.load_sheet(
                sheet or names[0], header_row=None, n_rows=1, dtypes="string"
            )
            titles = pl.DataFrame(header)
        if frame.width == 0:
            raise UnreadableFile(file, f"its sheet '{sheet or names[0]}' is empty")
        first = titles.row(0) if titles.height else ()
        self.columns = [
            str(title).strip() if title is not None else name
            for name, title in zip(frame.columns, [*first, *[None] * frame.width], strict=False)
        ]
        self._frame = frame

    def pieces(self, columns: Sequence[str]) -> Iterator[RawPiece]:
        """The columns asked for; whole numbers too long for a sheet come as the floats they are."""
        places = [self.columns.index(name) for name in columns]
        numbered = self._frame.with_row_index("row", offset=1).cast({"row": pl.Int64})
        filled = numbered.filter(~pl.all_horizontal(pl.exclude("row").is_null()))
        for part in filled.iter_slices(ROWS_AT_A_TIME):
            values = {
                name: _as_held(part.to_series(place + 1).alias(name))
                for name, place in zip(columns, places, strict=True)
            }
            yield RawPiece(values, part["row"], no_rejects(), part.height)


def _as_held(values: pl.Series) -> pl.Series:
    """A sheet holds floats: a long whole number has lost its last digits, and must not pass."""
    if values.dtype.is_integer():
        return values.cast(pl.Float64)
    if values.dtype == pl.String:
        return values.cast(pl.Binary)
    return values


class _Reading:
    """Turns what the reader of workbooks raises into one sentence."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        """Panics of the reader are no Exception, and have a class of their own."""
        if kind is not None and (
            issubclass(kind, fastexcel.FastExcelError | pl.exceptions.PolarsError)
            or kind.__name__ == "PanicException"
        ):
            raise UnreadableFile(self._file, "it is a ZIP archive, but no sound XLSX workbook")


def _must_be_harmless(file: str, stream: BufferedReader) -> None:
    """Raises UnreadableFile for a workbook that would fill the memory.

    Sizes that an archive states may be lies, so every part is unzipped once, a chunk at a time; and
    a sheet with one cell far out takes as much memory as if all before it were filled.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            total = 0
            for part in archive.infolist():
                rows = columns = 1
                is_sheet = "worksheets/" in part.filename
                before = b""
                for chunk in _unzipped(stream, part):
                    total += len(chunk)
                    if total > MOST_BYTES:
                        raise UnreadableFile(file, f"unzipped it is over {MOST_BYTES >> 30} GiB")
                    if is_sheet:
                        text = before + chunk
                        rows, columns = _extent(text, rows, columns)
                        before = text[-CARRIED:]
                if rows * columns > MOST_CELLS:
                    raise UnreadableFile(
                        file,
                        f"a sheet spans {rows:,} rows and {columns:,} columns, which is over "
                        f"{MOST_CELLS:,} cells; save it as CSV",
                    )
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
    ) as e:
        raise UnreadableFile(file, "its ZIP archive is cut off or damaged") from e
    finally:
        stream.seek(0)


def _unzipped(stream: BufferedReader, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What unzipping gives, whatever size the archive states."""
    stream.seek(part.header_offset)
    header = stream.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER:
        raise EOFError
    stream.seek(int.from_bytes(header[26:28], "little"), 1)
    stream.seek(int.from_bytes(header[28:30], "little"), 1)
    left = part.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type else None
    while left > 0:
        data = stream.read(min(CHUNK, left))
        if not data:
            raise EOFError
        left -= len(data)
        if inflate is None:
            yield data
            continue
        while data:
            yield inflate.decompress(data, CHUNK)
            data = inflate.unconsumed_tail


def _extent(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    """The last row and column that cells name."""
    found = CELL.findall(text)
    for letters in {letters.upper() for letters, _ in found}:
        place = 0
        for letter in letters:
            place = place * 26 + letter - 64
        columns = max(columns, place)
    return max(rows, *(int(row) for _, row in found)) if found else rows, columns
