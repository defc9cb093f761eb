"""graph.md: every label and relationship type, and how facts are kept."""

from collections.abc import Iterable, Iterator
from typing import Literal, get_args, get_origin

import polars as pl

from graph_models import NODES, RELATIONSHIPS, Node, Property, Record, Relationship
from graph_store.schema import schema_statements
from graph_store.statements import CAPTION_LENGTH
from lockstep.reference.markdown import block, code, codes, opening, prose, table
from lockstep.reference.page import Page

FEW = 5
"""Labels at one end that a diagram still shows one by one."""

KINDS: dict[type[pl.DataType], str] = {
    pl.String: "text",
    pl.Int64: "whole number",
    pl.Float64: "number",
    pl.Boolean: "true or false",
    pl.Datetime: "time (UTC)",
    pl.List: "list of texts",
}

KEPT = f"""\
## How facts are kept

**Keys.** Every node has a `key`, unique within its label. What a platform named carries the
platform (`x:12345`), so that two platforms never collide; an id that only has a meaning within a
set carries the set (`elections:77`).

**`display_name`.** Every node has one caption for every surface: the first known property of its
caption list below, else its key, cut to {CAPTION_LENGTH} characters. It is derived whenever the
node is written and is no property of the models.

**`sets`.** A fact that sources assert (a node or a relationship) carries the sorted names of the
sets that assert it. Erasing a set removes what only that set said and takes its name off the rest.

**`said`.** While the sets of a fact agree, the properties hold what each of them said. Where they
do not, `said` keeps who said what, as JSON of property to set to value, and the property shows the
greatest known value, or the least or the latest where this page says so (texts compare by code
point). Which is the latest does not depend on when it was loaded: names and handles know when a
source saw them (`handle_seen_at`), and one that no source dates gives way to any that is dated. So
the order of loading has no influence, an empty value never overwrites, and erasing a set puts back
what the others alone would show. The reasons are in
[decision 0005](decisions/0005-sets-and-said.md).

What a run finds and what people write is not asserted by sources: it has neither `sets` nor `said`,
and writing it again replaces it.

A property marked *personal* says something about a person. One marked *derived* is said by no set:
runs work it out from what all sets say, anew after every load and erasure.
"""


def write() -> str:
    """Prose, two diagrams, a chapter for every module of graph_models, the statements."""
    parts = [
        opening("The graph", derived_from="`graph_models/`"),
        KEPT,
        "## What sources assert\n",
        diagram(model for model in RELATIONSHIPS.values() if model.sourced),
        "## What runs find and people write\n",
        diagram(model for model in RELATIONSHIPS.values() if not model.sourced),
        "## Labels\n",
        *(_node(model) for model in NODES.values()),
        "## Relationship types\n",
        *(_relationship(model) for model in RELATIONSHIPS.values()),
        "## Constraints and indexes\n",
        "Made before the first fact is written.\n",
        block(";\n".join(schema_statements()) + ";", "cypher"),
    ]
    return "\n".join(parts)


def diagram(models: Iterable[type[Relationship]]) -> str:
    """The relationship types as arrows between labels."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for model in models:
        for start in _ends(model.starts):
            for end in _ends(model.ends):
                arrows.setdefault((start, end), []).append(model.rel_type)
    lines = [
        f'  {start} -- "{"<br>".join(types)}" --> {end}' for (start, end), types in arrows.items()
    ]
    return block("\n".join(["flowchart LR", *lines]), "mermaid")


def _ends(models: tuple[type[Node], ...]) -> list[str]:
    labels = [model.label for model in models]
    return labels if len(labels) <= FEW else ["Anything"]


def _node(model: type[Node]) -> str:
    return "\n".join(
        (
            f"### {model.label}\n",
            f"{_meaning(model)}\n",
            *_about_node(model),
            "",
            _properties(model),
        )
    )


def _about_node(model: type[Node]) -> Iterator[str]:
    caption = codes((*model.caption, "key"))
    yield f"- Key: `key`, unique. Caption: {caption}."
    if model.indexes:
        yield f"- Indexed: {codes(model.indexes)}."
    if model.search:
        yield f"- Found by the full-text index `search`: {codes(model.search)}."
    yield _provenance(model)


def _relationship(model: type[Relationship]) -> str:
    heading = f"### {model.rel_type}\n"
    return "\n".join((heading, f"{_meaning(model)}\n", *_about(model), "", _properties(model)))


def _about(model: type[Relationship]) -> Iterator[str]:
    starts = codes(start.label for start in model.starts)
    ends = codes(end.label for end in model.ends)
    yield f"- From {starts} to {ends}."
    if model.told_apart_by:
        yield f"- Several between the same two nodes, told apart by {codes(model.told_apart_by)}."
    else:
        yield "- At most one between the same two nodes."
    if model.indexes:
        yield f"- Indexed: {codes(model.indexes)}."
    yield _provenance(model)


def _provenance(model: type[Record]) -> str:
    return "- Asserted by sources: carries `sets`." if model.sourced else "- Written by Lockstep."


def _properties(model: type[Record]) -> str:
    own = [each for each in model.properties() if each.name not in ("start_key", "end_key")]
    if not own:
        return "No properties of its own.\n"
    return table(("property", "type", "meaning"), (_row(model, each) for each in own))


def _row(model: type[Record], each: Property) -> tuple[str, str, str]:
    meaning = prose(each.meaning)
    if each.derived:
        meaning = f"*Derived.* {meaning}"
    if each.personal:
        meaning = f"*Personal.* {meaning}"
    if choices := list(_choices(model.model_fields[each.name].annotation)):
        meaning += f" One of {codes(choices)}."
    if each.rule != "greatest":
        meaning += f" Where sets disagree, the {each.rule} is shown."
    return (
        code(each.name),
        KINDS[type(each.kind)] + ("" if each.required else ", may be absent"),
        meaning,
    )


def _choices(annotation: object) -> Iterator[str]:
    """The values of a Literal, however deep it stands in the annotation."""
    for inner in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield str(inner)
        else:
            yield from _choices(inner)


def _meaning(model: type[Record]) -> str:
    return prose(model.__doc__ or "")


PAGE = Page("graph.md", write)
