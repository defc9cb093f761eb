"""Acts out of a real graph."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from coordination.coding import coded
from coordination.joint import joint
from coordination.reading import Scope, read_acts
from coordination.traces import TRACES
from graph_models import Account, Post, Posted, Record, Reshares, Says, Text
from graph_store.graph import Graph
from graph_store.write import Writer

AT = datetime(2024, 5, 1, 12, tzinfo=UTC)


def frame(model: type[Record], columns: dict[str, Sequence[object]]) -> pl.DataFrame:
    given = pl.DataFrame(columns)
    absent = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in model.columns().items()
        if name not in columns
    ]
    return given.with_columns(absent).select(list(model.columns()))


def facts() -> dict[type[Record], pl.DataFrame]:
    """Ann reshares post 10, Bob one that nobody names; Cy writes the wording that they pass on."""
    posts, authors = ["x:1", "x:2", "x:3"], ["x:ann", "x:bob", "x:cy"]
    kinds = ["reshare", "reshare", "original", None]
    return {
        Account: frame(Account, {"key": authors, "platform": ["x"] * 3}),
        Post: frame(Post, {"key": [*posts, "x:10"], "platform": ["x"] * 4, "kind": kinds}),
        Text: frame(Text, {"key": ["sha256:a"], "wording": ["same words"], "words": [2]}),
        Posted: frame(Posted, {"start_key": authors, "end_key": posts, "at": [AT] * 3}),
        Says: frame(Says, {"start_key": posts, "end_key": ["sha256:a"] * 3}),
        Reshares: frame(Reshares, {"start_key": ["x:1"], "end_key": ["x:10"]}),
    }


def objects(acts: pl.DataFrame) -> dict[str, str]:
    return dict(acts.select("actor", "object").iter_rows())


def test_a_reshare_of_an_unknown_post_counts_by_its_wording(graph: Graph, run: Any) -> None:
    run(Writer(graph, set_name="s").write(facts()))

    found = run(read_acts(graph, TRACES["co_reshare"], Scope(["s"])))
    of_bob = run(read_acts(graph, TRACES["co_reshare"], Scope(["s"]), actors=["x:bob"]))

    assert objects(found) == {"x:ann": "x:10", "x:bob": "sha256:a"}
    assert objects(of_bob) == {"x:bob": "sha256:a"}


@pytest.mark.parametrize("trace", ["co_reshare", "co_text"])
def test_the_same_is_read_where_few_of_many_posts_are_such_acts(
    graph: Graph, run: Any, trace: str
) -> None:
    run(Writer(graph, set_name="s").write(facts()))
    before = run(read_acts(graph, TRACES[trace], Scope(["s"])))
    plain = [f"x:{number}" for number in range(100, 200)]
    others = {
        Post: frame(Post, {"key": plain, "platform": ["x"] * 100}),
        Posted: frame(Posted, {"start_key": ["x:ann"] * 100, "end_key": plain, "at": [AT] * 100}),
    }
    run(Writer(graph, set_name="s").write(others))

    after = run(read_acts(graph, TRACES[trace], Scope(["s"])))

    assert before.height > 0
    assert after.sort("post").equals(before.sort("post"))


def test_what_another_set_says_of_a_reshare_does_not_count(graph: Graph, run: Any) -> None:
    known = facts()
    ties = {Reshares: known.pop(Reshares)}
    run(Writer(graph, set_name="s").write(known))
    run(Writer(graph, set_name="other").write(ties))

    alone = run(read_acts(graph, TRACES["co_reshare"], Scope(["s"])))
    together = run(read_acts(graph, TRACES["co_reshare"], Scope(["s", "other"])))

    assert objects(alone) == {"x:ann": "sha256:a", "x:bob": "sha256:a"}
    assert objects(together) == {"x:ann": "x:10", "x:bob": "sha256:a"}


def test_a_wording_is_one_object_posted_or_reshared(graph: Graph, run: Any) -> None:
    run(Writer(graph, set_name="s").write(facts()))
    traces = [TRACES["co_reshare"], TRACES["co_text"]]
    acts = coded({each.name: run(read_acts(graph, each, Scope(["s"]))) for each in traces})

    both = joint(
        acts, dict.fromkeys(traces, 3600), [acts.acts[each.name] for each in traces], resolution=60
    )

    things = both.acts.with_columns(
        who=pl.col("actor").map_elements(acts.actors["key"].to_list().__getitem__, pl.String)
    )
    of_wording = things.filter(trace="co_text")["thing"].unique().to_list()
    assert len(of_wording) == 1
    reshared = dict(things.filter(trace="co_reshare").select("who", "thing").iter_rows())
    assert reshared["x:bob"] == of_wording[0] != reshared["x:ann"]
    assert (both.acts["at"] % 60 == 0).all()
