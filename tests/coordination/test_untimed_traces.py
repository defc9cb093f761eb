"""Each untimed trace, in a real graph: what a team has in common is seen, and flags nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from coordination.support import supported
from coordination.traces import UNTIMED
from graph_models import (
    Account,
    Administers,
    Domain,
    Hashtag,
    Image,
    Imitates,
    LinksTo,
    On,
    Page,
    PaidFor,
    RedirectsTo,
    Says,
    Tagged,
    Text,
    Url,
    UsedHandle,
    Wore,
)

TEAM = [f"x:{place}" for place in range(1, 7)]
CROWD = [f"x:{place}" for place in range(101, 181)]
Moments = Callable[..., datetime]


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(20_240_501)


def bearers(result: Any, trace: str) -> dict[str, set[str]]:
    """Thing to who bears it; nobody may be flagged by an untimed trace."""
    assert result.flagged == set()
    assert result.links == set()
    assert {row.trace for row in result.report.traces} == {trace}
    found: dict[str, set[str]] = {}
    for row in result.likenesses:
        assert row.trace == trace
        assert (row.q is None) == (UNTIMED[trace].null is None)
        assert row.q is None or row.q <= 0.01
        found.setdefault(row.thing, set()).add(row.account)
    return found


def evidence(result: Any, a: str, b: str) -> list[dict[str, Any]]:
    (entry,) = result.explain(a, b)["traces"]
    assert entry["within_s"] is None
    assert entry["innocent"] == UNTIMED[entry["trace"]].innocent
    found: list[dict[str, Any]] = entry["evidence"]
    assert len(found) == entry["observed"]
    return found


def tags(*names: str) -> list[Any]:
    return [(Tagged, name, {"position": place}) for place, name in enumerate(names, start=1)]


def test_hashtag_sequences(world: Any, found: Any, moments: Moments) -> None:
    rows = [[f"row{row}tag{place}" for place in range(5)] for row in range(4)]
    for place, account in enumerate(TEAM[:4]):
        for row in rows:
            world.post(account, moments(0, days=place), *tags(*row))
    # Many paste one charity's row, some a second one's; others use the same tags in other orders.
    for place, account in enumerate(CROWD):
        world.post(account, moments(0, days=place), *tags("help", "us", "save", "the", "bees"))
        if place % 3 == 0:
            world.post(account, moments(9, days=place), *tags("a", "cup", "of", "warm", "tea"))
    for account in CROWD:
        for row in range(5):
            world.post(account, moments(row), *tags("on", "my", "way", account, f"home{row}"))
    for account in CROWD[:4]:
        world.post(account, moments(0), *tags(*rows[0][::-1]))
        world.post(account, None, *tags(*rows[1][:4]))

    result = found(world, "hashtag_sequence")

    (thing,) = bearers(result, "hashtag_sequence")
    assert thing == "#row0tag0 #row0tag1 #row0tag2 #row0tag3 #row0tag4"
    assert bearers(result, "hashtag_sequence")[thing] == set(TEAM[:4])
    (shown,) = evidence(result, *TEAM[:2])
    assert shown["object"] == thing
    assert shown["detail_a"] == "used 4 rows that others of the group used"
    assert shown["gap_s"] == 86_400


def test_reshares_carry_no_hashtags_of_their_own(world: Any, found: Any, moments: Moments) -> None:
    for account in TEAM:
        for row in range(3):
            names = [f"row{row}tag{place}" for place in range(5)]
            world.post(account, moments(0), *tags(*names), kind="reshare")
    assert bearers(found(world, "hashtag_sequence"), "hashtag_sequence") == {}


def test_creation_bursts(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    opened = moments(0)
    for place, account in enumerate(TEAM):
        at = opened + timedelta(minutes=5 * place)
        world.node(Account, account, handle=f"proud_mum_{place}", created_at=at)
    for account in CROWD:
        at = opened - timedelta(days=float(chance.uniform(0, 900)))
        world.node(Account, account, handle=f"anna{chance.integers(10**7, 10**8)}", created_at=at)
    # A platform's campaign: many open accounts in one day, each under a name of its own.
    letters = "abcdefghijklmnopqrstuvwxyz"
    for place in range(20):
        name = "".join(chance.choice(list(letters), 7))
        world.node(Account, f"x:5{place}", handle=name, created_at=opened - timedelta(days=300))

    result = found(world, "creation_burst")

    ((thing, who),) = bearers(result, "creation_burst").items()
    assert thing == "“proud”, opened within an hour on 2024-05-01"
    assert who == set(TEAM)
    (shown,) = evidence(result, *TEAM[:2])
    assert shown["detail_b"] == "was opened 2024-05-01 12:05 UTC as proud_mum_1"


def test_schedules(world: Any, found: Any, moments: Moments, chance: np.random.Generator) -> None:
    hours = {account: chance.choice(range(7, 23), 8, replace=False) for account in CROWD}
    office = [9, 10, 11, 13, 14, 15, 16]
    for day in range(28):
        at_work = (moments(0, days=day) - timedelta(hours=12)).weekday() in (0, 1, 2, 4, 6)
        for account in TEAM if at_work else []:
            for hour in chance.choice(office, 4, replace=False):
                world.post(account, moments(3_600 * (int(hour) - 12), days=day))
        for account in CROWD:
            for hour in chance.choice(hours[account], 3, replace=False):
                world.post(account, moments(3_600 * (int(hour) - 12), days=day))

    result = found(world, "schedule")

    groups = bearers(result, "schedule")
    assert set(TEAM) in groups.values()
    assert sum(len(who) for who in groups.values()) <= len(TEAM) + 3
    (shown,) = evidence(result, *TEAM[:2])
    assert shown["object"] == "Mon Tue Wed Fri Sun, 09-12, 13-17 UTC (with x:1)"


def handle(world: Any, account: str, name: str, *span: datetime) -> None:
    seen = dict(zip(("first_seen", "last_seen"), span, strict=True)) if span else {}
    world.tie(UsedHandle, account, f"x:{name}", **seen)


def test_handles_that_were_used_before(world: Any, found: Any, moments: Moments) -> None:
    handle(world, TEAM[0], "lighthouse", moments(0), moments(0, days=20))
    handle(world, TEAM[1], "lighthouse", moments(0, days=30), moments(0, days=60))
    handle(world, TEAM[1], "own", moments(0), moments(0, days=20))
    handle(world, "x:@lighthouse", "lighthouse")

    result = found(world, "handle_reuse")

    assert bearers(result, "handle_reuse") == {"x:lighthouse": set(TEAM[:2])}
    (shown,) = evidence(result, *TEAM[:2])
    assert shown["detail_b"] == (
        "was seen as it from 2024-05-31 to 2024-06-30, after another account"
    )


def test_avatars_worn_again(world: Any, found: Any, moments: Moments) -> None:
    pdq = "0f" * 32
    slightly = "0e" * 15 + "0f" * 17
    world.node(Image, "sha256:a", pdq=pdq, pdq_quality=80)
    world.node(Image, "sha256:b", pdq=slightly, pdq_quality=80)
    world.node(Image, "sha256:c", pdq=pdq, pdq_quality=20)
    world.node(Image, "sha256:d", pdq="f0" * 32, pdq_quality=80)
    for account, image in zip(TEAM, ("a", "a", "b", "c", "d"), strict=False):
        world.tie(Wore, account, f"sha256:{image}", first_seen=moments(0))
    for account in CROWD:
        world.tie(Wore, account, "sha256:ready-made")

    result = found(world, "avatar_reuse")

    assert list(bearers(result, "avatar_reuse").values()) == [set(TEAM[:3])]
    (shown,) = evidence(result, TEAM[0], TEAM[2])
    assert shown["detail_b"] == "wore sha256:b, first seen 2024-05-01"


def become(
    world: Any, moments: Moments, account: str, day: float, *, picture: bool, topic: bool
) -> None:
    number = account.partition(":")[2]
    night = moments(0, days=day)
    dawn = night + timedelta(hours=1)
    handle(world, account, f"old{number}", moments(0), night)
    handle(world, account, f"new{number}", dawn, moments(0, days=100))
    if picture:
        world.tie(Wore, account, f"sha256:o{number}", first_seen=moments(0), last_seen=night)
        world.tie(Wore, account, f"sha256:n{number}", first_seen=dawn, last_seen=dawn)
    for place in range(4):
        later = "later" if topic else "before"
        world.post(account, night - timedelta(days=1), (Tagged, f"before{place}"))
        world.post(account, dawn + timedelta(days=1), (Tagged, f"{later}{place}"))


def test_waves_of_renames(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    for place, account in enumerate(TEAM):
        become(world, moments, account, 50, picture=place % 2 == 0, topic=place % 2 == 1)
    # Rebranding, each on a day of its own; and new handles that same night, but nothing else new.
    for place, account in enumerate(CROWD[:12]):
        become(world, moments, account, 4 + 7.7 * place, picture=True, topic=True)
    for account in CROWD[20:25]:
        become(world, moments, account, 50, picture=False, topic=False)

    result = found(world, "renames")

    ((thing, who),) = bearers(result, "renames").items()
    assert thing == "others overnight, on 2024-06-20"
    assert who - set(CROWD[:12]) == set(TEAM)
    assert len(who) <= len(TEAM) + 1
    (shown,) = evidence(result, *TEAM[:2])
    assert shown["detail_a"] == "went from x:old1 to x:new1, with a new picture"
    assert shown["detail_b"] == "went from x:old2 to x:new2, on other subjects"


def test_a_rename_between_two_far_exports_has_no_date(
    world: Any, found: Any, moments: Moments
) -> None:
    for account in TEAM:
        number = account.partition(":")[2]
        handle(world, account, f"old{number}", moments(0), moments(0))
        handle(world, account, f"new{number}", moments(0, days=60), moments(0, days=60))
        world.tie(Wore, account, f"sha256:o{number}", first_seen=moments(0), last_seen=moments(0))
        later = moments(0, days=60)
        world.tie(Wore, account, f"sha256:n{number}", first_seen=later, last_seen=later)
    assert bearers(found(world, "renames"), "renames") == {}


def link(world: Any, account: str, domain: str, page: int, at: datetime) -> str:
    url = f"https://{domain}/{page}"
    world.tie(On, url, domain)
    registrable = ".".join(domain.split(".")[-2:])
    world.node(Domain, domain, registrable=registrable)
    world.post(account, at, (LinksTo, url))
    return url


def test_lookalike_domains(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    posing = ["dailylantern.test", "daily-lantern.example", "dai1ylantern.example", "other.example"]
    world.node(Domain, "dailylantern.example", registrable="dailylantern.example", outlet="Lantern")
    world.tie(Imitates, "other.example", "dailylantern.example", technique="clone")
    editions = [f"dailylantern-{town}.example" for town in ("north", "south")]
    for account in TEAM:
        for page in range(8):
            link(world, account, posing[page % 4], page, moments(page))
        world.tie(RedirectsTo, "https://short.example/1", f"https://{posing[0]}/0")
        world.post(account, moments(0), (LinksTo, "https://short.example/1"))
    for account in CROWD:
        for page in range(8):
            domain = str(chance.choice(["dailylantern.example", "news.example", *editions]))
            link(world, account, domain, page, moments(page))
        link(world, account, "parody-lantern.example", 1, moments(9))
    link(world, CROWD[0], posing[0], 0, moments(10))

    result = found(world, "lookalike_domain")

    who = bearers(result, "lookalike_domain")
    assert set(who) == set(posing)
    assert set.union(*who.values()) == set(TEAM)
    shown = {each["object"]: each["detail_a"] for each in evidence(result, *TEAM[:2])}
    poses = "which poses as dailylantern.example"
    assert shown == {
        posing[0]: f"posted 3 links to it, {poses} (other top-level domain)",
        posing[1]: f"posted 2 links to it, {poses} (hyphen)",
        posing[2]: f"posted 2 links to it, {poses} (confusable letter)",
        posing[3]: f"posted 2 links to it, {poses} (clone)",
    }


def test_a_site_to_which_its_namesake_links_needs_no_source_to_be_imitated(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    for page in range(9):
        for outlet, name, site in (
            ("x:901", "The Daily Lantern", "thedailylantern.example"),
            ("x:902", "The Daily-Lantern", "thedailylantern.org"),
        ):
            world.node(Account, outlet, name=name)
            link(world, outlet, site, page, moments(page))
    for account in CROWD:
        sites = ["thedailylantern.example", "news.example", "weather.example"]
        for page in range(8):
            link(world, account, str(chance.choice(sites)), page, moments(page))
    for account in TEAM:
        for page in range(4):
            link(world, account, "thedai1ylantern.example", page, moments(page))
            link(world, account, "vveather.example", page, moments(page))

    result = found(world, "lookalike_domain")

    # Nobody is called Weather; and a smaller paper of the same name is somebody's own.
    assert bearers(result, "lookalike_domain") == {"thedai1ylantern.example": set(TEAM)}


def test_a_site_is_not_imitated_by_one_to_which_more_people_link(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    world.node(Account, "x:901", name="The Daily Lantern")
    for page in range(9):
        link(world, "x:901", "thedailylantern.test", page, moments(page))
    for account in CROWD:
        link(world, account, "news.example", 1, moments(1))
    for account in TEAM:
        for page in range(6):
            link(world, account, "thedailylantern.example", page, moments(page))
    assert bearers(found(world, "lookalike_domain"), "lookalike_domain") == {}


def test_shared_owners(world: Any, found: Any, moments: Moments) -> None:
    for page in ("fb:1", "fb:2"):
        world.tie(Administers, "fb:9", page)
    post = world.post(TEAM[0], moments(0))
    other = world.post(TEAM[1], moments(0))
    for paid in (post, other):
        world.tie(PaidFor, "fb:8", paid, currency="EUR", start_model=Page)
    world.tie(PaidFor, TEAM[2], world.post(TEAM[2], moments(0)), currency="EUR")

    result = found(world, "shared_owner")

    assert bearers(result, "shared_owner") == {"fb:9": {"fb:1", "fb:2"}, "fb:8": set(TEAM[:2])}
    (shown,) = evidence(result, *TEAM[:2])
    assert shown["detail_a"] == "had 1 posts paid for by it"


def test_successors(world: Any, found: Any, moments: Moments, chance: np.random.Generator) -> None:
    material = [f"sha256:m{place}" for place in range(20)]
    for account in TEAM[:3]:
        for place, text in enumerate(material):
            world.post(account, moments(0, days=place), (Says, text))
    for account in TEAM[3:]:
        for place, text in enumerate(material[:12]):
            world.post(account, moments(0, days=25 + 2 * place), (Says, text))
    # A reader who goes on with the subject of an author that stopped, in words of its own.
    for place in range(10):
        world.post(CROWD[0], moments(0, days=place), (Says, f"sha256:a{place}"), (Tagged, "tea"))
        world.post(
            CROWD[1], moments(0, days=20 + 3 * place), (Says, f"sha256:b{place}"), (Tagged, "tea")
        )
    for account in CROWD[2:]:
        begins = float(chance.uniform(0, 30))
        for place in range(8):
            text = f"sha256:c{chance.integers(200)}"
            world.post(account, moments(0, days=begins + 3 * place), (Says, text))

    result = found(world, "succession")

    ((thing, who),) = bearers(result, "succession").items()
    assert thing == "what x:1 left"
    assert who == set(TEAM)
    (shown,) = evidence(result, TEAM[0], TEAM[3])
    assert shown["detail_a"] == "fell silent on 2024-05-20"
    assert shown["detail_b"] == (
        "appeared on 2024-05-26, after x:1 fell silent, with 12 of the things that it had"
    )


def test_the_same_on_every_platform(
    world: Any, found: Any, moments: Moments, chance: np.random.Generator
) -> None:
    def say(account: str, *texts: str, day: float = 0) -> None:
        for text in texts:
            world.node(Text, f"sha256:{text}", wording=text, words=len(text.split()))
            world.post(account, moments(0, days=day), (Says, f"sha256:{text}"))

    def sentences(many: int) -> list[str]:
        letters = chance.choice(list("abcdefghijklmnoprstuvwz"), (many, 8, 6))
        return [" ".join(map("".join, words)) for words in letters]

    team = [*TEAM, "fb:1", "fb:2", "forum:1", "board:1"]
    items, seeds, news = sentences(10), sentences(len(team)), sentences(40)
    for account, seed in zip(team, seeds, strict=True):
        say(account, *chance.choice(items, 8, replace=False).tolist(), seed, *sentences(1))
    # Where it was put up first, with each of them only one thing is shared.
    say("site:1", *seeds, *sentences(1))
    # An outlet is quoted elsewhere, and says far more; its readers quote it, and talk of their own.
    say("x:901", *news)
    for place, account in enumerate([*CROWD, *(f"board:{place}" for place in range(100, 120))]):
        say(account, *chance.choice(news[:4], 2, replace=False).tolist(), *sentences(6))
        # What is short is said everywhere.
        say(account, "good morning", f"goodnight {place % 3}")

    result = found(world, "syndication")

    ((thing, who),) = bearers(result, "syndication").items()
    assert thing == "what board:1 says and others say elsewhere"
    assert who == {*team, "site:1"}
    (shown,) = evidence(result, "fb:1", "forum:1")
    assert shown["detail_a"] == "said 10 things, 9 of which are said on other platforms"


def test_names_and_pictures_that_disagree(world: Any, found: Any, moments: Moments) -> None:
    def wear(account: str, name: str, shows: str | None) -> None:
        number = account.partition(":")[2]
        world.node(Account, account, name=name)
        world.node(Image, f"sha256:{number}", shows=shows)
        world.tie(Wore, account, f"sha256:{number}")

    formal = [f"x:{place}" for place in range(1, 21)]
    for account in formal:
        wear(account, "Martha Example", "A man in formal dress")
    for place, account in enumerate(CROWD):
        name = ("Anna", "Peter", "Lucy", "Quixote")[place % 4]
        own = ("a woman", "a man", "a woman", "a man")[place % 4]
        star = "a man on a stage" if place % 10 == 0 else None
        pet = (None, "a dog", "a couple, a man and a woman")[place % 3] if place % 5 == 1 else own
        wear(account, name, star or pet)

    result = found(world, "persona_mismatch")

    assert bearers(result, "persona_mismatch") == {
        "a man in formal dress, under women's names": set(formal)
    }
    (shown,) = evidence(result, *TEAM[:2])
    assert shown["detail_a"] == "is called Martha Example and shows a man in formal dress"


def test_untimed_traces_leave_verdict_and_links_as_they_are(
    world: Any, found: Any, moments: Moments
) -> None:
    for day in range(5):
        for place, account in enumerate(TEAM):
            world.post(account, moments(place, days=day), (LinksTo, f"u:{day}"))
    world.node(Hashtag, "t")
    world.node(Url, "u:0")
    for account in TEAM:
        world.tie(Wore, account, "sha256:a")

    timed = found(world, "co_link")
    every = found(world)

    assert timed.flagged == every.flagged == set(TEAM)
    assert timed.links == every.links
    assert [(row.account, row.hits, row.expected, row.q) for row in timed.accounts] == [
        (row.account, row.hits, row.expected, row.q) for row in every.accounts
    ]
    assert {row.trace for row in every.likenesses} == {"avatar_reuse"}
    assert not any(supported(row.likenesses) for row in every.accounts), "no null, alone"
