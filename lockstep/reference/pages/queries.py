"""queries.md: every question that the code asks the graph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pydantic import BaseModel

from cypher import Query, every_query
from lockstep.reference.markdown import code, codes, opening, prose, table
from lockstep.reference.page import Page

PARAMETER = re.compile(r"\$(\w+)\s+(\S.*?)\s{2,}(\S.*)$")
"""Name, type and meaning; two spaces part the type from the meaning."""


@dataclass
class Comment:
    """The comment block of a .cypher file, taken apart."""

    parameters: list[list[str]] = field(default_factory=list)
    """Name, type and meaning of each."""
    remarks: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)


def write() -> str:
    """A chapter for every folder under cypher/, a section for every question."""
    parts = [opening("The questions", derived_from="the files under `cypher/`")]
    for folder, queries in groupby(every_query(), key=lambda query: query.name.partition("/")[0]):
        parts.append(f"## {folder}\n")
        parts.extend(_section(query) for query in queries)
    return "\n".join(parts)


def _section(query: Query[BaseModel]) -> str:
    return "\n".join(_lines(query))


def _lines(query: Query[BaseModel]) -> Iterator[str]:
    comment = taken_apart(query.doc)
    yield f"### {query.name}\n"
    yield f"{query.question}\n"
    if comment.remarks:
        yield f"{prose(' '.join(comment.remarks))}\n"
    if comment.parameters:
        rows = [(code(f"${name}"), kind, meaning) for name, kind, meaning in comment.parameters]
        yield table(("parameter", "type", "meaning"), rows)
    yield f"A row has {codes(query.row.model_fields)}.\n"
    if comment.scans:
        yield f"May read every node of a label: {prose(' '.join(comment.scans))}.\n"


def taken_apart(lines: list[str]) -> Comment:
    """Parameters, remarks and the reason for a scan; a line that begins none goes on the last."""
    comment = Comment()
    goes_on: list[str] = comment.remarks
    for line in lines[1:]:
        if match := PARAMETER.match(line):
            name, kind, meaning = match.groups()
            comment.parameters.append([name, kind, meaning])
            goes_on = comment.parameters[-1]
        elif line.startswith("scans:"):
            comment.scans.append(line.removeprefix("scans:").strip())
            goes_on = comment.scans
        elif not line:
            goes_on = comment.remarks
        elif goes_on is comment.remarks or goes_on is comment.scans:
            goes_on.append(line)
        else:
            goes_on[-1] += f" {line}"
    return comment


PAGE = Page("queries.md", write)
