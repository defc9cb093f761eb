from typing import Any

import httpx
import pytest

from api.routes.search import lucene

SEARCH = "/api/v1/search"


def found(client: httpx.Client, q: str, **asked: Any) -> list[str]:
    response = client.get(SEARCH, params={"q": q, **asked})
    assert response.status_code == 200, response.text
    return [item["key"] for item in response.json()["items"]]


def test_a_handle_is_found_first_by_itself_and_by_its_beginning(viewer: httpx.Client) -> None:
    assert found(viewer, "handle_1") == ["x:1", "x:10", "x:11", "x:12"]
    assert found(viewer, "HANDLE_1") == found(viewer, "handle_1")


def test_a_key_is_found(viewer: httpx.Client) -> None:
    assert found(viewer, "x:7")[0] == "x:7"
    assert found(viewer, "https://example.org/3")[0] == "https://example.org/3"
    assert "https://example.org/3" in found(viewer, "example.org")


def test_kind_chooses_labels(viewer: httpx.Client) -> None:
    assert found(viewer, "evening", kind="page") == ["fb:1"]
    assert found(viewer, "evening", kind=["Account", "Url"]) == []
    problem = viewer.get(SEARCH, params={"q": "a", "kind": "acount"}).json()
    assert (problem["status"], problem["near"]) == (422, ["Account"])


def test_clusters_of_runs_that_never_ended_are_not_found(viewer: httpx.Client) -> None:
    runs = {key.split("-")[0] for key in found(viewer, "accounts", kind="Cluster")}
    assert runs == {"r1", "r3"}


def test_pages_are_the_whole(viewer: httpx.Client) -> None:
    seen: list[str] = []
    asked: dict[str, Any] = {"q": "handle", "limit": 5}
    while True:
        page = viewer.get(SEARCH, params=asked).json()
        seen += [item["key"] for item in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert sorted(seen) == sorted(found(viewer, "handle", limit=1000))
    assert len(seen) == len(set(seen)) == 12


@pytest.mark.parametrize(
    "words",
    ['"', "\\", "a AND", "NOT", "(", "a:b", "[1 TO", "/re", "~", "*", "?", "a^9", "{!x}", "&&",
     "é ü", "\x00", "' OR 1=1", "}) MATCH (n) DETACH DELETE n", "- +", "a" * 500, "💥 \u202e"],
)  # fmt: skip
def test_what_a_person_types_is_never_syntax(viewer: httpx.Client, words: str) -> None:
    assert viewer.get(SEARCH, params={"q": words}).status_code == 200


@pytest.mark.parametrize("words", ["", " ", "\t\n"])
def test_no_words_are_refused(viewer: httpx.Client, words: str) -> None:
    assert viewer.get(SEARCH, params={"q": words}).status_code == 422


def test_the_query_is_the_phrase_or_all_beginnings() -> None:
    assert lucene("Two w:rds") == r'"Two w\:rds"^4 OR (two* AND w\:rds*)'
