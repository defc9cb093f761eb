"""Values as the graph gives them, read by the row models."""

from datetime import datetime
from typing import Annotated, NewType

import orjson
from pydantic import BeforeValidator


def native(value: object) -> object:
    """The driver has a time type of its own; Python's is the same moment."""
    to_native = getattr(value, "to_native", None)
    return to_native() if to_native else value


def from_json(value: object) -> object:
    """Nested values are kept in the graph as JSON text."""
    return orjson.loads(value) if isinstance(value, str) else value


Compared = NewType("Compared", str)
"""A text of which nothing is asked but whether another is the same."""

Moment = Annotated[datetime, BeforeValidator(native)]
"""A time out of the graph."""
