"""Those who follow somebody or something: fans, notification users, teams, inspired readers."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from planted.chance import Ids, choose, counts
from planted.clock import DAY, HOUR, moments, office_moment
from planted.innocents.explanation import explains
from planted.public import Public
from planted.vocabulary import domain, hashtag
from planted.wording import at_times
from planted.world import World


def _pass_on(
    world: World, scene: Public, people: Ids, *, amount: float, median: float, spread: float
) -> None:
    """Each of the people passes on many posts of one figure, the better known the likelier."""
    rng = world.rng
    liked = scene.figures[1:]
    favourite = choose(rng, liked, len(people), 1 / np.arange(1, len(liked) + 1))
    for figure in np.unique(favourite):
        fans = people[favourite == figure]
        account = np.repeat(fans, counts(rng, len(fans), median=amount, spread=0.8))
        posts, weight = scene.statements_of(world, int(figure))
        world.react(account, choose(rng, posts, len(account), weight), median=median, spread=spread)


@explains("co_reshare", share=14)
def fan(world: World, scene: Public, n: int) -> Ids:
    """Pass on what one author writes, each when they happen to look."""
    people = world.settle(n, role="fan")
    _pass_on(world, scene, people, amount=18, median=1_800, spread=1.6)
    return people


@explains("fast_reshare", share=3)
def notified(world: World, scene: Public, n: int) -> Ids:
    """Have their telephone ring whenever one author writes, and pass some of it on at once."""
    people = world.settle(n, role="notified")
    _pass_on(world, scene, people, amount=14, median=60, spread=1.0)
    return people


@explains("fast_reshare", share=1)
def official_team(world: World, scene: Public, n: int) -> Ids:
    """Work for one figure and pass on what it writes soon after, as their job is."""
    people = world.settle(n, role="official_team")
    employer = int(scene.figures[-1])
    posts, weight = scene.statements_of(world, employer)
    account = np.repeat(people, counts(world.rng, n, median=20, spread=0.4))
    world.react(account, choose(world.rng, posts, len(account), weight), median=600, spread=1.2)
    return people


@explains("co_domain", share=5)
def news_reader(world: World, scene: Public, n: int) -> Ids:
    """Share articles of the one big news site, in words of their own."""
    rng, articles = world.rng, scene.articles
    people = world.settle(n, role="news_reader")
    big = np.flatnonzero(articles.outlet == scene.outlets[0])
    account = np.repeat(people, counts(rng, n, median=12, spread=0.8))
    article = choose(rng, big, len(account), articles.weight[big])
    at = world.awake(account, articles.at[article] + rng.exponential(4 * HOUR, len(account)))
    text = at_times(rng, world.talk.daily.sentences(rng, len(account)), 0.6)
    world.publish(account, at, text, url=articles.url.gather(article))
    return people


@explains("lookalike_domain", share=3)
def regional_reader(world: World, scene: Public, n: int) -> Ids:
    """Share articles of an outlet's regional editions, whose addresses resemble its own."""
    people = world.settle(n, role="regional_reader")
    rng = world.rng
    own = np.flatnonzero(scene.articles.outlet == scene.outlets[1])
    account = np.repeat(people, counts(rng, n, median=10, spread=0.7))
    article = choose(rng, own, len(account), scene.articles.weight[own])
    home = domain(world.words.outlets[1]).removesuffix(".example")
    editions = [f"{home}-{domain(town)}" for town in world.words.towns[:4]]
    edition = pl.Series(editions).gather(choose(rng, np.arange(4), n)[account - people[0]])
    path = scene.articles.url.gather(article).str.split(".example/").list.last()
    url = pl.select(pl.format("https://{}/{}", edition, path)).to_series()
    at = world.awake(account, scene.articles.at[article] + rng.exponential(5 * HOUR, len(account)))
    world.publish(account, at, world.talk.daily.sentences(rng, len(account)), url=url)
    return people


@explains("schedule", share=10)
def office_worker(world: World, scene: Public, n: int) -> Ids:
    """Post on working days between the same hours, with the same break, about their trade."""
    rng = world.rng
    people = world.settle(n, role="office_worker")
    account = np.repeat(people, counts(rng, n, median=35, spread=0.6))
    tag = pl.Series(["worklife", "officehours", None, None, None, None, None, None])
    world.publish(
        account,
        office_moment(rng, world.span, len(account)),
        world.talk.trade.sentences(rng, len(account)),
        tags=tag.gather(rng.integers(0, 8, len(account))),
    )
    return people


@explains("succession", share=2)
def inspired_reader(world: World, scene: Public, n: int) -> Ids:
    """Open an account after a beloved one fell silent and go on with its subject and links.

    One in four is an author who stops half-way; the others start days to weeks later.
    """
    rng, span = world.rng, world.span
    silence = span.on_day(span.days // 2)
    subjects = [hashtag(thing) for thing in world.words.things[-max(n // 4, 1) :]]
    authors = world.settle(len(subjects), role="inspired_reader", audience=2_000)
    late = n - len(authors)
    opened = silence + DAY * rng.integers(4, 30, size=late)
    follows = rng.integers(0, len(authors), size=late)
    handles = [f"{subjects[author]}_{place}" for place, author in enumerate(follows.tolist())]
    readers = world.settle(
        late,
        role="inspired_reader",
        created=opened,
        handle=pl.Series(handles, dtype=pl.String),
    )
    _write_on(world, authors, subjects, np.full(len(authors), span.start), silence)
    _write_on(world, readers, [subjects[author] for author in follows], opened, span.end)
    return np.concatenate([authors, readers])


def _write_on(world: World, people: Ids, subjects: Sequence[str], since: Ids, until: int) -> None:
    """Each of the people writes on one subject from one moment until another."""
    rng = world.rng
    seat = np.repeat(np.arange(len(people)), counts(rng, len(people), median=30, spread=0.4))
    day = since[seat] // DAY * DAY
    day += DAY * (rng.random(len(seat)) * (until - since[seat]) // DAY).astype(np.int64)
    tags = pl.Series(subjects, dtype=pl.String).gather(seat)
    page = pl.Series(rng.geometric(0.25, len(seat)))
    linked = pl.Series(rng.random(len(seat)) < 0.4)
    url = pl.select(pl.when(linked).then(pl.format("https://{}.example/{}", tags, page)))
    world.publish(
        people[seat],
        np.maximum(moments(rng, day, world.wakes(people[seat])), since[seat]),
        world.talk.daily.sentences(rng, len(seat)),
        tags=tags,
        url=url.to_series(),
    )


@explains("co_mention", share=4)
def onlooker(world: World, scene: Public, n: int) -> Ids:
    """Talk about, and name, a public figure who is in the news for a day."""
    rng, span = world.rng, world.span
    people = world.settle(n, role="onlooker")
    days = rng.integers(1, span.days - 1, size=max(n // 4, 3))
    about = choose(rng, scene.figures[1:], len(days))
    for day, figure in zip(days.tolist(), about.tolist(), strict=True):
        taking = people[rng.random(n) < 0.25]
        account = np.repeat(taking, counts(rng, len(taking), median=1, spread=0.6))
        after = rng.exponential(5 * HOUR, len(account))
        name = scene.names[figure - scene.figures[0]].rpartition(" ")[2]
        world.publish(
            account,
            world.awake(account, span.on_day(day, 7 + 10 * rng.random()) + after),
            world.talk.about(name).sentences(rng, len(account)),
            mentions=np.full(len(account), figure),
        )
    return people
