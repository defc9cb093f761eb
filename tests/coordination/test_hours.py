from itertools import permutations, product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.acts import Acts
from coordination.chance import benjamini_hochberg, gather, judge, meeting_chance, table
from coordination.hours import ANYBODY, NEARBY, beaten, tail_given_hours
from coordination.kernel.tail import poisson_binomial_tail
from coordination.pairs import Pairs, count
from coordination.weighing import verdict, weigh_pair

Row = tuple[str, str, int]
HOUR = 3_600
DAY = 24 * HOUR
ROWS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("opq"), st.integers(0, 40)), max_size=40
)


def frame_of(rows: list[Row], unit: int = 1) -> pl.DataFrame:
    micros = [(actor, thing, None, at * unit * 1_000_000) for actor, thing, at in rows]
    schema = {"actor": pl.String, "object": pl.String, "post": pl.String, "at": pl.Int64}
    return pl.DataFrame(micros, schema=schema, orient="row")


def own_occasions(rows: list[Row], within: int) -> list[Row]:
    """The acts that do not follow an occasion of the same actor on the object at once."""
    kept: list[Row] = []
    for actor, thing, at in sorted(rows, key=lambda row: row[2]):
        if all(at - past > within for who, what, past in kept if (who, what) == (actor, thing)):
            kept.append((actor, thing, at))
    return kept


def hours_of(rows: list[Row], actor: str) -> list[float]:
    everybody, own = np.zeros(24), np.zeros(24)
    for who, _, at in rows:
        everybody[at // HOUR % 24] += 1 / len(rows)
        if who == actor:
            own[at // HOUR % 24] += 1 - 2 * NEARBY
            own[(at // HOUR + 1) % 24] += NEARBY
            own[(at // HOUR - 1) % 24] += NEARBY
    told = own + ANYBODY * everybody
    return list(told / told.sum())


def chance_by_definition(rows: list[Row], a: str, b: str, thing: str, within: int) -> float:
    """Deal one occasion to each of both, by the hours of each, among those of the object."""
    there = [row for row in own_occasions(rows, within) if row[1] == thing]
    mine, theirs = hours_of(rows, a), hours_of(rows, b)
    near, apart, same, pairs = 0.0, 0.0, 0, 0
    for (one, _, x), (other, _, y) in permutations(there, 2):
        weight = mine[x // HOUR % 24] * theirs[y // HOUR % 24]
        near += weight * (abs(x - y) <= within)
        apart += weight
        same += one == other
        pairs += 1
    if not near:
        return 0.0
    once = min(1.0, near / (apart * (1 - same / pairs)))
    times = [sum(who == key for who, _, _ in there) for key in (a, b)]
    return float(1 - (1 - once) ** (times[0] * times[1]))


@given(rows=ROWS, within=st.integers(0, 15))
@settings(max_examples=60, deadline=None)
def test_the_chance_given_hours_is_that_of_dealing_occasions_by_the_hours_of_both(
    rows: list[Row], within: int
) -> None:
    unit = 1_000
    timed = [(actor, thing, at * unit) for actor, thing, at in rows]
    acts = Acts.from_frame(frame_of(timed))
    crowds = gather(acts, within=within * unit)
    pairs = count(acts, within=within * unit, at_least=1)
    expected, tail = tail_given_hours(acts, crowds, pairs, within=within * unit)
    for row, (a, b) in enumerate(zip(acts.actors[pairs.a], acts.actors[pairs.b], strict=True)):
        shared = [
            code
            for code, thing in enumerate(acts.objects)
            if {a, b} <= {who for who, what, _ in timed if what == thing}
        ]
        chances = []
        for code in shared:
            if crowds.actors[code] == 2:
                alike = np.dot(hours_of(timed, a), hours_of(timed, b))
                everybody = np.bincount([at // HOUR % 24 for *_, at in timed]) / len(timed)
                pooled = meeting_chance(crowds)[code]
                chances.append(min(1.0, pooled * alike / (everybody**2).sum()))
            else:
                thing = acts.objects[code]
                chances.append(chance_by_definition(timed, a, b, thing, within * unit))
        assert expected[row] == pytest.approx(sum(chances), rel=1e-4, abs=1e-6)
        exact = poisson_binomial_tail(np.array(chances), int(pairs.objects[row]))
        assert tail[row] == pytest.approx(exact, rel=1e-3, abs=1e-6)


def two_zones(chance: np.random.Generator) -> list[Row]:
    """Twelve on each side of the earth, awake for two hours, and forty things shared for a day."""
    rows = []
    for thing in range(120):
        for person in range(24):
            wakes = (9 if person < 12 else 21) * HOUR
            if chance.random() < 0.8:
                at = thing * DAY + wakes + chance.integers(0, 2 * HOUR)
                rows.append((f"{person:02}", f"news {thing}", int(at)))
    return rows


def kept(rows: list[Row], within: int) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The pairs that beat two nulls, and those that beat three."""
    acts = Acts.from_frame(frame_of(rows))
    pairs = count(acts, within=within)
    chance = judge(acts, pairs, within=within)
    passed = chance.q <= 0.05
    some, weighed = pairs.only(passed), chance.only(passed)
    _, p = tail_given_hours(acts, gather(acts, within=within), some, within=within)
    tests = len(acts.actors) * (len(acts.actors) - 1) // 2
    links = beaten(weighed.p, p, tests=tests, rate=0.05)
    return names(acts, some), names(acts, some.only(links))


def names(acts: Acts, pairs: Pairs) -> set[tuple[str, str]]:
    return set(zip(acts.actors[pairs.a], acts.actors[pairs.b], strict=True))


def test_people_of_one_time_zone_in_the_same_news_are_no_link_and_a_team_is() -> None:
    rows = two_zones(np.random.default_rng(5))
    team = [
        (name, f"news {thing}", thing * DAY + 10 * HOUR + 7 * thing + place)
        for thing in range(60)
        for place, name in enumerate(("x", "y"))
    ]
    two, three = kept([*rows, *team], within=900)
    assert len(two) > 20, "by the first two nulls time zones alone make links"
    assert three == {("x", "y")}


@given(st.lists(st.tuples(*[st.floats(1e-6, 1)] * 2), min_size=1, max_size=30), st.integers(0, 40))
@settings(deadline=None)
def test_who_beats_the_third_null_is_who_would_in_a_test_of_all_pairs(
    both: list[tuple[float, float]], more: int
) -> None:
    p, hours = (np.array(column) for column in zip(*both, strict=True))
    tests = len(p) + more
    passed = benjamini_hochberg(p, tests=tests) <= 0.05
    whole = benjamini_hochberg(np.maximum(p, hours), tests=tests) <= 0.05
    assert (beaten(p[passed], hours[passed], tests=tests, rate=0.05) == whole[passed]).all()
    assert not whole[~passed].any()


def test_a_pair_weighed_by_itself_has_the_figures_it_has_among_all() -> None:
    frame = frame_of(two_zones(np.random.default_rng(2)))
    acts = Acts.from_frame(frame)
    pairs = count(acts, within=300)
    rows = table(acts, pairs, judge(acts, pairs, within=300)).to_dicts()
    for row in (*rows[:3], *rows[-3:]):
        ends = (row["account_b"], row["account_a"])
        weighed = weigh_pair(frame, ends, row["objects"], within=300, at_least=2)
        assert weighed.expected == pytest.approx(row["expected"])
        assert weighed.expected_given_shared == pytest.approx(row["expected_given_shared"])
        assert weighed.q == pytest.approx(row["q"])


@pytest.mark.parametrize(("observed", "reason"), [(1, "too few to test"), (2, "Not ruled out")])
def test_a_pair_that_is_no_link_is_told_why(observed: int, reason: str) -> None:
    frame = frame_of(two_zones(np.random.default_rng(2)))
    weighed = weigh_pair(frame, ("00", "01"), observed, within=300, at_least=2)
    assert reason in verdict(weighed, observed, at_least=2, rate=0.05)
    assert weighed.q <= 1


@pytest.mark.parametrize(("ticks", "day"), [*product((1, 1_000), (0, -400))])
def test_hours_are_those_of_the_day_whatever_the_unit_and_before_1970(ticks: int, day: int) -> None:
    rows = [(who, f"{n}", day * DAY + n * DAY + at) for who, at in (("a", 0), ("b", 9), ("c", 99))
            for n in range(4)]  # fmt: skip
    frame = frame_of(rows).with_columns(pl.col("at") + (0 if ticks == 1 else 1_000))
    acts = Acts.from_frame(frame)
    assert acts.ticks == ticks
    pairs = count(acts, within=60)
    expected, _ = tail_given_hours(acts, gather(acts, within=60), pairs, within=60)
    assert expected == pytest.approx([4 / 3])
