"""Questions about what runs found: runs, clusters, verdicts and links."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from cypher.catalog import Query
from cypher.values import Moment, from_json


class Key(BaseModel):
    """A key and nothing else."""

    key: str


class Captioned(BaseModel):
    """Something with what people call it."""

    key: str
    caption: str


class Actor(Captioned):
    """An account or page."""

    label: str
    """Account or Page."""


class TraceFigures(BaseModel):
    """What one trace held and gave in a run."""

    trace: str
    within_s: float | None
    at_least: int | None
    acts: int
    actors: int
    objects: int
    pairs: int | None
    kept: int
    vetoed: int = 0
    tested: bool
    seconds: float


class RunSettings(BaseModel):
    """What a run was asked to do."""

    sets: list[str]
    since: datetime | None
    until: datetime | None
    within: float | None
    at_least: int | None
    fdr: float
    traces: list[str]


class ExplainedRow(BaseModel):
    """An actor that would have a tier, were it not for one open source which it follows."""

    account: str
    tier: int
    """The tier that it would have."""
    source: str
    """Whom it follows; itself where it is the source that others follow."""
    hits: int
    led: int
    """Hits in which the source came first."""
    median_lag_s: float
    because: str


class RunRow(BaseModel):
    """A run that ended."""

    run: str
    name: str
    started_at: Moment
    finished_at: Moment
    sets: list[str]
    settings: Annotated[RunSettings, BeforeValidator(from_json)]
    traces: Annotated[list[TraceFigures], BeforeValidator(from_json)]
    flagged: int
    clusters: int
    explained: Annotated[list[ExplainedRow], BeforeValidator(from_json)]


class FeatureRow(BaseModel):
    """One line of a cluster's score."""

    name: str
    value: float
    weight: float
    sentence: str


class StepRow(BaseModel):
    """One cluster carries on another."""

    cluster: str
    """Key of the other."""

    run: str
    """Key of its run."""

    kind: str
    """continues, split, merged or successor."""

    overlap: float
    """Shared members over all members of both; of a successor, its share of heirs."""


class BodyRow(BaseModel):
    """A cluster with its members."""

    cluster: str
    lineage: str | None
    first_at: Moment | None
    last_at: Moment | None
    members: list[str]


class ClusterRow(BaseModel):
    """A cluster with the lines of its score."""

    cluster: str
    name: str
    candidate: bool
    score: float
    features: Annotated[list[FeatureRow], BeforeValidator(from_json)]
    accounts: int
    pages: int
    posts: int
    platforms: list[str]
    traces: list[str]
    first_at: Moment | None
    last_at: Moment | None
    lineage: str | None
    """Key of the first cluster of its line."""
    quiet: bool | None
    """Whether it has gone quiet."""
    continues: list[StepRow]
    """What it carries on."""
    continued_by: list[StepRow]
    """What carries it on."""


class HitsOfTrace(BaseModel):
    """Hits and what was expected, in one trace."""

    trace: str
    hits: int
    expected: float


class LikenessOfActor(BaseModel):
    """A likeness that an actor bears."""

    trace: str
    thing: str
    q: float | None


class AccountRow(BaseModel):
    """An actor with a tier."""

    account: str
    cluster: str | None
    tier: int
    role: str | None
    score: float
    hits: int
    expected: float
    traces: Annotated[list[HitsOfTrace], BeforeValidator(from_json)]
    p: float
    q: float
    likenesses: list[LikenessOfActor]


class LikenessRow(BaseModel):
    """A likeness with whoever bears it, or with one who does."""

    trace: str
    thing: str
    account: str
    at: Moment | None
    detail: str | None
    expected: float | None
    p: float | None
    q: float | None


class SharedLikeness(BaseModel):
    """A likeness that two actors bear."""

    trace: str
    thing: str
    at_a: Moment | None
    at_b: Moment | None
    detail_a: str | None
    detail_b: str | None
    expected: float | None
    q: float | None


class LinkRow(BaseModel):
    """A link that beat all nulls."""

    trace: str
    within_s: float
    objects: int
    expected: float
    expected_given_shared: float
    expected_given_hours: float | None
    """Null in runs of earlier versions, as is the last."""
    p: float
    q: float
    p_given_hours: float | None


class PairRow(BaseModel):
    """Two members whom a run linked."""

    a: str
    b: str
    objects: int
    """Objects on which both acted within the window, over the traces that link them."""

    q: float
    """The smallest q among those traces."""

    traces: list[str]


ABANDONED = Query("findings/abandoned", Key)
ACCOUNTS = Query("findings/accounts", AccountRow)
ACTOR = Query("findings/actor", Actor)
BODIES = Query("findings/bodies", BodyRow)
CAPTIONS = Query("findings/captions", Captioned)
CLUSTER_LINKS = Query("findings/cluster_links", PairRow)
CLUSTERS = Query("findings/clusters", ClusterRow)
LIKENESSES = Query("findings/likenesses", LikenessRow)
LINKS = Query("findings/links", LinkRow)
LOST = Query("findings/lost", Captioned)
NEAR_ACTORS = Query("findings/near_actors", Key)
RUNS = Query("findings/runs", RunRow)
SHARED_LIKENESSES = Query("findings/shared_likenesses", SharedLikeness)
