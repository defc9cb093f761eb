"""Values of JSON that stand side by side; a damaged one costs itself, where its end is found."""

import re
from collections.abc import Iterator
from typing import Any, Final

import orjson

from loaders.json_scan import Found, scan
from loaders.json_text import BLANK, WINDOW, Broken, JsonText, parsed, wider

PATIENCE: Final = 1 << 22
"""Bytes after which an object that does not end is taken to end where a line begins another."""

BETWEEN: Final = BLANK + b","
FIRST_KEY: Final = re.compile(rb'\{\s*+"[^"\\]*+"\s*+:')
NO_LINE: Final = re.compile(rb"(?!)")
NEVER_CLOSES: Final = Broken("the record does not close before a line begins the next")
BREAKS_OFF: Final = Broken("the record breaks off where the file ends")


class Cut(Exception):
    """The text ends, or goes on otherwise than JSON can, where more must follow."""


class Array:
    """Elements of an array from behind its bracket, or the values of a text one after another."""

    def __init__(self, text: JsonText, *, enclosed: bool) -> None:
        self._text, self._enclosed = text, enclosed
        self._line: re.Pattern[bytes] | None = None
        self._mark = b""
        """How one element ends and the next begins, as the first two did; empty: not known."""

    def __iter__(self) -> Iterator[tuple[list[Any], int]]:
        """Values, Broken ones among them, and the bytes they took; the array's end is passed.

        Values without an array end where the text does, or where a value is no object. Raises Cut.
        """
        size = WINDOW
        while True:
            part = self._text.ahead(size)
            if quick := self._quickly(part):
                self._text.skip(quick[1])
                size = WINDOW
                yield quick
                continue
            last = len(part) < size
            found = scan(part)
            if len(found.ends) or found.closes is not None:
                values, taken, closed = self._taken(part, found)
                size = WINDOW
            elif last and not part.strip(BETWEEN):
                if self._enclosed:
                    raise Cut("its list of records does not close; the file breaks off")
                self._text.skip(len(part))
                return
            elif values := self._given_up(part, last=last, waited=size >= PATIENCE):
                taken, closed, size = self._second_line(part) or len(part), False, WINDOW
            else:
                size = wider(size)
                continue
            self._text.skip(taken)
            yield values, taken
            if closed:
                return

    def _quickly(self, part: bytes) -> tuple[list[Any], int] | None:
        """Elements up to the last mark; null where the text up to there is not whole elements.

        JSON cannot be read in two ways, so what can be parsed up to a mark does end there.
        """
        end = part.rfind(self._mark) + 1 if self._mark else 0
        if not end:
            return None
        try:
            return orjson.loads(b"[%b]" % part[:end].lstrip(BETWEEN)), end
        except orjson.JSONDecodeError:
            return None

    def _taken(self, part: bytes, found: Found) -> tuple[list[Any], int, bool]:
        """Whole values, the bytes they take, and whether the end of all has come."""
        self._learn(part, found)
        closed = found.closes is not None and self._is_end(part, found.closes)
        end = found.closes if found.closes is not None else int(found.ends[-1])
        starts, ends = found.starts[: len(found.ends)].tolist(), found.ends.tolist()
        gaps = zip([0, *ends], [*starts, end], strict=True)
        is_clean = not b"".join([part[left:right] for left, right in gaps]).strip(BETWEEN)
        if is_clean and closed == (found.closes is not None):
            spans = zip(starts, ends, strict=True)
            joined = b",".join([part[start:close] for start, close in spans])
            try:
                values = orjson.loads(b"[%b]" % joined)
                return values, end + closed, closed
            except orjson.JSONDecodeError:
                pass
        return self._one_by_one(part, found, end)

    def _one_by_one(self, part: bytes, found: Found, end: int) -> tuple[list[Any], int, bool]:
        """As ``_taken``, up to a damaged value behind which a line begins the next."""
        values: list[Any] = []
        before = 0
        starts, ends = found.starts[: len(found.ends)].tolist(), found.ends.tolist()
        for start, close in zip(starts, ends, strict=True):
            if strays := _strays(part[before:start]):
                line = self._next_line(part[:start], before)
                values += _strays(part[before:line]) if line is not None else strays
                if line is not None:
                    return values, line, False
            value = parsed(part[start:close])
            values.append(value)
            before = close
            if isinstance(value, Broken):
                line = self._next_line(part[:close], start + 1)
                if line is not None:
                    return values, line, False
        values += _strays(part[before:end])
        if found.closes is None:
            return values, end, False
        closed = self._is_end(part, end)
        if not closed:
            values.append(Broken("a bracket closes that nothing opened"))
        return values, end + 1, closed

    def _is_end(self, part: bytes, place: int) -> bool:
        """Whether the bracket at a place closes the array."""
        return self._enclosed and part[place : place + 1] == b"]"

    def _given_up(self, part: bytes, *, last: bool, waited: bool) -> list[Any]:
        """What stands for a value whose end is not looked for any longer; empty: it still is."""
        if (last or waited) and self._second_line(part) is not None:
            return [NEVER_CLOSES]
        if not last:
            return []
        if self._enclosed:
            raise Cut("it breaks off within a record")
        return [BREAKS_OFF]

    def _learn(self, part: bytes, found: Found) -> None:
        """How far the line is indented on which the first begins, if none within it is so too."""
        if self._line is None and len(found.ends):
            start, end = int(found.starts[0]), int(found.ends[0])
            indent = part[:start].rpartition(b"\n")[2]
            blanks = re.escape(indent) if not indent.strip(BLANK) else b""
            line = re.compile(rb"\n%b(?=(?:,[ \t]*)?\{)" % blanks)
            self._line = NO_LINE if line.search(part, start, end) else line
            self._mark = self._marked(part, found)

    def _marked(self, part: bytes, found: Found) -> bytes:
        if not self._enclosed or len(found.starts) < 2:
            return b""
        end, start = int(found.ends[0]), int(found.starts[1])
        key = FIRST_KEY.match(part, start)
        return part[end - 1 : key.end()] if key and b"," in part[end:start] else b""

    def _second_line(self, part: bytes) -> int | None:
        """Where a line begins an object behind the one that a text begins with."""
        return self._next_line(part, len(part) - len(part.lstrip(BETWEEN)) + 1)

    def _next_line(self, part: bytes, behind: int) -> int | None:
        """Where a line begins an object like the first."""
        line = self._line or re.compile(rb"\n(?=\{)")
        found = line.search(part, behind)
        return found.end() if found else None


def _strays(gap: bytes) -> list[Any]:
    """Something for each text that stands between values and is none of them."""
    return [Broken("the record is no JSON object") for each in gap.split(b",") if each.strip(BLANK)]
