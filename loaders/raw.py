"""Pieces of a table as the file holds them, before any value is read."""

from dataclasses import dataclass

import polars as pl

from loaders.batch import REJECTS

ROWS_AT_A_TIME = 500_000
BYTES_AT_A_TIME = 32 * 2**20
"""About as much of a file as is looked at in one go; frames made of it take several times that."""


@dataclass(frozen=True, eq=False)
class RawPiece:
    """Some consecutive rows; texts are still bytes, which may not be UTF-8."""

    columns: dict[str, pl.Series]
    numbers: pl.Series
    """Number of each row in the file, from 1, the header excluded."""
    rejects: pl.DataFrame
    """Rows that could not be split into columns."""
    read: int


def no_rejects() -> pl.DataFrame:
    """A frame of rejects without rows."""
    return pl.DataFrame(schema=REJECTS)
