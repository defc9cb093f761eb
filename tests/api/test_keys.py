import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api import keys
from api.errors import NoSuchKey
from graph_store.graph import Graph

As = Callable[[str | None], httpx.Client]
InGraph = Callable[[Callable[[Graph], Awaitable[Any]]], Any]

CLUSTERS = "/api/v1/clusters"


def detail(response: httpx.Response, status: int) -> str:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    said: str = response.json()["detail"]
    return said


@pytest.mark.parametrize("role", ["viewer", "analyst", "admin"])
def test_every_role_may_read(as_: As, role: str) -> None:
    assert as_(role).get(CLUSTERS).status_code == 200


def test_nothing_is_told_without_a_key(as_: As) -> None:
    response = as_(None).get(CLUSTERS)
    assert "none was given" in detail(response, 401)
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["x", "lks_", "lks_abc", "lks_abc_def", "lks__", "l" * 500])
def test_a_key_that_was_never_made_opens_nothing(as_: As, secret: str) -> None:
    detail(as_(secret).get(CLUSTERS), 401)


def test_the_id_of_a_key_with_another_secret_opens_nothing(
    as_: As, secrets: dict[str, str]
) -> None:
    stem = secrets["viewer"].rpartition("_")[0]
    assert "not known" in detail(as_(f"{stem}_guess").get(CLUSTERS), 401)


def test_a_key_is_read_from_the_header_alone(as_: As, secrets: dict[str, str]) -> None:
    client = as_(None)
    detail(client.get(CLUSTERS, params={"key": secrets["viewer"]}), 401)
    detail(client.get(CLUSTERS, headers={"Authorization": f"Basic {secrets['viewer']}"}), 401)


def test_an_expired_key_opens_nothing(as_: As, in_graph: InGraph) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    _, secret = in_graph(lambda graph: keys.create(graph, "old", "viewer", past))
    assert "expired" in detail(as_(secret).get(CLUSTERS), 401)


def test_a_key_expires_while_it_is_remembered(as_: As, in_graph: InGraph) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    _, secret = in_graph(lambda graph: keys.create(graph, "brief", "viewer", soon))
    client = as_(secret)
    assert client.get("/api/v1/runs").status_code == 200
    time.sleep(max(0.0, (soon - datetime.now(UTC)).total_seconds()))
    assert "expired" in detail(client.get("/api/v1/runs"), 401)


def test_a_revoked_key_ends_within_the_time_that_keys_are_remembered(
    as_: As, in_graph: InGraph
) -> None:
    key_id, secret = in_graph(lambda graph: keys.create(graph, "gone", "viewer", None))
    client = as_(secret)
    assert client.get(CLUSTERS).status_code == 200
    in_graph(lambda graph: keys.revoke(graph, key_id))
    time.sleep(keys.REMEMBERED_S)
    assert "revoked" in detail(client.get(CLUSTERS), 401)


def test_only_the_hash_of_a_secret_is_kept(in_graph: InGraph, secrets: dict[str, str]) -> None:
    rows = in_graph(keys.list)
    held = "".join(row.model_dump_json() for row in rows)
    assert {row.role for row in rows} == {"viewer", "analyst", "admin"}
    assert not any(secret in held or secret.split("_", 2)[2] in held for secret in secrets.values())


def test_revoking_what_is_not_there_names_what_is(in_graph: InGraph) -> None:
    key_id, _ = in_graph(lambda graph: keys.create(graph, "near", "viewer", None))
    with pytest.raises(NoSuchKey, match=key_id):
        in_graph(lambda graph: keys.revoke(graph, key_id[:-1] + "z"))
