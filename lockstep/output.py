"""What commands print: one object or a list, as a table, JSON, CSV or NDJSON; never NaN."""

import csv
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeAlias

import orjson
import polars as pl
import polars.selectors as cs
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

Row: TypeAlias = Mapping[str, object]


class Format(StrEnum):
    """How results are written to stdout."""

    table = "table"
    json = "json"
    csv = "csv"
    ndjson = "ndjson"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How results are printed.")]

MOST_IN_TABLE = 50
"""Rows of a long result that a person gets to see."""

messages = Console(stderr=True, highlight=False)
"""Progress and messages; results go to stdout."""


def say(message: str) -> None:
    """One line for a person, on stderr."""
    messages.print(Text(message), soft_wrap=True)


def show(result: Row | Iterable[Row], form: Format, *, columns: Sequence[str]) -> None:
    """Print one object (a mapping) or a list of them; ``columns`` head an empty table too."""
    single = isinstance(result, Mapping)
    given: Iterable[Row] = [result] if isinstance(result, Mapping) else result
    rows = [{name: plain(value) for name, value in row.items()} for row in given]
    if form is Format.json:
        _out(orjson.dumps(rows[0] if single else rows, option=orjson.OPT_INDENT_2) + b"\n")
    elif form is Format.ndjson:
        _out(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    elif form is Format.csv:
        _csv(rows, columns)
    elif single:
        _sheet(rows[0])
    else:
        _table(rows, columns)


def show_frame(frame: pl.DataFrame, form: Format) -> None:
    """Print a frame, which may be long: times as RFC 3339, no NaN."""
    if form is Format.table:
        _table(frame.head(MOST_IN_TABLE).to_dicts(), frame.columns)
        if frame.height > MOST_IN_TABLE:
            say(f"{frame.height - MOST_IN_TABLE:,} more; see --format csv, json or ndjson")
        return
    moments = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    ready = frame.with_columns(
        pl.col(moments).dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ"), cs.float().fill_nan(None)
    )
    if form is Format.csv:
        _out(ready.write_csv().encode())
    elif form is Format.ndjson:
        _out(ready.write_ndjson().encode())
    else:
        _out(ready.write_json().encode() + b"\n")


def plain(value: object) -> object:
    """A value as JSON knows it: times in RFC 3339 UTC, no NaN, nested values alike."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return moment.isoformat().replace("+00:00", "Z")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def _out(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _csv(rows: list[dict[str, object]], columns: Sequence[str]) -> None:
    names = list(rows[0]) if rows else list(columns)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    sys.stdout.flush()


def _cell(value: object) -> object:
    """Nested values as JSON text, texts as they are: scripts compare them."""
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _table(
    rows: list[dict[str, object]], columns: Sequence[str], console: Console | None = None
) -> None:
    table = Table(box=None, pad_edge=False)
    for name in columns:
        numeric = any(isinstance(row.get(name), int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_brief(row.get(name))) for name in columns))
    (console or _console()).print(table if rows else Text("nothing"))


def _sheet(row: dict[str, object], console: Console | None = None) -> None:
    """Names and values; a value that is a list of objects follows as a table of its own."""
    console = console or _console()
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    inner = {name: value for name, value in row.items() if _is_rows(value)}
    for name, value in row.items():
        if name not in inner:
            table.add_row(Text(name), Text(_brief(value)))
    console.print(table)
    for name, value in inner.items():
        assert isinstance(value, list)
        console.print(Text(f"\n{name}", style="bold"))
        if any(_is_rows(cell) for each in value for cell in each.values()):
            for each in value:
                _sheet(each, console)
        else:
            _table(value, list(value[0]), console)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, dict) for x in value)


def _console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200)


def _brief(value: object) -> str:
    """A value as a person reads it in a table."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_brief(inner)}" for name, inner in value.items()) or "-"
    if isinstance(value, list):
        return ", ".join(_brief(inner) for inner in value) or "-"
    return str(value)


@contextmanager
def working() -> Iterator[Callable[[str], None]]:
    """A line that says what is being done: live on a terminal, else one line a stage."""
    if not messages.is_terminal:
        yield say
        return
    with messages.status("…") as status:
        yield lambda stage: status.update(Text(stage))
