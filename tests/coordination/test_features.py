from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.features import RULES, ClusterFigures, TraceOfCluster, features
from coordination.score import score

CLUSTER = ClusterFigures(
    members=14,
    in_tier_1=12,
    others=3,
    traces=(
        TraceOfCluster(trace="co_link", hits=200, expected=9.0),
        TraceOfCluster(trace="co_image", hits=12, expected=0.3),
        TraceOfCluster(trace="co_text", hits=1, expected=0.1),
    ),
    median_gap_s=4.0,
    posts=420,
    posts_on_shared=265,
    lead_before=100,
    lead_after=300,
    platforms=("x", "fb"),
    supported=4,
    bearers={"avatar_reuse": 6, "schedule": 7},
    acquainted=7,
    met_on=80,
    one_first=60,
    days=37.2,
)


def sentences(figures: ClusterFigures) -> dict[str, str]:
    return {line.name: line.sentence for line in features(figures)}


def values(figures: ClusterFigures) -> dict[str, float]:
    return {line.name: line.value for line in features(figures)}


def test_every_line_is_a_sentence_for_a_reader() -> None:
    assert sentences(CLUSTER) == {
        "surprise": "14 members hit 213 times where 9.4 were expected by chance.",
        "lift": "They met 22.7 times as often as the hours around their own acts lead to expect.",
        "own_evidence": "12 of 14 members would be flagged without the company of the rest.",
        "agreement": "2 kinds of joint act exceed chance: co_link, co_image.",
        "closeness": "Half of their joint acts are no more than 4 seconds apart.",
        "devotion": "265 of their 420 posts (63%) carry something that members share.",
        "leading": "Of 400 acts of others on the same things within an hour of theirs, 75% came "
        "after them; whoever follows a crowd has less than half.",
        "platforms": "They act on 2 platforms: fb, x.",
        "endurance": "Their joint acts all lie within 37 days.",
        "bursts": "0 of 14 members were created in the same burst as another member.",
        "reuse": "6 of 14 members wear the same picture, or had the same handle or change of name "
        "as another member.",
        "schedules": "7 of 14 members keep the same hours of the week as another member.",
        "acquainted": "7 of 14 members openly follow another member, reply to one or are followed "
        "by one: friends see what friends post.",
        "one_first": "One member was the first on 75% of the 80 things that they met on; where "
        "that is nearly always so, the others may just copy it.",
        "support": "Beyond joint acts, members have in common: avatar_reuse, schedule; two "
        "independent ones agree on 4 of 14 members.",
        "others": "3 other accounts of their community show too little to be named as members.",
    }


def test_the_score_is_the_sum_of_its_lines_and_all_that_add_are_100_points() -> None:
    lines = features(CLUSTER)
    assert score(lines) == pytest.approx(sum(line.value * line.weight for line in lines))
    assert sum(rule.weight for rule in RULES if rule.weight > 0) == 100


def test_values_are_those_worked_by_hand() -> None:
    found = values(CLUSTER)
    assert found["lift"] == pytest.approx(1 - 9.4 / 213)
    assert found["own_evidence"] == pytest.approx(12 / 14)
    assert found["agreement"] == 0.5
    assert found["closeness"] == pytest.approx(60 / 64)
    assert found["devotion"] == pytest.approx(265 / 420)
    assert found["leading"] == pytest.approx(0.5)
    assert found["platforms"] == 0.5
    assert found["endurance"] == pytest.approx(37.2 / 44.2)
    assert found["reuse"] == pytest.approx(6 / 14)
    assert found["schedules"] == found["acquainted"] == found["one_first"] == 0.5
    assert found["others"] == 3.0
    assert 0.9 < found["surprise"] < 1.0


@given(st.integers(0, 5_000), st.floats(1e-6, 5_000), st.integers(3, 60), st.floats(0, 10**7))
def test_no_cluster_has_less_than_0_or_more_than_100_points(
    hits: int, expected: float, members: int, gap: float
) -> None:
    trace = TraceOfCluster(trace="co_link", hits=hits, expected=expected)
    few = replace(CLUSTER, in_tier_1=3, acquainted=2, bearers={"schedule": 3})
    figures = replace(few, traces=(trace,), members=members, median_gap_s=gap)
    lines = features(figures)
    assert all(0 <= line.value <= 1 for line in lines if line.weight)
    assert 0 <= score(lines) <= 100


def test_what_was_not_measured_has_no_line() -> None:
    blank = replace(CLUSTER, median_gap_s=None, posts=0, lead_before=2, lead_after=2, platforms=())
    missing = set(sentences(CLUSTER)) - set(sentences(replace(blank, bearers=None, met_on=0)))
    assert missing == {
        *("closeness", "devotion", "leading", "platforms", "one_first"),
        *("bursts", "reuse", "schedules", "support"),
    }


def test_a_cascade_of_friends_stands_behind_the_same_acts_of_strangers() -> None:
    strangers = replace(CLUSTER, acquainted=0, one_first=20)
    friends = replace(CLUSTER, acquainted=14, one_first=80)
    assert score(features(friends)) == pytest.approx(score(features(strangers)) - 20)


def test_a_leader_of_half_of_what_they_met_on_is_no_cascade() -> None:
    assert values(replace(CLUSTER, one_first=40))["one_first"] == 0.0


def test_a_cluster_without_more_hits_than_chance_gains_nothing_by_them() -> None:
    trace = TraceOfCluster(trace="co_link", hits=2, expected=3.0)
    found = values(replace(CLUSTER, traces=(trace,)))
    assert found["surprise"] == found["lift"] == found["agreement"] == 0.0


def test_others_inform_and_cost_nothing() -> None:
    crowded = replace(CLUSTER, others=900)
    assert score(features(crowded)) == score(features(CLUSTER))
    assert sentences(crowded)["others"].startswith("900 other accounts")
