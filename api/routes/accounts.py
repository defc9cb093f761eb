"""Accounts and pages: who they are, how much of each relation they have, when they acted."""

from typing import Annotated, Literal, cast

from fastapi import Query
from pydantic import Field, TypeAdapter
from starlette.responses import Response

from api import cursor as cursors
from api.actors import not_there
from api.cursor import LARGEST
from api.dependencies import GraphDep
from api.noun import noun
from api.parameters import Cursor, Key, Limit, Since, Until
from api.permission import VIEWER
from api.reply import Json, Listing, Reply, left_out, listing, unfold
from cypher.investigate import ACTOR, DEGREES, TIMELINE
from cypher.investigate.actors import ActorDetail, Bucket, Degree

router = noun("accounts", "/accounts", permission=VIEWER)

LONGEST_TEXT = 4_000
"""Characters of a text that an account shows of itself; the rest is cut."""

MOST_ACTS = 1_000_000
"""Acts that one time line looks at."""

BEGIN: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=-LARGEST, le=LARGEST)])


@router.get("/{key}", response_model=ActorDetail)
async def account(key: Key, graph: GraphDep) -> Response:
    """An account or page, and what the latest run that names it says of it."""
    rows = await graph.fetch(ACTOR, key=key, most=LONGEST_TEXT)
    if not rows:
        raise await not_there(graph, key)
    finding = rows[0]["finding"]
    if isinstance(finding, dict):
        unfold(finding, "traces")
    return Reply(rows[0])


@router.get("/{key}/counts", response_model=Listing[Degree])
async def account_counts(key: Key, graph: GraphDep) -> Response:
    """How many relationships of each type and direction: cheap, and worth asking first."""
    rows = await graph.fetch(DEGREES, key=key)
    if not rows:
        raise await not_there(graph, key)
    return Reply(listing(cast(list[Json], rows[0]["relations"])))


@router.get("/{key}/timeline", response_model=Listing[Bucket])
async def account_timeline(
    key: Key,
    graph: GraphDep,
    bucket: Annotated[
        Literal["hour", "day", "week"], Query(description="A week begins on Monday.")
    ] = "day",
    since: Since = None,
    until: Until = None,
    limit: Limit = 1000,
    cursor: Cursor = None,
) -> Response:
    """How often it acted in each hour, day or week, the earliest first; empty ones are missing."""
    after = cursors.read(cursor, "timeline", BEGIN)
    rows = await graph.fetch(
        TIMELINE,
        key=key,
        bucket=bucket,
        most=MOST_ACTS,
        since=since,
        until=until,
        after=after,
        limit=limit,
    )
    if not rows:
        raise await not_there(graph, key)
    undated = cast(int, rows[0]["undated"])
    missing = [left_out("acts", undated, "no source gives their time")] if undated else []
    return Reply(cursors.page(rows[0], "timeline", "buckets", missing=missing))
