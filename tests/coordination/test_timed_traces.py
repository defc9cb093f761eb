"""Each timed trace, in a real graph: a team is found, whoever lives the innocent life is not."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from coordination.traces import TRACES
from graph_models import Follows, Liked, Mentions, Page, Posted, RepliesTo, Reshares, Viewed

TEAM = [f"x:{place}" for place in range(1, 7)]
CROWD = [f"x:{place}" for place in range(101, 161)]


def act(world: Any, trace: str, account: str, thing: str, at: Any) -> None:
    match trace:
        case "co_reply":
            world.post(account, at, (RepliesTo, thing), kind="reply")
        case "co_mention":
            world.post(account, at, (Mentions, thing))
        case _:
            world.tie(Liked, account, thing, at=at)


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(20_240_501)


@pytest.mark.parametrize("trace", ["co_reply", "co_mention", "co_engagement"])
def test_a_team_is_flagged_and_a_crowd_with_the_same_interest_is_not(
    world: Any, found: Any, moments: Any, chance: np.random.Generator, trace: str
) -> None:
    for day in range(12):
        for account in TEAM:
            act(world, trace, account, f"x:9{day}", moments(chance.uniform(0, 20), days=day))
        # A heated thread, a figure in the news, a popular post: many act, and when they look.
        for account in chance.choice(CROWD, 40, replace=False):
            lag = chance.lognormal(8.5, 1.2)
            act(world, trace, str(account), f"x:8{day}", moments(lag, days=day))

    result = found(world, trace)

    assert result.flagged == set(TEAM)
    assert result.links.isdisjoint(combinations(CROWD, 2))
    assert [cluster.candidate for cluster in result.clusters] == [False]
    assert result.clusters[0].accounts == len(TEAM)
    entries = result.explain(TEAM[0], TEAM[1])["traces"]
    assert {entry["trace"] for entry in entries} == {trace}
    assert {row["object"] for row in entries[0]["evidence"]} == {f"x:9{day}" for day in range(12)}


def test_likes_views_follows_and_comments_are_one_trace_and_likes_have_no_post(
    world: Any, found: Any, moments: Any
) -> None:
    for place, account in enumerate(TEAM[:2]):
        world.tie(Liked, account, "x:70", at=moments(place))
        world.tie(Viewed, account, "x:71", at=moments(place))
        world.tie(Follows, account, "x:72", at=moments(place), end_model=Page)
        world.tie(Follows, account, "x:70", at=moments(place))
        world.post(account, moments(place), (RepliesTo, "x:73"), kind="comment")
        world.tie(Liked, account, "x:74")

    result = found(world, "co_engagement")

    (row,) = result.report.traces
    assert (row.acts, row.actors, row.objects, row.pairs) == (10, 2, 5, 1)
    entries = result.explain(*TEAM[:2])["traces"]
    evidence = {(each["object"], each["post_a"] is None) for each in entries[0]["evidence"]}
    assert evidence == {
        ("x:70", True),
        ("x:71", True),
        ("x:72", True),
        ("x:73", False),
    }
    assert entries[0]["observed"] == 5, "the account x:70 and the post x:70 are two things"


def test_a_comment_gives_its_evidence_once(world: Any, found: Any, moments: Any) -> None:
    for day in range(5):
        for account in TEAM:
            at = moments(0, days=day)
            world.post(account, at, (RepliesTo, f"x:9{day}"), kind="comment")

    result = found(world, "co_reply", "co_engagement")

    assert {row.hits for row in result.accounts} == {5}
    assert {hits.trace for row in result.accounts for hits in row.traces} == {"co_reply"}


def fast(world: Any, moments: Any, account: str, author: str, day: int, delay: float) -> None:
    original = f"x:{author[2:]}0{day}"
    world.tie(Posted, author, original, at=moments(0, days=day))
    world.post(account, moments(delay, days=day), (Reshares, original), kind="reshare")


def test_fast_resharers_of_many_authors_are_linked_and_those_of_one_are_not(
    world: Any, found: Any, moments: Any
) -> None:
    authors = [f"x:{place}" for place in range(701, 709)]
    for place, author in enumerate(authors):
        for account in TEAM[:4]:
            fast(world, moments, account, author, 0, 3)
        for day in range(1, 10):
            fast(world, moments, CROWD[9 * (place % 6) + day - 1], author, day, 5)
    # Whom a telephone tells of each post of one author.
    for day in range(10):
        for account in CROWD[:8]:
            fast(world, moments, account, "x:799", day, 8)

    result = found(world, "fast_reshare")

    assert result.links == set(combinations(TEAM[:4], 2))
    assert result.accounts == [], "links are all that this trace gives"
    assert not TRACES["fast_reshare"].gives_hits


def test_who_reshares_late_or_reshares_itself_is_not_fast(
    world: Any, found: Any, moments: Any
) -> None:
    fast(world, moments, "x:1", "x:700", 0, 10)
    fast(world, moments, "x:2", "x:700", 1, 10.5)
    fast(world, moments, "x:3", "x:700", 2, -1)
    fast(world, moments, "x:700", "x:700", 3, 1)

    (row,) = found(world, "fast_reshare").report.traces

    assert (row.acts, row.actors) == (1, 1)


def test_fast_reshares_leave_the_verdict_as_it_is(world: Any, found: Any, moments: Any) -> None:
    for day in range(6):
        for account in TEAM:
            fast(world, moments, account, f"x:70{day}", day, 2)

    alone = found(world, "co_reshare").accounts
    both = found(world, "co_reshare", "fast_reshare").accounts

    assert [(row.account, row.hits, row.q) for row in alone] == [
        (row.account, row.hits, row.q) for row in both
    ]
