"""Accounts and pages: who they are, what they are tied to, when they acted."""

from typing import Literal

from pydantic import JsonValue

from cypher.investigate.row import HitsOfTraces, NodeRef, Place, Row


class Finding(Row):
    """What the latest run that names an actor says of it."""

    run: str
    """Key of the run."""

    cluster: str | None
    """Key of the cluster it belongs to; null where it has none."""

    role: str | None
    """core, amplifier or periphery; null without a cluster."""

    tier: int
    """1: flagged by its own synchrony; 2: supported by its cluster; 3: candidate."""

    score: float
    """Only for ranking within a run."""

    hits: int
    """Objects on which somebody else acted within the window."""

    expected: float
    """Hits expected at the rate of the minutes and hours around."""

    traces: HitsOfTraces
    """The same by trace."""

    p: float
    """Poisson tail of hits over expected."""

    q: float
    """Benjamini-Hochberg value of p among all actors of the run."""


class ActorDetail(NodeRef):
    """An account or page. A property that its label does not have is null; long texts are cut."""

    platform: str
    """Short name of the platform."""

    kind: str | None
    """Of a page: page, group, channel, subreddit or site."""

    handle: str | None
    """The name in the address."""

    name: str | None
    """The name it shows to people."""

    about: str | None
    """What it says about itself."""

    location: str | None
    """Where it says it is; never checked."""

    language: str | None
    """Language of its interface or of most posts, as the source gives it."""

    country: str | None
    """Where the platform says a page is run from."""

    created_at: str | None
    """When the platform says it was opened."""

    followers: int | None
    """Followers when the source was made."""

    following: int | None
    """Accounts it followed when the source was made."""

    sets: list[str]
    """The sets that assert it."""

    finding: Finding | None
    """Null where no run names it."""


Direction = Literal["out", "in", "both"]
"""Seen from the actor; ``both`` where the relation has none."""


class Degree(Row):
    """How many relationships of one type."""

    relation: str
    """Relationship type."""

    direction: Direction
    """Seen from the actor."""

    count: int
    """Read from the degree store; links of a run that is being written are included."""


class Degrees(NodeRef):
    """An actor with its degrees, those of 0 included."""

    relations: list[Degree]
    """One entry for every type and direction that an actor can have."""


class Neighbour(Row):
    """One relationship of the actor and what it leads to."""

    relation: str
    """Relationship type."""

    direction: Direction
    """Seen from the actor."""

    properties: dict[str, JsonValue]
    """What is known of the relationship; times are text, unknown ones are missing."""

    node: NodeRef
    """The other end."""


class NeighboursOfRelation(Row):
    """The asked part of one fan."""

    relation: str
    direction: Direction
    matching: int
    """Ties that match from here on, among those looked at."""

    items: list[Neighbour]
    end: Place | None
    """Place of the last item; null where there is none."""


class Neighbours(Row):
    """The asked part of every fan."""

    relations: list[NeighboursOfRelation]


class ActsOfRelation(Row):
    """Acts of one type in one bucket."""

    relation: str
    """Relationship type."""

    acts: int
    """How many."""


class Bucket(Row):
    """What an actor did in one hour, day or week; one without acts has no bucket."""

    at: str
    """When the bucket begins."""

    acts: int
    """Acts of all types."""

    relations: list[ActsOfRelation]
    """The same by type."""


class Timeline(Row):
    """One page of an actor's time line."""

    items: list[Bucket]
    """Earliest first."""

    matching: int
    """Buckets from here on, those of this page included."""

    end: int | None
    """Begin of the last bucket in seconds since 1970; null where there is none."""

    undated: int
    """Acts whose time no source gives."""
