"""What the service costs over the driver alone, over Neo4j's own HTTP API, and on a supernode.

    python -m benchmarks.endpoints [--folder F] [--requests 200] > docs/speed/endpoints.md

The service runs in a process of its own; one client asks one thing at a time, the entries in turn,
so that whatever else the machine does falls on all of them alike. The driver alone sends the same
statements with the same parameters from one event loop and reads the same records, and makes no
JSON of them.
"""

import argparse
import asyncio
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import httpx
import neo4j
import polars as pl
import uvicorn
from platformdirs import user_cache_path
from pydantic import BaseModel

from api import create_app, keys
from api.fans import RANKED
from cypher import Query
from cypher.investigate import DEGREES, MEMBERS, NEIGHBOURS
from graph_models import Account, Cluster, Flagged, MemberOf, Post, Posted, Record, Run
from graph_store.graph import Address, Graph
from graph_store.schema import prepare
from graph_store.server import LocalServer
from graph_store.write import Writer

ROWS = 1_000
SUPERNODE = 1_000_000
ORDINARY = 100
WARM = 30
NOW = datetime(2022, 1, 1, tzinfo=UTC)

Ask = Callable[[], Awaitable[None]]
Asked = tuple[Query[BaseModel], Mapping[str, object]]


@dataclass(frozen=True)
class Entry:
    """One way to ask one thing."""

    question: str
    how: str
    ask: Ask


def full(model: type[Record], frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every column of the model."""
    columns = model.columns()
    absent = [pl.lit(None, kind).alias(name) for name, kind in columns.items()]
    return frame.with_columns(
        each for each in absent if each.meta.output_name() not in frame.columns
    ).select(list(columns))


def posts_of(account: str, count: int) -> dict[type[Record], pl.DataFrame]:
    """An account that posted so often, once a second."""
    posts = pl.DataFrame({"n": range(count)}).with_columns(key=pl.format(f"{account}-{{}}", "n"))
    return {
        Account: full(Account, pl.DataFrame({"key": [account], "platform": ["x"]})),
        Post: full(Post, posts.select("key", platform=pl.lit("x"))),
        Posted: full(
            Posted,
            posts.select(
                start_key=pl.lit(account),
                end_key="key",
                at=pl.lit(NOW) + pl.duration(seconds=pl.col("n")),
            ),
        ),
    }


def cluster_of(members: int) -> dict[type[Record], pl.DataFrame]:
    """A run with one cluster of so many."""
    accounts = pl.DataFrame({"n": range(members)}).with_columns(key=pl.format("x:m{}", "n"))
    run = {"key": "run", "name": "run", "started_at": NOW, "finished_at": NOW, "facts": "1"}
    run |= {"sets": ["s"], "settings": "{}", "traces": "[]", "flagged": members, "clusters": 1}
    cluster = {"key": "run-1", "run": "run", "name": "many", "candidate": False, "score": 50.0}
    cluster |= {"features": "[]", "accounts": members, "pages": 0, "posts": 0}
    cluster |= {"platforms": ["x"], "traces": ["co_link"]}
    ends = {"start_label": pl.lit("Account"), "start_key": pl.col("key")}
    flags = {name: pl.lit(0.001) for name in ("p", "q", "expected")}
    traces = pl.lit('[{"trace":"co_link","hits":10,"expected":0.001}]')
    return {
        Account: full(Account, accounts.select("key", platform=pl.lit("x"))),
        Run: full(Run, pl.DataFrame([run], schema_overrides=Run.columns())),
        Cluster: full(Cluster, pl.DataFrame([cluster], schema_overrides=Cluster.columns())),
        MemberOf: full(
            MemberOf,
            accounts.select(
                **ends, end_key=pl.lit("run-1"), tier=1, role=pl.lit("core"), share=0.5
            ),
        ),
        Flagged: full(
            Flagged,
            accounts.select(
                **ends,
                **flags,
                end_key=pl.lit("run"),
                tier=1,
                score=pl.col("n").cast(pl.Float64),
                hits=10,
                traces=traces,
            ),
        ),
    }


async def write(address: Address) -> str:
    """The graph of these measurements, and a viewer's key."""
    graph = await Graph.connect(address)
    try:
        await prepare(graph)
        writer = Writer(graph, set_name="s")
        for account, count in (("x:super", SUPERNODE), ("x:plain", ORDINARY), ("x:rows", ROWS)):
            await writer.write(posts_of(account, count))
        await writer.write(cluster_of(ROWS))
        return (await keys.create(graph, "benchmark", "viewer", None))[1]
    finally:
        await graph.close()


def serve(address: Address, port: int) -> None:
    """The service, in this process."""
    uvicorn.run(
        create_app(lambda: Graph.connect(address), version="0"), port=port, log_level="warning"
    )


class Ways:
    """The service, the driver alone, and Neo4j's HTTP API."""

    def __init__(
        self, service: httpx.AsyncClient, driver: neo4j.AsyncDriver, http: httpx.AsyncClient
    ) -> None:
        self._service, self._driver, self._http = service, driver, http

    def service(self, path: str) -> Ask:
        async def ask() -> None:
            (await self._service.get(path)).raise_for_status()

        return ask

    def driver(self, *asked: Asked) -> Ask:
        async def ask() -> None:
            for query, parameters in asked:
                async with self._driver.session(default_access_mode="READ") as session:
                    result = await session.run(query.text, dict(parameters))
                    await result.single(strict=True)

        return ask

    def http(self, *asked: Asked) -> Ask:
        async def ask() -> None:
            for query, parameters in asked:
                body = {"statement": query.text, "parameters": parameters, "accessMode": "READ"}
                (await self._http.post("/db/neo4j/query/v2", json=body)).raise_for_status()

        return ask


def entries(ways: Ways) -> list[Entry]:
    """Everything that is measured."""
    members: Asked = (MEMBERS, {"cluster": "run-1", "after": None, "limit": ROWS})
    fan = {"relation": "POSTED", "direction": "out", "quota": ROWS, "after": None}
    asked: dict[str, object] = {"key": "x:rows", "wanted": [fan], "most": RANKED}
    asked |= {"since": None, "until": None, "min_weight": None}
    ties: tuple[Asked, ...] = ((DEGREES, {"key": "x:rows"}), (NEIGHBOURS, asked))
    neighbourhood = "/api/v1/accounts/{}/neighbourhood?limit={}".format
    return [
        Entry("1,000 members", "driver", ways.driver(members)),
        Entry(
            "1,000 members", "service", ways.service("/api/v1/clusters/run-1/members?limit=1000")
        ),
        Entry("1,000 members", "HTTP API", ways.http(members)),
        Entry("1,000 ties", "driver", ways.driver(*ties)),
        Entry("1,000 ties", "service", ways.service(neighbourhood("x:rows", ROWS))),
        Entry("1,000 ties", "HTTP API", ways.http(*ties)),
        Entry("50 ties", f"of {ORDINARY:,}", ways.service(neighbourhood("x:plain", 50))),
        Entry("50 ties", f"of {SUPERNODE:,}", ways.service(neighbourhood("x:super", 50))),
        Entry("counts", f"of {ORDINARY:,}", ways.service("/api/v1/accounts/x:plain/counts")),
        Entry("counts", f"of {SUPERNODE:,}", ways.service("/api/v1/accounts/x:super/counts")),
    ]


async def measure(given: Sequence[Entry], requests: int) -> list[list[float]]:
    """Milliseconds of every request, the entries in turn."""
    times: list[list[float]] = [[] for _ in given]
    for turn in range(WARM + requests):
        for entry, taken in zip(given, times, strict=True):
            began = time.perf_counter()
            await entry.ask()
            if turn >= WARM:
                taken.append(1_000 * (time.perf_counter() - began))
    return times


async def race(address: Address, http: str, port: int, secret: str, requests: int) -> None:
    """Ask everything and print the table."""
    driver = neo4j.AsyncGraphDatabase.driver(
        address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
    )
    bearer = {"Authorization": f"Bearer {secret}"}
    async with (
        driver,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=bearer, timeout=60) as ours,
        httpx.AsyncClient(base_url=http, auth=(address.user, address.password), timeout=60) as own,
    ):
        while True:
            try:
                (await ours.get("/healthz/ready")).raise_for_status()
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        given = entries(Ways(ours, driver, own))
        times = await measure(given, requests)
    first: dict[str, float] = {}
    print("| what | how | p10 ms | p50 ms | p99 ms | times the first, p50 |")
    print("|---|---|---|---|---|---|")
    for entry, taken in zip(given, times, strict=True):
        middle = median(taken)
        ratio = middle / first.setdefault(entry.question, middle)
        low, high = (quantiles(taken, n=100)[place] for place in (9, 98))
        figures = f"{low:.1f} | {middle:.1f} | {high:.1f} | {ratio:.2f}"
        print(f"| {entry.question} | {entry.how} | {figures} |")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the server is kept; else thrown away")
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        server = LocalServer(options.folder or Path(scratch), jars=user_cache_path("lockstep"))
        started = server.start()
        address = Address(started.uri, started.user, started.password)
        print("writing the graph", file=sys.stderr)
        secret = asyncio.run(write(address))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        service = multiprocessing.get_context("spawn").Process(target=serve, args=(address, port))
        service.start()
        print("# Endpoints\n")
        print(f"Medians of {options.requests} requests, {os.cpu_count()} cores, one client; see")
        print("`benchmarks/endpoints.py`.\n")
        try:
            asyncio.run(race(address, started.http_uri, port, secret, options.requests))
        finally:
            service.terminate()
            service.join()
            server.stop()


if __name__ == "__main__":
    main()
