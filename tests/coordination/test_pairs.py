from collections import defaultdict
from itertools import combinations, product
from pathlib import Path

import numpy as np
import polars as pl
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination import pairs as pairs_module
from coordination.acts import Acts
from coordination.errors import ImpossibleCount, TooManyPairs
from coordination.kernel.order import by_object
from coordination.pairs import Pairs, count, described, swept_acts, weigh

SHARED = Path(__file__).parents[2].parent / "shared"

Row = tuple[str, str, float]
Found = tuple[str, str, int, float, float, float, float, float]


def acts_of(rows: list[Row]) -> Acts:
    micros = [(actor, thing, None, round(at * 1_000_000)) for actor, thing, at in rows]
    schema = {"actor": pl.String, "object": pl.String, "post": pl.String, "at": pl.Int64}
    return Acts.from_frame(pl.DataFrame(micros, schema=schema, orient="row"))


def named(acts: Acts, found: Pairs) -> list[Found]:
    """Pairs with their keys: objects, mean and least gap, first and last time, and who leads."""
    return [
        (acts.actors[int(a)], acts.actors[int(b)], int(objects), *map(float, rest))
        for a, b, objects, *rest in zip(
            found.a,
            found.b,
            found.objects,
            found.mean_gap,
            found.min_gap,
            found.first_at / acts.ticks,
            found.last_at / acts.ticks,
            found.leads,
            strict=True,
        )
    ]


def by_definition(rows: list[Row], within: float, at_least: int) -> list[Found]:
    """The definition, pair by pair, object by object, act by act."""
    times: dict[str, dict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    for actor, thing, at in rows:
        times[actor][thing].add(at)
    found = []
    for a, b in combinations(sorted(times), 2):
        closest = [
            min((abs(y - x), min(x, y), x, y) for x, y in product(times[a][o], times[b][o]))
            for o in times[a].keys() & times[b].keys()
        ]
        joint = [acts for acts in closest if acts[0] <= within]
        if len(joint) < at_least:
            continue
        gaps = [gap for gap, _, _, _ in joint]
        leads = sum(0.5 if x == y else x < y for _, _, x, y in joint)
        first, last = min(first for _, first, _, _ in joint), max(max(x, y) for _, _, x, y in joint)
        mean = sum(gaps) / len(joint)
        found.append((a, b, len(joint), mean, min(gaps), first, last, leads / len(joint)))
    return found


def agree(left: list[Found], right: list[Found]) -> bool:
    return [row[:3] for row in left] == [row[:3] for row in right] and np.allclose(
        [row[3:] for row in left], [row[3:] for row in right], rtol=1e-12, atol=0
    )


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("opqr"), st.integers(0, 40)), max_size=60
)


@given(rows=ROWS, within=st.integers(0, 45), at_least=st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_pairs_are_what_the_definition_says(rows: list[Row], within: int, at_least: int) -> None:
    acts = acts_of(rows)
    found = count(acts, within=within, at_least=at_least)
    assert agree(named(acts, found), by_definition(rows, within, at_least))


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from("op"),
            st.sampled_from([-9e11, -0.25, 0.0, 0.25, 0.500001, 9e11]),
        ),
        max_size=20,
    ),
    within=st.sampled_from([0, 0.25, 0.5, 0.75, 9e11]),
)
@settings(max_examples=100, deadline=None)
def test_times_may_be_fractions_and_far_apart(rows: list[Row], within: float) -> None:
    acts = acts_of(rows)
    assert agree(
        named(acts, count(acts, within=within, at_least=1)), by_definition(rows, within, 1)
    )


def crowd(actors: int, viral: int, seed: int) -> list[Row]:
    """A few objects that everybody shares, some twice, and many that few share."""
    chance = np.random.default_rng(seed)
    everybody = [
        (f"{actor:03}", f"viral {thing}", int(chance.integers(0, 90)))
        for thing in range(viral)
        for actor in [*range(actors), *chance.integers(0, actors, actors // 2)]
    ]
    few = [
        (f"{chance.integers(0, actors):03}", f"{chance.integers(0, actors):03}", int(at))
        for at in chance.integers(0, 30, 4 * actors)
    ]
    return everybody + few


@pytest.mark.parametrize("at_least", [1, 2, 3, 4])
def test_crowded_objects_are_skipped_without_losing_a_pair(at_least: int) -> None:
    rows = crowd(actors=400, viral=max(1, at_least - 1), seed=at_least)
    acts = acts_of(rows)
    expected = by_definition(rows, 20, at_least)
    assert expected
    assert agree(named(acts, count(acts, within=20, at_least=at_least)), expected)


@pytest.mark.parametrize("threads", [1, 3])
def test_neither_threads_nor_little_room_change_the_pairs(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = acts_of(crowd(actors=80, viral=2, seed=5))
    whole = named(acts, count(acts, within=20, at_least=1))
    monkeypatch.setattr(pairs_module, "ROOM", 1)
    monkeypatch.setattr(pairs_module.shards, "SHARDS", 1)
    assert named(acts, count(acts, within=20, at_least=1, threads=threads)) == whole


@settings(max_examples=200, deadline=None)
@given(rows=ROWS, within=st.integers(0, 12), chosen=st.sets(st.integers(0, 14)))
def test_some_of_the_pairs_are_described_as_they_are_among_all(
    rows: list[Row], within: int, chosen: set[int]
) -> None:
    acts = acts_of(rows)
    every = count(acts, within=within, at_least=1)
    some = np.isin(np.arange(len(every)), list(chosen))
    weighed = weigh(swept_acts(acts, acts.ticks_in(within)), at_least=1).only(some)
    told = described(weighed, swept_acts(acts, acts.ticks_in(within)), ticks=acts.ticks)
    assert named(acts, told) == named(acts, every.only(some))


def test_the_window_is_inclusive() -> None:
    rows: list[Row] = [("a", "o", 0), ("b", "o", 60), ("c", "o", 120.001)]
    acts = acts_of(rows)
    assert [row[:3] for row in named(acts, count(acts, within=60, at_least=1))] == [("a", "b", 1)]


def test_repeating_an_act_adds_nothing() -> None:
    rows: list[Row] = [("a", "o", at) for at in range(30)] + [("b", "o", at) for at in range(30)]
    acts = acts_of(rows)
    assert named(acts, count(acts, within=60, at_least=1)) == [("a", "b", 1, 0, 0, 0, 0, 0.5)]


def test_the_earliest_of_equally_close_acts_decides_who_leads() -> None:
    rows: list[Row] = [("a", "o", 10), ("b", "o", 5), ("b", "o", 15)]
    acts = acts_of(rows)
    assert named(acts, count(acts, within=60, at_least=1)) == [("a", "b", 1, 5, 5, 5, 10, 0)]


def test_acts_are_sorted_by_object_and_time_whether_they_fit_in_a_word_or_not() -> None:
    acts = acts_of(crowd(actors=60, viral=2, seed=9))
    expected = sorted(zip(acts.object, acts.at, acts.actor, strict=True))
    for word in (64, 8):
        ordered = by_object(acts.actor, acts.object, acts.at, word=word)
        rows = list(zip(*ordered, strict=True))
        assert sorted(rows) == expected
        assert [row[:2] for row in rows] == [row[:2] for row in expected]


def test_pairs_that_do_not_fit_in_memory_are_refused_with_their_number() -> None:
    acts = acts_of([(f"{actor}", "o", 0) for actor in range(2_000)])
    memory = psutil.Process().memory_info().rss + 2**27
    with pytest.raises(TooManyPairs, match=r"1,999,000 pairs.*raise --at-least") as refused:
        count(acts, within=0, at_least=1, memory=memory)
    assert refused.value.pairs == 2_000 * 1_999 // 2
    assert 0 < refused.value.fitting < refused.value.pairs
    assert len(count(acts, within=0, at_least=2, memory=memory)) == 0


@pytest.mark.parametrize(("within", "at_least"), [(-1, 2), (float("nan"), 2), (60, 0), (60, -3)])
def test_a_count_without_meaning_is_refused(within: float, at_least: int) -> None:
    with pytest.raises(ImpossibleCount):
        count(acts_of([("a", "o", 0)]), within=within, at_least=at_least)


@pytest.mark.parametrize("rows", [[], [("a", "o", 0)], [("a", "o", 0), ("a", "o", 1)]])
def test_too_few_acts_give_no_pairs(rows: list[Row]) -> None:
    found = count(acts_of(rows), within=60, at_least=1)
    assert len(found) == len(found.leads) == len(found.first_at) == 0
    assert (found.a.dtype, found.objects.dtype) == (np.uint32, np.int32)


def by_join(frame: pl.DataFrame, within: float, at_least: int) -> pl.DataFrame:
    """The definition as one self-join."""
    gap = pl.col("at_b") - pl.col("at_a")
    once = frame.select("actor", "object", at=pl.col("at") / 1_000_000).unique()
    left, right = once.rename({"at": "at_a"}), once.rename({"actor": "b", "at": "at_b"})
    return (
        left.join(right, on="object")
        .filter(pl.col("actor") < pl.col("b"), gap.abs() <= within)
        .with_columns(gap=gap.abs(), first=pl.min_horizontal("at_a", "at_b"))
        .sort("gap", "first")
        .group_by("actor", "b", "object", maintain_order=True)
        .first()
        .group_by("actor", "b")
        .agg(
            pl.len().alias("objects"),
            pl.col("gap").mean().alias("mean"),
            pl.col("gap").min().alias("least"),
            pl.col("first").min(),
            pl.max_horizontal("at_a", "at_b").max().alias("last"),
            ((gap > 0) + 0.5 * (gap == 0)).mean().alias("leads"),
        )
        .filter(pl.col("objects") >= at_least)
        .sort("actor", "b")
    )


@pytest.mark.skipif(not (SHARED / "parity").is_dir(), reason="the shared real data are not here")
def test_every_pair_of_the_german_links_is_the_one_a_join_gives() -> None:
    rows = pl.read_csv(SHARED / "parity" / "german_url_input.csv.gz", infer_schema=False)
    frame = rows.select(
        actor="account_id",
        object="object_id",
        post="content_id",
        at=pl.col("timestamp_share").cast(pl.Float64).cast(pl.Int64) * 1_000_000,
    )
    acts = Acts.from_frame(frame)
    found = named(acts, count(acts, within=30))
    assert len(found) == 925
    assert agree(found, by_join(frame, 30, 2).rows())
