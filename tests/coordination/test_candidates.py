"""Candidates: small groups that the accounts' own test does not carry, named as what they are."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from coordination.candidates import candidates
from coordination.coding import coded
from coordination.joint import joint
from coordination.traces import TRACES
from graph_models import LinksTo

GROUP = ["x:1", "x:2", "x:3"]
LINK = TRACES["co_link"]


@pytest.fixture
def small_group(world: Any, moments: Any) -> Any:
    """Three accounts meet on three links while others pass by; hundreds share and never meet."""
    for day in range(3):
        for place, account in enumerate(GROUP):
            world.post(account, moments(8 * place, days=day), (LinksTo, f"u:{day}"))
        for lag in (200, 400):
            world.post(f"x:{lag + day}", moments(lag, days=day), (LinksTo, f"u:{day}"))
    for place in range(300):
        for day in (0, 2):
            account = f"x:9{place}{day}"
            world.post(account, moments(place, days=day), (LinksTo, f"u:9{place}"))
    return world


def test_a_small_group_that_its_own_test_does_not_flag_is_a_candidate(
    small_group: Any, found: Any
) -> None:
    result = found(small_group, "co_link")

    assert result.flagged == set()
    assert [(row.account, row.tier) for row in result.accounts] == [(key, 3) for key in GROUP]
    (cluster,) = result.clusters
    assert cluster.candidate
    assert (cluster.accounts, cluster.posts, cluster.traces) == (3, 9, ["co_link"])
    assert {row.cluster for row in result.accounts} == {cluster.cluster}
    assert {row.role for row in result.accounts} == {"core"}
    assert (result.report.flagged, result.report.clusters, result.report.remarks) == (0, 1, [])


def test_chance_meetings_of_many_make_no_candidate(world: Any, found: Any, moments: Any) -> None:
    chance = np.random.default_rng(3)
    for _ in range(900):
        account, link = f"x:{chance.integers(60)}", f"u:{chance.integers(40)}"
        world.post(account, moments(chance.uniform(0, 86_400)), (LinksTo, link))
    result = found(world, "co_link")
    assert result.accounts == []
    assert result.clusters == []


def acts(*rows: tuple[str, str, int]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["actor", "object", "seconds"], orient="row")
    return frame.select(
        "actor",
        "object",
        label=pl.lit("Account"),
        at=pl.from_epoch("seconds").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
        post=pl.format("p:{}", pl.int_range(pl.len())),
    )


def weighed(*rows: tuple[str, str, int], memory: int | None = None) -> Any:
    both = coded({LINK.name: acts(*rows)})
    once = [both.acts[LINK.name]]
    near = joint(both, {LINK: 60}, once, resolution=1)
    return candidates(near, both, threads=1, memory=memory)


def test_every_pair_is_weighed_by_degree_among_all_that_could_have_been() -> None:
    found = weighed(("a", "u", 0), ("b", "u", 60), ("b", "v", 0), ("c", "v", 0), ("d", "w", 0))

    assert list(zip(*(column.tolist() for column in found.pairs), strict=True)) == [
        (0, 1, 1),
        (1, 2, 1),
    ]
    # k = 1, 2, 1 over objects of two actors, two meetings: 2 * 2 / (16 - 6) a pair of degrees.
    assert found.tests.p == pytest.approx([-np.expm1(-0.8)] * 2)
    assert found.tests.tests == 6
    assert found.remark is None


def test_pairs_that_do_not_fit_are_left_out_with_a_remark() -> None:
    found = weighed(("a", "u", 0), ("b", "u", 60), memory=1)
    assert found.pairs.a.size == 0
    assert found.remark == (
        "Candidates (tier 3) may be missing: objects are shared by so many that 1 pairs share at "
        "least 1 of them and 0 fit in memory, so only pairs with two were weighed; raise "
        "LOCKSTEP_MEMORY, or narrow --since, --until or --within."
    )
