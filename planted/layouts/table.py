"""Tables on disk, written in pieces."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from planted.case import PlantedFile

ROWS_AT_A_TIME = 100_000


def pieces(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows, some at a time; one empty piece where there are none."""
    yield from rows.iter_slices(ROWS_AT_A_TIME) if len(rows) else [rows]


def write_table(
    source: str, path: Path, parts: Iterable[pl.DataFrame], *, apart: str = ",", **options: str
) -> PlantedFile:
    """One table of all parts, with the columns of the first as its header."""
    records = 0
    with path.open("wb") as file:
        for part in parts:
            part.write_csv(file, include_header=file.tell() == 0, separator=apart)
            records += len(part)
    return PlantedFile(source, path, records, options)
