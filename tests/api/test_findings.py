"""Clusters, members, runs and links, over a real socket."""

from typing import Any

import httpx
import pytest

API = "/api/v1"


def everything(client: httpx.Client, path: str, **asked: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        page = client.get(API + path, params=asked).json()
        items += page["items"]
        assert sum(row["count"] for row in page["left_out"]) > 0 or page["next"] is None
        if page["next"] is None:
            return items
        asked["cursor"] = page["next"]


@pytest.mark.parametrize("limit", [1, 2, 4, 1000])
def test_clusters_of_the_latest_run_strongest_first_candidates_last(
    viewer: httpx.Client, limit: int
) -> None:
    items = everything(viewer, "/clusters", limit=limit)
    assert [item["cluster"] for item in items] == [f"r3-{n}" for n in (1, 4, 2, 3, 5, 6)]
    assert items[0]["features"][0]["sentence"] == "9 of 10 hits."
    assert items[0]["first_at"] == "2021-09-20T08:00:00Z"
    assert items[0]["last_at"] is None


def test_clusters_of_another_run(viewer: httpx.Client) -> None:
    assert len(everything(viewer, "/clusters", run="r1")) == 6
    assert everything(viewer, "/clusters", run="r2") == []


@pytest.mark.parametrize("path", ["/clusters?run=r4", "/runs/r4", "/links/x:1/x:2?run=r4"])
def test_a_run_that_never_ended_is_not_there(viewer: httpx.Client, path: str) -> None:
    response = viewer.get(API + path)
    assert response.status_code == 404
    assert "r3" in response.json()["near"]


def test_a_cluster_of_a_run_that_never_ended_is_not_there(viewer: httpx.Client) -> None:
    assert viewer.get(f"{API}/clusters/r4-1").status_code == 404
    response = viewer.get(f"{API}/clusters/r3-9/members")
    assert response.status_code == 404
    assert response.json()["near"][0].startswith("r3-")


def test_a_cluster_is_told_as_in_the_list(viewer: httpx.Client) -> None:
    listed = everything(viewer, "/clusters")[2]
    told = viewer.get(f"{API}/clusters/r3-2").json()
    assert {name: told[name] for name in listed} == listed


def test_a_cluster_tells_what_it_carries_on_and_what_carries_it_on(viewer: httpx.Client) -> None:
    (step,) = viewer.get(f"{API}/clusters/r3-1").json()["continues"]
    assert step == {"cluster": "r1-1", "run": "r1", "kind": "continues", "overlap": 0.75}
    later = viewer.get(f"{API}/clusters/r1-1").json()["continued_by"]
    assert [(step["cluster"], step["run"]) for step in later] == [("r3-1", "r3"), ("r3-2", "r3")]
    of_unended = viewer.get(f"{API}/clusters/r3-1").json()["continued_by"]
    assert of_unended == []


@pytest.mark.parametrize("limit", [1, 3, 5, 1000])
def test_members_highest_score_first_then_highest_lift(viewer: httpx.Client, limit: int) -> None:
    items = everything(viewer, "/clusters/r3-1/members", limit=limit)
    ranked = [(item["score"] or 0, lift(item)) for item in items]
    assert ranked == sorted(ranked, reverse=True)
    assert {item["account"] for item in items} == {f"x:{n}" for n in range(1, 13)} | {"fb:1"}
    assert len(items) == 13
    assert items[0]["traces"] == [{"trace": "co_link", "hits": 10, "expected": 1.0}]
    assert [item["hits"] for item in items if item["label"] == "Page"] == [None]


def lift(item: dict[str, Any]) -> float:
    hits: int = item["hits"] or 0
    return hits / item["expected"] if item["expected"] else hits


def test_a_cluster_without_members_has_none(viewer: httpx.Client) -> None:
    assert everything(viewer, "/clusters/r1-1/members") == []


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_runs_that_ended_latest_first(viewer: httpx.Client, limit: int) -> None:
    items = everything(viewer, "/runs", limit=limit)
    assert [item["run"] for item in items] == ["r3", "r2", "r1"]
    assert items[0]["settings"]["traces"] == ["co_link"]
    assert viewer.get(f"{API}/runs/r3").json() == items[0]


def test_a_link_shows_every_object_with_both_acts(viewer: httpx.Client) -> None:
    link = viewer.get(f"{API}/links/x:1/x:2").json()
    assert (link["a"], link["b"], link["run"]) == ("x:1", "x:2", "r3")
    minute = link["traces"][0]
    assert (minute["trace"], minute["observed"], minute["expected"]) == ("co_link", 5, 0.5)
    assert minute["evidence"][0] == {
        "object": "https://example.org/0",
        "own_a": "https://example.org/0",
        "own_b": "https://example.org/0",
        "post_a": "x:1p0",
        "post_b": "x:2p0",
        "at_a": "2021-09-20T08:00:00Z",
        "at_b": "2021-09-20T08:00:01Z",
        "gap_s": 1.0,
    }


def test_a_link_has_a_score_of_named_lines(viewer: httpx.Client) -> None:
    link = viewer.get(f"{API}/links/x:1/x:2").json()
    points = sum(line["value"] * line["weight"] for line in link["features"])
    assert link["score"] == pytest.approx(points)
    told = {line["name"]: line for line in link["features"]}
    assert told["agreement"]["sentence"] == "1 kind of joint act beats all nulls: co_link."
    assert told["acquainted"]["value"] == 1.0


def test_a_link_needs_two_actors_that_are_there(viewer: httpx.Client) -> None:
    assert viewer.get(f"{API}/links/x:1/x:nobody").status_code == 404
    assert viewer.get(f"{API}/links/x:1/x:1").status_code == 422
