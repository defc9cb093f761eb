"""Markdown as GitHub shows it: tables whose cells hold any text, code that holds any code."""

import re
from collections.abc import Iterable, Sequence

RUN_OF_TICKS = re.compile(r"`+")
LITERAL = re.compile(r"``(.+?)``")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a text in a cell stays on its line."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(each) for each in line)} |" for line in lines) + "\n"


def prose(text: str) -> str:
    """A docstring as a paragraph: one line, the literals of reStructuredText as code."""
    return LITERAL.sub(lambda match: code(match[1]), " ".join(text.split()))


def code(text: str) -> str:
    """Text as code within a line."""
    longest = max(map(len, RUN_OF_TICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    return f"{ticks} {text} {ticks}" if longest else f"{ticks}{text}{ticks}"


def codes(texts: Iterable[str]) -> str:
    """Several as code, parted by commas."""
    return ", ".join(code(text) for text in texts)


def block(text: str, language: str = "text") -> str:
    """Text as a block of code."""
    longest = max(map(len, RUN_OF_TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def opening(title: str, *, derived_from: str) -> str:
    """Title of a page and where its facts stand."""
    return f"# {title}\n\nDerived from {derived_from}: change it there, then `make docs`.\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
