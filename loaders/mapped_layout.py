"""The columns and constants of a mapping, as the reading of tables knows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from loaders.errors import UnfitOptions
from loaders.kinds import COUNT, IDENTIFIER, PLATFORM, TEXT, Column, Kind
from loaders.mapping import AccountPart, Cell, Mapping, PostPart, Time, Value
from loaders.mapping_kinds import HANDLE, POST_KIND, objects, timed, translated

PROFILE: Final = {
    "handle": HANDLE,
    "name": TEXT,
    "bio": TEXT,
    "location": TEXT,
    "language": TEXT,
    "created_at": TEXT,
    "followers": COUNT,
    "following": COUNT,
}
"""What a profile may say, with its kind; that of a time is made of its form."""

POST: Final = {
    "kind": POST_KIND,
    "language": TEXT,
    "address": TEXT,
    "likes": COUNT,
    "reshares": COUNT,
    "replies": COUNT,
    "views": COUNT,
}
"""What may be known of a post besides its acts."""


@dataclass(frozen=True)
class Layout:
    """What is read from a table, and what is the same in every row."""

    columns: tuple[Column, ...]
    constants: pl.DataFrame
    """One row."""


def object_name(place: int) -> str:
    """The column of an act's object, by the act's place from 0."""
    return f"act.{place}"


def layout_of(mapping: Mapping) -> Layout:
    """Columns named ``platform``, ``at``, ``account.…``, ``post.…`` and ``act.…``.

    Raises UnfitOptions where a constant is not of its kind.
    """
    columns: list[Column] = []
    constants: list[pl.Series] = []
    for name, value, known, filled in _values(mapping):
        if value.column is not None:
            columns.append(Column(name, known, filled=filled, titled=value.column))
            continue
        constant = known.read(pl.Series(name, [value.constant])).cast(known.dtype)
        if constant.has_nulls():
            raise UnfitOptions(
                f"constant '{value.constant}' of {name}", f"another: it {known.fault}"
            )
        constants.append(constant.alias(name))
    return Layout(tuple(columns), pl.DataFrame(constants))


def _values(mapping: Mapping) -> Iterator[tuple[str, Cell, Kind, bool]]:
    """Every value that the mapping has: name, where it comes from, kind, whether it is needed."""
    yield "platform", mapping.platform, _kind(mapping.platform, PLATFORM), True
    if mapping.at is not None:
        yield "at", mapping.at, timed(mapping.at), True
    yield from _part("account", mapping.account, PROFILE)
    if mapping.post is not None:
        yield from _part("post", mapping.post, POST)
    for place, act in enumerate(mapping.acts):
        thing = TEXT if act.kind == "text" else IDENTIFIER
        yield object_name(place), act.object, objects(thing, act.object), False


def _part(
    of: str, part: AccountPart | PostPart, told: dict[str, Kind]
) -> Iterator[tuple[str, Cell, Kind, bool]]:
    yield f"{of}.id", part.id, _kind(part.id, IDENTIFIER), True
    for name, kind in told.items():
        value: Cell | None = getattr(part, name)
        if value is not None:
            yield f"{of}.{name}", value, _kind(value, kind), False


def _kind(value: Cell, kind: Kind) -> Kind:
    if isinstance(value, Time):
        return timed(value)
    words = value.values if isinstance(value, Value) else None
    return translated(kind, words) if words else kind
