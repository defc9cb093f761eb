"""What can go wrong when the planted world is written.

* PlantedError
  + UnknownCase           a case was asked for that nobody wrote
  + ImpossibleWorld       a scale, a crowd or a seed that no world can have
"""

from collections.abc import Iterable
from difflib import get_close_matches

from graph_models.errors import LockstepError


class PlantedError(LockstepError):
    """Base of every error this package raises."""


class UnknownCase(PlantedError, ValueError):
    """No case has the name that was asked for."""

    def __init__(self, asked: str, known: Iterable[str]) -> None:
        self.asked, self.known = asked, tuple(known)
        self.near = tuple(get_close_matches(asked, self.known, cutoff=0.6))
        hint = f"did you mean {' or '.join(self.near)}" if self.near else "choose one"
        super().__init__(f"There is no case {asked!r}: {hint}? Known: {', '.join(self.known)}.")


class ImpossibleWorld(PlantedError, ValueError):
    """A world of this size or seed has no meaning."""

    def __init__(self, what: str, found: float, allowed: str) -> None:
        super().__init__(f"The {what} is {found}: give {allowed}.")
        self.what, self.found, self.allowed = what, found, allowed
