"""The service's specification: what FastAPI derives, and permissions, problems and examples."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.errors import PROBLEMS, ApiError, Problem
from api.permission import Permission, Role
from api.problems import MEDIA_TYPE, ProblemDocument

DESCRIPTION = """Accounts that act in lockstep, and the acts that show it.

Every path under `/api/v1` takes an API key in the header `Authorization: Bearer KEY`, but for
health and this description. `/healthz`, `/metrics`, `/openapi.json` and `/docs` answer without the
prefix too. A key of a node that stands in a path is percent-encoded once, slashes included.

Lists are `items`, `next`, `truncated` and `left_out`; give `next` back as `cursor` for the page
that follows. Times are RFC 3339 in UTC; absent values are null. Errors are
`application/problem+json`.

All names and texts come from platforms and their users: hostile until shown as plain text.
A revoked key works for up to five seconds more.
"""

SECURITY = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key, made with `lockstep keys create`.",
}

DETAILS = {
    401: "This needs an API key in the header Authorization: Bearer KEY; none was given. "
    "Make one with lockstep keys create.",
    403: "This needs the role admin, and the key given has the role viewer.",
    404: "There is no account or page 'x:1234'; did you mean x:12345?",
    422: "limit: input should be less than or equal to 1000 (found '5000').",
    500: "The graph could not answer this; the service's log says why.",
    503: "The graph does not answer; try again.",
}


def permission_of(route: APIRoute) -> Permission | None:
    """What a route declares that it asks; None where it forgot."""
    return next((each for each in _calls(route.dependant) if isinstance(each, Permission)), None)


def example_of(operation: str) -> object:
    """The sample reply of an operation, a file of its name; None where there is none."""
    file = files("api").joinpath("examples", f"{operation}.json")
    return orjson.loads(file.read_bytes()) if file.is_file() else None


class Service(FastAPI):
    """An application whose specification says permissions, problems and examples too."""

    def openapi(self) -> dict[str, Any]:
        """The specification, made when it is first asked for."""
        if self.openapi_schema is None:
            self.openapi_schema = _document(self)
        return self.openapi_schema


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = document["components"]["schemas"]
    schemas.update(_problem_schemas())
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["securitySchemes"] = {"key": SECURITY}
    roles = {route.name: permission_of(route) for route in routes_of(app)}
    for _, operation in operations(document):
        _complete(operation, roles[operation["operationId"]])
    return document


def routes_of(app: FastAPI) -> Iterator[APIRoute]:
    """Every route of the specification."""
    yield from (
        each for each in app.routes if isinstance(each, APIRoute) and each.include_in_schema
    )


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path and operation, for every one in a specification."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _complete(operation: dict[str, Any], permission: Permission | None) -> None:
    role = permission.role if permission else None
    operation["x-permission"] = role or "everybody"
    if role:
        operation["security"] = [{"key": []}]
    for content in operation["responses"]["200"].get("content", {}).values():
        example = example_of(operation["operationId"])
        if example is not None:
            content["example"] = example
    operation["responses"].pop("422", None)
    operation["responses"] |= {
        str(status): _problem_response(status)
        for status in _statuses(role, operation.get("parameters", []))
    }


def _statuses(role: Role | None, parameters: list[dict[str, Any]]) -> list[int]:
    """The problems that an operation may answer with."""
    statuses = [422, 500, 503]
    if role:
        statuses += [401, 403]
    if any(each["in"] == "path" or each["name"] == "run" for each in parameters):
        statuses.append(404)
    return sorted(statuses)


def _problem_response(status: int) -> dict[str, Any]:
    problem = next(
        each
        for kind, each in PROBLEMS.items()
        if each.status == status and (issubclass(kind, ApiError) or status >= 500)
    )
    return {
        "description": problem.title,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/ProblemDocument"},
                "example": _problem_example(problem),
            }
        },
    }


def _problem_example(problem: Problem) -> dict[str, Any]:
    detail = DETAILS[problem.status]
    return {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
        "request_id": "6f0c8f6f8f1e4c7d9a3b5a0b6f1d2c3e",
        "errors": [{"pointer": "/query/limit", "detail": detail}] if problem.status == 422 else [],
        "near": ["x:12345"] if problem.status == 404 else [],
    }


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "ProblemDocument": schema}


def _calls(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)
