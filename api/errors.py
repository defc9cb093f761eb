"""What the service objects to, and the problem document (RFC 9457) that each error becomes.

* ApiError
  + NotAuthenticated     no key, or one that is wrong, expired or revoked
  + NotPermitted         the key's role is below what the route asks for
  + NotThere             nothing has this key
  + NothingYet           nothing was detected yet
  + BadParameter         a parameter means nothing here
  + NoSuchKey            there is no API key with this id (command line)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from coordination.errors import SameActor, UnknownName
from graph_models.errors import LockstepError
from graph_store.errors import ForeignSchema, GraphError, GraphUnavailable, WrongPassword

NEAR = 3
"""Near names to offer."""


class ApiError(LockstepError):
    """Base of every error this package raises; the message is what the client reads."""

    near: Sequence[str] = ()
    parameter: str | None = None


class NotAuthenticated(ApiError):
    """The request does not say who asks."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"This needs an API key in the header Authorization: Bearer KEY; {found}. "
            "Make one with lockstep keys create."
        )


class NotPermitted(ApiError):
    """The key may not do this."""

    def __init__(self, needed: str, role: str) -> None:
        super().__init__(f"This needs the role {needed}, and the key given has the role {role}.")
        self.needed, self.role = needed, role


class NotThere(ApiError):
    """Nothing has this key."""

    def __init__(self, kind: str, asked: str, near: Sequence[str] = ()) -> None:
        super().__init__(_sentence(f"There is no {kind} {_short(asked)!r}", near))
        self.kind, self.asked, self.near = kind, asked, near


class NothingYet(ApiError):
    """Nothing was detected yet."""

    def __init__(self) -> None:
        super().__init__("No run has ended yet; make one with lockstep detect.")


class BadParameter(ApiError):
    """A parameter whose value means nothing here."""

    def __init__(self, parameter: str, wrong: str, near: Sequence[str] = ()) -> None:
        super().__init__(_sentence(f"{parameter}: {wrong}", near))
        self.parameter, self.near = parameter, near


class NoSuchKey(ApiError):
    """There is no API key with this id."""

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        near = close(asked, known)
        super().__init__(_sentence(f"There is no API key {_short(asked)!r}", near))
        self.asked, self.near = asked, near


@dataclass(frozen=True)
class Problem:
    """How an error is told to the client."""

    status: int
    title: str
    detail: str | None = None
    """Said instead of the error's own message, where that speaks of the inside."""
    headers: Mapping[str, str] | None = None

    @property
    def type(self) -> str:
        """A name that programs compare."""
        return "urn:lockstep:problem:" + self.title.lower().replace(" ", "-")


PROBLEMS: Mapping[type[Exception], Problem] = {
    NotAuthenticated: Problem(401, "Not authenticated", headers={"WWW-Authenticate": "Bearer"}),
    NotPermitted: Problem(403, "Not permitted"),
    NotThere: Problem(404, "Not found"),
    NothingYet: Problem(404, "Not found"),
    UnknownName: Problem(404, "Not found"),
    SameActor: Problem(422, "Bad parameter"),
    BadParameter: Problem(422, "Bad parameter"),
    GraphUnavailable: Problem(
        503, "Graph unavailable", "The graph does not answer; try again.", {"Retry-After": "5"}
    ),
    WrongPassword: Problem(
        503, "Graph unavailable", "The graph does not let the service in; its operator can mend it."
    ),
    ForeignSchema: Problem(
        503, "Graph unavailable", "The graph was written by another version of Lockstep."
    ),
    GraphError: Problem(
        500, "Failed", "The graph could not answer this; the service's log says why."
    ),
}
"""Error to problem document; the first class in an error's ancestry that stands here counts."""

UNEXPECTED = Problem(500, "Failed", "Something went wrong; the service's log says what.")


def problem_of(error: Exception) -> Problem:
    """The problem document of an error."""
    known = (PROBLEMS[each] for each in type(error).__mro__ if each in PROBLEMS)
    return next(known, UNEXPECTED)


def near_of(error: Exception) -> Sequence[str]:
    """The near names that an error offers."""
    return error.near if isinstance(error, ApiError | UnknownName) else ()


def close(asked: str, known: Sequence[str]) -> list[str]:
    """Names like the one asked for."""
    return get_close_matches(asked, known, n=NEAR, cutoff=0.5)


def _sentence(said: str, near: Sequence[str]) -> str:
    return (
        f"{said}; did you mean {' or '.join(_short(each) for each in near)}?"
        if near
        else f"{said}."
    )


def _short(asked: str, most: int = 200) -> str:
    return asked if len(asked) <= most else asked[:most] + "…"
