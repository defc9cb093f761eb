"""Parquet of any size, a bounded number of rows at a time."""

from collections.abc import Iterator, Sequence
from io import BufferedReader
from typing import Any, Final

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as arrow_parquet  # type: ignore[import-untyped]

from loaders.errors import UnfitColumn, UnreadableFile
from loaders.raw import ROWS_AT_A_TIME, RawPiece, no_rejects

ROWS_IN_A_PART: Final = 10_000
PAGE_BUFFER: Final = 1 << 20


class ParquetTable:
    """An open Parquet table; only the columns asked for are read."""

    def __init__(self, file: str, stream: BufferedReader, *, at_a_time: int) -> None:
        self._file, self._at_a_time = file, at_a_time
        try:
            self._table: Any = arrow_parquet.ParquetFile(
                stream, buffer_size=PAGE_BUFFER, pre_buffer=False
            )
        except (OSError, pa.ArrowException) as error:
            raise UnreadableFile(
                file, "it begins as Parquet, but its end, the footer, is missing or damaged"
            ) from error
        self.columns: list[str] = list(self._table.schema_arrow.names)

    def pieces(self, columns: Sequence[str]) -> Iterator[RawPiece]:
        """Texts as bytes, other values as they are. Raises UnfitColumn, UnreadableFile."""
        for name in columns:
            kind = self._table.schema_arrow.field(name).type
            if pa.types.is_nested(kind):
                raise UnfitColumn(self._file, name, str(kind))
        read = 0
        try:
            for held in self._tables(columns):
                numbers = pl.int_range(read + 1, read + 1 + held.num_rows, eager=True)
                read += held.num_rows
                values = {name: _series(name, held.column(name)) for name in columns}
                yield RawPiece(values, numbers.alias("row"), no_rejects(), held.num_rows)
        except (OSError, pa.ArrowException) as error:
            raise UnreadableFile(self._file, "its data pages are damaged", after=read) from error

    def _tables(self, columns: Sequence[str]) -> Iterator[Any]:
        """Arrow tables of about ``at_a_time``; the footer's sizes are those before decoding."""
        held: list[Any] = []
        for part in self._table.iter_batches(
            batch_size=min(ROWS_IN_A_PART, ROWS_AT_A_TIME), columns=list(columns), use_threads=False
        ):
            held.append(part)
            if (
                sum(each.nbytes for each in held) >= self._at_a_time
                or sum(each.num_rows for each in held) >= ROWS_AT_A_TIME
            ):
                yield pa.Table.from_batches(held)
                held = []
        if held:
            yield pa.Table.from_batches(held)


def _series(name: str, column: Any) -> pl.Series:
    """Texts become bytes without being copied, because nothing has checked that they are UTF-8."""
    column = column.combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_string(column.type):
        column = column.cast(pa.binary())
    elif pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.large_binary())
    return pl.Series(name, pl.from_arrow(column))
