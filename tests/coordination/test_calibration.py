from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.calibration import (
    distinct,
    inside_objects,
    over_all_acts,
    runs_with_a_report,
    traces,
    widely_shared,
)
from coordination.acts import Acts
from coordination.chance import judge
from coordination.pairs import count

DATA = Path(__file__).parents[2].parent / "shared" / "data"
RUNS = 20


def world() -> pl.DataFrame:
    """Bursts of links among people of very different activity, and three who post together."""
    chance = np.random.default_rng(1)
    activity = chance.lognormal(0, 1.2, 400)
    actors = chance.choice(400, 6_000, p=activity / activity.sum())
    fame = (np.arange(300) + 10.0) ** -0.8
    links = chance.choice(300, 6_000, p=fame / fame.sum())
    birth = chance.integers(0, 500_000, 300)
    at = birth[links] + chance.lognormal(8, 1.5, 6_000).astype(np.int64)
    together = [
        (f"friend {n}", f"{link}", int(birth[link] + 9_000 + n))
        for n in range(3)
        for link in range(20)
    ]
    rows = [*zip(map(str, actors), map(str, links), at.tolist(), strict=True), *together]
    schema = {"actor": pl.String, "object": pl.String, "at": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return distinct(frame.with_columns(pl.col("at") * 1_000_000))


def test_who_posts_together_is_reported_before_the_shuffle() -> None:
    acts = Acts.from_frame(world())
    pairs = count(acts, within=60)
    kept = judge(acts, pairs, within=60).q <= 0.05
    assert {acts.actors[int(a)] for a in pairs.a[kept]} >= {"friend 0", "friend 1"}


def test_a_shuffle_keeps_everything_but_who_did_it() -> None:
    acts = Acts.from_frame(world())
    chance = np.random.default_rng(0)
    dealt = inside_objects(acts, chance)
    assert (dealt != acts.actor).any()
    for thing in range(len(acts.objects)):
        here = acts.object == thing
        assert sorted(dealt[here]) == sorted(acts.actor[here])
    assert sorted(over_all_acts(acts, chance)) == sorted(acts.actor)


def test_hardly_any_shuffled_world_reports_a_pair() -> None:
    acts = Acts.from_frame(world())
    shared = Acts.from_frame(widely_shared(world()))
    assert runs_with_a_report(acts, over_all_acts, runs=RUNS) <= RUNS // 10
    assert runs_with_a_report(shared, inside_objects, runs=RUNS) <= RUNS // 10


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data are not here")
def test_hardly_any_shuffle_of_real_shares_reports_a_pair() -> None:
    for *_, frame in traces(DATA):
        acts = Acts.from_frame(widely_shared(distinct(frame)))
        assert runs_with_a_report(acts, inside_objects, runs=10) <= 1
