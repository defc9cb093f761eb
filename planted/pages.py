"""Ordinary pages: local editions, parodies, reprints of one agency, shops, clubs, fans."""

from collections.abc import Callable

import numpy as np
import polars as pl

from planted.chance import Ids, apportion, choose, counts, popularity
from planted.clock import HOUR, MINUTE, any_day, any_moment, office_moment
from planted.innocents.explanation import innocent
from planted.public import Public
from planted.vocabulary import domain, hashtag
from planted.world import World

EDITION = innocent("regional_edition", trace="lookalike_domain")
PARODY = innocent("parody_page", trace="lookalike_domain")
REPRINTER = innocent("wire_reprinter", trace="co_text")
CLIENT = innocent("agency_client", trace="shared_owner")
FANS = innocent("fan_page", trace="co_hashtag")
CLUB = innocent("club_page", trace="schedule")

SHARES = {EDITION: 10, PARODY: 5, REPRINTER: 25, CLIENT: 15, FANS: 20, CLUB: 25}
"""How common each sort of page is. By reasoning."""

AGENCY = "Newswire"

CLIENTS = 12
"""How many pages one office looks after."""


def settle_pages(world: World, scene: Public, n: int) -> dict[str, Ids]:
    """So many pages over the sorts, each sort once at least where n allows; by their roles."""
    lives: dict[str, Callable[[World, Public, Ids], None]] = {
        EDITION: _edit, PARODY: _mock, REPRINTER: _reprint, CLIENT: _advertise, FANS: _admire,
        CLUB: _announce,
    }  # fmt: skip
    least = 1 if n >= len(SHARES) else 0
    amounts = apportion(n - least * len(SHARES), SHARES)
    settled = {}
    for role, more in amounts.items():
        names = _names(world, role, more + least)
        handles = pl.Series([hashtag(name)[:30] for name in names], dtype=pl.String)
        ids = world.settle(
            more + least, role=role, audience=2_500, name=pl.Series(names, dtype=pl.String),
            handle=handles,
        )  # fmt: skip
        if len(ids):
            lives[role](world, scene, ids)
            _chat(world, ids)
        settled[role] = ids
    return settled


def _names(world: World, role: str, n: int) -> list[str]:
    words, rng = world.words, world.rng
    towns = [words.towns[place] for place in rng.integers(0, len(words.towns), n).tolist()]
    things = [words.things[place] for place in rng.integers(0, len(words.things), n).tolist()]
    patterns = {
        EDITION: words.outlets[1] + " {town}",
        PARODY: "The Daily {thing} of {town}",
        REPRINTER: "{town} Post {thing}",
        CLIENT: "{thing} shop {town}",
        FANS: words.teams[0] + " fans {town}",
        CLUB: "{town} {thing} club",
    }
    pairs = zip(towns, things, strict=True)
    return [patterns[role].format(town=town, thing=thing.title()) for town, thing in pairs]


def _chat(world: World, pages: Ids) -> None:
    own = np.repeat(pages, counts(world.rng, len(pages), median=8, spread=0.8))
    at = any_moment(world.rng, world.span, world.wakes(own))
    world.publish(own, at, world.talk.daily.sentences(world.rng, len(own)))


def _edit(world: World, scene: Public, pages: Ids) -> None:
    """Link to an outlet's local edition, which stands on the outlet's own site, and say so."""
    rng, articles = world.rng, scene.articles
    home = domain(world.words.outlets[1]).removesuffix(".example")
    own = np.flatnonzero(articles.outlet == scene.outlets[1])
    seat = np.repeat(np.arange(len(pages)), counts(rng, len(pages), median=25, spread=0.5))
    article = choose(rng, own, len(seat), articles.weight[own])
    towns = pl.Series([domain(town).removesuffix(".example") for town in world.words.towns])
    town = towns.gather(seat % len(towns))
    path = articles.url.gather(article).str.split(".example/").list.last()
    url = pl.select(pl.format("https://{}.{}.example/{}", town, pl.lit(home), path)).to_series()
    at = articles.at[article] + rng.exponential(2 * HOUR, len(seat))
    world.publish(pages[seat], at, articles.headline.gather(article), url=url)


def _mock(world: World, scene: Public, pages: Ids) -> None:
    """Link to a site of jokes whose name plays on an outlet's."""
    rng, outlets = world.rng, world.words.outlets
    seat = np.repeat(np.arange(len(pages)), counts(rng, len(pages), median=18, spread=0.5))
    sites = pl.Series([f"not-the-{domain(outlet)}" for outlet in outlets])
    number = pl.Series(rng.integers(100, 10_000, len(seat)))
    site = sites.gather(seat % len(sites))
    url = pl.select(pl.format("https://{}/joke-{}", site, number)).to_series()
    at = any_moment(rng, world.span, world.wakes(pages[seat]))
    world.publish(pages[seat], at, world.talk.match.sentences(rng, len(seat)), url=url)


def _reprint(world: World, scene: Public, pages: Ids) -> None:
    """Print one news agency's reports as they come in, word by word, within the quarter hour.

    The agency puts each report on its own site and page first.
    """
    rng, span = world.rng, world.span
    reports = 3 * span.days
    came = np.sort(any_day(rng, span, reports) + (6 + 14 * rng.random(reports)) * HOUR)
    text = world.talk.news.sentences(rng, reports)
    number = pl.Series(np.arange(reports) + 1_000)
    url = pl.select(pl.format("https://{}/{}", pl.lit(domain(AGENCY)), number)).to_series()
    agency = world.settle(
        1, role="outlet", audience=60_000, name=pl.Series([AGENCY]), handle=pl.Series([AGENCY])
    )
    world.publish(np.repeat(agency, reports), came, text, url=url)
    page = np.repeat(pages, counts(rng, len(pages), median=25, spread=0.5))
    report = choose(rng, np.arange(reports), len(page), popularity(rng, reports, 0.8))
    at = came[report] + rng.exponential(15 * MINUTE, len(page))
    world.publish(page, at, text.gather(report), url=url.gather(report))


def _advertise(world: World, scene: Public, pages: Ids) -> None:
    """Shops whose posts one office writes, in its hours, with its links, one text for several."""
    rng = world.rng
    office = np.arange(len(pages)) // CLIENTS
    offers = 30
    texts = world.talk.trade.sentences(rng, offers * (int(office.max()) + 1))
    seat = np.repeat(np.arange(len(pages)), counts(rng, len(pages), median=15, spread=0.5))
    offer = office[seat] * offers + rng.integers(0, offers, len(seat))
    url = pl.select(
        pl.format("https://deals{}.example/o/{}", pl.Series(office[seat]), pl.Series(offer))
    ).to_series()
    at = office_moment(rng, world.span, len(seat)) // (15 * MINUTE) * (15 * MINUTE)
    world.publish(pages[seat], at, texts.gather(offer), url=url)


def _admire(world: World, scene: Public, pages: Ids) -> None:
    """Cheer the same team under the same tag, on the day of the match and after."""
    rng, span = world.rng, world.span
    page = np.repeat(pages, counts(rng, len(pages), median=20, spread=0.6))
    match = 7 * rng.integers(0, max(span.days // 7, 1), len(page))
    at = span.start + 86_400 * match + 19 * HOUR + rng.exponential(5 * HOUR, len(page))
    tag = pl.Series([hashtag(world.words.teams[0])] * len(page), dtype=pl.String)
    world.publish(page, at, world.talk.match.sentences(rng, len(page)), tags=tag)


def _announce(world: World, scene: Public, pages: Ids) -> None:
    """Announce the week's meeting on the same evening of every week."""
    rng, span = world.rng, world.span
    week = np.arange(span.days // 7)
    page = np.repeat(pages, len(week))
    evening = span.start + 7 * 86_400 * np.tile(week, len(pages)) + 3 * 86_400 + 17 * HOUR
    at = evening + rng.normal(0, 20 * MINUTE, len(page))
    world.publish(page, at, world.talk.daily.sentences(rng, len(page)))
