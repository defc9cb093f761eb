"""Paths into JSON objects, such as user.id, and what stands at their ends."""

from typing import Any, Final

from loaders.json_values import Fault, inner, only_objects

ITSELF: Final = "."
"""Title of a column that is the element of a list itself."""

Steps = list[list[tuple[str, str]]]
"""For each of several paths: where each of its steps leads, and by which key."""


def steps_of(paths: str) -> Steps:
    """Several paths with bars between, each of keys with dots between; ITSELF has no steps."""
    steps: Steps = []
    for path in paths.split("|"):
        keys = path.split(".") if path not in ("", ITSELF) else []
        steps.append([(".".join(keys[: at + 1]), key) for at, key in enumerate(keys)])
    return steps


class Reach:
    """Follows paths through some objects; what paths have in common is walked once."""

    def __init__(self, values: list[Any], prefix: str, fault: Fault) -> None:
        self._known, self._prefix, self._fault = {"": values}, prefix, fault

    def __call__(self, paths: Steps) -> list[Any]:
        """For each object what the first path leads to that leads to something, else null."""
        found = self._at(paths[0])
        for other in paths[1:]:
            if None not in found:
                break
            pairs = zip(found, self._at(other), strict=True)
            found = [second if one is None else one for one, second in pairs]
        return found

    def _at(self, steps: list[tuple[str, str]]) -> list[Any]:
        before = ""
        values = self._known[before]
        for path, key in steps:
            known = self._known.get(path)
            if known is None:
                try:
                    known = inner(values, key)
                except AttributeError:
                    whose = f"{self._prefix}{before}" or "the record"
                    values = only_objects(values, noting(self._fault, whose))
                    self._known[before] = values
                    known = inner(values, key)
                self._known[path] = known
            before, values = path, known
        return values


def spoken_as(paths: str) -> str:
    """A path as a reason names it; of several the last, which is the plainest."""
    return paths.rpartition("|")[2].removesuffix("[]")


def noting(fault: Fault, whose: str) -> Fault:
    """Notes faults of what has a name."""
    return lambda place, reason: fault(place, f"{whose} {reason}")
