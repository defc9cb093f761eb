import unicodedata

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.kinds import LONGEST_KEY
from loaders.wording import folded, hashtags, wordings

ASSIGNED = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=30)
WORDS = st.lists(
    st.sampled_from(
        ["RT @a: ", "rt @b ", "@joe", "#Tag", "https://t.co/x", "Straße", "ΣΑΣ", "'", "“", "…", "_"]
        + ["\u200d", "\ufe0f", "❤", "é", "e\u0301", "ﬁ", "\u0345", "İ", "...", " ", "a", "T.CO/b"]
    ),
    max_size=8,
).map("".join)


def wording(text: str) -> str | None:
    return wordings(pl.Series([text]))["wording"].item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @a: RT @b_c: Look, at THIS!", "look at this"),
        ("'Look at this'", "look at this"),
        ("Look https://example.org/a?b#c at t.co/xyz this", "look at this"),
        ("@ann @bob look at this, @joe", "look at this"),
        ("Straße ΣΑΣ ﬁt", "strasse σασ fit"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("#Roses ❤️ 👨\u200d👩\u200d👧 red", "#roses red"),
        ("हिन्दी में", "हिन्दी में"),
    ],
)
def test_the_same_words_are_one_wording(text: str, expected: str) -> None:
    assert wording(text) == expected


@pytest.mark.parametrize("text", ["", " ", "RT @a: @b https://t.co/x", "#", "❤️", "…!?", "_"])
def test_a_text_without_words_is_none(text: str) -> None:
    assert wordings(pl.Series([text])).row(0) == (None, None, None)


def test_a_wording_is_known_by_its_hash_and_counts_its_words() -> None:
    found = wordings(pl.Series(["Hello,  world", "hello world", None]))
    key = "sha256:b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"
    assert found.rows() == [(key, "hello world", 2)] * 2 + [(None, None, None)]


@given(WORDS | ASSIGNED)
def test_a_wording_is_its_own_wording(text: str) -> None:
    once = wording(text)
    assert once is None or wording(once) == once


@given(ASSIGNED)
@example("\u13a0\uab70ẞßſςΣİ")
def test_folding_is_what_unicode_says(text: str) -> None:
    once = unicodedata.normalize("NFKC", text).casefold()
    assert folded(pl.Series([text])).item() == unicodedata.normalize("NFKC", once)


def test_hashtags_meet_whatever_their_case_and_width() -> None:
    tags = pl.Series(["#MAGA", "maga", "＃Ｍａｇａ", " #maga ", "#", " ", None])
    assert hashtags(tags).to_list() == ["maga"] * 4 + [None] * 3
    assert hashtags(pl.Series(["\ufdfa" * (LONGEST_KEY // 3)])).to_list() == [None]


@given(WORDS | ASSIGNED)
def test_a_hashtag_is_its_own_hashtag(text: str) -> None:
    once = hashtags(pl.Series([text])).item()
    assert once is None or hashtags(pl.Series([once])).item() == once
