"""Which part of the graph an analysis looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Scope:
    """Which facts an analysis looks at."""

    sets: Sequence[str]
    """Sets that are read; a fact counts when one of them asserts it."""

    since: datetime | None = None
    """First moment that counts."""

    until: datetime | None = None
    """First moment that no longer counts."""
