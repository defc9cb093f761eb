"""What an innocent explanation is: how people live who look coordinated and are not."""

from collections.abc import Callable
from dataclasses import dataclass

from planted.chance import Ids
from planted.public import Public
from planted.world import World

Live = Callable[[World, Public, int], Ids]
"""Settles so many people in the world, lets them act, and gives their accounts."""


@dataclass(frozen=True)
class Explanation:
    """A way of life, registered under its function's name, which is its people's role."""

    role: str
    trace: str
    """The trace that such people leave."""
    share: float
    """Share of the innocents who live it, relative to the others'."""
    live: Live


EXPLANATIONS: dict[str, Explanation] = {}
"""Role to explanation, of ways of life that every case's innocents live."""

ROLES: dict[str, str] = {}
"""Role to the trace that such people leave, also of those that only some cases have."""


def innocent(role: str, *, trace: str) -> str:
    """The role, known from now on as an innocent explanation of the trace."""
    ROLES[role] = trace
    return role


def explains(trace: str, *, share: float) -> Callable[[Live], Live]:
    """Register the decorated function as a way of life."""

    def register(live: Live) -> Live:
        role = live.__name__
        EXPLANATIONS[innocent(role, trace=trace)] = Explanation(role, trace, share, live)
        return live

    return register
