"""Links: why two actors are linked."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.dependencies import GraphDep
from api.errors import NothingYet
from api.noun import noun
from api.parameters import Key
from api.permission import VIEWER
from api.reply import Reply
from api.runs import chosen_run, latest_run
from coordination.explain import explain
from cypher.findings import FeatureRow

router = noun("links", "/links", permission=VIEWER)


class EvidenceItem(BaseModel):
    """The closest acts of two actors on one object."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    object: str
    """Key of what both acted on; of near-duplicates, of the one that is near all of them."""

    own_a: str | None = None
    """Key of what a itself acted on: the object, or one nearly the same."""

    own_b: str | None = None
    """The same of b; both null of an untimed trace."""

    post_a: str | None
    """Key of the post by which a acted; null where the act has none, as a like."""

    post_b: str | None
    """Key of the post by which b acted; null as above."""

    at_a: datetime | None
    """When a acted, or came to bear a likeness; null where that is not known."""

    at_b: datetime | None
    """When b did; null as above."""

    gap_s: float | None
    """at_b - at_a, in seconds; null where one is not known."""

    detail_a: str | None = None
    """Of an untimed trace: what there is to see of a, as a sentence without its subject."""

    detail_b: str | None = None
    """The same of b."""


class TraceOfLink(BaseModel):
    """What two actors did together in one trace, within one window."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    trace: str
    """Which kind of joint act."""

    within_s: float | None
    """The window in seconds, inclusive; null of an untimed trace."""

    observed: int
    """Distinct objects on which both acted within the window, or likenesses that both bear."""

    expected: float | None
    """Objects expected by the degree-corrected null B, or by the untimed trace's own; null within
    the clusters' window, where the trace has no null or too many acts to weigh one pair."""

    expected_given_shared: float | None
    """Objects expected by null A, given everything both shared at any time; null as above."""

    expected_given_hours: float | None
    """Objects expected by null C, given also the hours at which each is active and the bursts of
    what they shared; null as above, and of links of earlier versions."""

    q: float | None
    """Benjamini-Hochberg value among all pairs of the trace; null as above."""

    innocent: str
    """The innocent explanation to rule out first."""

    ruled_out: bool | None
    """Whether it was, as far as chance goes; null where it was not tested."""

    because: str
    """Why it was, or was not."""

    evidence: list[EvidenceItem]
    """One entry an object, ordered by time."""


class Link(BaseModel):
    """Why two actors are linked."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    a: str
    """Key of one actor."""

    b: str
    """Key of the other."""

    run: str
    """Key of the run whose sets, span and windows count."""

    traces: list[TraceOfLink]
    """One entry for every trace and window in which they met, then the untimed ones."""

    score: float
    """From 0 to 100: the sum of every line's value times its weight, never below 0."""

    features: list[FeatureRow]
    """The lines of the score; what could not be measured has none."""


@router.get("/{a}/{b}", response_model=Link)
async def link(
    a: Key,
    b: Key,
    graph: GraphDep,
    run: Annotated[
        str | None, Query(max_length=200, description="Key of a run; without it, the latest.")
    ] = None,
) -> Response:
    """Why two actors are linked: every object on which both acted, with the acts on both sides."""
    asked = await chosen_run(graph, run) if run else await latest_run(graph)
    if asked is None:
        raise NothingYet()
    return Reply(await explain(graph, a=a, b=b, run=asked))
