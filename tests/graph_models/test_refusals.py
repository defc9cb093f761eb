"""What a wrong declaration is told, at import and not in the middle of a load.

The classes made here stay outside the language: it was gathered before, when it was imported.
"""

from typing import Any

import pytest
from pydantic import ValidationError

from graph_models import NODES, RELATIONSHIPS, Account, Node, Post, Relationship


@pytest.mark.parametrize("keyword", ["indexes", "search", "caption"])
def test_a_node_cannot_name_what_it_does_not_have(keyword: str) -> None:
    with pytest.raises(TypeError, match="Wrong declares 'colour', which is not one of its fields"):
        type("Wrong", (Node,), {"__module__": __name__}, **{keyword: ("colour",)})


def test_a_relationship_cannot_index_what_it_does_not_have() -> None:
    with pytest.raises(TypeError, match="WRONG declares 'colour'"):

        class Wrong(Relationship, start=Account, end=Post, indexes=("colour",)):
            """Not one of the language."""


@pytest.mark.parametrize("name", ["colour", "shade"])
def test_what_may_be_absent_cannot_tell_relationships_apart(name: str) -> None:
    with pytest.raises(TypeError, match=f"WRONG is told apart by '{name}': not a required field"):

        class Wrong(Relationship, start=Account, end=Post, told_apart_by=(name,)):
            """Not one of the language."""

            shade: str | None = None
            """Not always known."""


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (dict[str, str], "has no column type"),
        (bytes, "has no column type"),
        (int | str, "one type or that type"),
        (list[str], "of two lists none is the greatest"),
    ],
)
def test_a_field_needs_a_type_that_columns_and_sets_can_hold(annotation: Any, reason: str) -> None:
    body = {"__module__": __name__, "__annotations__": {"colour": annotation}}

    with pytest.raises(TypeError, match=f"colour: .*{reason}"):
        type("Wrong", (Node,), body)


@pytest.mark.parametrize("name", ["sets", "said", "display_name", "locked"])
def test_a_field_cannot_take_the_place_of_what_the_graph_keeps(name: str) -> None:
    body = {"__module__": __name__, "__annotations__": {name: str}}

    with pytest.raises(TypeError, match=rf"Wrong\.{name}: the graph keeps something of this name"):
        type("Wrong", (Node,), body)


def test_what_we_write_ourselves_may_hold_lists() -> None:
    class Right(Node, sourced=False):
        """Not one of the language."""

        sets: list[str]
        """Several."""

    assert list(Right.columns()) == ["key", "sets"]


def test_no_class_of_these_tests_is_in_the_language() -> None:
    assert "Wrong" not in NODES
    assert "WRONG" not in RELATIONSHIPS


def test_a_record_takes_no_unknown_field_and_does_not_change() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Account.model_validate({"key": "x:1", "platform": "x", "colour": "red"})
    with pytest.raises(ValidationError, match="frozen"):
        Account(key="x:1", platform="x").platform = "fb"  # type: ignore[misc]
