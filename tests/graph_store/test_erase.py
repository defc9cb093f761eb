"""Erasing a set leaves the graph that the other sets alone would have made."""

from datetime import UTC, datetime
from typing import Any

import pytest

from graph_models import (
    Account,
    Case,
    Cluster,
    CoordinatedWith,
    Flagged,
    FoundBy,
    Includes,
    MemberOf,
    Post,
    Posted,
    Run,
    SourceFile,
)
from graph_store.erase import erase_set, forget_files
from graph_store.graph import Graph
from graph_store.schema import check

SEEDS = {"a": 0, "b": 2, "c": 1}
"""The greater, the more facts: some are said by b alone."""

AT = datetime(2021, 9, 20, 8, tzinfo=UTC)


@pytest.fixture
def others(world: Any, write: Any, dump: Any, ask: Any) -> list[str]:
    """What sets a and c make of the graph, without b."""
    for name in "ac":
        write(world(SEEDS[name]), name, rows=100)
    alone: list[str] = dump()
    ask("MATCH (n) DETACH DELETE n")
    return alone


@pytest.mark.parametrize("order", ["bac", "abc", "cab"])
def test_what_is_left_is_what_the_others_alone_make(
    order: str,
    others: list[str],
    graph: Graph,
    run: Any,
    world: Any,
    write: Any,
    dump: Any,
    ask: Any,
) -> None:
    for name in order:
        write(world(SEEDS[name]), name, rows=100)
    together = dump()
    erased = run(erase_set(graph, "b", rows=2))
    ask("MATCH (ledger:Ledger) DELETE ledger")

    assert len(together) > len(others)
    assert dump() == others
    assert (erased.nodes["Account"], erased.runs) == (1, [])


def test_erasing_again_is_harmless(
    graph: Graph, run: Any, world: Any, write: Any, dump: Any
) -> None:
    write(world(0), "a", rows=100)
    write(world(1), "b", rows=100)
    run(erase_set(graph, "b"))
    left = dump()
    again = run(erase_set(graph, "b"))

    assert dump() == left
    assert (again.nodes, again.relationships, again.runs) == ({}, {}, [])


def test_erasing_the_only_set_leaves_no_fact(
    graph: Graph, run: Any, world: Any, write: Any, ask: Any
) -> None:
    write(world(2), "a", rows=100)
    run(erase_set(graph, "a"))

    assert ask("MATCH (n) RETURN DISTINCT labels(n)[0]") == [["Ledger"]]


def test_a_name_that_a_set_gave_is_shown_no_more(
    graph: Graph, run: Any, frame: Any, write: Any, ask: Any
) -> None:
    for name, handle in (("a", "ann"), ("b", "bea")):
        write({Account: frame(Account, {"key": "x:1", "platform": "x", "handle": handle})}, name)
    run(erase_set(graph, "b"))

    assert ask("MATCH (account:Account) RETURN properties(account)") == [
        [
            {
                "key": "x:1",
                "platform": "x",
                "handle": "ann",
                "display_name": "ann",
                "sets": ["a"],
            }
        ]
    ]


def findings(frame: Any, run: str, sets: list[str]) -> dict[Any, Any]:
    """A run with a link, a cluster, its member and a verdict on two accounts."""
    cluster = {
        "key": f"{run}-1",
        "run": run,
        "name": "two",
        "candidate": False,
        "score": 1.0,
        "features": "[]",
        "accounts": 2,
        "pages": 0,
        "posts": 2,
        "platforms": ["x"],
        "traces": ["co_link"],
    }
    figures = dict.fromkeys(
        ("within_s", "expected", "expected_given_shared", "p", "q", "leads", "score", "share"), 0.5
    ) | dict.fromkeys(("mean_gap_s", "min_gap_s"), 1.0)
    counts = {
        "objects": 2,
        "tier": 1,
        "hits": 2,
        "role": "core",
        "traces": "[]",
        "trace": "co_link",
    }
    one = {"start_label": "Account", "start_key": "x:1", "first_at": AT, "last_at": AT, "run": run}
    asked = {"name": run, "settings": "{}", "traces": "[]", "facts": "1", "started_at": AT}

    def tie(model: Any, **end: str) -> Any:
        held = {**figures, **counts, **one, **end}
        return frame(model, {name: held.get(name) for name in model.columns()})

    return {
        Run: frame(Run, {"key": run, "sets": sets, **asked}),
        Cluster: frame(Cluster, cluster),
        CoordinatedWith: tie(CoordinatedWith, end_label="Account", end_key="x:2"),
        MemberOf: tie(MemberOf, end_key=f"{run}-1"),
        Flagged: tie(Flagged, end_key=run),
        FoundBy: frame(FoundBy, {"start_key": f"{run}-1", "end_key": run}),
    }


@pytest.fixture
def two_runs(frame: Any, write: Any, dump: Any) -> list[str]:
    """The dump of a graph with a run over set a; then one over a and b is added."""
    accounts = {
        Account: frame(Account, *({"key": f"x:{n}", "platform": "x"} for n in (1, 2))),
        Post: frame(Post, {"key": "x:p", "platform": "x"}),
    }
    case = {"key": "c", "title": "A case", "created_at": AT}
    kept = {"start_key": "c", "end_label": "Account", "end_key": "x:1"}
    write(accounts, "a")
    write(findings(frame, "first", ["a"]))
    write({Case: frame(Case, case), Includes: frame(Includes, kept)})
    before: list[str] = dump()
    write({**accounts, Posted: frame(Posted, {"start_key": "x:1", "end_key": "x:p"})}, "b")
    write(findings(frame, "second", ["a", "b"]))
    return before


def test_runs_that_read_the_set_go_with_all_they_found_and_cases_stay(
    two_runs: list[str], graph: Graph, run: Any, dump: Any, ask: Any
) -> None:
    assert len(dump()) > len(two_runs) + 5
    erased = run(erase_set(graph, "b"))
    ask("MATCH (ledger:Ledger) DELETE ledger")

    assert (erased.runs, erased.relationships) == (["second"], {"POSTED": 1})
    assert dump() == two_runs


def test_the_files_of_the_set_go_and_those_of_others_stay(
    graph: Graph, run: Any, frame: Any, write: Any, ask: Any
) -> None:
    def file(name: str) -> dict[str, object]:
        return {"key": f"{name}:1", "set": name, "source": "shares", "name": "f", "sha256": "1"}

    write({SourceFile: frame(SourceFile, file("a"), file("b"), file("c"))})
    run(erase_set(graph, "b"))
    run(forget_files(graph, ["c:1", "nobody"]))

    assert ask("MATCH (file:SourceFile) RETURN file.key") == [["a:1"]]


def test_a_reading_from_before_or_during_an_erasure_is_out_of_date(graph: Graph, run: Any) -> None:
    seen = [run(check(graph))]
    run(erase_set(graph, "nobody", progress=lambda kind: None))
    seen.append(run(check(graph)))

    assert seen == ["0", "2"]
