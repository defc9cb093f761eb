import re
from itertools import chain

import polars as pl
import pytest

from graph_models import (
    NODES,
    RELATIONSHIPS,
    Account,
    Act,
    Follows,
    Handle,
    Node,
    PaidFor,
    Post,
    Posted,
    Record,
    Relationship,
    UsedHandle,
)

MODELS: list[type[Record]] = [*NODES.values(), *RELATIONSHIPS.values()]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


@every_model
def test_it_says_what_it_is_in_the_world(model: type[Record]) -> None:
    own = vars(model)["__doc__"]

    assert re.fullmatch(r"[A-Z][^\n]*\.", own.split("\n\n")[0].strip()), own


@every_model
def test_every_property_has_a_meaning(model: type[Record]) -> None:
    meanings = {each.name: each.meaning for each in model.properties()}

    assert [name for name, meaning in meanings.items() if len(meaning.split()) < 2] == []


@every_model
def test_every_property_has_a_name_that_cypher_takes_as_it_is(model: type[Record]) -> None:
    assert [name for name in model.columns() if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


@every_model
def test_what_tells_facts_apart_is_always_there(model: type[Record]) -> None:
    required = {*model.required(), "start_label", "end_label"}

    assert set(model.identity()) <= required
    assert set(model.identity()) <= set(model.columns())


@every_model
def test_an_optional_property_is_empty_by_default(model: type[Record]) -> None:
    optional = [name for name in model.model_fields if name not in model.required()]

    assert [model.model_fields[name].default for name in optional] == [None] * len(optional)


@every_model
def test_only_moments_and_places_in_an_order_show_the_least(model: type[Record]) -> None:
    least = {each.name for each in model.properties() if each.rule == "least"}

    assert least <= {"at", "created_at", "first_seen", "position", "published_at", "removed_at"}
    assert least >= {"at", "first_seen", "removed_at"} & set(model.columns())


@pytest.mark.parametrize("label", NODES)
def test_a_label_is_the_name_of_its_class(label: str) -> None:
    model = NODES[label]

    assert label == model.label == model.__name__
    assert list(model.columns())[0] == "key"
    assert model.identity() == ("key",)


@pytest.mark.parametrize("rel_type", RELATIONSHIPS)
def test_a_type_is_the_name_of_its_class_in_capitals(rel_type: str) -> None:
    model = RELATIONSHIPS[rel_type]

    assert rel_type == model.rel_type
    assert rel_type.replace("_", "") == model.__name__.upper()
    assert {*model.starts, *model.ends} <= set(NODES.values())


@pytest.mark.parametrize("rel_type", RELATIONSHIPS)
def test_ends_are_told_by_label_only_where_several_may_stand(rel_type: str) -> None:
    model = RELATIONSHIPS[rel_type]
    labels = [name for name in model.columns() if name.endswith("_label")]

    assert ("start_label" in labels) == (len(model.starts) > 1)
    assert ("end_label" in labels) == (len(model.ends) > 1)


def test_every_class_of_the_language_is_in_it() -> None:
    def below(base: type[Record]) -> set[type[Record]]:
        children = [
            child for child in base.__subclasses__() if child.__module__.startswith("graph_models.")
        ]
        return set(chain.from_iterable({child, *below(child)} for child in children))

    bases = {model for model in below(Relationship) if not getattr(model, "starts", ())}

    assert below(Node) == set(NODES.values())
    assert below(Relationship) - bases == set(RELATIONSHIPS.values())
    assert {base.__name__ for base in bases} == {"Act", "Seen"}


def test_columns_are_the_fields_in_order_after_the_labels() -> None:
    moment = pl.Datetime("us", "UTC")

    assert Follows.columns() == {
        "end_label": pl.String(),
        "start_key": pl.String(),
        "end_key": pl.String(),
        "at": moment,
    }
    assert list(Posted.columns()) == ["start_key", "end_key", "at"]
    assert UsedHandle.columns()["last_seen"] == moment
    assert Account.columns()["followers"] == pl.Int64()


def test_two_payments_in_two_currencies_are_two_facts() -> None:
    assert PaidFor.identity() == ("start_label", "start_key", "end_key", "currency")


def test_an_act_without_a_known_moment_is_an_act() -> None:
    assert issubclass(Posted, Act)
    assert Posted(start_key="x:1", end_key="x:2").at is None


def test_what_says_something_about_a_person_is_marked() -> None:
    def personal(model: type[Record]) -> list[str]:
        return [each.name for each in model.properties() if each.personal]

    assert personal(Account) == ["handle", "name", "bio", "location"]
    assert personal(Post) == ["text"]
    assert personal(Handle) == ["handle"]
