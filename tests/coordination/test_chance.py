from collections import defaultdict
from fractions import Fraction
from itertools import combinations
from math import comb, factorial

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from coordination.acts import Acts
from coordination.chance import (
    Crowds,
    benjamini_hochberg,
    expected_by_degree,
    gather,
    judge,
    meeting_chance,
    poisson_tail,
    table,
    tail_given_shared,
)
from coordination.kernel.repeaters import pairs_of_repeaters
from coordination.kernel.tail import poisson_binomial_tail
from coordination.pairs import Pairs, count

Row = tuple[str, str, int]


def acts_of(rows: list[Row]) -> Acts:
    micros = [(actor, thing, None, at * 1_000_000) for actor, thing, at in rows]
    schema = {"actor": pl.String, "object": pl.String, "post": pl.String, "at": pl.Int64}
    return Acts.from_frame(pl.DataFrame(micros, schema=schema, orient="row"))


def all_pairs(actors: int) -> Pairs:
    """Every pair of so many actors, each said to have met once."""
    a, b = np.triu_indices(actors, k=1)
    zero = np.zeros(len(a))
    return Pairs(
        a=a.astype(np.uint32),
        b=b.astype(np.uint32),
        objects=np.ones(len(a), np.int32),
        mean_gap=zero,
        min_gap=zero,
        first_at=zero.astype(np.int64),
        last_at=zero.astype(np.int64),
        leads=zero,
    )


def met_by_definition(rows: list[Row], within: int) -> dict[str, set[tuple[str, str]]]:
    met: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (a, thing, x), (b, other, y) in combinations(rows, 2):
        if a != b and thing == other and abs(x - y) <= within:
            met[thing].add((min(a, b), max(a, b)))
    return met


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("opqr"), st.integers(0, 40)), max_size=60
)


@given(rows=ROWS, within=st.integers(0, 45))
@settings(max_examples=200, deadline=None)
def test_the_crowd_of_an_object_is_its_actors_and_those_that_met(
    rows: list[Row], within: int
) -> None:
    acts = acts_of(rows)
    crowds = gather(acts, within=within)
    met = met_by_definition(rows, within)
    shared = {o: {a for a, thing, _ in rows if thing == o} for o in acts.objects}
    assert crowds.actors.tolist() == [len(shared[o]) for o in acts.objects]
    assert crowds.met.tolist() == [len(met[o]) for o in acts.objects]
    wide = [o for o in acts.objects if len(shared[o]) > 1]
    for code, actor in enumerate(acts.actors):
        objects = crowds.object[crowds.start[code] : crowds.start[code + 1]]
        assert [acts.objects[int(o)] for o in objects] == [o for o in wide if actor in shared[o]]


def test_those_who_repeat_themselves_on_a_viral_object_are_counted_once_a_pair() -> None:
    chance = np.random.default_rng(3)
    rows = [
        (f"{actor}", "o", int(at))
        for actor, at in zip(
            chance.integers(0, 150, 600), chance.integers(0, 500, 600), strict=True
        )
    ]
    for within in (0, 3, 40, 500):
        expected = len(met_by_definition(rows, within)["o"])
        assert gather(acts_of(rows), within=within).met.tolist() == [expected]


@pytest.mark.parametrize("within", [0, 2, 30, 1_000])
def test_few_and_many_neighbours_are_counted_alike(within: int) -> None:
    """Wide windows follow 64 actors at once, narrow ones each actor by itself."""
    chance = np.random.default_rng(within)
    actor = chance.integers(0, 130, 400).astype(np.uint32)
    at = np.sort(chance.integers(0, 1_000, 400))
    near = (np.abs(at[:, None] - at) <= within) & (actor[:, None] < actor)
    expected = len({(actor[i], actor[j]) for i, j in np.argwhere(near)})
    assert pairs_of_repeaters(actor, at, within) == expected


def test_what_is_expected_by_degree_is_the_products_of_degrees() -> None:
    rows: list[Row] = [("a", "o", 0), ("b", "o", 1), ("c", "o", 500), ("a", "p", 0), ("b", "p", 0)]
    rows += [("a", "lonely", 0), ("d", "p", 700)]
    crowds = gather(acts_of(rows), within=60)
    degrees = [2, 2, 1, 1]
    products = sum(degrees) ** 2 - sum(k * k for k in degrees)
    expected = [2 * x * y * 2 / products for x, y in combinations(degrees, 2)]
    np.testing.assert_allclose(expected_by_degree(crowds, all_pairs(4)), expected, rtol=1e-14)


@given(rows=ROWS, within=st.integers(0, 45))
@settings(max_examples=100, deadline=None)
def test_what_is_expected_by_degree_adds_up_to_all_meetings(rows: list[Row], within: int) -> None:
    acts = acts_of(rows)
    crowds = gather(acts, within=within)
    total = expected_by_degree(crowds, all_pairs(len(acts.actors))).sum()
    assert total == pytest.approx(crowds.met.sum(), rel=1e-12)


@pytest.mark.parametrize(("observed", "expected"), [(1, 0.3), (2, 1e-3), (20, 1e-3), (40, 12.5)])
def test_a_poisson_tail_keeps_its_digits(observed: int, expected: float) -> None:
    rate = Fraction(expected)
    terms = [rate**k / factorial(k) for k in range(observed, observed + 120)]
    exact = float(sum(terms)) * np.exp(-expected)
    tail = poisson_tail(np.array([observed], np.int32), np.array([expected]))
    assert tail[0] == pytest.approx(exact, rel=1e-11)


CHANCES = st.lists(st.floats(0, 1, width=16), max_size=9)


def tail_by_definition(chances: list[float], observed: int) -> Fraction:
    tail = Fraction(0)
    for met in range(2 ** len(chances)):
        if met.bit_count() >= observed:
            product = Fraction(1)
            for n, chance in enumerate(chances):
                product *= Fraction(chance) if met >> n & 1 else 1 - Fraction(chance)
            tail += product
    return tail


@given(chances=CHANCES, observed=st.integers(0, 10))
@settings(max_examples=150, deadline=None)
def test_a_tail_over_objects_is_the_sum_over_all_outcomes(
    chances: list[float], observed: int
) -> None:
    tail = poisson_binomial_tail(np.array(chances, np.float64), observed)
    assert tail == pytest.approx(float(tail_by_definition(chances, observed)), rel=1e-12, abs=0)


def test_a_small_tail_over_objects_keeps_its_digits() -> None:
    chance = Fraction(1, 4096)
    exact = sum(comb(200, k) * chance**k * (1 - chance) ** (200 - k) for k in range(60, 201))
    tail = poisson_binomial_tail(np.full(200, float(chance)), 60)
    assert 0 < exact < 1e-150
    assert tail == pytest.approx(float(exact), rel=1e-12, abs=0)


def test_an_object_of_two_takes_the_mean_share_of_the_larger_ones() -> None:
    crowds = Crowds(
        actors=np.array([2, 2, 3, 5, 1]),
        met=np.array([1, 0, 3, 2, 0]),
        start=np.array([0]),
        object=np.array([], np.uint32),
    )
    np.testing.assert_allclose(meeting_chance(crowds)[:4], [0.6, 0.6, 1.0, 0.2])


def test_where_all_objects_are_of_two_they_take_the_share_that_met() -> None:
    crowds = gather(
        acts_of([("a", "o", 0), ("b", "o", 1), ("a", "p", 0), ("c", "p", 900)]), within=60
    )
    assert meeting_chance(crowds).tolist() == [0.5, 0.5]


@given(rows=ROWS, within=st.integers(0, 45))
@settings(max_examples=150, deadline=None)
def test_the_tail_given_what_two_share_is_that_of_their_common_objects(
    rows: list[Row], within: int
) -> None:
    acts = acts_of(rows)
    crowds = gather(acts, within=within)
    pairs = count(acts, within=within, at_least=1)
    expected, tail = tail_given_shared(crowds, pairs)
    chance = meeting_chance(crowds)
    objects = [
        set(crowds.object[low:stop])
        for low, stop in zip(crowds.start[:-1], crowds.start[1:], strict=True)
    ]
    for row, (a, b, met) in enumerate(zip(pairs.a, pairs.b, pairs.objects, strict=True)):
        common = [float(chance[o]) for o in objects[a] & objects[b]]
        assert expected[row] == pytest.approx(sum(common), rel=1e-12)
        exact = tail_by_definition(common, int(met))
        assert tail[row] == pytest.approx(float(exact), rel=1e-9)


def test_a_busy_actor_and_an_idle_one_share_what_they_share() -> None:
    """The few objects of one are searched for among the many of the other, whoever comes first."""
    rows: list[Row] = [("m", f"{n:03}", 0) for n in range(200)]
    rows += [(actor, f"{n:03}", at) for actor in "az" for n, at in ((7, 0), (150, 900))]
    rows += [("q", f"{n:03}", 900) for n in range(0, 200, 2)]
    acts = acts_of(rows)
    crowds = gather(acts, within=60)
    expected, _ = tail_given_shared(crowds, all_pairs(len(acts.actors)))
    chance = meeting_chance(crowds)
    both = chance[7] + chance[150]
    evens = chance[::2].sum()
    np.testing.assert_allclose(expected, [both, chance[150], both, evens, both, chance[150]])


def test_the_tail_given_what_two_share_is_what_dealing_the_actors_anew_gives() -> None:
    chance = np.random.default_rng(11)
    rows = [
        (f"{actor:02}", f"{thing}", int(at))
        for thing in range(6)
        for actor, at in zip(chance.permutation(12)[:8], chance.integers(0, 300, 8), strict=True)
    ]
    rows += [(actor, f"{thing}", 5_000) for thing in range(6) for actor in ("u", "v")]
    acts = acts_of(rows)
    pairs = count(acts, within=60, at_least=1)
    _, tail = tail_given_shared(gather(acts, within=60), pairs)
    deals = 3_000
    as_many = np.zeros(len(pairs))
    order = np.argsort(acts.object, kind="stable")
    for _ in range(deals):
        by_chance = np.lexsort((chance.random(len(acts)), acts.object))
        at = np.empty_like(acts.at)
        at[order] = acts.at[by_chance]
        near = (np.abs(at[:, None] - at) <= 60) & (acts.object[:, None] == acts.object)
        met = np.zeros((14, 14), int)
        np.add.at(met, (acts.actor[:, None], acts.actor), near)
        as_many += met[pairs.a, pairs.b] >= pairs.objects
    error = np.sqrt(tail * (1 - tail) / deals)
    assert (np.abs(as_many / deals - tail) <= 4.5 * error + 1e-12).all()


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=20), others=st.integers(0, 30))
def test_q_counts_the_tests_left_out_as_certain(p: list[float], others: int) -> None:
    whole = false_discovery_control([*p, *[1.0] * others])
    q = benjamini_hochberg(np.array(p), tests=len(p) + others)
    np.testing.assert_allclose(q, whole[: len(p)], rtol=1e-12)


PLANTED: list[Row] = [
    *(
        (f"{n:02}", f"link {thing}", 4_000 * n + 97 * thing)
        for n in range(20)
        for thing in range(12)
    ),
    *((actor, f"link {thing}", 90_000 + thing) for actor in ("one", "two") for thing in range(12)),
]


def test_a_link_must_beat_both_nulls_and_every_window_tried() -> None:
    acts = acts_of(PLANTED)
    pairs = count(acts, within=60)
    once = judge(acts, pairs, within=60)
    thrice = judge(acts, pairs, within=60, windows=3)
    assert len(pairs) == 1
    assert 0 < once.p_given_shared[0] < 1e-12
    assert once.p[0] == max(once.p_by_degree[0], once.p_given_shared[0])
    assert once.q[0] == pytest.approx(once.p[0] * 22 * 21 / 2)
    assert thrice.q[0] == pytest.approx(3 * once.q[0])


def test_the_table_starts_with_the_least_probable_pair() -> None:
    rows = [
        *PLANTED,
        ("00", "link 1", 0),
        ("01", "link 1", 4),
        ("01", "link 2", 194),
        ("00", "x", 1),
    ]
    acts = acts_of(rows)
    pairs = count(acts, within=60, at_least=1)
    frame = table(acts, pairs, judge(acts, pairs, within=60))
    assert frame.columns == [
        *("account_a", "account_b", "objects", "expected", "expected_given_shared", "p", "q"),
        *("mean_gap_s", "min_gap_s", "first_at", "last_at", "leads"),
    ]
    assert frame.row(0)[:3] == ("one", "two", 12)
    assert frame["p"].is_sorted()
    assert frame["q"].is_sorted()
    assert (frame["account_a"] < frame["account_b"]).all()
    assert frame["first_at"].dtype == pl.Datetime("us", "UTC")
    assert frame.height == len(pairs) > 1


def test_no_pairs_are_an_empty_table() -> None:
    acts = acts_of([])
    pairs = count(acts, within=60)
    frame = table(acts, pairs, judge(acts, pairs, within=60))
    assert frame.height == 0
    assert frame.schema["account_a"] == pl.String
