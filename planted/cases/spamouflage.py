"""The case of offices that put the same items on dozens of platforms, and of their small forums."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from planted.case import Order, PlantedFile, Planting, case
from planted.chance import Ids, choose, counts
from planted.clock import DAY, HOUR, MINUTE, Span, any_moment
from planted.innocents.crowd import settle_innocents
from planted.innocents.explanation import innocent
from planted.layouts.forum_table import write_forums
from planted.layouts.mastodon import write_statuses
from planted.layouts.meta_content_library import INSTAGRAM, KINDS, Library
from planted.layouts.telegram import write_channels
from planted.leaflet import Leaflets, echo, greet, leaflets, seed, spread
from planted.lookalike import burners
from planted.meme import NEWSROOM, settle_newsrooms, settle_sharers
from planted.office import Offices
from planted.pages import SHARES as PAGES
from planted.pages import settle_pages
from planted.picture import Album
from planted.public import Public, public
from planted.sitting import Crew
from planted.vocabulary import hashtag
from planted.world import Settled, World

NAME = "spamouflage"
FORUMS = 50
OFFICES = 6
FIXED = {"group": 15, "instagram_account": 15, "seeder": 3 * FORUMS, "channel": 2, "tooter": 8}
SCALED = {"poster": 7_704, "page": 954}
SPAN = Span(datetime(2023, 3, 6), 84)
POSTS = {"poster": 36, "page": 60}
"""Posts of one account over the span, on average: every other working day, and nearly every one."""
AN_ITEM = 17
"""Posts of accounts and pages for each item, at every scale; there are never under 60 items."""
ECHOES = {"instagram_account": 144, "channel": 600, "tooter": 240}
"""Items that one account outside Facebook posts, on average, though never over half of all."""
MEMBER = innocent("forum_member", trace="co_text")
CHANNEL = innocent("ordinary_channel", trace="co_domain")
GROUP = innocent("ordinary_group", trace="co_domain")
KIND = {
    **KINDS, **dict.fromkeys(PAGES, "page"), "page": "page", NEWSROOM: "page",
    "group": "group", GROUP: "group",
}  # fmt: skip
GROUPED = 0.06
"""Share of what ordinary people post that stands in an ordinary group. By reasoning."""


@dataclass(frozen=True)
class _Scheme:
    """What all parts of the operation have in common."""

    offices: Offices
    made: Leaflets
    sites: pl.Series
    scene: Public


@case(fixed=FIXED, scaled=SCALED)
def plant(order: Order) -> Planting:
    """Offices that put the same items on dozens of platforms in their working hours.

    Reported: 7,704 accounts, 954 pages and 15 groups on Facebook, 15 accounts on Instagram, and
    more than 50 other platforms; a regular schedule as of shared offices, with breaks for lunch and
    dinner; the same items everywhere with misleading headlines, on small forums first; hardly any
    real audience.

    Planted: six offices of one time zone with hours and breaks of their own, which put their items
    (one for seventeen posts of their accounts, at every scale) on one of 50 small forums first
    (``seeder``, three on each) and then, hours to days later, on Facebook from account after
    account (``poster``, ``page``, ``group`` for the groups they stand in), on Instagram, in two
    Telegram channels and on a Mastodon server (``instagram_account``, ``channel``, ``tooter``).
    Headlines are copied with slips, pictures in other encodings; a quarter is filler, a quarter in
    groups. Groups, Instagram, forums, channels and Mastodon have one size at every scale. Hours,
    shares, delays, how much each posts and the numbers outside Facebook and Instagram are by
    reasoning: an account that is somebody's work posts every other working day. Among them live
    office workers, sharers of memes, newsrooms with the agency's picture of the day, reprinters,
    members of the same forums, and groups of ordinary people.
    """
    world = World(order.rng, SPAN)
    folder = order.folder / f"{NAME}_pictures"
    album = Album(folder, order.rng)
    offices = Offices.of(order.rng, OFFICES)
    names = sorted(f"{name.partition('.')[0]}-board" for name in burners(order.rng, FORUMS))
    sites = pl.Series([f"{name}.example" for name in names])
    posts = sum(each * round(SCALED[role] * order.scale) for role, each in POSTS.items())
    made = leaflets(world, offices, album, n=max(posts // AN_ITEM, 60), sites=sites)
    scheme = _Scheme(offices, made, sites, public(world))
    facebook = Library.of(_facebook(world, order, scheme, album), order.rng, kinds=KIND)
    instagram = Library.of(_instagram(world, order, scheme), order.rng, platform=INSTAGRAM)
    forums, members = _forums(world, order, scheme, names)
    channels, channel_truth = _channels(world, order, scheme)
    statuses, status_truth = _statuses(world, order, scheme)
    files = (
        facebook.write(order.folder, f"{NAME}_facebook"),
        instagram.write(order.folder, f"{NAME}_instagram"),
        facebook.write_pictures(folder),
        *forums,
        *channels,
        statuses,
    )
    truths = [facebook.truth(), instagram.truth(), members, channel_truth, status_truth]
    return Planting(files, pl.concat(truths))


def _facebook(world: World, order: Order, scheme: _Scheme, album: Album) -> Settled:
    rng = world.rng
    titles = _titles(world, FIXED["group"])
    groups = world.settle(FIXED["group"], role="group", operation=NAME, name=titles)
    for role, turns in (("poster", (4, 20)), ("page", (2, 8))):
        n = round(SCALED[role] * order.scale)
        opened = SPAN.start - DAY * rng.integers(3, 500, n)
        accounts = world.settle(n, role=role, operation=NAME, audience=6, created=opened)
        crew = Crew(accounts, rng.integers(0, OFFICES, n))
        stand = groups if role == "poster" else groups[:0]
        greet(world, crew, scheme.offices, groups=stand)
        spread(
            world, crew, scheme.offices, scheme.made,
            posts=(POSTS[role] - 1) * n, turns=turns, gap=1.5 * MINUTE, groups=stand,
        )  # fmt: skip
    pages = round(order.crowd * round(SCALED["page"] * order.scale))
    rooms = settle_newsrooms(world, album, pages // 5)
    settle_pages(world, scheme.scene, pages - len(rooms))
    amount = round(order.crowd * FIXED["group"])
    places = world.settle(amount, role=GROUP, name=_titles(world, amount))
    n = round(order.crowd * round(SCALED["poster"] * order.scale))
    first = world.population
    settle_sharers(world, album, n // 12)
    settle_innocents(world, scheme.scene, n - n // 12)
    return _gathered(world, places, np.arange(first, world.population))


def _titles(world: World, n: int) -> pl.Series:
    towns = pl.Series(world.words.towns).gather(world.rng.integers(0, 60, n))
    things = pl.Series(world.words.things).gather(world.rng.integers(0, 90, n))
    return pl.select(pl.format("{} and {} friends", towns, things)).to_series()


def _gathered(world: World, places: Ids, people: Ids) -> Settled:
    """The settled world, in which some of what the people post stands in ordinary groups."""
    settled = world.settled()
    posts = settled.posts
    own = posts["account"].is_between(int(people[0]), int(people[-1])) if len(people) else None
    if own is None or not len(places):
        return settled
    lucky = own & pl.Series(world.rng.random(len(posts)) < GROUPED)
    place = pl.Series(choose(world.rng, places, len(posts)))
    stands = posts["place"].zip_with(~lucky, place)
    return Settled(settled.accounts, posts.with_columns(place=stands))


def _instagram(country: World, order: Order, scheme: _Scheme) -> Settled:
    world = World(order.rng, SPAN, country.words)
    n = FIXED["instagram_account"]
    accounts = world.settle(n, role="instagram_account", operation=NAME, audience=8)
    echo(world, accounts, scheme.made, posts=ECHOES["instagram_account"])
    _watch_matches(world, round(order.crowd * len(accounts)))
    return world.settled()


def _forums(
    country: World, order: Order, scheme: _Scheme, names: list[str]
) -> tuple[list[PlantedFile], pl.DataFrame]:
    """Seeders and members of all forums; members quote news and talk about their lives."""
    world = World(order.rng, SPAN, country.words)
    rng = world.rng
    seeders = world.settle(3 * FORUMS, role="seeder", operation=NAME)
    at_home = np.arange(3 * FORUMS) % FORUMS
    seed(world, Crew(seeders, at_home), scheme.made)
    n = round(order.crowd * len(seeders))
    members = world.settle(n, role=MEMBER)
    own = np.repeat(members, counts(rng, n, median=12, spread=0.8))
    own = np.concatenate([own, seeders])
    at = any_moment(rng, SPAN, world.wakes(own))
    world.publish(own, at, world.talk.daily.sentences(rng, len(own)))
    quoting = np.repeat(members, counts(rng, n, median=3, spread=0.8))
    articles = scheme.scene.articles
    article = choose(rng, np.arange(len(articles.at)), len(quoting), articles.weight)
    late = world.awake(quoting, articles.at[article] + rng.exponential(DAY / 4, len(quoting)))
    world.publish(
        quoting, late, articles.headline.gather(article), url=articles.url.gather(article)
    )
    forum = np.concatenate([at_home, np.arange(n) % FORUMS])
    return write_forums(order.folder, NAME, world.settled(), forum, names, rng)


def _channels(
    country: World, order: Order, scheme: _Scheme
) -> tuple[list[PlantedFile], pl.DataFrame]:
    world = World(order.rng, SPAN, country.words)
    rng, n = world.rng, round(order.crowd * FIXED["channel"])
    titles = _titles(world, FIXED["channel"])
    accounts = world.settle(FIXED["channel"], role="channel", operation=NAME, name=titles)
    echo(world, accounts, scheme.made, posts=ECHOES["channel"])
    others = world.settle(n, role=CHANNEL, name=_titles(world, n))
    own = np.repeat(others, counts(rng, n, median=60, spread=0.4))
    at = any_moment(rng, SPAN, world.wakes(own))
    world.publish(own, at, world.talk.match.sentences(rng, len(own)))
    return write_channels(order.folder, f"{NAME}_telegram", world.settled(), rng)


def _statuses(country: World, order: Order, scheme: _Scheme) -> tuple[PlantedFile, pl.DataFrame]:
    world = World(order.rng, SPAN, country.words)
    tooters = world.settle(FIXED["tooter"], role="tooter", operation=NAME, audience=4)
    echo(world, tooters, scheme.made, posts=ECHOES["tooter"])
    _watch_matches(world, round(order.crowd * len(tooters)))
    return write_statuses(order.folder, f"{NAME}_mastodon", world.settled(), world.rng)


def _watch_matches(world: World, n: int) -> None:
    """Ordinary people who talk about one team's matches under its tag, on Saturday evenings."""
    rng = world.rng
    people = world.settle(n, role="trend_follower")
    own = np.repeat(people, counts(rng, n, median=25, spread=0.6))
    match = SPAN.start + DAY * (5 + 7 * rng.integers(0, SPAN.days // 7, len(own))) + 18 * HOUR
    at = match + rng.triangular(0, 1.2 * HOUR, 2.5 * HOUR, len(own))
    tag = pl.Series([hashtag(world.words.teams[0])] * len(own), dtype=pl.String)
    world.publish(own, at, world.talk.match.sentences(rng, len(own)), tags=tag)
