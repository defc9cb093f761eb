"""A mapping from its TOML file, or the sentence that says what is wrong with it."""

import tomllib
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from loaders.errors import UnfitMapping
from loaders.input import Input
from loaders.mapping import Mapping

LARGEST: Final = 1 << 20
"""Bytes of a mapping; more is a mistake."""


def read_mapping(path: str) -> Mapping:
    """The mapping in a file. Raises UnfitMapping, UnreadableFile."""
    file = Input.from_path(Path(path))
    with file.open() as stream:
        content = stream.read(LARGEST + 1)
    return mapping_of(content, name=file.name)


def mapping_of(content: bytes, *, name: str) -> Mapping:
    """The mapping that the text of a file says. Raises UnfitMapping."""
    if len(content) > LARGEST:
        raise UnfitMapping(name, f"it is longer than {LARGEST >> 20} MiB")
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnfitMapping(name, "it is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UnfitMapping(name, f"it is no TOML: {error}") from error
    except RecursionError as error:
        raise UnfitMapping(name, "it nests too deep") from error
    try:
        return Mapping.model_validate(tables)
    except ValidationError as error:
        first, *_ = error.errors(include_url=False, include_input=False)
        raise UnfitMapping(name, _sentence(first)) from error


def _sentence(fault: ErrorDetails) -> str:
    """Where the fault is, as the keys are written in TOML, and what it is."""
    where = ""
    for step in fault["loc"]:
        where += f"[{int(step) + 1}]" if isinstance(step, int) else f".{step}"
    message = {
        "missing": "is needed",
        "model_type": "takes the name of a column, or a table of keys",
        "string_type": "takes a text in quotes",
        "string_too_short": "takes a text in quotes that is not empty",
        "tuple_type": "takes tables: write [[acts]] before each",
    }.get(fault["type"], fault["msg"])
    return f"{where.lstrip('.')}: {message}" if where else message
