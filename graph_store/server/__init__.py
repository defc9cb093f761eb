"""A local Neo4j with Graph Data Science that needs nothing but Python."""

from graph_store.server.errors import ServerError
from graph_store.server.local import LocalServer, ServerAddress, ServerStatus

__all__ = ["LocalServer", "ServerAddress", "ServerError", "ServerStatus"]
