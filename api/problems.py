"""Errors as problem documents (RFC 9457): a type, one clear sentence, the request's id."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError, Problem, near_of, problem_of
from api.reply import Reply

log = logging.getLogger("lockstep.api")

MEDIA_TYPE = "application/problem+json"


class Wrong(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    pointer: str
    """Where, as a JSON pointer: ``/query/limit``, ``/path/key``, ``/body/name``."""

    detail: str
    """What is wrong there."""


class ProblemDocument(BaseModel):
    """Why there is no answer."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """What sort of problem, for programs to compare."""

    title: str
    """The same in words."""

    status: int
    """The HTTP status."""

    detail: str
    """What was asked, what was found, what to do: one sentence."""

    request_id: str
    """Names this request in the service's log; also in the header X-Request-Id."""

    errors: list[Wrong]
    """What is wrong with the request, place by place."""

    near: list[str]
    """Names like the one asked for."""


def problem_reply(request: Request, error: Exception) -> Response:
    """The reply to a request that failed."""
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("request %s: %s", request.state.request_id, error)
    parameter = error.parameter if isinstance(error, ApiError) else None
    return _reply(
        request,
        problem,
        problem.detail or str(error),
        errors=[{"pointer": f"/query/{_escaped(parameter)}", "detail": str(error)}]
        if parameter
        else [],
        near=near_of(error),
    )


async def on_error(request: Request, error: Exception) -> Response:
    """Tell of an error of ours."""
    return problem_reply(request, error)


async def on_refusal(request: Request, error: Exception) -> Response:
    """Tell of a path or a method that no route has."""
    assert isinstance(error, HTTPException)
    title = {404: "Not found", 405: "Method not allowed"}.get(error.status_code, "Refused")
    detail = {
        404: "The service has no such path; see /docs.",
        405: f"This path does not take {request.method[:20]}; see /docs.",
    }.get(error.status_code, error.detail)
    return _reply(request, Problem(error.status_code, title, None, error.headers), detail)


async def on_invalid(request: Request, error: Exception) -> Response:
    """Tell of parameters that cannot be read."""
    assert isinstance(error, RequestValidationError)
    wrong = [_wrong(each) for each in error.errors()]
    first = wrong[0]["detail"] if wrong else "The request cannot be read."
    return _reply(request, Problem(422, "Bad parameter"), first, errors=wrong)


def _wrong(found: Mapping[str, Any]) -> dict[str, str]:
    """One of pydantic's findings, with what was given cut short."""
    place = [str(part) for part in found["loc"]]
    said = str(found["msg"]).removeprefix("Value error, ")
    given = found.get("input")
    seen = f" (found {given[:80]!r})" if isinstance(given, str) else ""
    pointer = "".join(f"/{_escaped(part)}" for part in place)
    return {"pointer": pointer, "detail": f"{place[-1]}: {said[:1].lower()}{said[1:]}{seen}."}


def _escaped(part: str) -> str:
    """A part of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def _reply(
    request: Request,
    problem: Problem,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    near: Sequence[str] = (),
) -> Response:
    return Reply(
        {
            "type": problem.type,
            "title": problem.title,
            "status": problem.status,
            "detail": detail,
            "request_id": request.state.request_id,
            "errors": list(errors),
            "near": list(near),
        },
        status_code=problem.status,
        headers=dict(problem.headers or {}),
        media_type=MEDIA_TYPE,
    )
