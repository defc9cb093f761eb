"""What the graph records about itself."""

from datetime import datetime

from graph_models.base import Node


class Ledger(Node, sourced=False):
    """The one node, key ``graph``: which version wrote the graph, how often its facts changed."""

    schema_version: int
    """Version of the schema; another version's graph is refused."""

    changes: int
    """How often a batch or erasure began or ended; a reading of an older state is out of date."""

    mark: str | None = None
    """Drawn anew with every change: no other state, of this or another graph, has the same."""

    families: int | None = None
    """The ``changes`` of which families of near-duplicates were last made."""


class Change(Node, sourced=False):
    """A late batch or erasure, and whose acts may be others for it; it is labelled Ledger too.

    Without any keys it may have changed anything.
    """

    begun: int
    """The ``changes`` that its beginning made."""

    begun_after: str
    """The ledger's ``mark`` before it."""

    begun_at: datetime
    """When it began."""

    ended: int | None = None
    """The ``changes`` that its end made; null while it goes on, or where it was killed."""

    ended_after: str | None = None
    """The ledger's ``mark`` before its end."""

    posts: list[str] | None = None
    """Keys of posts of which it says who posted them, or what they are, hold or answer."""

    urls: list[str] | None = None
    """Keys of addresses of which it says the domain."""

    texts: list[str] | None = None
    """Keys of wordings of which it says the number of words."""

    actors: list[str] | None = None
    """Keys of those of whom it says whom they follow, or what they like or view."""

    named: list[str] | None = None
    """Keys of accounts and pages of which it says a handle or name."""
