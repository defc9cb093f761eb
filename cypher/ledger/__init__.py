"""Questions about the graph itself: its version, its sets and its sizes."""

from pydantic import BaseModel

from cypher.catalog import Query
from cypher.values import Moment


class State(BaseModel):
    """The graph's record of itself."""

    schema_version: int
    """Version of the schema that wrote it."""

    changes: int
    """How often a batch or erasure began or ended."""

    mark: str | None
    """Of this state of this graph and of no other; null where an older version wrote it."""

    families: int | None
    """The changes of which families of near-duplicates were last made."""


class ChangeRow(BaseModel):
    """A batch or erasure, and whose acts may be others since; null keys: anybody's."""

    begun: int
    begun_after: str
    ended: int | None
    """Null where it has not ended."""
    ended_after: str | None
    posts: list[str] | None
    urls: list[str] | None
    texts: list[str] | None
    actors: list[str] | None
    named: list[str] | None


class BatchRow(BaseModel):
    """How much a batch has the ledger remember."""

    key: str
    begun_at: Moment
    whole: bool
    """False where it is being written, or its load was killed."""
    keys: int


class Resolution(BaseModel):
    """How finely a set tells time."""

    whole_minutes: bool
    """True where it has times and every one is a whole minute."""


class Seconds(BaseModel):
    """Whether some moments are finer than minutes."""

    seconds: bool


class FileRow(BaseModel):
    """A file that was loaded."""

    set: str
    source: str
    name: str
    sha256: str
    read: int | None
    rejected: int | None
    loaded_at: Moment | None
    """Null where a load of it was cut off."""


class Followed(BaseModel):
    """How far a growing file was read."""

    position: int
    """Bytes whose records landed."""

    sha256: str
    """Hash of these bytes."""

    read: int
    rejected: int


class FactsOfSet(BaseModel):
    """How many facts of one kind a set asserts."""

    set: str
    kind: str
    """Label or relationship type."""

    facts: int


class SpanOfSet(BaseModel):
    """First and last act of a set."""

    set: str
    first_at: Moment
    last_at: Moment


class Size(BaseModel):
    """How large the graph is."""

    nodes: int


class GdsVersion(BaseModel):
    """The plugin that finds communities."""

    version: str


BATCHES = Query("ledger/batches", BatchRow)
CHANGES = Query("ledger/changes", ChangeRow)
FILES = Query("ledger/files", FileRow)
FOLLOWED = Query("ledger/followed", Followed)
GDS = Query("ledger/gds", GdsVersion)
RESOLUTION = Query("ledger/resolution", Resolution)
SECONDS = Query("ledger/seconds", Seconds)
SET_NODES = Query("ledger/set_nodes", FactsOfSet)
SET_RELATIONSHIPS = Query("ledger/set_relationships", FactsOfSet)
SET_SPAN = Query("ledger/set_span", SpanOfSet)
STATE = Query("ledger/state", State)
SIZE = Query("ledger/size", Size)
