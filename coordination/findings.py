"""Writing what a run found: links, verdicts and clusters first, the run's end last."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

import orjson
import polars as pl

from coordination import score
from coordination.clusters import Cluster, platforms
from coordination.coding import Coded
from coordination.continuity import NO_CONTINUITY, Continuity, carried_on
from coordination.following import Explained
from coordination.likeness.findings import likeness_facts
from coordination.synchrony import Synchrony
from coordination.things import key_of
from cypher import findings as questions
from graph_models import (
    Cluster as ClusterNode,
)
from graph_models import (
    Continues,
    CoordinatedWith,
    Flagged,
    FoundBy,
    MemberOf,
    Record,
    Run,
)
from graph_store.erase import remove_run
from graph_store.graph import Graph
from graph_store.schema import prepare
from graph_store.write import Writer

ABANDONED_AFTER = timedelta(days=1)
"""A run that has not ended after so long died; its findings were never shown and are removed."""


@dataclass(kw_only=True)
class Findings:
    """All that one run has to say."""

    run: str
    started_at: datetime
    facts: str
    settings: str
    sets: list[str] = field(default_factory=list)
    traces: list[dict[str, object]] = field(default_factory=list)
    links: dict[str, pl.DataFrame] = field(default_factory=dict)
    likenesses: dict[str, pl.DataFrame] = field(default_factory=dict)
    clusters: list[Cluster] = field(default_factory=list)
    roles: Mapping[int, str] = field(default_factory=dict)
    tiered: pl.DataFrame = field(default_factory=pl.DataFrame)
    measured: dict[str, Synchrony] = field(default_factory=dict)
    cleared: list[tuple[Explained, int]] = field(default_factory=list)
    """Those whom a source explains, with the tier that they would have."""
    explained: list[dict[str, object]] = field(default_factory=list)
    """The same with keys and sentences."""
    remarks: list[str] = field(default_factory=list)
    """What was left out, and why."""
    continuity: Continuity = NO_CONTINUITY
    """What the clusters carry on; known once they are written."""

    @property
    def flagged(self) -> int:
        """Actors of tiers 1 and 2."""
        return self.tiered.filter(pl.col("tier") <= 2).height


async def store(graph: Graph, found: Findings, acts: Coded) -> None:
    """Write the findings; the run is visible once its last one is in."""
    await prepare(graph)
    for dead in await graph.ask(questions.ABANDONED, before=datetime.now(UTC) - ABANDONED_AFTER):
        await remove_run(graph, dead.key)
    writer = Writer(graph)
    await writer.write({Run: _run(found, finished_at=None)})
    keys = {each.community: f"{found.run}-{n}" for n, each in enumerate(found.clusters, start=1)}
    found.continuity = await carried_on(
        graph,
        settings=found.settings,
        clusters={keys[each.community]: each for each in found.clusters},
        acts=acts,
        likenesses=found.likenesses,
    )
    await writer.write(await _facts(graph, found, acts, keys))
    await writer.write(likeness_facts(found.run, found.likenesses))
    await writer.write({Run: _run(found, finished_at=datetime.now(UTC))})


async def _facts(
    graph: Graph, found: Findings, acts: Coded, keys: Mapping[int, str]
) -> dict[type[Record], pl.DataFrame]:
    names = await _names(graph, found.clusters, acts)
    return {
        ClusterNode: _frame(
            ClusterNode,
            [
                _cluster_row(found, keys[each.community], names[each.community], each, acts)
                for each in found.clusters
            ],
        ),
        Continues: found.continuity.continues(),
        FoundBy: _frame(
            FoundBy, [{"start_key": key, "end_key": found.run} for key in keys.values()]
        ),
        MemberOf: _members(found, acts, keys),
        Flagged: _flagged(found, acts),
        CoordinatedWith: _links(found),
    }


def _run(found: Findings, *, finished_at: datetime | None) -> pl.DataFrame:
    row = {
        "key": found.run,
        "name": f"{found.started_at:%Y-%m-%d %H:%M} on {', '.join(found.sets)}",
        "started_at": found.started_at,
        "finished_at": finished_at,
        "sets": found.sets,
        "settings": found.settings,
        "traces": orjson.dumps(found.traces).decode(),
        "flagged": found.flagged,
        "clusters": len(found.clusters),
        "explained": orjson.dumps(found.explained).decode(),
        "facts": found.facts,
        "compared_with": found.continuity.compared_with,
    }
    return _frame(Run, [row])


def _cluster_row(
    found: Findings, key: str, name: str, cluster: Cluster, acts: Coded
) -> dict[str, object]:
    actors, lineage = cluster.members["actor"], found.continuity.lineage
    return {
        "key": key,
        "run": found.run,
        "name": name,
        "candidate": cluster.candidate,
        "score": score.score(cluster.features),
        "features": orjson.dumps([asdict(line) for line in cluster.features]).decode(),
        **_sizes(acts, actors),
        "posts": cluster.posts,
        "platforms": platforms(acts.actors["key"].gather(actors)),
        "traces": cluster.traces,
        "first_at": _moment(cluster.first_at),
        "last_at": _moment(cluster.last_at),
        "lineage": lineage.lines[key],
        "quiet": key in lineage.quiet,
    }


def _members(found: Findings, acts: Coded, keys: Mapping[int, str]) -> pl.DataFrame:
    parts = [
        each.members.select(
            start_label=_of(acts, "label"),
            start_key=_of(acts, "key"),
            end_key=pl.lit(keys[each.community]),
            tier=pl.col("tier").cast(pl.Int64),
            role=pl.col("actor").replace_strict(
                found.roles, default="periphery", return_dtype=pl.String
            ),
            share=pl.col("share").fill_null(0.0),
        )
        for each in found.clusters
    ]
    return pl.concat(parts) if parts else _frame(MemberOf, [])


def _flagged(found: Findings, acts: Coded) -> pl.DataFrame:
    if found.tiered.is_empty():
        return _frame(Flagged, [])
    by_trace = [
        trace.actors.filter(pl.col("hits") > 0).select(
            "actor", trace=pl.lit(name), hits="hits", expected="expected"
        )
        for name, trace in sorted(found.measured.items())
    ]
    lines = (
        pl.concat(by_trace)
        .join(found.tiered.select("actor"), on="actor", how="semi")
        .group_by("actor", maintain_order=True)
        .agg(traces=pl.struct("trace", "hits", "expected"))
    )
    return found.tiered.join(lines, on="actor", how="left", maintain_order="left").select(
        start_label=_of(acts, "label"),
        start_key=_of(acts, "key"),
        end_key=pl.lit(found.run),
        tier=pl.col("tier").cast(pl.Int64),
        score="score",
        hits=pl.col("hits").cast(pl.Int64),
        expected="expected",
        p="p",
        q="q",
        traces=pl.Series(
            [
                orjson.dumps(lines or []).decode()
                for lines in found.tiered.select("actor")
                .join(lines, on="actor", how="left", maintain_order="left")["traces"]
                .to_list()
            ],
            dtype=pl.String,
        ),
    )


def _links(found: Findings) -> pl.DataFrame:
    parts = [
        links.select(
            start_label="label_a",
            end_label="label_b",
            start_key="account_a",
            end_key="account_b",
            run=pl.lit(found.run),
            trace=pl.lit(trace),
            within_s="within_s",
            objects=pl.col("objects").cast(pl.Int64),
            **{
                name: name
                for name in (
                    *("expected", "expected_given_shared", "expected_given_hours"),
                    *("p", "q", "p_given_hours", "mean_gap_s", "min_gap_s"),
                    *("first_at", "last_at", "leads"),
                )
            },
        )
        for trace, links in found.links.items()
    ]
    return pl.concat(parts) if parts else _frame(CoordinatedWith, [])


async def _names(graph: Graph, clusters: list[Cluster], acts: Coded) -> dict[int, str]:
    """Community to the cluster's name, made of what most members share."""
    shared = {each.community: [key_of(key) for key in each.shared] for each in clusters}
    keys = sorted({key for keys in shared.values() for key in keys})
    captions = {row.key: row.caption for row in await graph.ask(questions.CAPTIONS, keys=keys)}
    return {
        each.community: score.name(
            [captions.get(key, key) for key in shared[each.community]],
            **_sizes(acts, each.members["actor"]),
        )
        for each in clusters
    }


def _sizes(acts: Coded, actors: pl.Series) -> dict[str, int]:
    """How many of the actors are accounts, and how many pages."""
    labels = acts.actors["label"].gather(actors)
    return {"accounts": int((labels == "Account").sum()), "pages": int((labels == "Page").sum())}


def _of(acts: Coded, column: str) -> pl.Expr:
    """The key or label of the actor whose code stands in the row."""
    return (
        pl.col("actor")
        .map_batches(lambda codes: acts.actors[column].gather(codes), return_dtype=pl.String)
        .alias(column)
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _frame(model: type[Record], rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=model.columns(), orient="row")
