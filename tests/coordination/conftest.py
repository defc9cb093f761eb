"""Small worlds written into a real graph, sentence by sentence, and what a run finds in them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from coordination.detect import Report, Settings, detect
from coordination.explain import explain
from coordination.reading import Scope
from coordination.runs import run_named, traces_named, untimed_named
from cypher import findings
from cypher.findings import AccountRow, ClusterRow, LikenessRow
from graph_models import Node, Post, Posted, Record, Relationship
from graph_store.graph import Graph
from graph_store.write import Writer

START = datetime(2024, 5, 1, 12, tzinfo=UTC)


def after(seconds: float, *, days: float = 0) -> datetime:
    return START + timedelta(days=days, seconds=seconds)


@dataclass
class World:
    """Facts of one set; whoever or whatever a tie names is there."""

    facts: dict[type[Record], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    posts: int = 0

    def node(self, model: type[Node], key: str, **known: object) -> None:
        platform = {"platform": key.partition(":")[0]} if "platform" in model.model_fields else {}
        self.facts[model].append({"key": key} | platform | known)

    def tie(self, model: type[Relationship], start: str, end: str, **known: Any) -> None:
        """Labels of ends are the model's first unless given as ``start_model``, ``end_model``."""
        one, other = known.pop("start_model", model.starts[0]), known.pop("end_model", None)
        other = other or model.ends[0]
        labels = {"start_label": one.label, "end_label": other.label}
        labels = {name: label for name, label in labels.items() if name in model.columns()}
        self.node(one, start)
        self.node(other, end)
        self.facts[model].append({"start_key": start, "end_key": end} | labels | known)

    def post(self, account: str, at: datetime | None, *ties: Any, **known: object) -> str:
        """A post of the account; each tie is a relationship with the key it reaches."""
        self.posts += 1
        key = f"x:{1_000_000 + self.posts}"
        self.tie(Posted, account, key, at=at)
        self.node(Post, key, **known)
        for model, end, *properties in ties:
            self.tie(model, key, end, **(properties[0] if properties else {}))
        return key

    def frames(self) -> dict[type[Record], pl.DataFrame]:
        return {
            model: pl.DataFrame(
                [{name: row.get(name) for name in model.columns()} for row in rows],
                schema=model.columns(),
                orient="row",
            )
            for model, rows in self.facts.items()
        }


@dataclass
class Found:
    """What a run found."""

    graph: Graph
    run: Any
    report: Report
    accounts: list[AccountRow]
    clusters: list[ClusterRow]
    links: set[tuple[str, str]]
    likenesses: list[LikenessRow]

    @property
    def flagged(self) -> set[str]:
        return {row.account for row in self.accounts if row.tier <= 2}

    def explain(self, a: str, b: str) -> dict[str, Any]:
        async def ask() -> dict[str, Any]:
            meant = await run_named(self.graph, self.report.run)
            return await explain(self.graph, a=a, b=b, run=meant)

        return self.run(ask())  # type: ignore[no-any-return]


@pytest.fixture
def world() -> World:
    return World()


Detect = Callable[..., Found]


@pytest.fixture
def found(graph: Graph, run: Any) -> Detect:
    """Write a world as the set ``s`` into the graph, run over these traces, read what is found."""

    def look(world: World, *traces: str, **asked: Any) -> Found:
        run(Writer(graph, set_name="s").write(world.frames()))
        return run(_look(graph, run, traces, asked))  # type: ignore[no-any-return]

    return look


async def _look(graph: Graph, run: Any, traces: tuple[str, ...], asked: dict[str, Any]) -> Found:
    scope = Scope(["s"], asked.pop("since", None), asked.pop("until", None))
    settings = Settings(
        scope=scope, traces=traces_named(traces), untimed=untimed_named(traces), **asked
    )
    report = await detect(graph, settings)
    accounts = await graph.ask(findings.ACCOUNTS, run=report.run, cluster=None)
    clusters = await graph.ask(findings.CLUSTERS, run=report.run, limit=1000)
    async with graph.session("READ") as session:
        result = await session.run(
            "MATCH (a)-[:COORDINATED_WITH {run: $run}]->(b) RETURN a.key AS a, b.key AS b",
            run=report.run,
        )
        links = {(record["a"], record["b"]) async for record in result}
    likenesses = await graph.ask(findings.LIKENESSES, run=report.run, trace=None)
    return Found(graph, run, report, accounts, clusters, links, likenesses)


@pytest.fixture
def moments() -> Callable[..., datetime]:
    return after
