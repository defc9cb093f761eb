"""What a search finds."""

from cypher.investigate.row import NodeRef, Place, Row


class FoundNode(NodeRef):
    """A node whose key, names or words match."""

    score: float
    """How well, by the full-text index; only for ranking within one search."""


class Found(Row):
    """One page of a search."""

    items: list[FoundNode]
    """Best first."""

    matching: int
    """Matches from here on, those of this page included."""

    end: Place | None
    """The last item's place; null where there is none."""

    looked: int
    """Matches of the index that were looked at."""
