"""Opaque cursors: where a page ended, so that the next one is sought and nothing is skipped."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

import orjson
from pydantic import TypeAdapter, ValidationError

from api.errors import BadParameter
from api.reply import NEXT_PAGES, Json, items_of, left_out, listing

PlaceT = TypeVar("PlaceT")

LARGEST = 2**62
"""Greatest integer that a cursor may hold: the graph has none beyond 64 bits."""


def written(route: str, place: object) -> str:
    """The cursor of a place in the list of a route."""
    return urlsafe_b64encode(orjson.dumps([route, place])).decode().rstrip("=")


def read(cursor: str | None, route: str, kind: TypeAdapter[PlaceT]) -> PlaceT | None:
    """The place that a cursor of this route names; None for the first page.

    Raises BadParameter where it is no cursor of this route.
    """
    if cursor is None:
        return None
    try:
        found = orjson.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        if not isinstance(found, list) or len(found) != 2 or found[0] != route:
            raise ValueError("of another route")
        return kind.validate_json(orjson.dumps(found[1]), strict=True)
    except (NotBase64, ValueError, UnicodeError, ValidationError) as error:
        raise BadParameter(
            "cursor", "is not one that this list gave out; leave it out to begin anew"
        ) from error


def page(
    row: Mapping[str, object],
    route: str,
    what: str,
    *,
    run: str | None = None,
    missing: Sequence[Json] = (),
) -> Json:
    """The envelope of a row that has items, matching and end; ``run`` pins the cursor to a run."""
    items = items_of(row)
    more = cast(int, row["matching"]) - len(items)
    place = row["end"] if run is None else [run, row["end"]]
    return listing(
        items,
        next_page=written(route, place) if more else None,
        left_out=[*([left_out(what, more, NEXT_PAGES)] if more else []), *missing],
    )
