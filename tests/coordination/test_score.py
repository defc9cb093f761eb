from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.score import RULES, ClusterFigures, TraceOfCluster, features, name, roles, score

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
    likenesses=("avatar_reuse", "schedule"),
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
        "support": "Beyond joint acts, members have in common: avatar_reuse, schedule; two "
        "independent ones agree on 4 of 14 members.",
        "others": "3 other accounts of their community show too little to be named as members.",
    }


def test_the_score_is_the_sum_of_its_lines_and_all_weights_are_100_points() -> None:
    lines = features(CLUSTER)
    assert score(lines) == pytest.approx(sum(line.value * line.weight for line in lines))
    assert sum(rule.weight for rule in RULES) == 100


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
    assert found["others"] == 3.0
    assert 0.9 < found["surprise"] < 1.0


@given(st.integers(0, 5_000), st.floats(1e-6, 5_000), st.integers(3, 60), st.floats(0, 10**7))
def test_no_cluster_has_less_than_0_or_more_than_100_points(
    hits: int, expected: float, members: int, gap: float
) -> None:
    trace = TraceOfCluster(trace="co_link", hits=hits, expected=expected)
    figures = replace(CLUSTER, traces=(trace,), members=members, in_tier_1=3, median_gap_s=gap)
    lines = features(figures)
    assert all(0 <= line.value <= 1 for line in lines if line.weight)
    assert 0 <= score(lines) <= 100


def test_what_was_not_measured_has_no_line() -> None:
    blank = replace(CLUSTER, median_gap_s=None, posts=0, lead_before=2, lead_after=2, platforms=())
    missing = set(sentences(CLUSTER)) - set(sentences(blank))
    assert missing == {"closeness", "devotion", "leading", "platforms"}


def test_a_cluster_without_more_hits_than_chance_gains_nothing_by_them() -> None:
    trace = TraceOfCluster(trace="co_link", hits=2, expected=3.0)
    found = values(replace(CLUSTER, traces=(trace,)))
    assert found["surprise"] == found["lift"] == found["agreement"] == 0.0


def test_others_inform_and_cost_nothing() -> None:
    crowded = replace(CLUSTER, others=900)
    assert score(features(crowded)) == score(features(CLUSTER))
    assert sentences(crowded)["others"].startswith("900 other accounts")


def test_a_cluster_is_called_by_what_its_members_share_most() -> None:
    assert name(["example.org/a", "#vote", "#third"], accounts=14) == (
        "14 accounts on example.org/a and #vote"
    )
    assert name([], accounts=3) == "3 accounts"
    assert name(["#vote"], accounts=1, pages=2) == "1 account and 2 pages on #vote"
    assert name(["#vote"], accounts=0, pages=5) == "5 pages on #vote"


def test_hostile_names_become_one_short_printable_line() -> None:
    called = name(["\u202egnp.exe\n\x00 " + "x" * 500, " \n\t"], accounts=3)
    assert called.isprintable()
    assert called.startswith("3 accounts on gnp.exe xxx")
    assert len(called) < 60


def test_roles_follow_depth_and_centrality_within_the_community() -> None:
    core_number = np.array([5, 4, 4, 3, 2, 5, 1, 1, 1, 9, 9])
    centrality = np.array([0.9, 0.5, 0.4, 0.4, 0.4, 0.05, 0.3, 0.3, 0.01, 0.2, 0.1])
    community = np.array([7, 7, 7, 7, 7, 7, 2, 2, 2, 3, 3])
    assert roles(core_number, centrality, community).tolist() == [
        "core",
        "core",
        "amplifier",
        "amplifier",
        "periphery",
        "periphery",
        "core",
        "core",
        "periphery",
        "core",
        "core",
    ]


def test_nobody_has_no_role() -> None:
    nothing = np.zeros(0, np.int64)
    assert roles(nothing, np.zeros(0), nothing).tolist() == []
