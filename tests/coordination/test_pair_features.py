from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.pair_features import RULES, PairFigures, TraceOfPair, pair_features
from coordination.score import score

PAIR = PairFigures(
    traces=(
        TraceOfPair(trace="co_link", observed=12, expected=0.6, q=1e-6, linked=True),
        TraceOfPair(trace="co_text", observed=3, expected=2.0, q=0.4, linked=False),
    ),
    gaps_s=(4.0, -4.0, 8.0, 20.0, -2.0),
    posts=90,
    posts_on_shared=27,
    platforms=("fb", "x"),
    likenesses=("schedule", "avatar_reuse"),
    acquainted=False,
)


def values(figures: PairFigures) -> dict[str, float]:
    return {line.name: line.value for line in pair_features(figures)}


def test_every_line_is_a_sentence_for_a_reader() -> None:
    assert {line.name: line.sentence for line in pair_features(PAIR)} == {
        "surprise": "The least probable of what they did together is co_link, with q = 1e-06 "
        "among all pairs of the trace.",
        "lift": "In co_link they met on 12 objects where 0.6 are expected by chance.",
        "agreement": "1 kind of joint act beats all nulls: co_link.",
        "closeness": "Half of their joint acts are no more than 4 seconds apart.",
        "devotion": "27 of their 90 posts (30%) carry something on which they met.",
        "platforms": "They act on fb and x.",
        "likenesses": "Beyond joint acts they have in common: avatar_reuse, schedule.",
        "acquainted": "Neither openly follows the other, or replies to it.",
        "one_first": "The first of the two acted first on 60% of what they met on; where that is "
        "nearly always so, the other may just copy it.",
    }


def test_values_are_those_worked_by_hand() -> None:
    assert values(PAIR) == pytest.approx(
        {
            "surprise": 6 / 16,
            "lift": 0.95,
            "agreement": 0.25,
            "closeness": 60 / 64,
            "devotion": 0.3,
            "platforms": 1.0,
            "likenesses": 2 / 3,
            "acquainted": 0.0,
            "one_first": 0.2,
        }
    )


def test_all_that_add_are_100_points() -> None:
    assert sum(rule.weight for rule in RULES if rule.weight > 0) == 100


def test_a_follower_that_copies_stands_behind_a_stranger_that_does_the_same() -> None:
    follower = replace(PAIR, gaps_s=(4.0,) * 9, acquainted=True)
    stranger = replace(PAIR, gaps_s=(4.0, -4.0) * 5)
    assert score(pair_features(follower)) == pytest.approx(score(pair_features(stranger)) - 20)


def test_what_was_not_measured_has_no_line() -> None:
    blank = replace(PAIR, traces=(), gaps_s=(), posts=0)
    chance = replace(blank, traces=PAIR.traces[1:])
    assert set(values(chance)) - set(values(blank)) == {"surprise"}
    assert set(values(blank)) == {"agreement", "platforms", "likenesses", "acquainted"}


@given(
    st.integers(1, 10**6),
    st.floats(0, 10**6),
    st.floats(0, 1),
    st.lists(st.floats(-(10**9), 10**9), max_size=20),
)
def test_no_pair_has_less_than_0_or_more_than_100_points(
    observed: int, expected: float, q: float, gaps: list[float]
) -> None:
    trace = TraceOfPair(trace="co_link", observed=observed, expected=expected, q=q, linked=q < 0.05)
    lines = pair_features(replace(PAIR, traces=(trace,), gaps_s=tuple(gaps), acquainted=True))
    assert all(0 <= line.value <= 1 for line in lines)
    assert 0 <= score(lines) <= 100
