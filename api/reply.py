"""What goes out: JSON straight from the graph's lists, and the envelope of every list."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeAlias, TypeVar, cast

import orjson
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

ItemT = TypeVar("ItemT", bound=BaseModel)
Json: TypeAlias = dict[str, object]

NEXT_PAGES = "on the next pages"


class LeftOut(BaseModel):
    """Something that a list does not show here."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    what: str
    """What sort of thing: a relationship type, clusters, acts without a time."""

    direction: str | None
    """Of a relationship, seen from the node asked about; else null."""

    count: int | None
    """How many; null where that is not known."""

    why: str
    """Why, and how to see them."""


class Listing(BaseModel, Generic[ItemT]):
    """A page of a list."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, json_schema_extra={"description": "A page of a list."}
    )

    items: list[ItemT]
    """This page."""

    next: str | None
    """The cursor of the next page; null on the last."""

    truncated: bool
    """Whether the list has more than this reply shows."""

    left_out: list[LeftOut]
    """What this reply does not show."""


class Reply(Response):
    """JSON as it is, with no response model run over it; those are checked in tests."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        """The bytes; times in UTC with a Z, NaN as null."""
        options = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
        return orjson.dumps(content, default=_native, option=options)


def listing(
    items: list[Json], *, next_page: str | None = None, left_out: Iterable[Json] = ()
) -> Json:
    """The envelope of a list."""
    missing = list(left_out)
    return {
        "items": items,
        "next": next_page,
        "truncated": bool(next_page or missing),
        "left_out": missing,
    }


def left_out(what: str, count: int | None, why: str, direction: str | None = None) -> Json:
    """One line of what a list does not show."""
    return {"what": what, "direction": direction, "count": count, "why": why}


def items_of(row: Mapping[str, object]) -> list[Json]:
    """The list that a row holds."""
    return cast(list[Json], row["items"])


def unfold(row: Json, *names: str) -> Json:
    """Put out, as the JSON that it is, what the graph keeps as JSON text."""
    for name in names:
        text = row.get(name)
        if isinstance(text, str):
            row[name] = orjson.Fragment(text)
    return row


def _native(value: object) -> object:
    """The driver has a time type of its own; Python's is the same moment."""
    to_native = getattr(value, "to_native", None)
    if to_native is None:
        raise TypeError(f"{type(value).__name__} has no form in JSON")
    return to_native()
