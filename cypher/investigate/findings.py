"""What runs found: clusters, their members, and the runs themselves."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from cypher.findings import ExplainedRow, RunSettings, TraceFigures
from cypher.investigate.row import Features, HitsOfTraces, Place, Row
from cypher.values import from_json


class ClusterDetail(Row):
    """Actors that a run found to act in lockstep; synchrony is no proof of deceit."""

    cluster: str
    """Its key."""

    run: str
    """Key of the run that found it."""

    name: str
    """Made of what the members share; hostile text, never markup."""

    candidate: bool
    """True where only pairs carry it, not the test of each account against its own hours."""

    score: float
    """Sum of the features' weighted values, at most 100; only for ranking within a run."""

    features: Features
    """The lines of the score, so that a reader can disagree with one."""

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

    first_at: str | None
    """First joint act."""

    last_at: str | None
    """Last joint act."""


class Step(Row):
    """Another cluster of the same line, before or after."""

    cluster: str
    """Its key."""

    run: str
    """Key of the run that found it."""

    kind: Literal["continues", "split", "merged", "successor"]
    """How the later one carries on the earlier."""

    overlap: float
    """Shared members over all members of both; of a successor, its share of heirs."""


class ClusterOfLine(ClusterDetail):
    """A cluster with what it carries on and what carries it on."""

    lineage: str | None
    """Key of the first cluster of its line, the same from run to run."""

    quiet: bool | None
    """Whether its last joint act lies ten days and more before the last act of the data."""

    continues: list[Step]
    """What it carries on."""

    continued_by: list[Step]
    """What carries it on in later runs."""


class Clusters(Row):
    """One page of a run's clusters."""

    items: list[ClusterDetail]
    """Strongest first, candidates last."""

    matching: int
    """Clusters from here on, those of this page included."""

    end: Place | None
    """The last item's place; null where there is none."""


class Member(Row):
    """An actor in a cluster. The figures of its own test are null where the run kept none."""

    account: str
    """Key of the account or page."""

    label: Literal["Account", "Page"]
    """Which of the two."""

    display_name: str
    """What people call it, at most 80 characters; hostile text, never markup."""

    cluster: str
    """Key of the cluster."""

    tier: int
    """1: flagged by its own synchrony; 2: supported by its cluster; 3: candidate."""

    role: str
    """core, amplifier or periphery."""

    share: float
    """Share of its objects that other members acted on within the window."""

    score: float | None
    """Only for ranking within a run."""

    hits: int | None
    """Objects on which somebody else acted within the window."""

    expected: float | None
    """Hits expected at the rate of the minutes and hours around."""

    traces: HitsOfTraces | None
    """The same by trace."""

    p: float | None
    """Poisson tail of hits over expected."""

    q: float | None
    """Benjamini-Hochberg value of p among all actors of the run."""


class Members(Row):
    """One page of a cluster's members."""

    items: list[Member]
    """Highest score first."""

    matching: int
    """Members from here on, those of this page included."""

    end: Place | None
    """The last item's place; null where there is none."""


class RunItem(Row):
    """A run that ended."""

    run: str
    """Its key."""

    name: str
    """When it started and over which sets."""

    started_at: str
    """When it started."""

    finished_at: str
    """When its last finding was written."""

    sets: list[str]
    """The sets it read."""

    settings: Annotated[RunSettings, BeforeValidator(from_json)]
    """What was asked."""

    traces: Annotated[list[TraceFigures], BeforeValidator(from_json)]
    """What each trace held and gave."""

    flagged: int
    """Accounts of tiers 1 and 2."""

    clusters: int
    """Clusters it found, candidates included."""

    explained: Annotated[list[ExplainedRow], BeforeValidator(from_json)]
    """Who would have a tier, were it not for one open source that always acts first."""


class Runs(Row):
    """One page of the runs."""

    items: list[RunItem]
    """Latest first."""

    matching: int
    """Runs from here on, those of this page included."""

    end: Place | None
    """The last item's place; null where there is none."""
