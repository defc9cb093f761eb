"""Records of CSV text: a block at a time, with the number of every broken one."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as arrow_compute  # type: ignore[import-untyped]
import pyarrow.csv as arrow_csv  # type: ignore[import-untyped]

from loaders.batch import rejected
from loaders.csv_blocks import SPOILT, blocks
from loaders.raw import ROWS_AT_A_TIME, RawPiece

MARK: Final = b"\x1a"
NO_UTF8: Final = re.compile("[\udc80-\udcff]")
"""Bytes that are none, as Python decodes them."""


@dataclass(frozen=True)
class Dialect:
    """How the text is to be split, and which of its columns are wanted."""

    file: str
    delimiter: str
    width: int
    """Fields of a whole record."""
    absent: tuple[str, ...]
    """What stands for no value where it is not in quotes."""
    columns: dict[str, int]
    """The columns wanted and their places, from 0."""


@dataclass
class _Broken:
    """The broken records of a block, by their places in it, from 1."""

    places: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def note(self, record: Any) -> str:
        """What the parser calls for each."""
        self.places.append(record.number)
        self.reasons.append(
            f"the row has {record.actual_columns} fields where the header has "
            f"{record.expected_columns}"
            if record.text.strip(SPOILT.decode())
            else "the row opens a quote that does not close"
        )
        return "skip"


def records(stream: BinaryIO, dialect: Dialect, *, at_a_time: int) -> Iterator[RawPiece]:
    """The wanted columns as bytes; a record with too many or too few fields is rejected."""
    read = 0
    cut = blocks(stream, delimiter=dialect.delimiter, width=dialect.width, at_a_time=at_a_time)
    for block in cut:
        if not block.removeprefix(BOM_UTF8).strip():  # The parser takes such a mark for none.
            continue
        broken = _Broken()
        table = pl.DataFrame(pl.from_arrow(_parsed(block, dialect, broken)))
        count = table.height + len(broken.places)
        places = np.setdiff1d(np.arange(1, count + 1), broken.places, assume_unique=True)
        held = table.with_columns(pl.Series("row", read + places, dtype=pl.Int64))
        rejects = rejected(
            dialect.file,
            pl.Series(broken.places, dtype=pl.Int64) + read,
            pl.Series(broken.reasons, dtype=pl.String),
        )
        yield from _pieces(held, rejects, list(dialect.columns))
        read += count


def _pieces(held: pl.DataFrame, rejects: pl.DataFrame, names: list[str]) -> Iterator[RawPiece]:
    """A block in pieces of a bounded number of rows; all rejects come with the first."""
    for part in held.iter_slices(ROWS_AT_A_TIME) if held.height else [held]:
        *columns, rows = part.get_columns()
        yield RawPiece(
            columns=dict(zip(names, columns, strict=True)),
            numbers=rows,
            rejects=rejects,
            read=part.height + rejects.height,
        )
        rejects = rejects.clear()


def _parsed(block: bytes | bytearray, dialect: Dialect, broken: _Broken) -> Any:
    """An Arrow table of the wanted columns, as bytes.

    The parser hands broken records over as text and stops for good at one that is no UTF-8. So what
    is none is marked before and becomes bytes that are none again in the columns.
    """
    if _is_utf8(block):
        return _split(block, dialect, broken)
    mark = MARK
    while mark in block:
        mark += MARK
    text = NO_UTF8.sub(mark.decode(), block.decode(errors="surrogateescape"))
    table = _split(text.encode(), dialect, broken)
    columns = [
        arrow_compute.replace_substring(column, pattern=mark, replacement=b"\xff")
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _is_utf8(block: bytes | bytearray) -> bool:
    ends = np.array([0, len(block)], np.int64)
    text = pa.LargeStringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(block))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _split(block: bytes | bytearray, dialect: Dialect, broken: _Broken) -> Any:
    names = [str(place) for place in range(dialect.width)]
    return arrow_csv.read_csv(
        pa.BufferReader(pa.py_buffer(block)),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=len(block) + 1, column_names=names
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter, newlines_in_values=True, invalid_row_handler=broken.note
        ),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.binary()),
            include_columns=[str(place) for place in dialect.columns.values()],
            null_values=list(dialect.absent),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
