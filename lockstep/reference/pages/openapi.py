"""openapi.json: the service's own description, as it answers at /api/v1/openapi.json."""

import orjson

from api import create_app
from graph_store.graph import Graph
from lockstep import __version__
from lockstep.reference.page import Page


def write() -> str:
    """The document of an application that is never started."""
    document = create_app(_nowhere, version=__version__).openapi()
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


async def _nowhere() -> Graph:
    raise AssertionError("an application that only describes itself connects to no graph")


PAGE = Page("openapi.json", write)
