"""Tables that commands read instead of the graph: what is no act is left out, and said."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import polars as pl

from loaders import Input
from lockstep.output import say

Read: TypeAlias = Callable[[Input], tuple[pl.DataFrame, pl.DataFrame]]
"""Gives the rows of a table, and its rejects."""


def rows_of(file: Path, read: Read) -> pl.DataFrame:
    """The good rows; a line on stderr says how many others there are, and what is wrong with one.

    Raises LoaderError.
    """
    rows, rejects = read(Input.from_path(file))
    if rejects.height:
        first = rejects.row(0, named=True)
        say(
            f"{rejects.height:,} rows of {first['file']} are no acts and are left out; "
            f"the first is row {first['row']}: {first['reason']}."
        )
    return rows
