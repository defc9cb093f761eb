"""mapping.md: every key of a mapping, which makes any table loadable."""

from collections.abc import Iterator
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from loaders.mapping import ActPart, MappedAct, Mapping, Moment, Part, Several, Time, Value
from loaders.sources.mapped import SAMPLE_MAPPING
from lockstep.reference.markdown import block, code, codes, opening, prose, table
from lockstep.reference.page import Page

FORMS: dict[type[Part], str] = {
    Value: "value",
    Several: "values",
    Time: "time",
    Moment: "time of day",
}
"""What the tables of the models that stand for one value are called."""

ABOUT = """\
`lockstep load mapped FILE --mapping M.toml` reads any CSV, TSV, NDJSON, JSON, Parquet or XLSX file
through a mapping; `lockstep inspect FILE` proposes one. A key that is none is refused. Where a key
takes a value, `"name"` is the column of that name, and a table says more:
`{ column = "name", separator = "," }`. A row whose platform, time, account or post is empty, or
whose value is not what its key takes, is rejected with its reason.
"""


def write() -> str:
    """The keys, what a value may say, and an example."""
    forms = "".join(
        f"### {name.capitalize()}\n\n{prose(form.__doc__ or '')}\n\n"
        f"{table(('key', 'meaning'), _own(form))}\n"
        for form, name in FORMS.items()
    )
    return "\n".join(
        (
            opening("Mappings", derived_from="`loaders/mapping.py`"),
            ABOUT,
            "The schema, for editors: [mapping.schema.json](mapping.schema.json).\n",
            "## Keys\n",
            table(("key", "takes", "needed", "meaning"), keys(Mapping)),
            f"The kinds of acts: {codes(_words(MappedAct))}.\n",
            "## Values\n",
            forms + "## An example\n",
            block(SAMPLE_MAPPING.decode(), "toml"),
        )
    )


def keys(model: type[Part], before: str = "") -> Iterator[tuple[str, str, str, str]]:
    """A row for every key, tables followed by their own keys."""
    for name, field in model.model_fields.items():
        held = _model(field)
        key = f"{before}{name}"
        takes = FORMS.get(held, "table") if held else "text"
        if model is ActPart and name == "kind":
            takes = "a kind of act"
        several = get_origin(field.annotation) is tuple
        yield (
            code(f"[[{key}]]" if several else key),
            "tables" if several else takes,
            "yes" if field.is_required() else "",
            prose(field.description or ""),
        )
        if held is not None and held not in FORMS:
            yield from keys(held, f"{key}.")


def _own(form: type[Part]) -> Iterator[tuple[str, str]]:
    for name, field in form.model_fields.items():
        yield code(name), prose(field.description or "")


def _model(field: FieldInfo) -> type[Part] | None:
    """The table that a field takes, also where it is one of several or may be absent."""
    waiting = [field.annotation]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type) and issubclass(each, Part):
            return each
        waiting.extend(get_args(each))
    return None


def _words(kind: object) -> Iterator[str]:
    for each in get_args(kind):
        if isinstance(each, str):
            yield each
        else:
            yield from _words(each)


PAGE = Page("mapping.md", write)
