from collections import defaultdict
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.errors import ImpossibleCount, TooManyNear
from coordination.families.near import near
from coordination.families.texts import families, near_wordings
from coordination.kernel.stars import stars

Pair = tuple[int, int]


def counts(wordings: list[str | None]) -> pl.Series:
    return pl.Series(
        [None if each is None else len(each.split()) for each in wordings], dtype=pl.Int64
    )


def shingles(wording: str) -> set[str]:
    words = wording.split(" ")
    return {*words, *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def pairs_by_definition(wordings: list[str | None], threshold: float, least: int) -> set[Pair]:
    sets = [
        (place, shingles(each))
        for place, each in enumerate(wordings)
        if each is not None and len(each.split()) >= least
    ]
    return {
        (a, b) for (a, one), (b, other) in combinations(sets, 2) if jaccard(one, other) >= threshold
    }


def families_by_definition(pairs: set[Pair], many: int) -> list[int]:
    around = defaultdict(set)
    for a, b in pairs:
        around[a].add(b)
        around[b].add(a)
    middle: dict[int, int] = {}
    for thing in sorted(range(many), key=lambda each: (-len(around[each]), each)):
        if thing not in middle:
            middle |= {each: thing for each in (thing, *around[thing]) if each not in middle}
    return [middle[thing] for thing in range(many)]


def pairs_of(wordings: list[str | None], **options: float) -> set[Pair]:
    series = pl.Series(wordings, dtype=pl.String)
    one, other = near_wordings(series, counts(wordings), **options)  # type: ignore[arg-type]
    found = list(zip(one.tolist(), other.tolist(), strict=True))
    assert len(found) == len(set(found))
    return set(found)


WORDINGS = st.lists(
    st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=9).map(" ".join) | st.none(),
    max_size=25,
    unique=True,
)
THRESHOLDS = st.sampled_from([0.01, 0.3, 0.5, 0.6, 2 / 3, 0.8, 0.9, 1.0])


@given(wordings=WORDINGS, threshold=THRESHOLDS, least=st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_near_wordings_and_families_are_what_the_definition_says(
    wordings: list[str | None], threshold: float, least: int
) -> None:
    expected = pairs_by_definition(wordings, threshold, least)
    options = {"threshold": threshold, "least_words": least, "threads": 1}
    assert pairs_of(wordings, **options) == expected
    found = families(
        pl.Series(wordings, dtype=pl.String),
        counts(wordings),
        threshold=threshold,
        least_words=least,
        threads=1,
    )
    assert found.tolist() == families_by_definition(expected, len(wordings))


@pytest.mark.parametrize("threshold", [0.5, 0.8])
def test_no_pair_is_missed_among_templates_with_changes(threshold: float) -> None:
    chance = np.random.default_rng(5)
    templates = [chance.integers(0, 3_000, chance.integers(8, 25)) for _ in range(60)]
    wordings: list[str | None] = []
    for _ in range(900):
        words = templates[chance.integers(0, len(templates))].copy()
        for _ in range(chance.integers(0, 5)):
            words[chance.integers(0, len(words))] = chance.integers(0, 3_000)
        wordings.append(" ".join(f"w{word}" for word in words))
    wordings = list(dict.fromkeys(wordings))
    expected = pairs_by_definition(wordings, threshold, 1)
    assert len(expected) > 100
    assert pairs_of(wordings, threshold=threshold, least_words=1, threads=2) == expected


def test_a_chain_of_changes_is_no_family() -> None:
    words = [f"w{n}" for n in range(40)]
    wordings = [" ".join(words[n : n + 12]) for n in range(12)]
    found = families(pl.Series(wordings), counts(list(wordings)), threshold=0.7)
    ends = pairs_of(list(wordings), threshold=0.7, least_words=6)
    assert all(b - a <= 2 for a, b in ends)
    assert found[0] != found[11]
    for place, middle in enumerate(found.tolist()):
        assert place == middle or tuple(sorted((place, middle))) in ends


def test_a_family_stays_where_a_wording_unlike_it_comes() -> None:
    some = ["a b c d e f g", "a b c d e f h", "q r s t u v w"]
    assert families(pl.Series(some), counts(list(some))).tolist() == [0, 0, 2]
    assert families(pl.Series(some[:2]), counts(list(some[:2]))).tolist() == [0, 0]


def test_wordings_that_are_short_or_unknown_stay_alone() -> None:
    some = ["a b c", "a b c d", None, "a b c d e f", "a b c d e f g"]
    assert families(pl.Series(some), counts(some)).tolist() == [0, 1, 2, 3, 3]


def test_nothing_has_no_family() -> None:
    nothing = pl.Series([], dtype=pl.String)
    assert families(nothing, pl.Series([], dtype=pl.Int64)).tolist() == []
    assert stars(np.empty(0, np.uint32), np.empty(0, np.uint32), 3).tolist() == [0, 1, 2]


def test_repeated_tokens_count_once() -> None:
    start, token = np.array([0, 5, 8]), np.array([1, 1, 1, 2, 3, 3, 2, 1], np.uint32)
    one, other = near(start, token, threshold=1.0)
    assert (one.tolist(), other.tolist()) == ([0], [1])


def test_pairs_that_do_not_fit_are_refused() -> None:
    wordings = [f"a b c d e f g {n}" for n in range(400)]
    with pytest.raises(TooManyNear, match="79,800 pairs"):
        families(pl.Series(wordings), counts(list(wordings)), memory=2**20)


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5, float("nan")])
def test_a_similarity_that_is_no_share_is_refused(threshold: float) -> None:
    with pytest.raises(ImpossibleCount):
        families(pl.Series(["a b c d e f"]), pl.Series([6]), threshold=threshold)
