"""What the service can be asked: for programs, and for people without a network."""

from fastapi import Request
from starlette.responses import Response

from api.manual import CONTENT_SECURITY, page
from api.noun import at_root, noun
from api.permission import EVERYBODY
from api.reply import Json, Reply

router = noun("service", permission=EVERYBODY)


@router.get("/openapi.json", response_model=Json)
async def openapi(request: Request) -> Response:
    """The specification of this service, OpenAPI 3.1."""
    return Reply(request.app.openapi())


@router.get("/docs", response_class=Response, responses={200: {"content": {"text/html": {}}}})
async def docs(request: Request) -> Response:
    """The same as one page; it loads nothing from anywhere."""
    return Response(
        page(request.app.openapi()),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": CONTENT_SECURITY},
    )


router.routes.extend(at_root(router).routes)
