"""Open sources in a real graph: who follows one is named with it, and not flagged."""

from typing import Any

import numpy as np

from coordination.runs import run_named
from cypher.findings import ExplainedRow
from graph_models import Account, Follows, LinksTo, On, Says, Text, Url
from graph_models import Domain as Site

PAPERS = [f"x:{place}" for place in range(1, 9)]
TEAM = [f"x:{place}" for place in range(11, 17)]
AGENCY = "x:99"


def report(world: Any, account: str, at: Any, day: int, site: str | None) -> None:
    """One post of a wording, with a link where there is a site."""
    wording = f"sha256:{day:064}"
    world.node(Text, wording, words=12)
    ties = [(Says, wording)]
    if site:
        url = f"https://{site}/{day}"
        world.tie(On, url, site)
        world.node(Url, url)
        ties.append((LinksTo, url, {"end_label": "Url"}))
    world.post(account, at, *ties, kind="original")


def explained(found: Any) -> list[ExplainedRow]:
    return found.run(run_named(found.graph, found.report.run)).explained  # type: ignore[no-any-return]


def test_papers_of_one_agency_are_explained_and_a_team_without_a_source_is_flagged(
    world: Any, found: Any, moments: Any
) -> None:
    chance = np.random.default_rng(7)
    world.node(Account, AGENCY, name="News Wire", handle="newswire")
    world.node(Site, "newswire.example", registrable="newswire.example")
    for day in range(20):
        report(world, AGENCY, moments(0, days=2 * day), day, "newswire.example")
        for paper in PAPERS:
            if chance.random() < 0.7:
                lag = 1 + chance.exponential(900)
                report(world, paper, moments(lag, days=2 * day), day, "newswire.example")
        for member in TEAM:
            lag = 40_000 + chance.exponential(16)
            report(world, member, moments(lag, days=2 * day), 100 + day, None)

    result = found(world, "co_text", "co_link")

    assert result.flagged == set(TEAM)
    named = explained(result)
    assert {row.account for row in named} >= set(PAPERS)
    assert {row.source for row in named} == {AGENCY}
    assert result.report.explained == len(named)
    (paper,) = [row for row in named if row.account == PAPERS[0]]
    assert "x:99 came first" in paper.because
    assert "newswire.example" in paper.because


def test_the_same_papers_stay_flagged_where_nothing_says_whom_they_follow(
    world: Any, found: Any, moments: Any
) -> None:
    chance = np.random.default_rng(7)
    for day in range(20):
        report(world, AGENCY, moments(0, days=2 * day), day, None)
        for paper in PAPERS:
            report(world, paper, moments(1 + chance.exponential(900), days=2 * day), day, None)

    result = found(world, "co_text")

    assert result.flagged >= set(PAPERS)
    assert explained(result) == []


def test_a_cascade_of_friends_is_named_as_one_and_ranks_behind_strangers(
    world: Any, found: Any, moments: Any
) -> None:
    chance = np.random.default_rng(7)
    friends = [f"x:{place}" for place in range(21, 27)]
    for place, friend in enumerate(friends[:-1]):
        world.tie(Follows, friend, friends[place + 1], end_label="Account")
    for day in range(20):
        for place, group in enumerate((TEAM, friends)):
            # In either group somebody begins: among friends always the same, whom the others copy.
            first = group[0] if group is friends else group[day % len(group)]
            for member in group:
                lag = 40_000 * place + (1 + chance.exponential(8)) * (member != first)
                report(world, member, moments(lag, days=2 * day), 100 * place + day, None)

    result = found(world, "co_text")

    assert result.flagged == {*TEAM, *friends}
    strangers, cascade = result.clusters
    of_cascade = {row.account for row in result.accounts if row.cluster == cascade.cluster}
    assert of_cascade == set(friends)
    told = {line.name: line for line in cascade.features}
    assert told["acquainted"].value == told["one_first"].value == 1.0
    assert told["acquainted"].sentence.startswith("6 of 6 members openly follow another member")
    apart = {line.name: line for line in strangers.features}
    assert apart["acquainted"].value == apart["one_first"].value == 0.0
    assert cascade.score < strangers.score - 15
    pair = {line["name"]: line for line in result.explain(friends[0], friends[1])["features"]}
    assert pair["acquainted"]["value"] == 1.0
