"""Whether the service runs and can answer; also without the prefix, where probes look."""

from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.dependencies import GraphDep
from api.noun import at_root, noun
from api.permission import EVERYBODY
from api.reply import Reply
from graph_store.schema import check

router = noun("service", permission=EVERYBODY)


class Health(BaseModel):
    """How the service is."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    status: str
    """live or ready."""


@router.get("/healthz/live", response_model=Health)
async def live() -> Response:
    """Whether the process runs; it asks nothing of the graph."""
    return Reply({"status": "live"})


@router.get("/healthz/ready", response_model=Health)
async def ready(graph: GraphDep) -> Response:
    """Whether the graph answers and was written by this version; 503 where not."""
    await check(graph)
    return Reply({"status": "ready"})


router.routes.extend(at_root(router).routes)
