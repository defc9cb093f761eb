"""sources.md: every format that can be loaded."""

from dataclasses import MISSING, Field, fields
from typing import Any

from loaders import SOURCES, Options, Source
from lockstep.reference.markdown import block, code, codes, opening, prose
from lockstep.reference.page import Page


def write() -> str:
    """A section for every source, in order of name."""
    parts = [
        opening("Sources", derived_from="the modules under `loaders/sources/`"),
        "`lockstep load SOURCE FILE...` reads any of these; `lockstep sources` lists them.\n",
        *(_section(source) for _, source in sorted(SOURCES.items())),
    ]
    return "\n".join(parts)


def _section(source: Source) -> str:
    options = _options(source.example)
    return "\n".join(
        (
            f"## {source.name}\n",
            f"**{source.title}.** {prose(source.reads)}\n",
            *([f"Assumed: {prose(source.assumes)}\n"] if source.assumes else []),
            *([f"It asks for {options}.\n"] if options else []),
            "A sample:\n",
            block(source.sample),
        )
    )


def _options(example: Options) -> str:
    """The questions that a source has beyond the name of the set."""
    common = {each.name for each in fields(Options)}
    own = [each for each in fields(example) if each.name not in common]
    asked = codes(_spelled(each) for each in own if each.default is MISSING)
    preset = ", ".join(
        f"{code(_spelled(each))} ({each.default})" for each in own if each.default is not MISSING
    )
    return "; and, with these defaults, ".join(filter(None, (asked, preset)))


def _spelled(each: Field[Any]) -> str:
    return f"--{each.name.rstrip('_')}"


PAGE = Page("sources.md", write)
