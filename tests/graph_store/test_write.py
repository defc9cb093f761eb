"""Writing on a real graph: twice changes nothing, and who else writes does not matter."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from graph_models import (
    NODES,
    RELATIONSHIPS,
    Account,
    CoordinatedWith,
    Follows,
    Hashtag,
    LinksTo,
    PaidFor,
    Post,
    Posted,
    Record,
    Run,
    Tagged,
    Url,
)
from graph_store.errors import ForeignLabel, MissingNodes
from graph_store.graph import Graph
from graph_store.statements import Shape, merge, put
from graph_store.write import Writer

MODELS: list[type[Record]] = [*NODES.values(), *RELATIONSHIPS.values()]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


@every_model
def test_writing_twice_changes_nothing_and_sets_may_come_in_any_order(
    model: type[Record], facts: Any, ends: Any, write: Any, dump: Any, ask: Any
) -> None:
    write(ends(model), "both")
    first = write({model: facts(model, 0)}, "a")
    once = dump()
    again = write({model: facts(model, 0)}, "a")

    assert dump() == once
    assert sum([*first.nodes.values(), *first.relationships.values()]) >= 3
    assert set(again.nodes.values()) | set(again.relationships.values()) == {0}
    if not model.sourced:
        return
    write({model: facts(model, 1)}, "b")
    a_then_b = dump()
    ask("MATCH (n) DETACH DELETE n")
    write(ends(model), "both")
    write({model: facts(model, 1)}, "b")
    write({model: facts(model, 0)}, "a")
    assert dump() == a_then_b


def test_what_a_row_says_is_what_the_graph_holds(frame: Any, write: Any, ask: Any) -> None:
    opened = datetime(1969, 7, 20, 20, 17, 40, 250_001, tzinfo=UTC)
    row = {
        "key": "x:1",
        "platform": "x",
        "name": "日本😀",
        "created_at": opened,
        "followers": -(2**63),
    }
    write({Account: frame(Account, row)}, "a")

    ((held,),) = ask("MATCH (account:Account) RETURN properties(account)")
    assert held.pop("created_at").to_native() == opened
    assert held == {
        "key": "x:1",
        "platform": "x",
        "name": "日本😀",
        "followers": -(2**63),
        "sets": ["a"],
        "display_name": "日本😀",
    }


def test_within_a_set_the_greatest_or_least_is_kept_whatever_the_order(
    frame: Any, write: Any, ask: Any
) -> None:
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    rows = [
        {"key": "x:1", "platform": "x", "followers": 5, "created_at": late, "name": "～"},
        {"key": "x:1", "platform": "x", "followers": 7, "created_at": early, "name": "😀"},
        {"key": "x:1", "platform": "x"},
    ]
    for batches in (rows, rows[::-1]):
        ask("MATCH (n) DETACH DELETE n")
        for row in batches:
            write({Account: frame(Account, row)}, "a")
        ((followers, opened, name, shown),) = ask(
            "MATCH (a:Account) RETURN a.followers, a.created_at, a.name, a.display_name"
        )
        assert (followers, opened.to_native(), name, shown) == (7, early, "😀", "😀")


def test_two_sets_that_disagree_are_both_heard(frame: Any, write: Any, ask: Any) -> None:
    def account(**known: object) -> dict[type[Record], pl.DataFrame]:
        return {Account: frame(Account, {"key": "x:1", "platform": "x", **known})}

    write(account(handle="ann", followers=9), "a")
    write(account(handle="bea", name="Bea"), "b")

    assert ask(
        "MATCH (a:Account) RETURN a.sets, a.handle, a.name, a.followers, a.display_name"
    ) == [[["a", "b"], "bea", "Bea", 9, "bea"]]
    assert ask("MATCH (a:Account) RETURN a.said") == [
        ['{"followers":{"a":9},"handle":{"a":"ann","b":"bea"},"name":{"b":"Bea"}}']
    ]


def test_sets_that_agree_leave_nothing_said(frame: Any, write: Any, ask: Any) -> None:
    for name in ("b", "a"):
        write({Url: frame(Url, {"key": "https://example.org"})}, name)

    assert ask("MATCH (url:Url) RETURN properties(url)") == [
        [
            {
                "key": "https://example.org",
                "sets": ["a", "b"],
                "display_name": "https://example.org",
            }
        ]
    ]


def test_a_name_to_show_is_cut_between_characters(frame: Any, write: Any, ask: Any) -> None:
    write({Post: frame(Post, {"key": "x:1", "platform": "x", "text": "😀" * 100})}, "a")

    assert ask("MATCH (post:Post) RETURN post.display_name") == [["😀" * 80]]


def test_what_is_no_number_is_no_value(frame: Any, write: Any, ask: Any, ends: Any) -> None:
    write(ends(PaidFor), "a")
    payment = {"start_label": "Page", "start_key": "Page:0", "end_key": "Post:0", "currency": "EUR"}
    write({PaidFor: frame(PaidFor, payment | {"amount": float("nan")}, payment)}, "a")
    write({PaidFor: frame(PaidFor, payment | {"amount": 2.5})}, "a")

    assert ask("MATCH ()-[paid:PAID_FOR]->() RETURN paid.currency, paid.amount") == [["EUR", 2.5]]


def test_what_we_found_ourselves_is_replaced_by_what_we_find_again(
    frame: Any, write: Any, ask: Any
) -> None:
    found = {
        "key": "r",
        "name": "first",
        "started_at": datetime(2020, 1, 1, tzinfo=UTC),
        "sets": ["a", "b"],
        "settings": "{}",
        "traces": "[]",
        "facts": "1",
    }
    write({Run: frame(Run, found | {"flagged": 7})})
    write({Run: frame(Run, found | {"name": "second"})})

    assert ask("MATCH (run:Run) RETURN run.name, run.display_name, run.flagged, run.sets") == [
        ["second", "second", None, ["a", "b"]]
    ]


def test_a_relationship_to_nobody_is_refused_with_its_whole_batch(
    frame: Any, write: Any, ask: Any, ends: Any
) -> None:
    write(ends(Posted), "a")
    rows = [
        {"start_key": "Account:0", "end_key": "Post:0"},
        {"start_key": "Account:0", "end_key": "Post:404"},
    ]

    with pytest.raises(MissingNodes, match="1 of 2 POSTED relationships name a node that is not"):
        write({Posted: frame(Posted, *rows)}, "a")
    assert ask("MATCH ()-[act]->() RETURN act") == []


@pytest.mark.parametrize("label", ["Hashtag", None])
def test_an_end_of_a_foreign_label_is_refused_and_nothing_is_written(
    label: str | None, frame: Any, write: Any, ask: Any
) -> None:
    follow = {"start_key": "x:1", "end_label": label, "end_key": "x:2"}

    with pytest.raises(ForeignLabel, match="FOLLOWS.*end_label.*it may be Account or Page"):
        write(
            {
                Account: frame(Account, {"key": "x:1", "platform": "x"}),
                Follows: frame(Follows, follow),
            },
            "a",
        )
    assert ask("MATCH (n) RETURN n") == []


def test_nodes_of_two_labels_may_have_one_key(frame: Any, write: Any, ask: Any, ends: Any) -> None:
    write(ends(LinksTo), "a")
    rows = [
        {"start_key": "Post:0", "end_label": label, "end_key": f"{label}:0"}
        for label in ("Url", "Domain")
    ]
    write({LinksTo: frame(LinksTo, *rows)}, "a")

    assert ask("MATCH (:Post)-[:LINKS_TO]->(to) RETURN labels(to)[0] AS label ORDER BY label") == [
        ["Domain"],
        ["Url"],
    ]


def crowd(nodes: int, ties: int) -> dict[type[Record], pl.DataFrame]:
    """Many follows and tags among few nodes: rows that would wait for each other."""
    number = pl.int_range(ties)
    keys = pl.select(key=pl.format("x:{}", pl.int_range(nodes)), platform=pl.lit("x"))

    def of(model: type[Record], frame: pl.DataFrame) -> pl.DataFrame:
        lacking = [
            pl.lit(None, dtype=t).alias(n) for n, t in model.columns().items() if n not in frame
        ]
        return frame.with_columns(lacking).select(list(model.columns()))

    return {
        Account: of(Account, keys),
        Post: of(Post, keys),
        Hashtag: of(Hashtag, keys),
        Follows: of(
            Follows,
            pl.select(
                start_key=pl.format("x:{}", number * 17 % nodes),
                end_key=pl.format("x:{}", number * 31 // nodes % nodes),
                end_label=pl.lit("Account"),
            ),
        ),
        Tagged: of(
            Tagged,
            pl.select(
                start_key=pl.format("x:{}", number * 7 % nodes),
                end_key=pl.format("x:{}", number * 13 // nodes % nodes),
                position=number % 9,
            ),
        ),
    }


def test_two_writers_make_the_graph_that_one_makes(write: Any, dump: Any, ask: Any) -> None:
    frames = crowd(nodes=40, ties=900)
    write(frames, "a", rows=50, writers=1)
    by_one = dump()
    ask("MATCH (n) DETACH DELETE n")
    write(frames, "a", rows=50, writers=2)

    assert len(by_one) > 1_000
    assert dump() == by_one


def test_writers_hardly_ever_wait_for_each_other_among_few_nodes(
    graph: Graph, run: Any, caplog: pytest.LogCaptureFixture
) -> None:
    frames = crowd(nodes=300, ties=15_000)
    told: list[int] = []
    writer = Writer(graph, set_name="a", writers=2, rows=1_000, progress=told.append)
    written = run(writer.write(frames))

    # A new tie changes the first in each end's list, whose other end may be in another cell.
    assert len([record for record in caplog.records if "retried" in record.message]) <= 2
    assert sum(told) == 900 + 2 * 15_000 - _repeated(frames)
    assert sum(written.relationships.values()) == 2 * 15_000 - _repeated(frames)


def _repeated(frames: dict[type[Record], pl.DataFrame]) -> int:
    return sum(
        frames[model].height - frames[model].n_unique(["start_key", "end_key"])
        for model in (Follows, Tagged)
    )


@pytest.mark.parametrize(
    "shape",
    [Shape(Account), Shape(Posted, "Account", "Post"), Shape(Follows, "Account", "Account")],
    ids=lambda shape: shape.name,
)
def test_facts_are_found_by_key_however_large_the_graph_was_when_it_was_planned(
    shape: Shape, write: Any, explain: Callable[[str], set[str]]
) -> None:
    empty = explain(merge(shape))
    write(crowd(nodes=2_000, ties=2_000), "a", rows=1_000)
    grown = explain(merge(shape))

    for operators in (empty, grown):
        assert any(name.startswith("NodeUniqueIndexSeek") for name in operators)
        assert not {name for name in operators if "Scan" in name or "HashJoin" in name}


def test_links_are_looked_for_between_their_ends_also_while_there_are_none(
    explain: Callable[[str], set[str]],
) -> None:
    operators = explain(put(Shape(CoordinatedWith, "Account", "Account")))
    assert "OptionalExpand(Into)" in operators
    assert not {name for name in operators if "Scan" in name or "RelationshipIndex" in name}
