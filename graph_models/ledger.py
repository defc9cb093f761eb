"""What the graph records about itself."""

from graph_models.base import Node


class Ledger(Node, sourced=False):
    """The one node, key ``graph``: which version wrote the graph, how often its facts changed."""

    schema_version: int
    """Version of the schema; another version's graph is refused."""

    changes: int
    """How often a load or erasure began or ended; a reading of an older state is out of date."""

    families: int | None = None
    """The ``changes`` of which families of near-duplicates were last made."""
