"""Fields of nested JSON records as columns, each checked as a column of a table is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import polars as pl

from loaders.batch import REJECTS, rejected
from loaders.errors import LoaderError
from loaders.input import Input
from loaders.json_paths import ITSELF, Reach, Steps, noting, spoken_as, steps_of
from loaders.json_records import Records
from loaders.json_values import Fault, series
from loaders.kinds import Column
from loaders.raw import RawPiece, no_rejects
from loaders.table import Piece, checked

RECORDS_AT_A_TIME: Final = 500
"""Fewer wait for others before their fields are looked up, which has a cost of its own."""


@dataclass(frozen=True)
class Part:
    """Objects of one kind within the records, and the fields that are read from them.

    A path is keys with dots between; with ``[]`` at its end, the elements of that list. Paths with
    bars between are tried in turn until one leads to something; reasons of rejects name the last.
    A column's title is such a path.
    """

    name: str
    layout: tuple[Column, ...]
    at: tuple[str, ...] = ("",)
    """Paths at which they stand in the part that they belong to; empty: it is that itself."""
    of: str = ""
    """The part they belong to, which is named before; empty: the record."""
    carries: tuple[str, ...] = ()
    """Columns of that part which stand beside theirs, as ``<of>_<name>``."""


@dataclass(frozen=True, eq=False)
class JsonPiece:
    """Some consecutive records."""

    parts: Mapping[str, pl.DataFrame]
    """By name of the part: ``row`` (the record's number), ``place`` (in its list, from 1) and the
    columns of its layout. What belongs to a rejected record is in none."""
    rejects: pl.DataFrame
    read: int


def pieces(file: Input, records: Iterable[Records], layout: Sequence[Column]) -> Iterator[Piece]:
    """Records as rows of a table, read as the layout says; a title is a path."""
    name = "record"
    for piece in parts(file, records, [Part(name, tuple(layout))]):
        yield Piece(piece.parts[name].drop("place"), piece.rejects, piece.read)


def parts(file: Input, records: Iterable[Records], layout: Sequence[Part]) -> Iterator[JsonPiece]:
    """Records in pieces of bounded size; one is rejected for the first fault found in it."""
    gathered = _Piece(file.name, layout)
    try:
        for each in records:
            gathered.take(each)
            if gathered.size >= file.at_a_time:
                yield gathered.checked()
                gathered = _Piece(file.name, layout)
    except LoaderError:
        if gathered.read:
            yield gathered.checked()
        raise
    if gathered.read:
        yield gathered.checked()


@dataclass
class _Objects:
    """Objects of one part: the number of the record of each, and the object it belongs to."""

    values: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)


class _Gathered:
    """The fields of a part's objects, as far as they were gathered."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.rows: list[int] = []
        self.owners: list[int] = []
        self.places: list[int] = []
        self.columns: dict[str, list[Any]] = {each.title: [] for each in part.layout}
        self._paths = [(steps_of(title), column) for title, column in self.columns.items()]
        self._prefix = f"{spoken_as(part.at[0])}." if part.at[0] and len(part.at) == 1 else ""
        """What stands before a title in the reason of a reject."""
        self.path = self._prefix.rstrip(".") or "the record"
        self.at = [(place, steps_of(place.removesuffix("[]"))) for place in part.at]
        self.is_of_objects = any(each.title != ITSELF for each in part.layout)

    def take(self, objects: _Objects, faults: "_Faults") -> None:
        """Add objects; those that are none must have been left out."""
        if not objects.rows:
            return
        reach = Reach(objects.values, self._prefix, faults.at(objects.rows))
        for paths, column in self._paths:
            column += reach(paths)
        self.rows += objects.rows
        self.owners += objects.owners
        self.places += objects.places

    def checked(self, file: str, faults: "_Faults") -> pl.DataFrame:
        """Columns as ``JsonPiece.parts`` has them, and ``index`` and ``owner``; the good ones."""
        if not self.rows:
            kinds = {each.name: each.kind.dtype for each in self.part.layout}
            return pl.DataFrame(schema={"index": pl.Int64(), **INDEXES, **kinds})
        note = faults.at(self.rows)
        plain = [spoken_as(title) for title in self.columns]
        spoken = {
            title: f"{self._prefix}{name if plain.count(name) == 1 else title}"
            for title, name in zip(self.columns, plain, strict=True)
        }
        named = [replace(each, titled=spoken[each.title]) for each in self.part.layout]
        columns = {
            spoken[title]: series(values, noting(note, spoken[title]))
            for title, values in self.columns.items()
        }
        index = pl.int_range(len(self.rows), eager=True, dtype=pl.Int64)
        piece = checked(file, RawPiece(columns, index, no_rejects(), len(index)), named)
        for place, reason in piece.rejects.select("row", "reason").iter_rows():
            note(place, reason)
        own = pl.DataFrame(
            {"row": self.rows, "owner": self.owners, "place": self.places}, schema_overrides=INDEXES
        )
        if piece.rejects.height:
            own = own[piece.rows["row"]]
        named_so = [each.name for each in self.part.layout]
        return piece.rows.rename({"row": "index"}).hstack(own).select("index", *INDEXES, *named_so)


INDEXES: Final = {"row": pl.Int64(), "owner": pl.Int64(), "place": pl.Int64()}


class _Faults:
    """What is wrong with records, by their numbers; the first fault of each counts."""

    def __init__(self) -> None:
        self.reasons: dict[int, str] = {}

    def at(self, rows: Sequence[int]) -> Fault:
        """Notes a fault of an object by its place among those of these records."""
        return lambda place, reason: self.note(rows[place], reason)

    def note(self, row: int, reason: str) -> None:
        self.reasons.setdefault(row, reason)


class _Piece:
    """A piece while it is gathered."""

    def __init__(self, file: str, layout: Sequence[Part]) -> None:
        self._file, self._parts = file, [_Gathered(part) for part in layout]
        self._faults = _Faults()
        self._waiting = _Objects()
        self.size = self.read = 0

    def take(self, records: Records) -> None:
        """Add records; of few, such as a page's, the fields are looked up with those of others."""
        self.size += records.size
        self.read += len(records.values) + len(records.rejects)
        for row, reason in records.rejects:
            self._faults.note(row, reason)
        self._waiting.values += records.values
        self._waiting.rows += records.numbers
        if len(self._waiting.rows) >= RECORDS_AT_A_TIME:
            self._look_up()

    def _look_up(self) -> None:
        """Gather the fields of the records that wait; their objects are not kept."""
        whole, self._waiting = self._waiting, _Objects()
        held = {"": (whole, 0)}
        for each in self._parts:
            owners, before = held[each.part.of]
            objects = _Objects()
            for at in each.at if owners.rows else ():
                _find(owners, at, before, objects, self._faults)
            if each.is_of_objects:
                objects = _only_objects(objects, each.path, self._faults)
            held[each.part.name] = objects, len(each.rows)
            each.take(objects, self._faults)

    def checked(self) -> JsonPiece:
        """Every field read; a record with a fault is left out of every part."""
        self._look_up()
        frames: dict[str, pl.DataFrame] = {}
        for each in self._parts:
            frame = each.checked(self._file, self._faults)
            if each.part.carries:
                of = each.part.of
                carried = frames[of].select(
                    pl.col("index").alias("owner"),
                    *(pl.col(name).alias(f"{of}_{name}") for name in each.part.carries),
                )
                frame = frame.join(carried, on="owner", how="inner", maintain_order="left")
            frames[each.part.name] = frame
        faults = sorted(self._faults.reasons.items())
        rejects = rejected(
            self._file,
            pl.Series([row for row, _ in faults], dtype=pl.Int64),
            pl.Series([reason for _, reason in faults], dtype=pl.String),
        )
        good = ~pl.col("row").is_in(rejects["row"].implode())
        return JsonPiece(
            parts={
                name: (frame.filter(good) if faults else frame).drop("index", "owner")
                for name, frame in frames.items()
            },
            rejects=rejects.cast(REJECTS),
            read=self.read,
        )


def _find(
    owners: _Objects, at: tuple[str, Steps], before: int, found: _Objects, faults: _Faults
) -> None:
    """Add what stands at a path in each owner, of which the first has the index ``before``."""
    path, steps = at
    values = Reach(owners.values, "", faults.at(owners.rows))(steps)
    if not path.endswith("[]"):
        held = [place for place, value in enumerate(values) if value is not None]
        found.values += [values[place] for place in held]
        found.places += [1] * len(held)
    else:
        held = []
        for place, value in enumerate(values):
            if not value and value in (None, []):
                continue
            if isinstance(value, list):
                found.values += value
                found.places += range(1, len(value) + 1)
                held += [place] * len(value)
            else:
                faults.note(owners.rows[place], f"{spoken_as(path)} is no list")
    found.rows += [owners.rows[place] for place in held]
    found.owners += [before + place for place in held]


def _only_objects(found: _Objects, path: str, faults: _Faults) -> _Objects:
    """Without what is no object, which is a fault unless it is null."""
    if set(map(type, found.values)) <= {dict}:
        return found
    kept = _Objects()
    for value, row, owner, place in zip(
        found.values, found.rows, found.owners, found.places, strict=True
    ):
        if isinstance(value, dict):
            kept.values.append(value)
            kept.rows.append(row)
            kept.owners.append(owner)
            kept.places.append(place)
        elif value is not None:
            faults.note(row, f"{path} holds something that is no object")
    return kept
