"""The service's own figures; also without the prefix, where scrapers look."""

from fastapi import Request
from starlette.responses import Response

from api.noun import at_root, noun
from api.permission import VIEWER

router = noun("service", permission=VIEWER)

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Requests and seconds by route template, for Prometheus, whose scraper needs a key too."""
    text: bytes = request.app.state.metrics.text()
    return Response(text, media_type=MEDIA_TYPE)


router.routes.extend(at_root(router).routes)
