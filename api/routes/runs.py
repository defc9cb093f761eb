"""Runs: detections over chosen sets and traces."""

from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter
from starlette.responses import Response

from api import cursor as cursors
from api.cursor import LARGEST
from api.dependencies import GraphDep
from api.noun import noun
from api.parameters import Cursor, Key, Limit
from api.permission import VIEWER
from api.reply import Listing, Reply, items_of, unfold
from api.runs import chosen_run
from cypher.investigate import RUNS
from cypher.investigate.findings import RunItem

router = noun("runs", "/runs", permission=VIEWER)


class RunPlace(BaseModel):
    """Where a page of runs ended."""

    ended: Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
    key: str


RUN_PLACE = TypeAdapter(RunPlace)


@router.get("", response_model=Listing[RunItem])
async def runs(graph: GraphDep, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """Every run that ended, the latest first."""
    place = cursors.read(cursor, "runs", RUN_PLACE)
    rows = await graph.fetch(RUNS, after=place.model_dump() if place else None, limit=limit)
    for item in items_of(rows[0]):
        unfold(item, "settings", "traces", "explained")
    return Reply(cursors.page(rows[0], "runs", "runs"))


@router.get("/{run_id}", response_model=RunItem)
async def run(run_id: Key, graph: GraphDep) -> Response:
    """A run that ended: what was asked, what each trace held and gave."""
    return Reply((await chosen_run(graph, run_id)).model_dump())
