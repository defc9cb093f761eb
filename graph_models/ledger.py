"""What the graph records about itself."""

from graph_models.base import Node


class Ledger(Node, sourced=False):
    """The one node, key ``graph``: which version wrote the graph, how often its facts changed."""

    schema_version: int
    """Version of the schema; another version's graph is refused."""

    changes: int
    """Loads and erasures so far; a cached reading of an older state is no longer true."""
