"""mapping.schema.json: the JSON Schema of a mapping, for editors and checks."""

import orjson

from loaders.mapping import Mapping
from lockstep.reference.page import Page


def write() -> str:
    """Draft 2020-12, as pydantic derives it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Mapping.model_json_schema(mode="validation"),
    }
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2).decode() + "\n"


PAGE = Page("mapping.schema.json", write)
