"""Clusters: actors that a run found to act in lockstep, and who they are."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response

from api import cursor as cursors
from api.dependencies import GraphDep
from api.errors import NotThere, close
from api.noun import noun
from api.parameters import Cursor, Key, Limit
from api.permission import VIEWER
from api.reply import Listing, Reply, items_of, listing, unfold
from api.runs import chosen_run, latest_run
from cypher.investigate import CLUSTER, CLUSTERS, MEMBERS
from cypher.investigate.findings import ClusterDetail, ClusterOfLine, Member
from graph_store.graph import Graph

router = noun("clusters", "/clusters", permission=VIEWER)


class ClusterPlace(BaseModel):
    """Where a page of clusters ended."""

    candidate: bool
    score: float
    key: str


class MemberPlace(BaseModel):
    """Where a page of members ended."""

    score: float
    lift: float
    key: str


CLUSTER_PLACE: TypeAdapter[tuple[str, ClusterPlace]] = TypeAdapter(tuple[str, ClusterPlace])
MEMBER_PLACE = TypeAdapter(MemberPlace)


@router.get("", response_model=Listing[ClusterDetail])
async def clusters(
    graph: GraphDep,
    run: Annotated[
        str | None, Query(max_length=200, description="Key of a run; without it, the latest.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The clusters of a run, strongest first, candidates last; a cursor stays with its run."""
    place = cursors.read(cursor, "clusters", CLUSTER_PLACE)
    if place:
        key, after = place[0], place[1].model_dump()
    else:
        asked = await chosen_run(graph, run) if run else await latest_run(graph)
        if asked is None:
            return Reply(listing([]))
        key, after = asked.run, None
    rows = await graph.fetch(CLUSTERS, run=key, after=after, limit=limit)
    for item in items_of(rows[0]):
        unfold(item, "features")
    return Reply(cursors.page(rows[0], "clusters", "clusters", run=key))


@router.get("/{cluster_id}", response_model=ClusterOfLine)
async def cluster(cluster_id: Key, graph: GraphDep) -> Response:
    """A cluster, with the lines of its score, what it carries on and what carries it on."""
    rows = await graph.fetch(CLUSTER, cluster=cluster_id)
    if not rows:
        raise await _not_there(graph, cluster_id)
    return Reply(unfold(rows[0], "features"))


@router.get("/{cluster_id}/members", response_model=Listing[Member])
async def cluster_members(
    cluster_id: Key, graph: GraphDep, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Who belongs to a cluster, the highest score first."""
    place = cursors.read(cursor, "members", MEMBER_PLACE)
    after = place.model_dump() if place else None
    rows = await graph.fetch(MEMBERS, cluster=cluster_id, after=after, limit=limit)
    if not rows:
        raise await _not_there(graph, cluster_id)
    for item in items_of(rows[0]):
        unfold(item, "traces")
    return Reply(cursors.page(rows[0], "members", "members"))


async def _not_there(graph: Graph, asked: str) -> NotThere:
    """No ended run has this cluster: say so, with those of the latest run that look like it."""
    latest = await latest_run(graph)
    rows = await graph.fetch(CLUSTERS, run=latest.run, after=None, limit=100) if latest else []
    known = [str(item["cluster"]) for row in rows for item in items_of(row)]
    return NotThere("cluster", asked, close(asked, known))
