import math
from itertools import combinations
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.synchrony import neighbours
from coordination.synchrony import Synchrony, judge, measure, scales

Act = tuple[int, int, int]


def acts_of(rows: list[Act]) -> pl.DataFrame:
    schema = {"actor": pl.UInt32, "object": pl.UInt32, "at": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def by_definition(rows: list[Act], within: int, minute: int) -> dict[int, tuple[int, float, int]]:
    """Hits, expected and tried of every actor, by comparing every act with every other."""
    first: dict[tuple[int, int], int] = {}
    for actor, thing, at in rows:
        moment = at // minute * minute
        first[actor, thing] = min(first.get((actor, thing), moment), moment)
    spans = scales(within=within, span=max(first.values()) - min(first.values()))
    longest = spans[-1]
    found = {actor: (0, 0.0, 0) for actor, _, _ in rows}
    for (actor, thing), at in first.items():
        gaps = [t - at for (other, o), t in first.items() if o == thing and other != actor]
        near = sum(abs(gap) <= within for gap in gaps)
        busier = {
            span: max(
                sum(within < -gap <= span for gap in gaps),
                sum(within < gap <= span for gap in gaps),
            )
            for span in spans
        }
        rate = max(
            *(busier[span] / (span - within) for span in spans),
            (busier[longest] + 0.5) / (longest - within),
        )
        if near + busier[longest] > 0:
            hits, expected, tried = found[actor]
            chance = 1 - math.exp(-rate * (2 * within + minute))
            found[actor] = (hits + (near > 0), expected + chance, tried + 1)
    return found


some_acts = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(-40_000, 40_000)), min_size=1
)
crowded_acts = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 1), st.integers(0, 900)), min_size=1, max_size=60
)


@settings(deadline=None)
@given(some_acts | crowded_acts, st.sampled_from([0, 1, 60, 300, 3_600]), st.sampled_from([1, 60]))
def test_hits_and_expected_hits_are_those_of_the_definition(
    rows: list[Act], within: int, minute: int
) -> None:
    found = measure(acts_of(rows), within=within, resolution=minute).actors

    wanted = by_definition(rows, within, minute)
    assert found["actor"].to_list() == sorted(wanted)
    for actor, hits, expected, tried in found.select(
        "actor", "hits", "expected", "tried"
    ).iter_rows():
        assert (hits, tried) == (wanted[actor][0], wanted[actor][2])
        assert expected == pytest.approx(wanted[actor][1])


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30)), min_size=1, max_size=40),
    st.integers(0, 40),
)
def test_both_sides_together_are_all_others_within_reach(
    rows: list[tuple[int, int]], reach: int
) -> None:
    ordered = sorted(rows)
    objects = np.array([thing for thing, _ in ordered], np.uint32)
    at = np.array([moment for _, moment in ordered], np.int64)

    before, after = neighbours(objects, at, reach)

    near = [
        (i, j)
        for i, j in combinations(range(len(ordered)), 2)
        if ordered[i][0] == ordered[j][0] and ordered[j][1] - ordered[i][1] <= reach
    ]
    everyone = range(len(ordered))
    assert before.tolist() == [sum(j == me for _, j in near) for me in everyone]
    assert after.tolist() == [sum(i == me for i, _ in near) for me in everyone]


@settings(deadline=None)
@given(some_acts, st.randoms(use_true_random=False))
def test_the_order_of_loading_changes_nothing(rows: list[Act], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (measure(acts_of(order), within=60) for order in (rows, shuffled))
    assert first.actors.equals(second.actors)
    assert judge([first], actors=9).equals(judge([second], actors=9))


def test_a_case_worked_by_hand() -> None:
    # One object: 1 and 2 act within a minute, 3 comes 10 minutes later, 4 a day later. The span
    # is 87,000 s, so all three scales stay: 600, 3,600, 86,400.
    acts = acts_of([(1, 7, 0), (2, 7, 30), (3, 7, 600), (4, 7, 87_000)])

    measured = measure(acts, within=60)

    # Actor 1: one act in (60, 600], busiest at 1 / 540; 121 seconds are exposed.
    # Actor 2: the same act is 570 s away. Actor 3: two within 600 s before it, 2 / 540.
    # Actor 4: nobody within a day of it but actor 3, 86,400 s earlier: 1.5 / 86,340.
    wanted = [1 - math.exp(-rate * 121) for rate in (1 / 540, 1 / 540, 2 / 540, 1.5 / 86_340)]
    assert measured.scales == (600, 3_600, 86_400)
    assert measured.actors["actor"].to_list() == [1, 2, 3, 4]
    assert measured.actors["hits"].to_list() == [1, 1, 0, 0]
    assert measured.actors["tried"].to_list() == [1, 1, 1, 1]
    assert measured.actors["expected"].to_list() == pytest.approx(wanted)


def test_an_object_nobody_else_acted_on_is_not_tried() -> None:
    measured = measure(acts_of([(1, 1, 0), (2, 2, 0), (1, 1, 30)]), within=60)
    assert measured.actors["tried"].to_list() == [0, 0]
    assert measured.actors["expected"].to_list() == [0.0, 0.0]


def test_only_the_first_act_of_an_actor_on_an_object_counts() -> None:
    rows = [(1, 1, 0), (1, 1, 5_000), (2, 1, 5_000)]
    assert measure(acts_of(rows), within=60).actors["hits"].to_list() == [0, 0]


def test_whole_minutes_widen_what_is_exposed_but_not_the_window() -> None:
    # 119 s apart, but in adjacent minutes: a hit once the seconds are gone.
    rows = [(1, 1, 0), (2, 1, 119), (3, 1, 9_000)]
    seconds, minutes = (measure(acts_of(rows), within=60, resolution=r) for r in (1, 60))
    assert seconds.actors["hits"].to_list() == [0, 0, 0]
    assert minutes.actors["hits"].to_list() == [1, 1, 0]
    rate = 1.5 / (8_960 - 60 + 40)  # one act on the busier side; the span in minutes is 9,000
    assert minutes.actors["expected"][2] == pytest.approx(
        1 - math.exp(-max(rate, 2.5 / 8_940) * 180)
    )


@pytest.mark.parametrize(
    ("within", "span", "wanted"),
    [
        (60, 10**7, (600, 3_600, 86_400)),
        (3_600, 10**7, (36_000, 86_400)),
        (10, 10**7, (100, 600, 86_400)),
        (60, 1_000, (600, 1_000)),
        (60, 0, (180,)),
        (3_600, 0, (7_260,)),
        (0, 10**7, (86_400,)),
        (86_400, 10**7, (864_000,)),
        (20_000, 10**7, (86_400, 200_000)),
    ],
)
def test_scales_follow_the_window_and_end_with_the_data(
    within: int, span: int, wanted: tuple[int, ...]
) -> None:
    assert scales(within=within, span=span) == wanted


def test_a_trace_without_acts_says_that_it_was_not_tested() -> None:
    measured = measure(acts_of([]), within=60)
    assert not measured.tested
    assert measured.actors.is_empty()
    assert judge([measured], actors=5).is_empty()
    assert judge([], actors=0).columns == judge([measured], actors=5).columns


def test_who_leads_is_counted_within_an_hour_and_never_at_the_same_second() -> None:
    rows = [(1, 1, 0), (2, 1, 0), (3, 1, 3_600), (4, 1, 3_601)]
    actors = measure(acts_of(rows), within=60).actors
    assert actors["lead_before"].to_list() == [0, 0, 2, 1]
    assert actors["lead_after"].to_list() == [1, 1, 1, 0]


def verdict_on(*rows: tuple[int, int, float]) -> pl.DataFrame:
    columns = ("actor", "hits", "expected")
    frame = measure(acts_of([(row[0], 0, 0) for row in rows]), within=60).actors
    given = pl.DataFrame(rows, schema=columns, orient="row").cast({"actor": pl.UInt32})
    kept = frame.drop("hits", "expected").join(given, on="actor").select(frame.columns)
    return judge([Synchrony(scales=(600,), actors=kept)], actors=100)


def test_tier_1_needs_three_hits_twice_the_chance_and_a_small_q() -> None:
    verdict = verdict_on((1, 3, 0.01), (2, 2, 0.0001), (3, 300, 151.0), (4, 3, 1.0), (5, 1, 2.0))
    assert verdict["tier_1"].to_list() == [True, False, False, False, False]
    assert verdict["p"][4] == verdict["q"][4] == 1.0


def test_q_counts_every_actor_of_the_run_as_a_test() -> None:
    verdict = verdict_on((1, 3, 0.01), (2, 3, 0.02))
    tail = [1 - math.exp(-e) * (1 + e + e * e / 2) for e in (0.01, 0.02)]
    assert verdict["p"].to_list() == pytest.approx(tail, rel=1e-6)
    assert verdict["q"].to_list() == pytest.approx([min(tail[0] * 100, tail[1] * 50), tail[1] * 50])


def test_traces_add_up_to_one_verdict() -> None:
    acts = acts_of([(1, 1, 0), (2, 1, 5), (3, 1, 90_000)])
    one, two = measure(acts, within=60), measure(acts, within=300)
    verdict = judge([one, two], actors=3)
    assert verdict["hits"].to_list() == [2, 2, 0]
    assert verdict["expected"].to_list() == pytest.approx(
        (one.actors["expected"] + two.actors["expected"]).to_list()
    )


def planted(jitter_s: int) -> pl.DataFrame:
    """Ten accounts in step on 20 busy objects, among 500 that come and go as they please."""
    random = np.random.default_rng(7)
    births = random.integers(0, 20 * 86_400, 20)
    crowd = random.integers(10, 510, 6_000)
    thing = random.integers(0, 20, 6_000)
    late = random.lognormal(math.log(4 * 3_600), 1.5, 6_000).astype(np.int64)
    rows = list(zip(crowd.tolist(), thing.tolist(), (births[thing] + late).tolist(), strict=True))
    for thing_shared, birth in enumerate(births.tolist()):
        start = birth + 2 * 86_400
        rows += [(actor, thing_shared, start + int(random.integers(0, 20))) for actor in range(10)]
    moved = random.integers(-jitter_s, jitter_s + 1, len(rows))
    return acts_of([(a, o, t + int(by)) for (a, o, t), by in zip(rows, moved, strict=True)])


def test_accounts_in_step_are_flagged_and_no_longer_once_their_times_are_blurred() -> None:
    exact, blurred = (
        judge([measure(planted(jitter), within=60)], actors=510).filter("tier_1")["actor"].to_list()
        for jitter in (0, 7_200)
    )
    assert set(exact) == set(range(10))
    assert blurred == []
