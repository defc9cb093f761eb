"""The algebra of sets: what a fact shows depends on who said what, and on nothing else."""

from datetime import UTC, datetime
from typing import Any

import orjson
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph_models import Property
from graph_store.provenance import Shown, added, without


def declared(name: str, kind: pl.DataType, rule: Any) -> Property:
    return Property(name, kind, rule, personal=False, required=False, meaning="")


PROPERTIES = (
    declared("name", pl.String(), "greatest"),
    declared("followers", pl.Int64(), "greatest"),
    declared("amount", pl.Float64(), "greatest"),
    declared("real", pl.Boolean(), "greatest"),
    declared("position", pl.Int64(), "least"),
    declared("created_at", pl.Datetime("us", "UTC"), "least"),
    declared("handle", pl.String(), "latest"),
    declared("handle_seen_at", pl.Datetime("us", "UTC"), "greatest"),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["", "a", "Z", 'q"\n', "～", "😀", "2021-09-20T08:00:00+00:00"]),
    "followers": st.sampled_from([0, 1, 2**62]),
    "amount": st.sampled_from([0.5, 1e300, -2.0]),
    "real": st.booleans(),
    "position": st.integers(1, 3),
    "created_at": st.datetimes(
        datetime(1969, 12, 30), datetime(1970, 1, 2), timezones=st.just(UTC)
    ),
    "handle": st.sampled_from(["ann", "bo", "😀"]),
    "handle_seen_at": st.sampled_from([datetime(2020, 1, day, tzinfo=UTC) for day in (1, 2)]),
}
SAYING = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.fixed_dictionaries({}, optional={name: st.none() | kind for name, kind in VALUES.items()}),
)
SAYINGS = st.lists(SAYING, min_size=1, max_size=6)


def fact(sayings: list[tuple[str, dict[str, Any]]]) -> Shown:
    made: Shown = {"sets": []}
    for name, values in sayings:
        made = added(made, values, by=name, properties=PROPERTIES)
    return made


@given(SAYINGS, st.randoms())
def test_neither_the_order_of_sets_nor_that_of_batches_matters(
    sayings: list[tuple[str, dict[str, Any]]], chance: Any
) -> None:
    shuffled = list(sayings)
    chance.shuffle(shuffled)

    assert fact(shuffled) == fact(sayings)


@given(SAYINGS)
def test_saying_it_all_again_changes_nothing(sayings: list[tuple[str, dict[str, Any]]]) -> None:
    assert fact(sayings * 2) == fact(sayings)


@given(SAYINGS, st.sampled_from(["a", "b", "c"]))
def test_erasing_a_set_leaves_what_the_others_alone_would_have_made(
    sayings: list[tuple[str, dict[str, Any]]], erased: str
) -> None:
    others = [saying for saying in sayings if saying[0] != erased]
    left = without(fact(sayings), erased=erased, properties=PROPERTIES)

    assert left == (fact(others) if others else None)


@given(SAYINGS, st.sampled_from(["a", "b", "c", "d"]))
def test_an_empty_value_never_overwrites(
    sayings: list[tuple[str, dict[str, Any]]], by: str
) -> None:
    before = fact(sayings)
    after = added(before, dict.fromkeys(VALUES), by=by, properties=PROPERTIES)

    assert {name: after[name] for name in VALUES} == {name: before[name] for name in VALUES}


@given(SAYINGS)
def test_what_was_said_is_kept_only_where_sets_differ(
    sayings: list[tuple[str, dict[str, Any]]],
) -> None:
    made = fact(sayings)
    said = orjson.loads(str(made["said"])) if made["said"] else {}
    alone = {
        name: fact([saying for saying in sayings if saying[0] == name])
        for name in {saying[0] for saying in sayings}
    }
    differing = {each for each in VALUES if len({own[each] for own in alone.values()}) > 1}

    assert set(said) == differing
    assert made["sets"] == sorted(alone)


def test_the_greatest_is_shown_unless_the_least_is_meant() -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    made = fact(
        [
            ("a", {"followers": 7, "position": 2, "created_at": late}),
            ("b", {"followers": 9, "position": 1, "created_at": early}),
        ]
    )

    assert (made["followers"], made["position"], made["created_at"]) == (9, 1, early)
    assert orjson.loads(str(made["said"])) == {
        "followers": {"a": 7, "b": 9},
        "position": {"a": 2, "b": 1},
        "created_at": {"a": "2021-01-01T00:00:00+00:00", "b": "2020-01-01T00:00:00+00:00"},
    }


def test_the_latest_is_shown_and_what_is_not_dated_gives_way() -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    dated = {"handle": "ann", "handle_seen_at": late}
    others = [("a", {"handle": "zoe", "handle_seen_at": early}), ("c", {"handle": "zz"})]

    made = fact([("b", dated), *others])
    left = without(made, erased="b", properties=PROPERTIES)

    assert (made["handle"], made["handle_seen_at"]) == ("ann", late)
    assert left is not None
    assert (left["handle"], left["handle_seen_at"]) == ("zoe", early)
