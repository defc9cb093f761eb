"""graph.schema.json: every label and relationship type as JSON Schema."""

import orjson
from pydantic.json_schema import models_json_schema

from graph_models import NODES, RELATIONSHIPS, SCHEMA_VERSION, Node, Record, Relationship
from lockstep.reference.page import Page


def write() -> str:
    """One document; a definition for every model, with what JSON Schema has no word for as x-…."""
    models: list[type[Record]] = [*NODES.values(), *RELATIONSHIPS.values()]
    _, document = models_json_schema([(model, "validation") for model in models])
    for model in models:
        document["$defs"][model.__name__] |= _beyond(model)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The graph of Lockstep",
        "x-schema-version": SCHEMA_VERSION,
        **document,
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _beyond(model: type[Record]) -> dict[str, object]:
    shared: dict[str, object] = {"x-sourced": model.sourced, "x-identity": model.identity()}
    if issubclass(model, Node):
        return shared | {
            "x-label": model.label,
            "x-indexes": model.indexes,
            "x-search": model.search,
            "x-caption": model.caption,
        }
    assert issubclass(model, Relationship)
    return shared | {
        "x-type": model.rel_type,
        "x-from": [start.label for start in model.starts],
        "x-to": [end.label for end in model.ends],
        "x-indexes": model.indexes,
    }


PAGE = Page("graph.schema.json", write)
