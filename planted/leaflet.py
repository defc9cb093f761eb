"""Items that offices spread everywhere: a headline, its slips, a small forum's page, a picture."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from planted.chance import Ids, choose
from planted.clock import DAY, HOUR, Span
from planted.office import Offices
from planted.picture import Album, scene
from planted.sitting import Crew, recent, sit
from planted.vocabulary import typo
from planted.wording import Grammar, at_times
from planted.world import World

SLIPS = 4
"""Wordings of one headline; the first is the clean one. By reasoning, like all numbers below."""
COPIES = 4
"""Pictures of one item; all but the first have travelled."""
PICTURED = 0.25
LINKED = 0.5
GROUPED = 0.25
"""Share of an account's posts that stand in a group."""
FRESH = 1.5
"""Days back that an office looks for an item, on average."""
FILLER = 0.25
"""Share of what accounts post that is about nothing."""

_CLAIMS = (
    "Shocking:", "The truth about", "What they hide about", "Experts admit", "Scandal:", "At last:",
    "World amazed by", "Proof of", "Nobody reports on", "Exposed:", "History will judge",
)  # fmt: skip


@dataclass(frozen=True)
class Leaflets:
    """What offices spread, in order of time; row i of every column is one item."""

    office: Ids
    at: Ids
    """When it appeared first, on a small forum."""
    forum: Ids
    url: pl.Series
    """Where it appeared first."""
    texts: tuple[pl.Series, ...]
    """Its wordings, one series for each of ``SLIPS``."""
    images: tuple[pl.Series, ...]
    """Its pictures' names, one series for each of ``COPIES``; null where it has none."""

    def wording(self, item: Ids, slip: Ids) -> pl.Series:
        """The headline of each item in the wording given beside it."""
        return pl.concat(self.texts).gather(slip * len(self.at) + item)

    def picture(self, item: Ids, copy: Ids) -> pl.Series:
        """A copy of each item's picture."""
        return pl.concat(self.images).gather(copy * len(self.at) + item)


def leaflets(world: World, offices: Offices, album: Album, *, n: int, sites: pl.Series) -> Leaflets:
    """So many items over the offices; ``sites`` are the forums' domains."""
    rng = world.rng
    office = rng.integers(0, len(offices.opens), n)
    at = np.sort(offices.moments(rng, office, Span(world.span.first_day, world.span.days - 3)))
    told = Grammar((_CLAIMS, *world.talk.news.slots))
    headlines = told.sentences(rng, n)
    clean = headlines.to_list()
    slipped = [pl.Series([typo(rng, text) for text in clean]) for _ in range(SLIPS - 1)]
    forum = choose(rng, np.arange(len(sites)), n)
    number = pl.Series(rng.permutation(9 * n)[:n] + 1_000)
    url = pl.select(pl.format("https://{}/t/{}", sites.gather(forum), number)).to_series()
    pictured = np.flatnonzero(rng.random(n) < PICTURED)
    images = [np.full(n, None, dtype=object) for _ in range(COPIES)]
    for item in pictured.tolist():
        original = scene(rng)
        images[0][item] = album.keep(original)
        for copy in range(1, COPIES):
            images[copy][item] = album.copy(original)
    names = tuple(pl.Series(list(each), dtype=pl.String) for each in images)
    return Leaflets(office, at, forum, url, (headlines, *slipped), names)


def spread(
    world: World, crew: Crew, offices: Offices, made: Leaflets, *,
    posts: int, turns: tuple[int, int], gap: float, groups: Ids,
) -> None:  # fmt: skip
    """The crew's posts: items of their office, hours to days old, in sittings; and filler."""
    rng = world.rng
    begun = round(posts * 2 / sum(turns))
    hand = crew.hands_at_work(rng, begun)
    begins = offices.moments(rng, hand, world.span)
    sat = sit(rng, begins, posts=rng.integers(turns[0], turns[1] + 1, begun), gap=gap)
    thing = _items(world, made, hand, begins)[sat.sitting]
    account = crew.take_turns(rng, sat.sitting, hand)
    told = thing >= 0
    account, at, thing = account[told], sat.at[told], thing[told]
    n = len(account)
    idle = rng.random(n) < FILLER
    slip = rng.choice(SLIPS, size=n, p=(0.55, 0.15, 0.15, 0.15))
    text = made.wording(thing, slip)
    text = world.talk.daily.sentences(rng, n).zip_with(pl.Series(idle), text)
    url = _unless(idle | (rng.random(n) > LINKED), made.url.gather(thing))
    image = _unless(idle | (rng.random(n) < 0.3), made.picture(thing, rng.integers(0, COPIES, n)))
    stands = np.full(n, -1)
    if len(groups):
        stands = np.where(rng.random(n) < GROUPED, choose(rng, groups, n), -1)
    world.publish(account, at, text, url=url, image=image, place=stands)


def greet(world: World, crew: Crew, offices: Offices, *, groups: Ids) -> None:
    """Each of the accounts says something once, the first of them one in each group."""
    rng = world.rng
    seat = np.resize(np.arange(len(crew.accounts)), max(len(crew.accounts), len(groups)))
    stands = np.full(len(seat), -1)
    stands[: len(groups)] = groups
    at = offices.moments(rng, crew.hand[seat], world.span)
    text = world.talk.daily.sentences(rng, len(seat))
    world.publish(crew.accounts[seat], at, text, place=stands)


def _items(world: World, made: Leaflets, hand: Ids, begins: Ids) -> Ids:
    """For each sitting an item of its office of the last days, else -1."""
    found = np.full(len(hand), -1)
    for office in np.unique(hand):
        own = np.flatnonzero(made.office == office)
        at_work = hand == office
        day = len(own) / world.span.days
        place = recent(world.rng, begins[at_work] - HOUR, made.at[own], spread=FRESH * day)
        found[at_work] = np.where(place >= 0, own[np.maximum(place, 0)], -1) if len(own) else -1
    stale = (found >= 0) & (made.at[np.maximum(found, 0)] < begins - 6 * DAY)
    return np.where(stale, -1, found)


def _unless(left_out: NDArray[np.bool_], values: pl.Series) -> pl.Series:
    return pl.select(pl.when(~pl.Series(left_out)).then(values)).to_series()


def seed(world: World, crew: Crew, made: Leaflets) -> None:
    """Put every item on its forum when it appears, and half of them on another minutes later.

    ``crew.hand`` is each account's forum.
    """
    rng, n = world.rng, len(made.at)
    again = np.flatnonzero(rng.random(n) < 0.5)
    item = np.concatenate([np.arange(n), again])
    forum = np.concatenate([made.forum, choose(rng, crew.hand, len(again))])
    late = np.concatenate([np.zeros(n), rng.exponential(0.4 * HOUR, len(again))])
    account = crew.take_turns(rng, np.arange(len(item)), forum)
    slip = np.concatenate([np.zeros(n, np.int64), rng.integers(0, SLIPS, len(again))])
    at = made.at[item] + late.astype(np.int64)
    world.publish(account, at, made.wording(item, slip), url=made.url.gather(item))


def echo(world: World, accounts: Ids, made: Leaflets, *, posts: float) -> None:
    """Each of the accounts posts so many of the items, or half of them, hours after they came."""
    rng = world.rng
    share = min(posts / len(made.at), 0.5)
    row, item = np.nonzero(rng.random((len(accounts), len(made.at))) < share)
    at = made.at[item] + (HOUR + rng.exponential(5 * HOUR, len(item))).astype(np.int64)
    text = at_times(rng, made.wording(item, rng.integers(0, SLIPS, len(item))), 0.95)
    image = made.picture(item, rng.integers(0, COPIES, len(item)))
    world.publish(accounts[row], at, text, url=made.url.gather(item), image=image)
