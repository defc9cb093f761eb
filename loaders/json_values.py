"""Values that stand in JSON records as columns, in the types that kinds of column are read from."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import polars as pl

from loaders.kinds import EXACT

Fault = Callable[[int, str], None]
"""Takes the place of an object and what is wrong with it, as the end of a sentence."""


def object_of(value: object) -> dict[str, Any]:
    """An object; an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


def inner(values: list[Any], key: str) -> list[Any]:
    """What stands under a key in each object; null where there is none. Raises AttributeError."""
    return [None if each is None else each.get(key) for each in values]


def only_objects(values: list[Any], fault: Fault) -> list[Any]:
    """Null in the place of what is no object; that is a fault unless it was null."""
    for place, each in enumerate(values):
        if each is not None and not isinstance(each, dict):
            fault(place, "is no object")
    return [each if isinstance(each, dict) else None for each in values]


def series(values: list[Any], fault: Fault) -> pl.Series:
    """Texts, whole numbers, floats or flags where all are of one type, else texts of all.

    A list or object is a fault and becomes null.
    """
    types = set(map(type, values)) - {type(None)}
    if types <= {str}:
        return pl.Series(values, dtype=pl.String)
    if types == {int}:
        with suppress(OverflowError, TypeError):
            return pl.Series(values, dtype=pl.Int64)
    if types == {float}:
        return pl.Series(values, dtype=pl.Float64)
    if types == {bool}:
        return pl.Series(values, dtype=pl.Boolean)
    for place, each in enumerate(values):
        if isinstance(each, dict | list):
            fault(place, "is a list or an object where one value is expected")
    return pl.Series([text(each) for each in values], dtype=pl.String)


def text(value: Any) -> str | None:
    """A number as it is written; one that a float cannot tell from others, in powers of ten."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if abs(value) >= EXACT:
            return f"{value:.16e}"
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value) if isinstance(value, str | int) else None
