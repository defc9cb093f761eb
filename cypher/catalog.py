"""The one place that reads .cypher files and vouches for their text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules
from typing import Generic, LiteralString, TypeVar

from pydantic import BaseModel

PARAMETER = re.compile(r"\$(\w+)")
DOCUMENTED = re.compile(r"^\$(\w+)\s+(\S.*)$")

RowT = TypeVar("RowT", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Query(Generic[RowT]):
    """A named question: its file under cypher/, and the shape of one answer.

    The file opens with a comment block: the question, a line for every ``$parameter`` and, where a
    plan may read all nodes of a label, ``scans:`` and why that is meant.
    """

    name: str
    row: type[RowT]
    text: LiteralString = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the file now, so that a missing query fails at import."""
        path = files("cypher").joinpath(f"{self.name}.cypher")
        object.__setattr__(self, "text", path.read_text(encoding="utf-8"))

    @property
    def doc(self) -> list[str]:
        """The lines of the leading ``//`` comment block, without the slashes."""
        block = []
        for line in self.text.splitlines():
            if not line.startswith("//"):
                break
            block.append(line.removeprefix("//").strip())
        return block

    @property
    def question(self) -> str:
        """The first line of the file."""
        return self.doc[0]

    @property
    def documented(self) -> dict[str, str]:
        """Parameter to meaning, from the comment block."""
        matches = (DOCUMENTED.match(line) for line in self.doc)
        return {match[1]: match[2] for match in matches if match}

    @property
    def scans(self) -> str | None:
        """Why this question may read all nodes of a label; None: it may not."""
        reasons = [line for line in self.doc if line.startswith("scans:")]
        return reasons[0].removeprefix("scans:").strip() if reasons else None

    @property
    def body(self) -> str:
        """The statement without its comment block."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("//"))

    @property
    def parameters(self) -> frozenset[str]:
        """Every ``$name`` the body refers to."""
        return frozenset(PARAMETER.findall(self.body))


def every_query() -> Iterator[Query[BaseModel]]:
    """Every question of every module under cypher/, in order of name."""
    found: dict[str, Query[BaseModel]] = {}
    for package in iter_modules([str(Path(__file__).parent)]):
        if package.ispkg:
            module = import_module(f"cypher.{package.name}")
            found |= {each.name: each for each in vars(module).values() if isinstance(each, Query)}
    yield from (found[name] for name in sorted(found))
