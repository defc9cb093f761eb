from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.posts import COLUMNS, Claim, give_once

Act = tuple[int, int, int, int | None]
Wording = tuple[int, int, int, int, int | None, bool]

ACT = {"actor": pl.UInt32, "object": pl.UInt32, "at": pl.Int64, "post": pl.UInt32}


def acts_of(*rows: Act) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ACT, orient="row")


def wordings_of(*rows: Wording) -> pl.DataFrame:
    schema = {**ACT, "words": pl.Int64, "original": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def given_objects(claims: list[Claim], *, cuts: bool = True) -> list[set[tuple[int, int]]]:
    """Per claim, which post gives which object."""
    return [
        set(frame.select("post", "object").iter_rows()) for frame in give_once(claims, cuts=cuts)
    ]


def test_a_post_goes_to_the_first_trace_it_fits() -> None:
    links = acts_of((1, 10, 0, 1), (2, 10, 5, 2))
    images = acts_of((1, 20, 0, 1), (3, 20, 5, 3))
    claims = [Claim(turn=4, acts=images), Claim(turn=3, acts=links)]
    assert given_objects(claims) == [{(3, 20)}, {(1, 10), (2, 10)}]


def test_of_several_objects_the_one_with_the_fewest_actors_counts() -> None:
    links = acts_of((1, 10, 0, 1), (1, 11, 0, 1), (2, 10, 0, 2), (3, 10, 0, 3), (2, 11, 0, 4))
    assert given_objects([Claim(turn=0, acts=links)]) == [{(1, 11), (2, 10), (3, 10), (4, 11)}]


def test_actors_of_an_object_are_counted_before_other_traces_take_their_posts() -> None:
    links = acts_of((1, 10, 0, 1), (1, 11, 0, 1), (2, 10, 0, 2), (3, 10, 0, 3), (4, 11, 0, 4))
    reshares = acts_of((2, 5, 0, 2), (3, 5, 0, 3))
    claims = [Claim(turn=0, acts=reshares), Claim(turn=1, acts=links)]
    assert given_objects(claims) == [{(2, 5), (3, 5)}, {(1, 11), (4, 11)}]


def test_actors_are_counted_once_however_often_they_post() -> None:
    links = acts_of((1, 10, 0, 1), (1, 11, 0, 1), (2, 11, 0, 2), (2, 10, 0, 3), (2, 10, 0, 4))
    assert (1, 10) in given_objects([Claim(turn=0, acts=links)])[0]


def test_a_tie_goes_to_the_smallest_key() -> None:
    links = acts_of((1, 12, 0, 1), (1, 11, 0, 1), (1, 13, 0, 1))
    assert given_objects([Claim(turn=0, acts=links)]) == [{(1, 11)}]


def test_an_act_without_a_post_is_its_own_post() -> None:
    likes = acts_of((1, 10, 0, None), (1, 11, 0, None), (2, 10, 5, None))
    (evidence,) = give_once([Claim(turn=9, acts=likes)])
    assert evidence.sort("actor", "object").equals(likes)


REPEATED, LONE, SHORT, HASHED, LONE_SHORT = 100, 101, 102, 103, 104
SAID = wordings_of(
    (1, REPEATED, 0, 1, 6, True),
    (2, REPEATED, 9, 2, 6, True),
    (3, REPEATED, 9, 3, 6, False),
    (1, LONE, 20, 4, 9, True),
    (1, SHORT, 30, 5, 5, True),
    (1, SHORT, 40, 6, 5, True),
    (1, HASHED, 50, 7, None, True),
    (2, HASHED, 60, 8, None, True),
    (1, LONE_SHORT, 70, 9, 5, True),
)
LINKED = acts_of(*((1, 10, 0, post) for post in range(1, 11)))


@pytest.fixture
def claims() -> list[Claim]:
    return [Claim(turn=2, acts=SAID, least_words=6), Claim(turn=3, acts=LINKED)]


def test_a_repeated_wording_counts_as_text_or_nowhere(claims: list[Claim]) -> None:
    texts, links = given_objects(claims)
    assert texts == {(1, REPEATED), (2, REPEATED), (4, LONE), (7, HASHED), (8, HASHED)}
    # 3 repeats a wording without being an original, 5 and 6 repeat one of five words; 9 has five
    # words of its own, and 10 has none.
    assert links == {(9, 10), (10, 10)}


def test_without_the_cuts_few_words_and_repetition_keep_no_post_back(claims: list[Claim]) -> None:
    texts, links = given_objects(claims, cuts=False)
    assert {post for post, _ in texts} == {1, 2, 4, 5, 6, 7, 8, 9}
    assert links == {(3, 10), (10, 10)}


def test_a_run_without_the_trace_of_wordings_keeps_repeated_posts() -> None:
    (links,) = given_objects([Claim(turn=3, acts=LINKED)])
    assert {post for post, _ in links} == set(range(1, 11))


def test_a_reshare_may_repeat_a_wording(claims: list[Claim]) -> None:
    reshares = Claim(turn=1, acts=acts_of((3, 50, 9, 3)))
    assert given_objects([reshares, *claims])[0] == {(3, 50)}


def test_no_claims_and_empty_claims_give_nothing() -> None:
    assert give_once([]) == []
    (evidence,) = give_once([Claim(turn=0, acts=acts_of())])
    assert evidence.columns == list(COLUMNS)


some_acts = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 9), st.integers(0, 6))
)


@given(some_acts, some_acts, st.randoms(use_true_random=False))
def test_every_post_counts_exactly_once_whatever_the_order_of_loading(
    links: list[Act], tags: list[Act], random: Random
) -> None:
    first = give_once([Claim(turn=0, acts=acts_of(*links)), Claim(turn=1, acts=acts_of(*tags))])
    given_posts = pl.concat([frame["post"] for frame in first]).to_list()
    assert sorted(given_posts) == sorted({act[3] for act in [*links, *tags] if act[3] is not None})

    for rows in (links, tags):
        random.shuffle(rows)
    second = give_once([Claim(turn=0, acts=acts_of(*links)), Claim(turn=1, acts=acts_of(*tags))])
    for one, other in zip(first, second, strict=True):
        assert one.sort("post").equals(other.sort("post"))
