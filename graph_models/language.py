"""The whole language: every label and relationship type, found by walking the classes."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TypeVar

from graph_models.base import Node, Record, Relationship

RecordT = TypeVar("RecordT", bound=Record)

SCHEMA_VERSION = 1
"""Raised when a stored graph can no longer be read as it stands."""

for _module in iter_modules([str(Path(__file__).parent)]):
    if _module.name != Path(__file__).stem:
        import_module(f"graph_models.{_module.name}")


def _leaves(base: type[RecordT]) -> Iterator[type[RecordT]]:
    """Every class below that stands for something in the graph, in order of declaration."""
    for child in base.__subclasses__():
        if not issubclass(child, Relationship) or child.starts:
            yield child
        yield from _leaves(child)


NODES: dict[str, type[Node]] = {model.label: model for model in _leaves(Node)}
"""Label to model."""

RELATIONSHIPS: dict[str, type[Relationship]] = {
    model.rel_type: model for model in _leaves(Relationship)
}
"""Relationship type to model."""
