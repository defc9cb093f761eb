"""What may stand in an address: keys, times, limits and cursors, read strictly."""

import re
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import unquote

from fastapi import Path, Query, Request
from pydantic import AfterValidator, BeforeValidator

from api.errors import BadParameter, close

LONGEST_KEY = 4_096
"""Characters of a key, decoded."""

STARTS_LIKE_A_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]|$)")


def decoded(segment: str) -> str:
    """A key out of its path segment, which routing left percent-encoded."""
    try:
        key = unquote(segment, errors="strict")
    except UnicodeDecodeError as error:
        raise ValueError("the key is not UTF-8, percent-encoded once") from error
    if len(key) > LONGEST_KEY:
        raise ValueError(f"the key has more than {LONGEST_KEY} characters")
    return key


def moment(value: object) -> object:
    """A time as RFC 3339 writes it, or a day; numbers are no times."""
    if isinstance(value, str) and not STARTS_LIKE_A_TIME.match(value):
        raise ValueError("write the time like 2021-09-26T18:00:00Z, or a day like 2021-09-26")
    return value


def in_utc(value: datetime | None) -> datetime | None:
    """The same moment in UTC, which is meant where no zone is given."""
    if value is None:
        return None
    try:
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("the time is beyond the calendar") from error


async def known_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not have: a typing error would change the answer."""
    known = [each.alias for each in request.scope["route"].dependant.query_params]
    for name in request.query_params:
        if name not in known:
            has = f"; it has {', '.join(known)}" if known else ""
            raise BadParameter(
                name[:80], f"this route has no such parameter{has}", close(name, known)
            )


Key = Annotated[str, AfterValidator(decoded), Path(examples=["x:12345"])]
Limit = Annotated[int, Query(ge=1, le=1000, description="Most items in one reply.")]
Cursor = Annotated[
    str | None, Query(max_length=8_192, description="`next` of the page before; opaque.")
]
Since = Annotated[
    datetime | None,
    BeforeValidator(moment),
    AfterValidator(in_utc),
    Query(description="First moment that counts; without a zone, UTC."),
]
Until = Annotated[
    datetime | None,
    BeforeValidator(moment),
    AfterValidator(in_utc),
    Query(description="First moment that no longer counts; without a zone, UTC."),
]
