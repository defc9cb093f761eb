from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from cypher.investigate import DEGREES, NEIGHBOURS, TIMELINE
from graph_models import RELATIONSHIPS, Account, Act, Case, Note, Page
from graph_store.graph import Graph

InGraph = Callable[[Callable[[Graph], Awaitable[Any]]], Any]
ACCOUNTS = "/api/v1/accounts"


def test_an_account_is_told_with_what_the_latest_ended_run_says_of_it(viewer: httpx.Client) -> None:
    account = viewer.get(f"{ACCOUNTS}/x:1").json()
    assert account["name"] == "<script>alert(1)</script>"
    assert account["created_at"] == "2020-08-16T07:59:59.75Z"
    assert account["sets"] == ["small"]
    assert account["finding"]["run"] == "r3"
    assert account["finding"]["cluster"] == "r3-1"
    assert account["finding"]["traces"] == [{"trace": "co_link", "hits": 10, "expected": 1.0}]


def test_a_page_is_an_actor_too(viewer: httpx.Client) -> None:
    page = viewer.get(f"{ACCOUNTS}/fb:1").json()
    assert (page["label"], page["kind"], page["finding"]) == ("Page", "page", None)


def test_long_texts_are_cut(viewer: httpx.Client) -> None:
    assert len(viewer.get(f"{ACCOUNTS}/x:2").json()["about"]) == 4_000


@pytest.mark.parametrize("route", ["", "/counts", "/neighbourhood", "/timeline"])
def test_a_key_with_slashes_is_found_when_it_is_percent_encoded_once(
    viewer: httpx.Client, route: str
) -> None:
    key = quote("x:a/b c%d", safe="")
    assert viewer.get(f"{ACCOUNTS}/{key}{route}").status_code == 200
    assert viewer.get(f"{ACCOUNTS}/{quote(key, safe='')}{route}").status_code == 404


@pytest.mark.parametrize("route", ["", "/counts", "/neighbourhood", "/timeline"])
def test_an_unknown_key_offers_who_may_be_meant(viewer: httpx.Client, route: str) -> None:
    by_handle = viewer.get(f"{ACCOUNTS}/x:handle_7{route}")
    assert by_handle.status_code == 404
    assert by_handle.json()["near"] == ["x:7"]
    assert viewer.get(f"{ACCOUNTS}/x:1234{route}").json()["near"] == ["x:12"]


def test_counts_are_by_type_and_direction_and_leave_out_a_run_that_has_not_ended(
    viewer: httpx.Client,
) -> None:
    counts = viewer.get(f"{ACCOUNTS}/x:1/counts").json()["items"]
    found = {(row["relation"], row["direction"]): row["count"] for row in counts if row["count"]}
    assert found == {
        ("COORDINATED_WITH", "both"): 5,
        ("MEMBER_OF", "out"): 1,
        ("FLAGGED", "out"): 1,
        ("POSTED", "out"): 6,
        ("FOLLOWS", "out"): 1,
        ("FOLLOWS", "in"): 11,
    }


def test_counts_name_every_relation_that_an_actor_can_have(in_graph: InGraph) -> None:
    rows = in_graph(lambda graph: graph.ask(DEGREES, key="x:1"))
    actors, casework = {Account, Page}, {Case, Note}
    expected = set()
    for rel_type, model in RELATIONSHIPS.items():
        if casework & set(model.starts):
            continue
        if actors & set(model.starts):
            expected.add((rel_type, "out"))
        if actors & set(model.ends):
            expected.add((rel_type, "in"))
    expected -= {("COORDINATED_WITH", "out"), ("COORDINATED_WITH", "in")}
    expected.add(("COORDINATED_WITH", "both"))
    assert {(row.relation, row.direction) for row in rows[0].relations} == expected
    for relation, _ in expected:
        assert f"[tie:{relation}]" in NEIGHBOURS.text


def test_the_time_line_counts_acts_by_bucket(viewer: httpx.Client) -> None:
    line = viewer.get(f"{ACCOUNTS}/x:1/timeline").json()
    assert [(row["at"], row["acts"]) for row in line["items"]] == [
        ("2021-09-20T00:00:00Z", 4),
        ("2021-09-21T00:00:00Z", 1),
    ]
    assert [(row["what"], row["count"]) for row in line["left_out"]] == [("acts", 2)]
    hours = viewer.get(f"{ACCOUNTS}/x:1/timeline", params={"bucket": "hour"}).json()["items"]
    assert [row["at"][11:13] for row in hours] == ["08", "13", "18", "23", "04"]
    weeks = viewer.get(f"{ACCOUNTS}/x:1/timeline", params={"bucket": "week"}).json()["items"]
    assert [(row["at"], row["acts"]) for row in weeks] == [("2021-09-20T00:00:00Z", 5)]


def test_the_time_line_is_cut_at_since_and_before_until(viewer: httpx.Client) -> None:
    span = {"since": "2021-09-20T13:00:00Z", "until": "2021-09-20T23:00:00Z", "bucket": "hour"}
    line = viewer.get(f"{ACCOUNTS}/x:1/timeline", params=span).json()
    assert [row["at"][11:13] for row in line["items"]] == ["13", "18"]
    assert not line["truncated"]


def test_the_time_line_reads_every_kind_of_act() -> None:
    acts = {name for name, model in RELATIONSHIPS.items() if issubclass(model, Act)}
    assert all(name in TIMELINE.body for name in acts)


def test_pages_of_the_time_line_are_the_whole(viewer: httpx.Client) -> None:
    seen: list[str] = []
    asked = {"bucket": "hour", "limit": "2"}
    while True:
        page = viewer.get(f"{ACCOUNTS}/x:1/timeline", params=asked).json()
        seen += [row["at"] for row in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen)
