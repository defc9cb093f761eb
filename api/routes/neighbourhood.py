"""Neighbourhoods: what an actor is tied to, degrees first, so that no fan is read for nothing."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast

from fastapi import Query
from starlette.responses import Response

from api import cursor as cursors
from api.actors import not_there
from api.dependencies import GraphDep
from api.errors import BadParameter, close
from api.fans import PLACES, Fan, Filter, resumed, show
from api.noun import noun
from api.parameters import Cursor, Key, Limit, Since, Until
from api.permission import VIEWER
from api.reply import Json, Listing, Reply, listing
from cypher.investigate import DEGREES
from cypher.investigate.actors import Neighbour
from graph_models import RELATIONSHIPS

router = noun("accounts", "/accounts", permission=VIEWER)


@router.get("/{key}/neighbourhood", response_model=Listing[Neighbour])
async def account_neighbourhood(
    key: Key,
    graph: GraphDep,
    relation: Annotated[
        list[str] | None,
        Query(max_length=len(RELATIONSHIPS), description="Only these relationship types."),
    ] = None,
    direction: Annotated[
        Literal["in", "out", "both"], Query(description="Ties without a direction always count.")
    ] = "both",
    since: Since = None,
    until: Until = None,
    min_weight: Annotated[
        int | None,
        Query(ge=1, le=2**31, description="Fewest shared objects; other ties then do not count."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What an actor is tied to: each relation has a share of the page, strongest and latest first.

    A fan of more than 10,000 ties is not ranked: a page shows some of it and says how many there
    are, so that it costs what a small one costs. With ``since``, ``until`` or ``min_weight`` up to
    200,000 ties of each fan are read and ranked; ties without a time or a weight then do not count.
    """
    types = _types(relation)
    places = cursors.read(cursor, "neighbourhood", PLACES)
    wanted = Filter(since=since, until=until, min_weight=min_weight)
    rows = await graph.fetch(DEGREES, key=key)
    if not rows:
        raise await not_there(graph, key)
    fans = _fans(cast(list[Json], rows[0]["relations"]), types, direction)
    page = await show(graph, key, resumed(fans, places), wanted, limit)
    while page.more and not page.items:
        page = await show(graph, key, page.following, wanted, limit)
    following = [fan.place() for fan in page.following] if page.more else None
    return Reply(
        listing(
            page.items,
            next_page=cursors.written("neighbourhood", following) if following else None,
            left_out=page.missing,
        )
    )


def _fans(degrees: Sequence[Json], types: Sequence[str], direction: str) -> list[Fan]:
    """The fans that were asked for and have anything."""
    sides = {"in", "out", "both"} if direction == "both" else {direction, "both"}
    every = [Fan(**each) for each in cast(list[dict[str, Any]], degrees)]
    return [fan for fan in every if fan.count and fan.relation in types and fan.direction in sides]


def _types(relations: Sequence[str] | None) -> Sequence[str]:
    """The relationship types that were asked for; all where none was."""
    asked = [name.strip().upper() for given in relations or () for name in given.split(",")]
    for name in asked:
        if name not in RELATIONSHIPS:
            near = close(name, list(RELATIONSHIPS))
            raise BadParameter("relation", f"there is no relationship type {name[:80]!r}", near)
    return asked or list(RELATIONSHIPS)
