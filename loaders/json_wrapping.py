"""Objects that hold the records in arrays under known keys."""

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from loaders.json_array import Array, Cut
from loaders.json_scan import scan
from loaders.json_text import WINDOW, Broken, JsonText, parsed, wider

KEY: Final = re.compile(rb'[\s,]*+(?:(?P<end>\})|(?P<key>"(?:[^"\\]|\\.)*+")\s*+:\s*+)', re.DOTALL)
STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
SCALAR: Final = re.compile(rb'[^\s,{}\[\]"]++')
LARGEST_BESIDE: Final = 1 << 20
"""Bytes up to which a value beside the records is kept."""

Held = tuple[str, dict[str, Any], list[Any]]
"""Path of an array of records, what stands beside it, and its elements."""


class Wrapping:
    """The paths at which objects hold records."""

    def __init__(self, paths: Collection[str]) -> None:
        self.paths = frozenset(paths)
        steps = [path.split(".") for path in paths]
        self._on_the_way = {
            ".".join(step[:place]) for step in steps for place in range(1, len(step))
        }
        self._first = {step[0] for step in steps}

    def leads_on(self, path: str) -> bool:
        """Whether records are further within."""
        return path in self._on_the_way

    def wraps(self, value: object) -> bool:
        """Whether a value may hold records."""
        return isinstance(value, dict) and not self._first.isdisjoint(value)

    def unwrapped(self, value: dict[str, Any], path: str = "") -> Iterator[Held]:
        """The records of a parsed object; an object in the place of an array is one record."""
        beside = {key: each for key, each in value.items() if not self._is_inner(f"{path}{key}")}
        for key, each in value.items():
            inner = f"{path}{key}"
            if inner in self.paths and each is not None:
                yield inner, beside, each if isinstance(each, list) else [each]
            elif self.leads_on(inner):
                for one in each if isinstance(each, list) else [each]:
                    if isinstance(one, dict):
                        yield from self.unwrapped(one, f"{inner}.")

    def _is_inner(self, path: str) -> bool:
        return path in self.paths or self.leads_on(path)


def streamed(text: JsonText, wrapping: Wrapping, path: str = "") -> Iterator[tuple[Held, int]]:
    """Records of an object of any size that begins here, and the bytes they took. Raises Cut.

    What stands beside an array is known as far as it comes before.
    """
    text.skip(1)
    beside: dict[str, Any] = {}
    while key := _key(text):
        inner, first = f"{path}{key}", text.ahead(1)
        if inner in wrapping.paths and first == b"[":
            text.skip(1)
            for values, size in Array(text, enclosed=True):
                yield (inner, dict(beside), values), size
        elif inner in wrapping.paths and first == b"{":
            yield (inner, dict(beside), [_value(text)]), WINDOW
        elif wrapping.leads_on(inner) and first == b"{":
            yield from streamed(text, wrapping, f"{inner}.")
        elif wrapping.leads_on(inner) and first == b"[":
            text.skip(1)
            while (first := text.skip_blanks(also=b",")) == b"{":
                yield from streamed(text, wrapping, f"{inner}.")
            if first != b"]":
                raise Cut(f"the list '{inner}' holds something else than objects, or breaks off")
            text.skip(1)
        else:
            beside[key] = _value(text)


def _key(text: JsonText) -> str | None:
    """The next key of an object, passed with its colon; null at the object's end."""
    text.skip_blanks(also=b",")
    found = KEY.match(text.ahead(WINDOW))
    if found is None:
        raise Cut("an object in it breaks off or is no JSON")
    text.skip(found.end())
    if found["end"]:
        return None
    key = parsed(found["key"])
    if isinstance(key, Broken):
        raise Cut("a key in it is no JSON")
    return str(key)


def _value(text: JsonText) -> Any:
    """The value that comes next; null where it is too large to be kept."""
    size = WINDOW
    while True:
        part = text.ahead(size)
        end = _end(part)
        if end is not None and (end < len(part) or len(part) < size):
            text.skip(end)
            value = parsed(part[:end]) if end <= LARGEST_BESIDE else None
            if isinstance(value, Broken):
                raise Cut("a value beside its records is no JSON")
            return value
        if len(part) < size:
            raise Cut("it breaks off beside its records")
        size = wider(size)


def _end(part: bytes) -> int | None:
    """Behind the value that a text begins with; null where it is not in the text."""
    if part[:1] in (b"{", b"["):
        ends = scan(part).ends
        return int(ends[0]) if len(ends) else None
    found = (STRING if part[:1] == b'"' else SCALAR).match(part)
    return found.end() if found else None
