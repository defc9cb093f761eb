"""Where the values of JSON text begin and end, found without reading them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

QUOTE, OPENS, CLOSES = ord('"'), ord("{"), ord("}")
SQUARE_TO_CURLY: Final = 0x20
"""The bit in which a square bracket differs from its curly one."""

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Found:
    """Objects and lists that stand side by side in a text; others are within these."""

    starts: Places
    ends: Places
    """Behind the last byte of each; one fewer than starts where the last does not end."""
    closes: int | None
    """Place of the bracket that closes what encloses them; nothing is looked for behind it."""


def scan(text: bytes) -> Found:
    """The values of a text that begins outside of any string; which bracket closes is not asked."""
    plain = text
    if b"\\" in text:
        plain = text.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    held = np.frombuffer(plain, np.uint8)
    quotes = np.flatnonzero(held == QUOTE)
    curly = held | SQUARE_TO_CURLY
    brackets = np.flatnonzero((curly == OPENS) | (curly == CLOSES))
    brackets = brackets[np.searchsorted(quotes, brackets) % 2 == 0]
    opening = curly[brackets] == OPENS
    depths = np.cumsum(np.where(opening, 1, -1))
    below = np.flatnonzero(depths < 0)
    closes = None
    if len(below):
        closes = int(brackets[below[0]])
        kept = slice(0, int(below[0]))
        brackets, opening, depths = brackets[kept], opening[kept], depths[kept]
    return Found(
        starts=brackets[opening & (depths == 1)],
        ends=brackets[~opening & (depths == 0)] + 1,
        closes=closes,
    )
