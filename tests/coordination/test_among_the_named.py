"""What a trace finds among those only whom another trace, on other facts, names together."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.habits import DAY, Active, Group, likeness_to_group
from coordination.likeness.common_hours import chances
from coordination.likeness.facts import BORNE
from coordination.likeness.named import GROUPS, groups
from coordination.support import supported
from coordination.traces import UNTIMED
from coordination.untimed import named_apart_from
from graph_models import Account, Domain, Image, LinksTo, On, Wore

TEAM = [f"x:{place}" for place in range(1, 13)]
FANS = [f"x:{place}" for place in range(51, 60)]
CROWD = [f"x:{place}" for place in range(101, 331)]
Moments = Callable[..., datetime]


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(20_240_501)


def who_bears(result: Any, trace: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in result.likenesses:
        if row.trace == trace:
            found.setdefault(row.thing, set()).add(row.account)
    return found


def who_is_supported(result: Any) -> set[str]:
    borne: dict[str, list[Any]] = {}
    for row in result.likenesses:
        borne.setdefault(row.account, []).append(row)
    return {account for account, rows in borne.items() if supported(rows)}


def wear(world: Any, account: str, name: str, image: str, shows: str | None = None) -> None:
    world.node(Account, account, name=name)
    world.node(Image, f"sha256:{image}", shows=shows)
    world.tie(Wore, account, f"sha256:{image}")


def office_under_borrowed_faces(world: Any, moments: Moments, chance: np.random.Generator) -> None:
    """A team that works at night, fans of one star, and a crowd; ten posts each."""
    awake = {account: (7 + chance.integers(-2, 3) + np.arange(16)) % 24 for account in CROWD + FANS}
    awake |= dict.fromkeys(TEAM, np.array([1, 2, 3, 5, 6]))
    for account, hours in awake.items():
        for day in chance.choice(60, 10, replace=False):
            at = 3_600 * (int(chance.choice(hours)) - 12) + int(chance.integers(3_600))
            world.post(account, moments(at, days=int(day)))
    for account in TEAM:
        wear(world, account, "Martha Example", account[2:], "a man in formal dress")
    for account in FANS:
        wear(world, account, "Anna Example", "star")
    for place, account in enumerate(CROWD[:80]):
        own = ("Anna", "a woman") if place % 2 else ("Peter", "a man")
        wear(world, account, own[0], account[2:], own[1])


def test_few_posts_are_a_schedule_among_those_whose_pictures_disagree(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    office_under_borrowed_faces(world, moments, chance)

    result = found(world, "schedule", "persona_mismatch", "avatar_reuse")

    ((thing, who),) = who_bears(result, "schedule").items()
    assert who == set(TEAM)
    assert thing == (
        "Mon Tue Wed Thu Fri Sat Sun, 01-04, 05-07 UTC "
        "(persona_mismatch: a man in formal dress, under women's names)"
    )
    assert set(FANS) in who_bears(result, "avatar_reuse").values()
    assert who_is_supported(result) == set(TEAM)
    assert result.flagged == set()


def test_few_posts_are_no_schedule_where_nothing_else_names_them(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    office_under_borrowed_faces(world, moments, chance)
    assert who_bears(found(world, "schedule"), "schedule") == {}


def test_accounts_under_any_names_are_a_batch_among_those_who_push_one_clone(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    world.node(Domain, "dailylantern.example", registrable="dailylantern.example", outlet="Lantern")
    letters = list("abcdefghijklmnopqrstuvwxyz")
    for account in TEAM + FANS + CROWD:
        late = chance.uniform(0, 4) if account in TEAM else chance.uniform(-900, 30)
        opened = moments(0) + timedelta(days=float(late))
        name = "".join(chance.choice(letters, 8))
        world.node(Account, account, handle=name, created_at=opened)
        site = "dailylantern.test" if account in TEAM else "news.example"
        for page in range(6):
            url = f"https://{site}/{page}"
            world.tie(On, url, site)
            world.node(Domain, site, registrable=site)
            world.post(account, moments(page, days=40), (LinksTo, url))
    for account in FANS:
        world.node(Image, "sha256:star")
        world.tie(Wore, account, "sha256:star")

    result = found(world, "creation_burst", "lookalike_domain", "avatar_reuse")

    bursts = who_bears(result, "creation_burst")
    assert set().union(*bursts.values()) == set(TEAM)
    assert all(
        thing.startswith("lookalike_domain: dailylantern.test, opened within") for thing in bursts
    )
    assert who_is_supported(result) == set(TEAM)


def bearers(*things: str) -> pl.DataFrame:
    """Each letter of a thing bears it."""
    rows = [(thing, actor) for thing in things for actor in thing]
    return pl.DataFrame(rows, schema=["thing", "actor"], orient="row")


def test_no_trace_looks_among_those_who_were_chosen_by_its_own_facts() -> None:
    found = dict.fromkeys(UNTIMED, pl.DataFrame(schema=BORNE))
    assert "schedule" not in named_apart_from(UNTIMED["schedule"], found)
    assert "creation_burst" in named_apart_from(UNTIMED["schedule"], found)
    # Successors are those who appeared at one time; that they were opened then says nothing more.
    assert "succession" not in named_apart_from(UNTIMED["creation_burst"], found)
    assert "succession" in named_apart_from(UNTIMED["schedule"], found)


def test_everybody_is_tested_in_the_largest_group_of_each_trace() -> None:
    grouped = groups({"renames": bearers("abc"), "avatar_reuse": bearers("abcd", "cde", "ef")})
    tested = grouped.filter("tested").select("by", "named", "actor").rows()
    assert tested == [
        *(("avatar_reuse", "abcd", actor) for actor in "abcd"),
        ("avatar_reuse", "cde", "e"),
        *(("renames", "abc", actor) for actor in "abc"),
    ]
    assert grouped.filter(named="cde")["actor"].to_list() == ["c", "d", "e"]
    assert "ef" not in grouped["named"]


class Told:
    """Facts that were made up, asked as those of a graph are."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    async def ask(self, query: object, **more: object) -> pl.DataFrame:
        return self._frame


def dealt(chance: np.random.Generator, actors: list[str]) -> pl.DataFrame:
    """Thirty groups of three to twelve, at random."""
    rows = [
        ("avatar_reuse", f"picture {number}", actor, True)
        for number in range(30)
        for actor in chance.choice(actors, chance.integers(3, 13), replace=False)
    ]
    return pl.DataFrame(rows, schema=GROUPS, orient="row")


def hours_of_people(chance: np.random.Generator, size: int) -> pl.DataFrame:
    """People of two countries, each with hours of its own, some busier than others."""
    rows = []
    for _ in range(size):
        wakes = chance.normal(6, 1.2) if chance.random() < 0.8 else chance.normal(22, 1.2)
        busy = int(5 + chance.exponential(10))
        day = chance.integers(0, 90, busy) * DAY
        rows.append(sorted(set((day + wakes + chance.triangular(0, 13, 16, busy)).astype(int))))
    frame = pl.DataFrame({"actor": [f"x:{place:04}" for place in range(size)], "hours": rows})
    return frame.with_columns(platform=pl.lit("x"), label=pl.lit("Account"))


def openings(chance: np.random.Generator, size: int) -> pl.DataFrame:
    """Accounts opened over years, more of them lately, and many in one campaign."""
    years = 10 * chance.random(size) ** 2
    years[: size // 10] = 2 + chance.random(size // 10) / 365
    at = 1_704_067_200 - (years * 365 * 86_400).astype(np.int64)
    frame = pl.DataFrame({"actor": [f"x:{place:04}" for place in range(size)], "created_at": at})
    return frame.with_columns(
        platform=pl.lit("x"), label=pl.lit("Account"), handle=pl.lit(None), name=pl.lit(None)
    )


@pytest.mark.parametrize(
    ("trace", "made"), [("schedule", hours_of_people), ("creation_burst", openings)]
)
def test_chance_alone_is_hardly_ever_found_among_groups_dealt_at_random(
    trace: str, made: Callable[[np.random.Generator, int], pl.DataFrame]
) -> None:
    def reported(seed: int) -> bool:
        chance = np.random.default_rng([20_240_501, seed])
        people = made(chance, 600)
        among = UNTIMED[trace].among
        assert among is not None
        named = dealt(chance, people["actor"].to_list())
        return not asyncio.run(among(Told(people), named)).is_empty()  # type: ignore[arg-type]

    assert sum(map(reported, range(60))) <= 2


@pytest.mark.parametrize("trace", ["schedule", "creation_burst"])
@pytest.mark.parametrize("others", [0, 5])
def test_of_a_group_of_whom_nothing_is_known_nothing_is_said(trace: str, others: int) -> None:
    chance = np.random.default_rng(20_240_501)
    people = hours_of_people(chance, 5).join(openings(chance, 5).drop("label", "platform"), "actor")
    named = [("renames", "overnight", f"y:{number}", True) for number in range(3)]
    among = UNTIMED[trace].among
    assert among is not None
    told = Told(people.head(others))
    grouped = pl.DataFrame(named, schema=GROUPS, orient="row")
    assert asyncio.run(among(told, grouped)).is_empty()  # type: ignore[arg-type]


def test_small_platforms_are_one_crowd_and_no_crowd_where_all_are_few() -> None:
    chance = np.random.default_rng(20_240_501)
    office = [[day * DAY + 1 + (day + late) % 3 for day in range(10)] for late in range(3)]
    team = pl.DataFrame({"actor": ["t:1", "t:2", "t:3"], "hours": office})
    people = hours_of_people(chance, 260).select("actor", "hours")
    forums = pl.concat([team, people]).with_columns(
        platform=pl.format("forum {}", pl.int_range(pl.len()) % 9)
    )
    named = pl.DataFrame(
        [("syndication", "items", actor, True) for actor in team["actor"]],
        schema=GROUPS,
        orient="row",
    )
    assert chances(forums, named)["p"].to_list() == [1 / 261] * 3
    assert chances(forums.head(150), named).is_empty()


def test_who_says_the_same_on_three_platforms_at_once_keeps_no_schedule_with_itself() -> None:
    chance = np.random.default_rng(20_240_501)
    nights = sorted({int(day) * DAY + 2 for day in chance.choice(90, 30, replace=False)})
    author = pl.DataFrame({"actor": ["t:1", "t:2", "t:3"], "hours": [nights] * 3})
    people = hours_of_people(chance, 900).select("actor", "hours")
    everybody = pl.concat([author, people]).with_columns(
        platform=pl.format("platform {}", pl.int_range(pl.len()) % 3)
    )
    named = pl.DataFrame(
        [("syndication", "items", actor, True) for actor in author["actor"]],
        schema=GROUPS,
        orient="row",
    )
    assert chances(everybody, named)["p"].to_list() == [1.0] * 3


hours = st.lists(st.integers(0, 400), min_size=1, max_size=12, unique=True).map(sorted)


def habits(active: list[int]) -> np.ndarray[Any, Any]:
    moments = [datetime(1970, 1, 1) + timedelta(hours=each) for each in active]
    day = np.bincount([each.hour for each in moments], minlength=24)
    week = np.bincount([each.weekday() for each in moments], minlength=7)
    return np.concatenate([day, week])


@given(st.lists(hours, min_size=2, max_size=6), st.data())
def test_an_actor_is_as_near_to_a_group_as_its_hours_say(
    active: list[list[int]], data: st.DataObject
) -> None:
    places = st.integers(0, len(active) - 1)
    left_out = data.draw(places)
    members = sorted(data.draw(st.sets(places)) | {left_out})
    counts = np.array([habits(each) for each in active])
    hour = np.concatenate([active[each] for each in members])
    first = int(hour.min())
    usual = np.concatenate([np.arange(1, 25) / 300, np.arange(1, 8) / 28])

    scores = likeness_to_group(
        (0, len(active)),
        left_out,
        Active(np.cumsum([0, *map(len, active)]), np.concatenate(active).astype(np.int64), counts),
        Group(counts[members].sum(axis=0), first, np.bincount(hour - first)),
        usual,
        3.0,
    )

    for place, (own, score) in enumerate(zip(active, scores, strict=True)):
        others = [active[each] for each in members if each not in (left_out, place)]
        taken = {*own, *active[left_out]}
        apart = habits([hour for each in others for hour in each if hour not in taken])
        told = 0.0
        for part in (slice(0, 24), slice(24, 31)):
            share = np.maximum(apart[part], 0) + 3.0 * usual[part]
            told += habits(own)[part] @ np.log(share / share.sum() / usual[part])
        assert score == pytest.approx(told / len(own))
