"""What can go wrong between us and Neo4j.

* GraphError
  + GraphUnavailable      nothing answers at the configured address
  + WrongPassword         the server does not let this user in
  + ForeignSchema         the graph was written by another version of Lockstep
  + GraphNotEmpty         something needs an empty graph, or one that holds only its own set
  + MissingNodes          a relationship names a node that nobody wrote
  + ForeignLabel          an end of a relationship has a label that its model does not allow
  + ParameterMismatch     a query was asked without, or with unknown, parameters
  + QueryFailed           the server refused or gave up
  + ServerError           the local server (graph_store.server.errors)
"""

from collections.abc import Iterable

from graph_models.errors import LockstepError


class GraphError(LockstepError):
    """Base of every error this package raises."""


class GraphUnavailable(GraphError):
    """No Neo4j answers at the configured address."""

    def __init__(self, uri: str, reason: str) -> None:
        super().__init__(
            f"No Neo4j answers at {uri} ({reason}); start it, or unset LOCKSTEP_NEO4J_URI to use "
            "the local server."
        )
        self.uri = uri


class WrongPassword(GraphError):
    """The server does not let this user in."""

    def __init__(self, uri: str, user: str) -> None:
        super().__init__(
            f"Neo4j at {uri} refused user {user!r} with the password given; set "
            "LOCKSTEP_NEO4J_USER and LOCKSTEP_NEO4J_PASSWORD."
        )
        self.uri, self.user = uri, user


class ForeignSchema(GraphError):
    """The graph was written by a version of Lockstep whose schema is another."""

    def __init__(self, found: int, ours: int) -> None:
        super().__init__(
            f"The graph has schema version {found}, this Lockstep reads version {ours}; use the "
            "Lockstep that wrote it, or load the sets anew into an empty graph."
        )
        self.found, self.ours = found, ours


class GraphNotEmpty(GraphError):
    """Something needs a graph without other data."""

    def __init__(self, what: str, found: str) -> None:
        super().__init__(f"{what} needs an empty graph, and this one holds {found}.")


class MissingNodes(GraphError):
    """A relationship names a node that nobody wrote."""

    def __init__(self, rel_type: str, rows: int, written: int) -> None:
        super().__init__(
            f"{rows - written} of {rows} {rel_type} relationships name a node that is not in the "
            "graph; a source must yield both ends before the relationship."
        )


class ForeignLabel(GraphError):
    """An end of a relationship has a label that its model does not allow."""

    def __init__(self, rel_type: str, column: str, found: str | None, allowed: list[str]) -> None:
        super().__init__(
            f"A {rel_type} relationship has {column} {found!r}; it may be {' or '.join(allowed)}."
        )
        self.rel_type, self.column, self.found = rel_type, column, found


class ParameterMismatch(GraphError):
    """The parameters given are not the ones the query names."""

    def __init__(self, query: str, missing: Iterable[str], unknown: Iterable[str]) -> None:
        super().__init__(f"{query}: missing {sorted(missing)}, unknown {sorted(unknown)}")


class QueryFailed(GraphError):
    """The server refused a statement or gave up on it."""

    def __init__(self, what: str, reason: str, *, code: str = "") -> None:
        first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
        super().__init__(f"Neo4j could not {what}: {first}")
        self.code = code
        """The server's own name of the failure; empty where it gave none."""
