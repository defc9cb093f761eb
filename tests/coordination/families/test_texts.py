from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coordination.errors import ImpossibleCount, TooManyNear
from coordination.families import texts
from coordination.families.near import near
from coordination.families.texts import Wordings
from coordination.kernel.stars import stars

Pair = tuple[int, int]


def gathered(wordings: list[str], *, pieces: int = 1, memory: int | None = None) -> Wordings:
    """The wordings under keys that sort as they stand, given last ones first."""
    keys = [f"{place:04}" for place in range(len(wordings))]
    told = Wordings(memory=memory)
    for piece in range(pieces):
        some = slice(piece, None, pieces)
        told.add(
            pl.Series(keys[::-1][some], dtype=pl.String),
            pl.Series(wordings[::-1][some], dtype=pl.String),
        )
    return told


def families(wordings: list[str], *, memory: int | None = None, **options: float) -> list[int]:
    """For each wording the place of the middle of its family."""
    with closing(gathered(wordings, memory=memory)) as told:
        family = dict(told.families(**options).rows())  # type: ignore[arg-type]
    return [int(family.get(f"{place:04}", place)) for place in range(len(wordings))]


def shingles(wording: str) -> set[str]:
    words = wording.split(" ")
    return {*words, *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def pairs_by_definition(wordings: list[str], threshold: float) -> set[Pair]:
    sets = enumerate(map(shingles, wordings))
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


def pairs_of(
    wordings: list[str], *, pieces: int = 1, memory: int | None = None, **options: float
) -> set[Pair]:
    with closing(gathered(wordings, pieces=pieces, memory=memory)) as told:
        one, other = told.near(**options)  # type: ignore[arg-type]
    places = [
        len(wordings) - 1 - place
        for piece in range(pieces)
        for place in range(piece, len(wordings), pieces)
    ]
    found = [tuple(sorted((places[a], places[b]))) for a, b in zip(one, other, strict=True)]
    assert len(found) == len(set(found))
    return set(found)


WORDINGS = st.lists(
    st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=9).map(" ".join),
    max_size=25,
    unique=True,
)
THRESHOLDS = st.sampled_from([0.01, 0.3, 0.5, 0.6, 2 / 3, 0.8, 0.9, 1.0])


@given(wordings=WORDINGS, threshold=THRESHOLDS, pieces=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_near_wordings_and_families_are_what_the_definition_says(
    wordings: list[str], threshold: float, pieces: int
) -> None:
    expected = pairs_by_definition(wordings, threshold)
    assert pairs_of(wordings, threshold=threshold, pieces=pieces, threads=1) == expected
    found = families(wordings, threshold=threshold, threads=1)
    assert found == families_by_definition(expected, len(wordings))


@contextmanager
def memory_for(tokens: int) -> Iterator[None]:
    """As if so many tokens filled the least room there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "TOKEN_BYTES", texts.LEAST_ROOM // tokens)
        yield


@given(
    wordings=WORDINGS,
    threshold=THRESHOLDS,
    pieces=st.integers(1, 4),
    tokens=st.sampled_from([1, 20, 60]),
)
@example(wordings=["a", "a a"], threshold=0.01, pieces=1, tokens=20)
@settings(max_examples=20, deadline=None)
def test_beyond_memory_near_wordings_and_families_are_the_same(
    wordings: list[str], threshold: float, pieces: int, tokens: int
) -> None:
    expected = pairs_by_definition(wordings, threshold)
    with memory_for(tokens):
        found = pairs_of(wordings, threshold=threshold, pieces=pieces, memory=1, threads=1)
        assert found == expected
        middles = families(wordings, threshold=threshold, memory=1, threads=1)
    assert middles == families_by_definition(expected, len(wordings))


def templates_with_changes() -> list[str]:
    chance = np.random.default_rng(5)
    templates = [chance.integers(0, 3_000, chance.integers(8, 25)) for _ in range(60)]
    wordings: list[str] = []
    for _ in range(900):
        words = templates[chance.integers(0, len(templates))].copy()
        for _ in range(chance.integers(0, 5)):
            words[chance.integers(0, len(words))] = chance.integers(0, 3_000)
        wordings.append(" ".join(f"w{word}" for word in words))
    return list(dict.fromkeys(wordings))


@pytest.mark.parametrize("threshold", [0.5, 0.8])
def test_no_pair_is_missed_among_templates_with_changes(threshold: float) -> None:
    wordings = templates_with_changes()
    expected = pairs_by_definition(wordings, threshold)
    assert len(expected) > 100
    assert pairs_of(wordings, threshold=threshold, pieces=3, threads=2) == expected
    with memory_for(9_000):
        beyond = pairs_of(wordings, threshold=threshold, pieces=3, threads=2, memory=1)
    assert beyond == expected


def test_beyond_memory_nothing_is_left_in_the_folder_and_families_are_equal(
    tmp_path: Path,
) -> None:
    wordings = pl.Series(templates_with_changes())
    keys = "sha256:" + wordings.hash().cast(pl.String)
    at_once = Wordings()
    at_once.add(keys, wordings)
    with memory_for(9_000), closing(Wordings(memory=1, folder=tmp_path / "new")) as told:
        for start in range(0, len(wordings), 100):
            told.add(keys[start : start + 100], wordings[start : start + 100])
        assert (tmp_path / "new").is_dir()
        assert told.families().equals(at_once.families())
    assert list((tmp_path / "new").iterdir()) == []


def test_a_chain_of_changes_is_no_family() -> None:
    words = [f"w{n}" for n in range(40)]
    wordings = [" ".join(words[n : n + 12]) for n in range(12)]
    found = families(wordings, threshold=0.7)
    ends = pairs_of(wordings, threshold=0.7)
    assert all(b - a <= 2 for a, b in ends)
    assert found[0] != found[11]
    for place, middle in enumerate(found):
        assert place == middle or tuple(sorted((place, middle))) in ends


def test_a_family_stays_where_a_wording_unlike_it_comes() -> None:
    some = ["a b c d e f g", "a b c d e f h", "q r s t u v w"]
    assert families(some) == [0, 0, 2]
    assert families(some[:2]) == [0, 0]


def test_nothing_has_no_family() -> None:
    assert Wordings().families().rows() == []
    assert families([]) == []
    assert stars(np.empty(0, np.uint32), np.empty(0, np.uint32), 3).tolist() == [0, 1, 2]


def test_repeated_tokens_count_once() -> None:
    start, token = np.array([0, 5, 8]), np.array([1, 1, 1, 2, 3, 3, 2, 1], np.uint32)
    one, other = near(start, token, threshold=1.0)
    assert (one.tolist(), other.tolist()) == ([0], [1])


def test_pairs_that_do_not_fit_are_refused() -> None:
    wordings = [f"a b c d e f g {n}" for n in range(400)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "PAIR_BYTES", texts.LEAST_ROOM // 10_000)
        with pytest.raises(TooManyNear, match="79,800 pairs .* and 10,001 fit"):
            families(wordings, memory=2**20)
    with memory_for(1_000), pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "PAIR_BYTES", texts.LEAST_ROOM // 10_000)
        with pytest.raises(TooManyNear, match="and 10,001 fit"):
            families(wordings, memory=2**20)
        patch.setattr(texts, "PAIR_BYTES", 64)
        patch.setattr(texts, "KEY_BYTES", texts.LEAST_ROOM // 300)
        with pytest.raises(TooManyNear, match="79,800 pairs .* and 0 fit"):
            families(wordings, memory=2**20)


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5, float("nan")])
def test_a_similarity_that_is_no_share_is_refused(threshold: float) -> None:
    with pytest.raises(ImpossibleCount):
        families(["a b c d e f"], threshold=threshold)
