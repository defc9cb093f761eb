"""Tables of any size, in pieces: every row is read whole or rejected with its number and reason."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from typing import Protocol

import polars as pl

from loaders.batch import rejected
from loaders.csv_table import CsvTable
from loaders.errors import DoubledColumn, MissingColumn, UnreadableFile
from loaders.gzipped import GZIP
from loaders.input import Input
from loaders.kinds import Column
from loaders.parquet_table import ParquetTable
from loaders.raw import RawPiece

PARQUET = b"PAR1"


@dataclass(frozen=True, eq=False)
class Piece:
    """Some consecutive rows of a table."""

    rows: pl.DataFrame
    """The good ones: their numbers as ``row``, and the columns asked for."""
    rejects: pl.DataFrame
    read: int
    """Rows of the file that this piece stands for, rejected ones included."""


class Table(Protocol):
    """An open table whose columns are known and whose rows can be read once."""

    columns: list[str]

    def pieces(self, columns: Sequence[str]) -> Iterator[RawPiece]:
        """The columns as they stand, a bounded number of rows at a time."""


@contextmanager
def opened(file: Input, *, absent: Sequence[str] = ("",)) -> Iterator[Table]:
    """A CSV table, gzipped or not, or a Parquet table; told apart by their first bytes.

    ``absent``: what stands for no value in a CSV table where it is not in quotes.
    """
    with file.open() as stream:
        yield table_in(file, stream, absent=absent)


def table_in(file: Input, stream: BufferedReader, *, absent: Sequence[str] = ("",)) -> Table:
    """As ``opened``, of a stream that is open and at its beginning."""
    begins = stream.peek(4)[:4]
    if not begins:
        raise UnreadableFile(file.name, "it is empty")
    if begins != PARQUET:
        return CsvTable(
            file.name,
            stream,
            gzipped=begins[:2] == GZIP,
            absent=absent,
            at_a_time=file.at_a_time,
        )
    if file.path is None:
        raise UnreadableFile(file.name, "Parquet cannot be read from a stream; give the file")
    return ParquetTable(file.name, stream, at_a_time=file.at_a_time)


def pieces(file: Input, table: Table, layout: Sequence[Column]) -> Iterator[Piece]:
    """The rows of an open table, read as the layout says. Raises LoaderError, also midway."""
    missing = [each.title for each in layout if not each.optional]
    missing = [title for title in missing if title not in table.columns]
    if missing:
        raise MissingColumn(file.name, missing, table.columns)
    present = list(dict.fromkeys(each.title for each in layout if each.title in table.columns))
    if doubled := [title for title in present if table.columns.count(title) > 1]:
        raise DoubledColumn(file.name, doubled)
    for raw in table.pieces(present):
        yield checked(file.name, raw, layout)


def checked(file: str, raw: RawPiece, layout: Sequence[Column]) -> Piece:
    """Every value read; a row is rejected for the first fault found in it."""
    numbers = raw.numbers
    faults: list[tuple[pl.Series, str]] = []
    texts = decoded(raw.columns, faults)
    empty = pl.DataFrame(schema={each.name: each.kind.dtype for each in layout})
    columns = {"row": numbers, **empty.clear(len(numbers)).to_dict()}
    for each in layout:
        given = texts.get(each.title)
        if given is not None and given.null_count() < len(given):
            values = each.kind.read(given)
            if values.dtype != each.kind.dtype:
                values = values.cast(each.kind.dtype)
            columns[each.name] = values.alias(each.name)
            if values.null_count() > given.null_count():
                unfit = values.is_null() & given.is_not_null()
                faults.append((unfit, f"{each.title} {each.kind.fault}"))
        if each.filled and given is not None and given.null_count():
            faults.append((given.is_null(), f"{each.title} is empty"))
    rows, rejects = pl.DataFrame(columns), raw.rejects
    if faults:
        reason = pl.select(
            pl.coalesce(*(pl.when(mask).then(pl.lit(reason)) for mask, reason in faults))
        ).to_series()
        bad = reason.is_not_null()
        found = rejected(file, numbers.filter(bad), reason.filter(bad))
        rows, rejects = rows.filter(~bad), pl.concat([rejects, found]).sort("row")
    return Piece(rows=rows, rejects=rejects, read=raw.read)


def decoded(
    columns: Mapping[str, pl.Series], faults: list[tuple[pl.Series, str]]
) -> dict[str, pl.Series]:
    """Bytes as text; null where blank or NaN. What is no text is noted among the faults."""
    found = {title: _decoded(title, values, faults) for title, values in columns.items()}
    named = [
        each.alias(title)
        for title, each in found.items()
        if each.dtype == pl.String and each.null_count() < len(each)
    ]
    if not named:
        return found
    texts = pl.DataFrame(named)
    for nul in texts.select(pl.all().str.contains("\0", literal=True)):
        if nul.any():
            faults.append((nul.fill_null(value=False), f"{nul.name} has a NUL character"))
    given = texts.select(pl.when(pl.all().str.strip_chars() != "").then(pl.all()))
    return found | given.to_dict()


def _decoded(title: str, values: pl.Series, faults: list[tuple[pl.Series, str]]) -> pl.Series:
    if values.dtype.is_float():
        return values.fill_nan(None)
    if values.dtype != pl.Binary:
        return values
    try:
        return values.cast(pl.String)
    except pl.exceptions.PolarsError:
        texts = pl.Series(values.name, [_text(each) for each in values], dtype=pl.String)
        faults.append((texts.is_null() & values.is_not_null(), f"{title} is not UTF-8"))
        return texts


def _text(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None
