"""Clusters keep their identity between runs: go on, split, merge, go quiet, are succeeded."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from coordination.lineage import Body, Lineage, Step, trace
from cypher import findings
from cypher.findings import ClusterRow
from graph_models import LinksTo

START = datetime(2024, 5, 1, tzinfo=UTC)


def body(key: str, members: range, *, days: tuple[int, int] = (0, 30), lineage: str = "") -> Body:
    first, last = (START + timedelta(days=day) for day in days)
    names = frozenset(f"x:{n}" for n in members)
    return Body(key=key, members=names, first_at=first, last_at=last, lineage=lineage or key)


def compared(now: list[Body], before: list[Body], heirs: Any = None, day: int = 30) -> Lineage:
    return trace(now, before, heirs=heirs or {}, until=START + timedelta(days=day))


def kinds(found: Lineage) -> set[tuple[str, str, str]]:
    return {(step.cluster, step.earlier, step.kind) for step in found.steps}


def test_a_cluster_goes_on_under_the_name_of_the_first_of_its_line() -> None:
    found = compared([body("b-1", range(12))], [body("a-3", range(10), lineage="old-7")])
    assert found.steps == [
        Step(cluster="b-1", earlier="a-3", kind="continues", overlap=pytest.approx(10 / 12))
    ]
    assert found.lines == {"b-1": "old-7"}
    assert (found.lost, found.quiet) == ([], frozenset())


def test_of_a_cluster_that_splits_the_larger_part_keeps_the_line() -> None:
    found = compared([body("b-1", range(4)), body("b-2", range(4, 10))], [body("a-1", range(10))])
    assert kinds(found) == {("b-1", "a-1", "split"), ("b-2", "a-1", "split")}
    assert found.lines == {"b-1": "b-1", "b-2": "a-1"}


def test_of_two_that_merge_the_larger_gives_its_line() -> None:
    found = compared([body("b-1", range(10))], [body("a-1", range(4)), body("a-2", range(4, 10))])
    assert kinds(found) == {("b-1", "a-1", "merged"), ("b-1", "a-2", "merged")}
    assert found.lines == {"b-1": "a-2"}


def test_few_common_members_are_no_line() -> None:
    found = compared([body("b-1", range(7, 17))], [body("a-1", range(10))])
    assert found.steps == []
    assert found.lines == {"b-1": "b-1"}
    assert found.lost == ["a-1"]


def test_a_cluster_without_acts_at_the_end_of_the_data_has_gone_quiet() -> None:
    now = [body("b-1", range(5), days=(0, 19)), body("b-2", range(10, 15), days=(0, 20))]
    found = compared(now, [body("a-1", range(5))])
    assert found.quiet == {"b-1"}
    assert kinds(found) == {("b-1", "a-1", "continues")}


@pytest.mark.parametrize("still_found", [True, False])
def test_other_accounts_with_what_a_silent_one_had_are_its_successor(still_found: bool) -> None:
    silent = body("b-1" if still_found else "a-1", range(5), days=(0, 10))
    heir = body("b-2", range(20, 24), days=(14, 30))
    likeness = frozenset({"what x:0 left"})
    heirs = {f"x:{n}": likeness for n in (0, 1, 20, 21, 22)}
    now = [silent, heir] if still_found else [heir]
    found = compared(now, [] if still_found else [silent], heirs)
    assert found.steps == [Step(cluster="b-2", earlier=silent.key, kind="successor", overlap=0.75)]
    assert found.lines["b-2"] == "b-2"
    assert compared(now, [] if still_found else [silent]).steps == []


def test_whoever_acted_before_the_other_fell_silent_succeeds_nobody() -> None:
    likeness = frozenset({"what x:0 left"})
    heirs = {f"x:{n}": likeness for n in range(30)}
    now = [body("b-2", range(20, 24), days=(9, 30))]
    assert compared(now, [body("a-1", range(5), days=(0, 10))], heirs).steps == []


def test_runs_in_a_graph_carry_on_what_the_run_before_found(
    world: Any, found: Any, moments: Any, run: Any, graph: Any
) -> None:
    def act(team: range, days: range) -> None:
        for day in days:
            for place in team:
                world.post(f"x:{place}", moments(place, days=day), (LinksTo, f"u:{day}-{team[0]}"))

    act(range(1, 7), range(12))
    act(range(11, 15), range(12))
    (first, other) = sorted(found(world, "co_link").clusters, key=lambda each: -each.accounts)
    assert (first.lineage, first.continues, first.quiet) == (first.cluster, [], False)

    act(range(1, 8), range(12, 30))
    second = found(world, "co_link")
    went_on = {each.accounts: each for each in second.clusters}
    assert went_on[7].lineage == first.cluster
    (step,) = went_on[7].continues
    assert (step.cluster, step.kind, step.overlap) == (first.cluster, "continues", 6 / 7)
    assert [each.quiet for each in (went_on[7], went_on[4])] == [False, True]

    third = found(world, "co_link", since=moments(0, days=15))
    (last,) = third.clusters
    assert last.lineage == first.cluster
    lost = run(graph.ask(findings.LOST, run=third.report.run))
    assert [row.key for row in lost] == [went_on[4].cluster]
    rows: list[ClusterRow] = run(graph.ask(findings.CLUSTERS, run=second.report.run, limit=10))
    later = {row.cluster: [each.cluster for each in row.continued_by] for row in rows}
    assert later == {went_on[7].cluster: [last.cluster], went_on[4].cluster: []}
    assert {
        row.continued_by[0].cluster
        for row in [
            *run(graph.ask(findings.CLUSTERS, run=first.cluster.rpartition("-")[0], limit=10))
        ]
    } == {went_on[7].cluster, went_on[4].cluster}
    assert other.cluster in {went_on[4].lineage}
