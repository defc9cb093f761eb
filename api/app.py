"""The application factory: a way to connect in, an ASGI application out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api import routes
from api.edge import Edge
from api.errors import ApiError
from api.keys import Keyring
from api.metrics import Metrics
from api.problems import on_error, on_invalid, on_refusal
from api.specification import DESCRIPTION, Service
from coordination.errors import CoordinationError
from graph_store.errors import GraphError
from graph_store.graph import Graph


def create_app(connect: Callable[[], Awaitable[Graph]], *, version: str) -> FastAPI:
    """Every route, around a graph that is connected when the server starts and closed with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        graph = await connect()
        app.state.graph, app.state.keyring = graph, Keyring(graph)
        try:
            yield
        finally:
            await graph.close()

    app = Service(
        title="Lockstep",
        version=version,
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            ApiError: on_error,
            CoordinationError: on_error,
            GraphError: on_error,
            RequestValidationError: on_invalid,
            HTTPException: on_refusal,
        },
    )
    app.state.metrics = Metrics()
    for module in nouns():
        app.router.routes.extend(module.router.routes)
    app.add_middleware(Edge, metrics=app.state.metrics)
    return app


def nouns() -> list[ModuleType]:
    """Every module under ``api/routes``: adding a noun is adding a file that has a ``router``."""
    names = (each.name for each in iter_modules(routes.__path__))
    return [import_module(f"{routes.__name__}.{name}") for name in names]
