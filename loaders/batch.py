"""What a source yields: frames of records, and the rows it could not read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from graph_models import Record

REJECTS = pl.Schema({"file": pl.String(), "row": pl.Int64(), "reason": pl.String()})
"""Columns of rejects: file, row (counted from 1, the header excluded), reason."""

Fact = tuple[type[Record], pl.DataFrame]
"""A model and some facts of its kind, which may lack columns, repeat and hold others besides."""


@dataclass(frozen=True, eq=False)
class Batch:
    """A piece of a source that fits in memory."""

    frames: Mapping[type[Record], pl.DataFrame]
    """One frame per model, its columns exactly the model's; both ends of every relationship are
    nodes of the same batch."""

    rejects: pl.DataFrame
    """Rows that became no record, as REJECTS."""

    read: int
    """Records read, rejected ones included."""


def frame_of(model: type[Record], *facts: pl.DataFrame) -> pl.DataFrame:
    """The facts, each once, with exactly the model's columns; what the source lacks is null."""
    return _planned(model, facts).collect()


def frames_of(facts: Iterable[Fact]) -> dict[type[Record], pl.DataFrame]:
    """One frame per model from facts that several parts of a source state; empty ones left out."""
    gathered: dict[type[Record], list[pl.DataFrame]] = {}
    for model, frame in facts:
        if not frame.is_empty():
            gathered.setdefault(model, []).append(frame)
    planned = [_planned(model, frames) for model, frames in gathered.items()]
    return dict(zip(gathered, pl.collect_all(planned), strict=True))


def _planned(model: type[Record], facts: Sequence[pl.DataFrame]) -> pl.LazyFrame:
    columns = model.columns()
    parts = [[name for name in columns if name in frame.columns] for frame in facts]
    chosen = [frame.lazy().select(part) for frame, part in zip(facts, parts, strict=True)]
    held = pl.concat(chosen, how="diagonal").unique(maintain_order=True)
    known = {name for part in parts for name in part}
    absent = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in columns.items() if name not in known
    ]
    return held.with_columns(absent).select(list(columns))


def rejected(file: str, rows: pl.Series, reasons: pl.Series) -> pl.DataFrame:
    """Rejects from the numbers of the rows and as many reasons."""
    return (
        pl.DataFrame({"row": rows, "reason": reasons})
        .select(pl.lit(file).alias("file"), "row", "reason")
        .cast(REJECTS)
    )


def split(
    rows: pl.DataFrame, *, file: str, checks: Mapping[str, pl.Expr]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that pass every check, and a reject for each other row with its first reason.

    ``rows`` has a column ``row``; a check is an expression that is true where the row is good.
    """
    reason = pl.coalesce(
        *(pl.when(~good.fill_null(value=False)).then(pl.lit(why)) for why, good in checks.items()),
        pl.lit(None, dtype=pl.String),
    )
    judged = rows.with_columns(reason=reason)
    bad = judged.filter(pl.col("reason").is_not_null())
    good = judged.filter(pl.col("reason").is_null()).drop("reason")
    return good, rejected(file, bad["row"], bad["reason"])
