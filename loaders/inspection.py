"""What an unknown file holds: its columns with samples, and the sources that would take it."""

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Final

import polars as pl

from loaders.batch import Batch
from loaders.errors import LoaderError, UnfitColumn, shown
from loaders.formats import opened_any
from loaders.input import Input
from loaders.kinds import Kind
from loaders.source import SOURCES, Options, Source
from loaders.table import Table, decoded
from loaders.times import days, moments
from loaders.urls import links

ROWS: Final = 1_000
"""Rows that are looked at to tell what a column holds."""
SAMPLES: Final = 3
MOST_COLUMNS: Final = 2_000
INSPECTED: Final = "inspected"
"""Name of the set into which files are read on trial."""


@dataclass(frozen=True)
class InspectedColumn:
    """One column of a file."""

    name: str
    kind: str
    """What all its values are: time, day, number, address, domain, hashtag, list or text."""
    samples: list[str]
    """First different values, fit for a terminal."""
    values: pl.Series
    """The first values, as texts where the file has texts; null where empty."""

    @property
    def shown(self) -> str:
        """The name, fit for a terminal."""
        return shown(self.name)


@dataclass(frozen=True)
class Trial:
    """What a source made of the first rows of a file."""

    source: Source
    read: int
    facts: int
    reasons: tuple[str, ...]
    """Different reasons of the rows that it rejected, the most frequent first."""
    rejected: int


def inspected(file: Input) -> list[InspectedColumn]:
    """Every column that has a name; each once. Raises LoaderError."""
    with opened_any(file) as table:
        names = [name for name in dict.fromkeys(table.columns) if name.strip()][:MOST_COLUMNS]
        held = _first_values(table, names)
    return [
        InspectedColumn(name, _kind(held[name]), _samples(held[name]), held[name])
        if name in held
        else InspectedColumn(name, "list", [], pl.Series(name, [], dtype=pl.String))
        for name in names
    ]


def _first_values(table: Table, names: Sequence[str]) -> dict[str, pl.Series]:
    """The first values of all columns that hold single values."""
    wanted = list(names)
    while True:
        try:
            piece = next(table.pieces(wanted), None)
        except UnfitColumn as error:
            wanted.remove(error.column)
            continue
        if piece is None:
            return {name: pl.Series(name, [], dtype=pl.String) for name in wanted}
        return decoded({name: each.head(ROWS) for name, each in piece.columns.items()}, [])


def _samples(values: pl.Series) -> list[str]:
    different = values.drop_nulls().unique(maintain_order=True).head(SAMPLES)
    return [
        shown(str(each.to_list() if isinstance(each, pl.Series) else each)) for each in different
    ]


def _kind(values: pl.Series) -> str:
    """The first kind that all values are of."""
    given = values.drop_nulls()
    if given.is_empty():
        return "empty"
    if given.dtype == pl.List:
        return "list"
    if isinstance(given.dtype, pl.Datetime):
        return "time"
    if given.dtype == pl.Date:
        return "day"
    if given.dtype.is_numeric():
        return "number" if moments(given).has_nulls() or _is_small(given) else "time"
    if given.dtype != pl.String:
        return "text"
    return _kind_of_texts(given)


def _kind_of_texts(given: pl.Series) -> str:
    numbers = given.cast(pl.Float64, strict=False)
    if not numbers.has_nulls():
        return "number" if moments(given).has_nulls() or _is_small(numbers) else "time"
    if not moments(given).has_nulls():
        return "time"
    if not days(given).has_nulls():
        return "day"
    if given.str.contains(r"(?i)^(?:https?|hxxps?)://\S+$").all():
        return "address"
    if given.str.contains(r"^\[.*\]$").all():
        return "list"
    if given.str.contains(r"^[#＃]\S").all():
        return "hashtag"
    is_domain = given.str.contains(r"^[A-Za-z0-9.-]+\.[A-Za-z]{2,}$").all()
    return "domain" if is_domain and not links(given)["domain"].has_nulls() else "text"


LEAST_SECONDS: Final = 946_684_800
"""The year 2000: numbers below are counts or ids rather than times."""


def _is_small(numbers: pl.Series) -> bool:
    least = numbers.min()
    return not isinstance(least, int | float) or least < LEAST_SECONDS


def is_of(values: pl.Series, kind: Kind) -> bool:
    """Whether every value that is there is of the kind."""
    given = values.drop_nulls()
    return not kind.read(given).has_nulls()


def trials(file: Input) -> Iterator[Trial]:
    """Every source that asks at most for the platform, on the first rows that it can read."""
    for _, source in sorted(SOURCES.items()):
        options = _options(source)
        if options is None:
            continue
        try:
            batch = next(source.read(file, options), None)
        except LoaderError:
            continue
        if batch is not None and batch.read:
            yield trial(source, batch)


def trial(source: Source, batch: Batch) -> Trial:
    """What the first batch says of a source."""
    reasons = (
        batch.rejects.group_by("reason", maintain_order=True).len().sort("len", descending=True)
    )
    return Trial(
        source=source,
        read=batch.read,
        facts=sum(frame.height for frame in batch.frames.values()),
        reasons=tuple(reasons["reason"]),
        rejected=batch.rejects.height,
    )


def _options(source: Source) -> Options | None:
    """Options with which the source can be tried; null where it asks for what nobody knows yet."""
    known = {name: getattr(source.example, name) for name in needs(source)}
    return type(source.example)(INSPECTED, **known) if known.keys() <= {"platform"} else None


def needs(source: Source) -> list[str]:
    """Options without which the source reads nothing."""
    return [
        each.name
        for each in fields(source.example)
        if each.default is MISSING and each.default_factory is MISSING and each.name != "set_name"
    ]


def best(tried: Sequence[Trial]) -> Trial | None:
    """The source that takes the most of the rows; of several, the one that makes most of them."""
    taking = [each for each in tried if each.rejected < each.read and each.facts]
    return max(taking, key=lambda each: (1 - each.rejected / each.read, each.facts), default=None)
