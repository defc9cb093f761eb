"""What an analysis says: runs, clusters and the links between actors, with their chance."""

from datetime import datetime
from typing import Annotated, Literal

from graph_models.actors import Account, Page
from graph_models.base import Node, Relationship


class Run(Node, indexes=("finished_at",), caption=("name",), sourced=False):
    """One detection over chosen sets and traces; it counts only once ``finished_at`` is set."""

    name: str
    """Short name: when it started and over which sets."""

    started_at: datetime
    """When it started."""

    finished_at: datetime | None = None
    """When its last finding was written; null while it runs or if it died."""

    sets: list[str]
    """The sets it read."""

    settings: str
    """JSON of what was asked: traces, windows, thresholds, since and until."""

    traces: str
    """JSON list of what each trace held and gave: acts, actors, objects, pairs, kept."""

    flagged: int | None = None
    """Accounts of tiers 1 and 2."""

    clusters: int | None = None
    """Clusters it found, candidates included."""

    explained: str | None = None
    """JSON list of those who would have a tier, were it not for one open source which they follow:
    account, tier, source, hits, led, median lag and why."""

    facts: str
    """State of the graph it read: how often a load or erasure had begun or ended."""

    compared_with: str | None = None
    """Key of the earlier run whose clusters it carries on; null where there was none alike."""


class Cluster(Node, indexes=("run",), search=("name",), caption=("name",), sourced=False):
    """Actors that a run found to act in lockstep; synchrony is no proof of deceit."""

    run: str
    """Key of the run that found it."""

    name: str
    """Made of what the members share."""

    candidate: bool
    """True for a component of pairs that the self-controlled test alone does not carry."""

    score: float
    """Sum of the features' weighted values; only for ranking within a run."""

    features: str
    """JSON list of name, value, weight and sentence, so that a reader can disagree with a line."""

    accounts: int
    """Members that are accounts."""

    pages: int
    """Members that are pages."""

    posts: int
    """Posts by which members acted on what they share."""

    platforms: list[str]
    """Platforms of the members."""

    traces: list[str]
    """Traces on which members act together."""

    first_at: datetime | None = None
    """First joint act."""

    last_at: datetime | None = None
    """Last joint act."""

    lineage: str | None = None
    """Key of the first cluster of its line: what stays the same from run to run."""

    quiet: bool | None = None
    """Whether its last joint act lies ten days and more before the last act of the data."""


class CoordinatedWith(
    Relationship,
    start=(Account, Page),
    end=(Account, Page),
    told_apart_by=("run", "trace"),
    indexes=("run",),
    sourced=False,
):
    """Two actors acted on the same objects within the window more often than three nulls expect."""

    run: str
    """Key of the run."""

    trace: str
    """Which kind of joint act."""

    within_s: float
    """The window in seconds, inclusive."""

    objects: int
    """Distinct objects on which both acted within the window."""

    expected: float
    """Objects expected by the degree-corrected null B."""

    expected_given_shared: float
    """Objects expected by null A, given everything that both shared at any time."""

    expected_given_hours: float | None = None
    """Objects expected by null C, given also the hours of the day at which each of them is active
    and the moments at which others acted on what they shared."""

    p: float
    """The larger tail probability of nulls A and B."""

    q: float
    """Benjamini-Hochberg value of ``p`` among all pairs of the trace."""

    p_given_hours: float | None = None
    """The tail probability of null C, which may veto a link and gives no q."""

    mean_gap_s: float
    """Mean time between the closest two acts, over objects, in seconds."""

    min_gap_s: float
    """Smallest time between the closest two acts, in seconds."""

    first_at: datetime
    """First of the joint acts."""

    last_at: datetime
    """Last of the joint acts."""

    leads: float
    """Share of objects on which the actor whose key is smaller came first; ties count half."""


class MemberOf(Relationship, start=(Account, Page), end=Cluster, sourced=False):
    """An actor with a tier of its own, in a cluster."""

    tier: int
    """1: flagged by its own synchrony; 2: supported by its cluster; 3: candidate."""

    role: Literal["core", "amplifier", "periphery"]
    """Place in the cluster's network, from k-core and eigenvector centrality."""

    share: float
    """Share of the member's objects that others of the cluster acted on within the window."""


class Flagged(Relationship, start=(Account, Page), end=Run, sourced=False):
    """The verdict of a run on one actor, with what it rests on."""

    tier: int
    """1: flagged by its own synchrony; 2: supported by its cluster; 3: candidate."""

    score: float
    """-log10 p, and 2 more where its community is reported; only for ranking within a run."""

    hits: int
    """Objects on which somebody else acted within the window."""

    expected: float
    """Hits expected at the rate of the minutes and hours around."""

    p: float
    """Poisson tail of hits over expected."""

    q: float
    """Benjamini-Hochberg value of ``p`` among all actors of the run."""

    traces: str
    """JSON list of trace, hits and expected."""


class Likeness(Node, indexes=("run",), caption=("thing",), sourced=False):
    """Something that actors of a run have in common at no particular moment.

    It supports what else is found of them, and accuses nobody by itself.
    """

    run: str
    """Key of the run that found it."""

    trace: str
    """Which untimed trace."""

    thing: str
    """What they have in common: a key, or a few words."""

    actors: int
    """How many bear it."""


class Bears(Relationship, start=(Account, Page), end=Likeness, sourced=False):
    """An actor bears a likeness."""

    at: Annotated[datetime | None, "least"] = None
    """When it came to bear it, where that is known."""

    detail: str | None = None
    """What there is to see, as a sentence without its subject."""

    expected: float | None = None
    """What the trace's null expects; null where it has none."""

    p: float | None = None
    """Tail probability under that null; null as above."""

    q: float | None = None
    """Benjamini-Hochberg value of ``p`` within the trace; null as above."""


class FoundBy(Relationship, start=Cluster, end=Run, sourced=False):
    """Which run found a cluster."""


class Continues(Relationship, start=Cluster, end=Cluster, sourced=False):
    """A cluster carries on an earlier one, whole or in part; see its kind."""

    kind: Literal["continues", "split", "merged", "successor"]
    """split: others carry the earlier one on too; merged: it carries on others too; successor:
    other accounts, which came after the earlier ones fell silent, with what those had."""

    overlap: float
    """Shared members over all members of both (Jaccard); of a successor, its share of heirs."""
