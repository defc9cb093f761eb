import numpy as np
import polars as pl
import pytest

from coordination.tiers import PairTests, assign, communities, components

Row = tuple[int, int, float, float, bool]


def verdict_of(*rows: Row) -> pl.DataFrame:
    """Rows of actor, hits, expected, surprise, tier_1."""
    schema = {
        "actor": pl.UInt32,
        "hits": pl.Int64,
        "expected": pl.Float64,
        "surprise": pl.Float64,
        "tier_1": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def members_of(*groups: list[int]) -> pl.DataFrame:
    rows = [(actor, code) for code, group in enumerate(groups) for actor in group]
    return pl.DataFrame(rows, schema={"actor": pl.UInt32, "community": pl.Int64}, orient="row")


def pairs_of(*pairs: tuple[int, int, float], actors: int = 100) -> PairTests:
    a, b, p = (
        (np.array(column) for column in zip(*pairs, strict=True)) if pairs else [np.zeros(0)] * 3
    )
    tests = actors * (actors - 1) // 2
    return PairTests(a.astype(np.uint32), b.astype(np.uint32), p.astype(np.float64), tests)


def tied_of(*rows: tuple[int, int]) -> pl.DataFrame:
    schema = {"actor": pl.UInt32, "component": pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row")


STRONG = [(actor, 9, 0.5, 8.0, True) for actor in range(3)]


@pytest.mark.parametrize(
    ("strong", "others", "reported"),
    [(3, 0, True), (3, 9, True), (3, 10, False), (6, 19, False)],
)
def test_a_community_is_reported_when_a_quarter_of_all_its_accounts_is_in_tier_1(
    strong: int, others: int, reported: bool
) -> None:
    everyone = members_of(list(range(strong + others)))
    verdict = verdict_of(*((actor, 9, 0.5, 8.0, True) for actor in range(strong)))
    (row,) = communities(everyone, verdict).iter_rows(named=True)
    assert row == {
        "community": 0,
        "accounts": strong + others,
        "in_tier_1": strong,
        "reported": reported,
    }


def test_two_accounts_in_tier_1_report_no_community() -> None:
    assert communities(members_of([0, 1, 5]), verdict_of(*STRONG))["reported"].to_list() == [False]


def test_company_lifts_an_account_with_evidence_of_its_own_to_tier_2() -> None:
    verdict = verdict_of(
        *STRONG,
        (3, 2, 1.0, 1.0, False),
        (4, 1, 0.1, 1.0, False),
        (5, 5, 2.6, 1.0, False),
        (6, 2, 1.0, 1.0, False),
    )
    ranked = assign(verdict, members_of([0, 1, 2, 3, 4, 5, 7], [6, 8]), tied_of())
    tiers = dict(ranked.select("actor", "tier").iter_rows())
    assert tiers == {0: 1, 1: 1, 2: 1, 3: 2, 4: None, 5: None, 6: None}
    assert ranked.filter(actor=6)["community"].to_list() == [None]


def test_company_adds_two_to_the_score_of_whoever_hit_at_all() -> None:
    verdict = verdict_of(*STRONG, (3, 1, 0.9, 0.5, False), (4, 0, 0.9, 0.0, False))
    ranked = assign(verdict, members_of([0, 1, 2, 3, 4]), tied_of())
    assert dict(ranked.select("actor", "score").iter_rows()) == {
        0: 10.0,
        1: 10.0,
        2: 10.0,
        3: 2.5,
        4: 0.0,
    }


def test_equal_scores_are_ordered_by_lift_then_by_key() -> None:
    verdict = verdict_of(
        (4, 4, 1.0, 3.0, False),
        (1, 0, 0.0, 0.0, False),
        (3, 4, 1.0, 3.0, False),
        (2, 8, 1.0, 3.0, False),
        (0, 4, 0.1, 9.0, True),
    )
    ranked = assign(verdict, members_of(), tied_of())
    assert ranked["actor"].to_list() == [0, 2, 3, 4, 1]


OWN = [(actor, 4, 0.5, 2.0, False) for actor in range(10)]


def test_improbable_pairs_of_three_accounts_make_a_component() -> None:
    pairs = pairs_of((1, 4, 1e-9), (4, 7, 1e-9), (2, 3, 1e-9))
    tied = components(pairs, verdict_of(*OWN))
    assert set(tied.iter_rows()) == {(1, 1), (4, 1), (7, 1)}


def test_a_component_needs_evidence_of_its_own_at_both_ends() -> None:
    verdict = verdict_of(*OWN[:4], (4, 4, 2.1, 0.1, False), (5, 1, 0.1, 1.0, False))
    pairs = pairs_of((1, 4, 1e-9), (4, 2, 1e-9), (2, 3, 1e-9), (3, 5, 1e-9), (3, 9, 1e-9))
    assert components(pairs, verdict).is_empty()


def test_pairs_are_weighed_among_all_that_could_have_been() -> None:
    # 4,950 tests: the third smallest p must not exceed .01 * 3 / 4,950 = 6.06e-6.
    kept = pairs_of((1, 2, 1e-9), (2, 3, 1e-9), (3, 4, 6e-6))
    left = pairs_of((1, 2, 1e-9), (2, 3, 1e-9), (3, 4, 6.1e-6))
    assert components(kept, verdict_of(*OWN)).height == 4
    assert components(left, verdict_of(*OWN))["actor"].to_list() == [1, 2, 3]


def test_no_pairs_make_no_component() -> None:
    assert components(pairs_of(), verdict_of(*OWN)).is_empty()


def test_tied_accounts_are_candidates_unless_they_are_flagged_already() -> None:
    verdict = verdict_of(*STRONG, *OWN[3:])
    tied = tied_of((2, 2), (5, 2), (6, 2), (7, 7), (8, 7), (9, 7))
    ranked = assign(verdict, members_of([0, 1, 2, 3]), tied).sort("actor")
    assert ranked["tier"].to_list() == [1, 1, 1, 2, None, 3, 3, 3, 3, 3]
    # 2 belongs to a reported community, so its component is no cluster of its own.
    assert ranked["component"].to_list() == [None] * 7 + [7, 7, 7]
    assert ranked["community"].to_list() == [0, 0, 0, 0] + [None] * 6


def test_a_candidate_cluster_may_hold_a_lone_account_of_tier_1() -> None:
    ranked = assign(
        verdict_of(*STRONG, *OWN[3:]), members_of([0, 7, 8]), tied_of((0, 0), (5, 0), (6, 0))
    ).sort("actor")
    assert ranked.filter(component=0).select("actor", "tier").rows() == [(0, 1), (5, 3), (6, 3)]
