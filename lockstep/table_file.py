"""Tables as CSV files that other programs read; one that is not whole never bears its name."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl
import polars.selectors as cs


def write_tables(path: Path, tables: Iterable[pl.DataFrame]) -> int:
    """Write tables of the same columns one below the other; gives the rows.

    Gzipped where the name ends with .gz. Numbers have 15 digits and no needless zeros.
    """
    rows = 0
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as plain:
            zipped = path.suffix == ".gz"
            file = cast(BinaryIO, gzip.GzipFile("", "wb", 6, plain, 0)) if zipped else plain
            for number, table in enumerate(tables):
                _brief(table).write_csv(file, include_header=number == 0)
                rows += table.height
            if zipped:
                file.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _brief(table: pl.DataFrame) -> pl.DataFrame:
    fractions = table.select(cs.float())
    return table.with_columns(_written(each) for each in fractions.get_columns())


def _written(numbers: pl.Series) -> pl.Series:
    distinct = numbers.unique()
    texts = pl.Series([None if each is None else f"{each:.15g}" for each in distinct])
    return numbers.replace_strict(distinct, texts.cast(pl.String)).alias(numbers.name)
