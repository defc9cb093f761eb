"""Every question the platform asks the graph, as named, documented .cypher files."""

from cypher.catalog import Query, every_query

__all__ = ["Query", "every_query"]
