"""Continuity: the earlier run that a run is compared with, and what its clusters carry on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from coordination.clusters import Cluster
from coordination.coding import Coded
from coordination.lineage import Body, Likenesses, Lineage, trace
from coordination.runs import MOST_RUNS
from cypher import findings as questions
from cypher.findings import RunSettings
from graph_models import Continues
from graph_store.graph import Graph

HEIRS = "succession"
"""The untimed trace that tells who came after whom."""


@dataclass(frozen=True, kw_only=True)
class Continuity:
    """How the clusters of a run stand to those of an earlier one."""

    compared_with: str | None
    """Key of the earlier run; null where none was alike."""
    lineage: Lineage

    def continues(self) -> pl.DataFrame:
        """The steps as relationships."""
        rows = [
            {
                "start_key": step.cluster,
                "end_key": step.earlier,
                "kind": step.kind,
                "overlap": step.overlap,
            }
            for step in self.lineage.steps
        ]
        return pl.DataFrame(rows, schema=Continues.columns(), orient="row")


NO_CONTINUITY = Continuity(compared_with=None, lineage=Lineage())


async def carried_on(
    graph: Graph,
    *,
    settings: str,
    clusters: Mapping[str, Cluster],
    acts: Coded,
    likenesses: Mapping[str, pl.DataFrame],
) -> Continuity:
    """Compare the clusters of a run, by their keys, with the last run that was asked alike."""
    asked = RunSettings.model_validate_json(settings)
    runs = await graph.ask(questions.RUNS, limit=MOST_RUNS)
    earlier = next((run.run for run in runs if alike(run.settings, asked)), None)
    before = [
        Body(
            key=row.cluster,
            members=frozenset(row.members),
            first_at=row.first_at,
            last_at=row.last_at,
            lineage=row.lineage or row.cluster,
        )
        for row in await graph.ask(questions.BODIES, run=earlier)
    ]
    now = [_body(key, each, acts) for key, each in clusters.items()]
    lineage = trace(now, before, heirs=_heirs(likenesses), until=_last_act(acts))
    return Continuity(compared_with=earlier, lineage=lineage)


def alike(one: RunSettings, other: RunSettings) -> bool:
    """Whether two runs followed the same traces in one window, over sets of which one holds all.

    The span may differ, for whoever watches moves it along; so may what concerns links alone.
    """
    if (set(one.traces), one.within) != (set(other.traces), other.within):
        return False
    return set(one.sets) <= set(other.sets) or set(other.sets) <= set(one.sets)


def _body(key: str, cluster: Cluster, acts: Coded) -> Body:
    return Body(
        key=key,
        members=frozenset(acts.actors["key"].gather(cluster.members["actor"])),
        first_at=_moment(cluster.first_at),
        last_at=_moment(cluster.last_at),
        lineage=key,
    )


def _heirs(likenesses: Mapping[str, pl.DataFrame]) -> Likenesses:
    if HEIRS not in likenesses:
        return {}
    borne = likenesses[HEIRS].group_by("actor").agg("thing")
    return {actor: frozenset(things) for actor, things in borne.iter_rows()}


def _last_act(acts: Coded) -> datetime | None:
    lasts: Sequence[object] = [frame["at"].max() for frame in acts.acts.values()]
    return _moment(max((last for last in lasts if isinstance(last, int)), default=None))


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
