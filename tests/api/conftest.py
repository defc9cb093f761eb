import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
import jsonschema
import orjson
import polars as pl
import pytest
import uvicorn
from fastapi import FastAPI

from api import create_app, keys
from api.permission import ROLES
from api.specification import operations
from graph_models import (
    Account,
    Cluster,
    Continues,
    CoordinatedWith,
    Flagged,
    Follows,
    FoundBy,
    LinksTo,
    MemberOf,
    Page,
    Post,
    Posted,
    Published,
    Record,
    Run,
    Url,
)
from graph_store.graph import Address, Graph
from graph_store.schema import prepare
from graph_store.server import LocalServer
from graph_store.write import Writer

ResultT = TypeVar("ResultT")

START = datetime(2021, 9, 20, 8, 0, tzinfo=UTC)
SLASHES = "x:a/b c%d"
"""A key that has to be percent-encoded."""


class AsSpecified:
    """Looks at every reply: it has the form that the specification gives it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def __call__(self, response: httpx.Response) -> None:
        response.read()
        assert response.headers["x-request-id"]
        assert "Traceback" not in response.text
        kind = response.headers["content-type"].partition(";")[0]
        path = response.request.url.raw_path.decode().partition("?")[0]
        form = self._form(path, response)
        if form is None:
            assert response.status_code in (404, 405)
            return
        assert kind in form
        if kind.endswith("json"):
            schema = form[kind]["schema"] | {"components": self._document["components"]}
            jsonschema.validate(response.json(), schema)

    def _form(self, path: str, response: httpx.Response) -> dict[str, Any] | None:
        for template, operation in operations(self._document):
            if _matches(template, path) or _matches(template, f"/api/v1{path}"):
                found = operation["responses"].get(str(response.status_code))
                return found["content"] if found else None
        return None


def _matches(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        part.startswith("{") or part == one for part, one in zip(parts, given, strict=True)
    )


def with_graph(address: Address, do: Callable[[Graph], Awaitable[ResultT]]) -> ResultT:
    async def run() -> ResultT:
        graph = await Graph.connect(address)
        try:
            return await do(graph)
        finally:
            await graph.close()

    return asyncio.run(run())


@pytest.fixture(scope="session")
def address(local_server: LocalServer) -> Address:
    """The local server, holding the small world of these tests and nothing else."""
    started = local_server.start()
    address = Address(started.uri, started.user, started.password)
    with_graph(address, write_world)
    return address


@pytest.fixture(scope="session")
def in_graph(address: Address) -> Callable[[Callable[[Graph], Awaitable[Any]]], Any]:
    """Does something with the graph beside the service."""
    return lambda do: with_graph(address, do)


@pytest.fixture(scope="session")
def secrets(address: Address) -> dict[str, str]:
    """The secret of a key of each role."""

    async def made(graph: Graph) -> dict[str, str]:
        return {role: (await keys.create(graph, role, role, None))[1] for role in ROLES}

    return with_graph(address, made)


@pytest.fixture(scope="session")
def app(address: Address) -> FastAPI:
    """The application of the running service."""
    return create_app(lambda: Graph.connect(address), version="0.0.1")


@pytest.fixture(scope="session")
def url(app: FastAPI) -> Iterator[str]:
    """Where the service runs: a free loopback port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def as_(
    url: str, app: FastAPI, secrets: dict[str, str]
) -> Iterator[Callable[[str | None], httpx.Client]]:
    """A client that gives the key of a role, a secret, or none."""
    with ExitStack() as clients:

        def client(who: str | None) -> httpx.Client:
            headers = {"Authorization": f"Bearer {secrets.get(who, who)}"} if who else {}
            hooks = {"response": [AsSpecified(app.openapi())]}
            return clients.enter_context(
                httpx.Client(base_url=url, headers=headers, event_hooks=hooks, timeout=60)
            )

        yield client


@pytest.fixture
def viewer(as_: Callable[[str | None], httpx.Client]) -> httpx.Client:
    """A client with a viewer's key."""
    return as_("viewer")


async def write_world(graph: Graph) -> None:
    """Twelve accounts that post two links every minute, a page, and what four runs found."""
    await graph.run("MATCH (n) DETACH DELETE n")
    await prepare(graph)
    writer = Writer(graph, set_name="small")
    await writer.write({model: frame(model, rows) for model, rows in facts().items()})
    await Writer(graph).write({model: frame(model, rows) for model, rows in findings().items()})
    await graph.run("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")


def frame(model: type[Record], rows: list[dict[str, object]]) -> pl.DataFrame:
    full = [{name: row.get(name) for name in model.columns()} for row in rows]
    return pl.DataFrame(full, schema=model.columns(), orient="row")


def facts() -> dict[type[Record], list[dict[str, object]]]:
    accounts = [f"x:{n}" for n in range(1, 13)]
    posts = [(account, f"{account}p{n}", n) for account in accounts for n in range(5)]
    return {
        Account: [
            {
                "key": key,
                "platform": "x",
                "handle": f"handle_{key[2:]}",
                "name": "<script>alert(1)</script>" if key == "x:1" else f"Name {key[2:]}",
                "bio": "long " * 5000 if key == "x:2" else None,
                "created_at": START - timedelta(days=400, microseconds=250_000),
                "followers": 7,
            }
            for key in accounts
        ]
        + [{"key": SLASHES, "platform": "x", "handle": "slashes"}],
        Page: [{"key": "fb:1", "platform": "fb", "kind": "page", "name": "Evening News"}],
        Post: [{"key": post, "platform": "x", "text": post} for _, post, _ in posts]
        + [{"key": "fb:1p", "platform": "fb"}, {"key": "x:undated", "platform": "x"}],
        Url: [{"key": f"https://example.org/{n}"} for n in range(5)],
        Posted: [
            {
                "start_key": account,
                "end_key": post,
                "at": START + timedelta(hours=5 * n, seconds=accounts.index(account)),
            }
            for account, post, n in posts
        ]
        + [{"start_key": "x:1", "end_key": "x:undated"}],
        Published: [{"start_key": "fb:1", "end_key": "fb:1p", "at": START}],
        LinksTo: [
            {"start_key": post, "end_label": "Url", "end_key": f"https://example.org/{n}"}
            for _, post, n in posts
        ],
        Follows: [
            {"start_key": account, "end_label": "Account", "end_key": "x:1"}
            for account in accounts[1:]
        ]
        + [{"start_key": "x:1", "end_label": "Page", "end_key": "fb:1"}],
    }


def findings() -> dict[type[Record], list[dict[str, object]]]:
    actors = [("Account", f"x:{n}") for n in range(1, 13)] + [("Page", "fb:1")]
    features = [{"name": "lift", "value": 0.9, "weight": 20.0, "sentence": "9 of 10 hits."}]
    return {
        Run: [run("r1", 1), run("r2", 2), run("r3", 2), run("r4", None)],
        Cluster: [
            {
                "key": f"{of}-{n}",
                "run": of,
                "name": f"{n} accounts on example.org",
                "candidate": n > 4,
                "score": 50.0 if n in (2, 3) else 60.0 - n,
                "features": orjson.dumps(features).decode(),
                "accounts": 12,
                "pages": 1,
                "posts": 60,
                "platforms": ["fb", "x"],
                "traces": ["co_link"],
                "first_at": START,
                "last_at": None if n == 1 else START + timedelta(days=1),
            }
            for of in ("r1", "r3", "r4")
            for n in range(1, 7)
        ],
        FoundBy: [
            {"start_key": f"{of}-{n}", "end_key": of}
            for of in ("r1", "r3", "r4")
            for n in range(1, 7)
        ],
        Continues: [
            {"start_key": later, "end_key": earlier, "kind": "continues", "overlap": 0.75}
            for later, earlier in (("r3-1", "r1-1"), ("r3-2", "r1-1"), ("r4-1", "r3-1"))
        ],
        MemberOf: [
            {
                "start_label": label,
                "start_key": key,
                "end_key": "r3-1",
                "tier": 1,
                "role": "core",
                "share": 0.75,
            }
            for label, key in actors
        ],
        Flagged: [
            {
                "start_label": label,
                "start_key": key,
                "end_key": "r3",
                "tier": 1,
                "score": 10.0 if place < 4 else 20.0 - place,
                "hits": 10,
                "expected": 0.0 if place == 3 else 2.0 - place % 3,
                "p": 1e-9,
                "q": 1e-8,
                "traces": '[{"trace":"co_link","hits":10,"expected":1.0}]',
            }
            for place, (label, key) in enumerate(actors)
            if label == "Account"
        ],
        CoordinatedWith: [
            {
                "start_label": "Account",
                "end_label": "Account",
                "start_key": "x:1",
                "end_key": f"x:{n}",
                "run": of,
                "trace": "co_link",
                "within_s": 60.0,
                "objects": n,
                "expected": 0.5,
                "expected_given_shared": 0.25,
                "expected_given_hours": 0.3,
                "p": 1e-9,
                "q": 1e-8,
                "p_given_hours": 1e-9,
                "mean_gap_s": 1.0,
                "min_gap_s": 1.0,
                "first_at": START,
                "last_at": START + timedelta(hours=20),
                "leads": 0.5,
            }
            for of in ("r3", "r4")
            for n in range(2, 7)
        ],
    }


def run(key: str, day: int | None) -> dict[str, object]:
    asked = {
        "sets": ["small"],
        "since": None,
        "until": None,
        "within": None,
        "at_least": None,
        "fdr": 0.05,
        "traces": ["co_link"],
    }
    held = {
        "trace": "co_link",
        "within_s": 60.0,
        "at_least": 2,
        "acts": 60,
        "actors": 12,
        "objects": 5,
        "pairs": 66,
        "kept": 5,
        "vetoed": 0,
        "tested": True,
        "seconds": 0.1,
    }
    return {
        "key": key,
        "name": f"{key} on small",
        "started_at": START + timedelta(days=1),
        "finished_at": None if day is None else START + timedelta(days=day),
        "sets": ["small"],
        "settings": orjson.dumps(asked).decode(),
        "traces": orjson.dumps([held]).decode(),
        "flagged": 12,
        "clusters": 6,
        "facts": "1",
    }
