"""What every module under ``api/routes`` begins with: a router that is strict and says who may."""

from fastapi import APIRouter, Depends
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute

from api.parameters import known_parameters

PREFIX = "/api/v1"


def noun(tag: str, path: str = "", *, permission: Dependency) -> APIRouter:
    """A router for one noun in the URL; its functions' names are the operation ids."""
    return APIRouter(
        prefix=PREFIX + path,
        tags=[tag],
        dependencies=[permission, Depends(known_parameters)],
        generate_unique_id_function=_name,
    )


def at_root(router: APIRouter) -> APIRouter:
    """The same routes without the prefix; the specification does not have them twice."""
    copies = APIRouter()
    for route in router.routes:
        assert isinstance(route, APIRoute)
        copies.add_api_route(
            route.path.removeprefix(PREFIX),
            route.endpoint,
            dependencies=route.dependencies,
            response_model=None,
            include_in_schema=False,
        )
    return copies


def _name(route: APIRoute) -> str:
    return route.name
