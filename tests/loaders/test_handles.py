from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_models import Account, Handle, Image, Page, UsedHandle, Wore
from loaders import facts
from loaders.batch import frames_of
from loaders.handles import spellings
from loaders.kinds import LONGEST_KEY

SEEN = datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_as", "handle", "spelling"),
    [
        ("@Ann_Example", "Ann_Example", "ann_example"),
        (" ann_example\n", "ann_example", "ann_example"),
        ("＠Ａｎｎ", "Ａｎｎ", "ann"),  # noqa: RUF001
        ("@ann@Social.example", "ann@Social.example", "ann@social.example"),
        ("@Жанна", "Жанна", "жанна"),
        ("ann\u200b", "ann", "ann"),
    ],
)
def test_a_handle_has_one_spelling(given_as: str, handle: str, spelling: str) -> None:
    assert spellings(pl.Series([given_as])).row(0) == (handle, spelling)


@pytest.mark.parametrize("text", ["", " ", "@", "@ @", "\u200b", "a" * (LONGEST_KEY + 1), None])
def test_a_name_of_nothing_is_no_handle(text: str | None) -> None:
    assert spellings(pl.Series([text], dtype=pl.String)).row(0) == (None, None)


@given(st.text(max_size=20))
def test_a_handle_is_its_own_handle(text: str) -> None:
    shown, spelling = spellings(pl.Series([text])).row(0)
    if shown is not None:
        assert spellings(pl.Series([shown])).row(0) == (shown, spelling)
        assert spellings(pl.Series([spelling])).row(0)[1] == spelling


def test_accounts_that_go_by_one_handle_meet_at_it() -> None:
    rows = pl.DataFrame(
        {
            "account": ["x:1", "x:2", "x:3", None],
            "handle": ["@Ann", "ann", None, "@Joe"],
            "seen_at": [SEEN, None, SEEN, SEEN],
        }
    )
    frames = frames_of(facts.handles(rows, pl.lit("x")))
    assert frames[Handle].rows() == [("x:ann", "x", "Ann"), ("x:ann", "x", "ann")]
    assert frames[UsedHandle].rows() == [("x:1", "x:ann", SEEN, SEEN), ("x:2", "x:ann", None, None)]


def test_a_handle_may_be_used_at_no_known_time() -> None:
    rows = pl.DataFrame({"account": ["x:1"], "handle": ["ann"]})
    frames = frames_of(facts.handles(rows, pl.lit("x")))
    assert frames[UsedHandle].rows() == [("x:1", "x:ann", None, None)]


@pytest.mark.parametrize("by", [Account, Page])
def test_a_profile_picture_is_worn_at_a_time(by: type[Account] | type[Page]) -> None:
    rows = pl.DataFrame(
        {
            "account": ["x:1", "x:2"],
            "image": ["s:7", None],
            "seen_at": [SEEN, SEEN],
            "pdq": "f" * 64,
        }
    )
    frames = frames_of(facts.worn(rows, by=by))
    assert frames[Image].select("key", "pdq").rows() == [("s:7", "f" * 64)]
    assert frames[Wore].rows() == [(by.label, "x:1", "s:7", SEEN, SEEN)]
