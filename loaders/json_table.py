"""JSON records as a table; names within names are parted by dots."""

from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader
from itertools import chain
from typing import Any, Final

import orjson
import polars as pl

from loaders.batch import rejected
from loaders.errors import LoaderError
from loaders.json_records import Records, records_in
from loaders.json_values import text
from loaders.raw import RawPiece

RECORDS_AT_A_TIME: Final = 20_000
DEEPEST: Final = 8
"""Names within names that are columns."""


class JsonTable:
    """An open table of JSON records; its columns are those of the first records."""

    def __init__(self, file: str, stream: BufferedReader, *, at_a_time: int) -> None:
        self._file = file
        self._records = _together(records_in(file, stream), at_a_time)
        self._first = next(self._records, None)
        held = self._first.values if self._first else ()
        names = chain.from_iterable(_names(value) for value in held)
        self.columns = list(dict.fromkeys(names))

    def pieces(self, columns: Sequence[str]) -> Iterator[RawPiece]:
        """Texts as bytes, numbers as the text that they are, lists of texts as lists."""
        paths = {name: tuple(name.split(".")) for name in columns}
        for part in chain([self._first] if self._first else [], self._records):
            values = {
                name: _series(name, [_at(each, name, path) for each in part.values])
                for name, path in paths.items()
            }
            numbers = pl.Series("row", part.numbers, dtype=pl.Int64)
            bad = pl.Series([row for row, _ in part.rejects], dtype=pl.Int64)
            reasons = pl.Series([reason for _, reason in part.rejects], dtype=pl.String)
            rejects = rejected(self._file, bad, reasons)
            yield RawPiece(values, numbers, rejects, len(part.values) + len(part.rejects))


def _together(given: Iterator[Records], at_a_time: int) -> Iterator[Records]:
    """Records in pieces of bounded size. Raises UnreadableFile, after what came before."""
    values: list[dict[str, Any]] = []
    numbers: list[int] = []
    rejects: list[tuple[int, str]] = []
    size = 0
    try:
        for each in given:
            values += each.values
            numbers += each.numbers
            rejects += each.rejects
            size += each.size
            if len(values) + len(rejects) >= RECORDS_AT_A_TIME or size >= at_a_time:
                yield Records(values, numbers, rejects)
                values, numbers, rejects, size = [], [], [], 0
    except LoaderError:
        if values or rejects:
            yield Records(values, numbers, rejects)
        raise
    if values or rejects:
        yield Records(values, numbers, rejects)


def _names(value: Mapping[str, Any], before: str = "", depth: int = 1) -> Iterator[str]:
    for name, inner in value.items():
        if isinstance(inner, dict) and depth < DEEPEST:
            yield from _names(inner, f"{before}{name}.", depth + 1)
        else:
            yield before + name


def _at(value: Any, name: str, path: tuple[str, ...]) -> Any:
    if name in value:
        return value[name]
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def _series(name: str, values: list[Any]) -> pl.Series:
    if any(isinstance(value, list) for value in values):
        lists = [value if isinstance(value, list | None) else [value] for value in values]
        texts = [
            None if each is None else [_text(inner) for inner in each if _is_value(inner)]
            for each in lists
        ]
        return pl.Series(name, texts, dtype=pl.List(pl.String))
    told = [None if value is None else _text(value).encode() for value in values]
    return pl.Series(name, told, dtype=pl.Binary)


def _is_value(value: Any) -> bool:
    return isinstance(value, str | int | float) and "\0" not in str(value)


def _text(value: Any) -> str:
    """One value as text; an object as its JSON."""
    told = text(value)
    return orjson.dumps(value).decode() if told is None else told
