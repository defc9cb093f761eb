from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import fans
from cypher.investigate import NEIGHBOURS
from graph_models import RELATIONSHIPS, Account, Post, Posted
from graph_store.graph import Graph
from graph_store.write import Writer

InGraph = Callable[[Callable[[Graph], Awaitable[Any]]], Any]

PATH = "/api/v1/accounts/x:1/neighbourhood"
HUGE = fans.RANKED + 1


def everything(client: httpx.Client, path: str = PATH, **asked: Any) -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    items: list[dict[str, Any]] = []
    while True:
        page = client.get(path, params=asked).json()
        assert page["items"] or page["next"] is None
        assert page["truncated"] == bool(page["next"] or page["left_out"])
        items += page["items"]
        if page["next"] is None:
            return items
        asked["cursor"] = page["next"]


def ties(items: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(item["relation"], item["direction"], item["node"]["key"]) for item in items}


EXPECTED = (
    {("COORDINATED_WITH", "both", f"x:{n}") for n in range(2, 7)}
    | {("MEMBER_OF", "out", "r3-1"), ("FLAGGED", "out", "r3"), ("FOLLOWS", "out", "fb:1")}
    | {("POSTED", "out", f"x:1p{n}") for n in range(5)}
    | {("POSTED", "out", "x:undated")}
    | {("FOLLOWS", "in", f"x:{n}") for n in range(2, 13)}
)


def test_everything_an_actor_is_tied_to_is_shown_but_what_runs_that_never_ended_say(
    viewer: httpx.Client,
) -> None:
    page = viewer.get(PATH, params={"limit": 1000}).json()
    assert ties(page["items"]) == EXPECTED
    assert (page["next"], page["truncated"], page["left_out"]) == (None, False, [])


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_are_the_whole_and_nothing_comes_twice(viewer: httpx.Client, limit: int) -> None:
    items = everything(viewer, limit=limit)
    assert len(items) == len(EXPECTED)
    assert ties(items) == EXPECTED


def test_each_relation_has_a_share_of_a_page(viewer: httpx.Client) -> None:
    page = viewer.get(PATH, params={"limit": 12}).json()
    assert len(page["items"]) == 12
    found = Counter((item["relation"], item["direction"]) for item in page["items"])
    assert found[("COORDINATED_WITH", "both")] >= 3
    missing = {(row["what"], row["direction"]): row["count"] for row in page["left_out"]}
    assert found[("FOLLOWS", "in")] + missing[("FOLLOWS", "in")] == 11


def test_the_strongest_and_the_latest_come_first(viewer: httpx.Client) -> None:
    links = everything(viewer, relation="COORDINATED_WITH")
    assert [item["properties"]["objects"] for item in links] == [6, 5, 4, 3, 2]
    posts = everything(viewer, relation="posted", limit=2)
    assert [item["node"]["key"] for item in posts] == [
        *(f"x:1p{n}" for n in (4, 3, 2, 1, 0)),
        "x:undated",
    ]


def test_relation_and_direction_choose(viewer: httpx.Client) -> None:
    both = everything(viewer, relation=["FOLLOWS"])
    followers = everything(viewer, relation=["FOLLOWS,MEMBER_OF"], direction="in")
    assert len(both) == 12
    assert {item["direction"] for item in followers} == {"in"}
    assert len(followers) == 11


def test_since_until_and_min_weight_choose_among_ties_that_have_a_time_or_a_weight(
    viewer: httpx.Client,
) -> None:
    span = {"since": "2021-09-20T13:00:00Z", "until": "2021-09-20T23:00:00Z"}
    assert ties(everything(viewer, relation="POSTED", **span)) == {
        ("POSTED", "out", "x:1p1"),
        ("POSTED", "out", "x:1p2"),
    }
    assert len(everything(viewer, relation="COORDINATED_WITH", **span)) == 5
    assert ties(everything(viewer, min_weight=5)) == {
        ("COORDINATED_WITH", "both", "x:5"),
        ("COORDINATED_WITH", "both", "x:6"),
    }


def test_properties_are_those_that_the_relationship_has(viewer: httpx.Client) -> None:
    (flag,) = everything(viewer, relation="FLAGGED")
    assert flag["properties"]["traces"] == [{"trace": "co_link", "hits": 10, "expected": 1.0}]
    newest = everything(viewer, relation="POSTED")[0]
    assert newest["properties"] == {"at": "2021-09-21T04:00:00Z", "sets": ["small"]}


def test_an_unknown_relation_offers_near_names(viewer: httpx.Client) -> None:
    problem = viewer.get(PATH, params={"relation": "POSTD"}).json()
    assert (problem["status"], problem["near"][0]) == (422, "POSTED")


def test_every_time_of_a_relationship_leaves_as_text() -> None:
    times = {
        each.name
        for model in RELATIONSHIPS.values()
        for each in model.properties()
        if each.kind == pl.Datetime("us", "UTC")
    }
    assert all(f"{name}: split(toString(tie.{name})" in NEIGHBOURS.text for name in times)


@pytest.fixture(scope="module")
def huge(in_graph: InGraph) -> str:
    """An account with more posts than are ranked, one a second."""
    keys = pl.DataFrame({"n": range(HUGE)}).with_columns(key=pl.format("x:huge-{}", "n"))
    posts = keys.select("key", platform=pl.lit("x"))
    acts = keys.select(
        start_key=pl.lit("x:huge"),
        end_key="key",
        at=pl.lit(datetime(2022, 1, 1, tzinfo=UTC)) + pl.duration(seconds=pl.col("n")),
    )

    def full(model: type, frame: pl.DataFrame) -> pl.DataFrame:
        columns = model.columns()
        return frame.with_columns(
            pl.lit(None, kind).alias(name)
            for name, kind in columns.items()
            if name not in frame.columns
        ).select(list(columns))

    async def write(graph: Graph) -> None:
        account = pl.DataFrame({"key": ["x:huge"], "platform": ["x"]})
        await Writer(graph, set_name="huge").write(
            {Account: full(Account, account), Post: full(Post, posts), Posted: full(Posted, acts)}
        )

    in_graph(write)
    return "/api/v1/accounts/x:huge/neighbourhood"


def test_of_a_huge_fan_a_page_shows_some_and_says_how_many_there_are(
    viewer: httpx.Client, huge: str
) -> None:
    page = viewer.get(huge, params={"limit": 20}).json()
    assert len(page["items"]) == 20
    assert page["next"] is None
    assert page["truncated"]
    assert [(row["what"], row["count"]) for row in page["left_out"]] == [("POSTED", HUGE - 20)]


def test_a_huge_fan_is_ranked_and_paged_where_a_filter_narrows_it(
    viewer: httpx.Client, huge: str
) -> None:
    span = {"since": "2022-01-01T00:00:10Z", "until": "2022-01-01T00:00:20Z"}
    items = everything(viewer, huge, limit=3, **span)
    assert [item["node"]["key"] for item in items] == [f"x:huge-{n}" for n in range(19, 9, -1)]


@given(st.integers(1, 1000), st.lists(st.integers(1, 10_000_000), max_size=17))
def test_shares_fill_a_page_and_no_more(limit: int, counts: list[int]) -> None:
    quotas = fans.shares(limit, counts)
    assert sum(quotas) == min(limit, sum(counts))
    assert all(0 <= quota <= count for quota, count in zip(quotas, counts, strict=True))
    least_large = limit // max(1, len(counts))
    assert all(
        quota >= min(count, least_large) for quota, count in zip(quotas, counts, strict=True)
    )
