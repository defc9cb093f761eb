"""Personas: accounts under borrowed names and pictures, run in sittings by a few operators."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from planted.chance import Ids, choose, counts, first_of_each, identifiers
from planted.clock import DAY, HOUR, MINUTE, Span, any_moment, wakings
from planted.picture import Album, portrait, scene
from planted.public import Public
from planted.sitting import Crew, recent, sit
from planted.vocabulary import hashtag, public_names
from planted.world import World

CHARGE = 60
"""Personas that one operator runs. By reasoning, like all numbers below."""
TURNS = (2, 12)
"""Fewest and most personas that post the same thing in one sitting."""
GAP = 4 * MINUTE
"""Mean time from one persona's post to the next one's: logging out and in again."""
WEARERS = 1.6
"""How many personas wear copies of one borrowed picture."""
FRESH = 0.9
"""Days back that an operator looks for a thing to repost, on average."""
OTHERS = 200
"""Others of public life elsewhere who are quoted, where the country's own say too little."""
STOCK = 12
"""Pictures of clothes and pets that one operator keeps."""


@dataclass(frozen=True)
class Copied:
    """What others said or reported elsewhere, in order of time; row i of every column is one."""

    at: Ids
    text: pl.Series
    url: pl.Series

    def within(self, days: float) -> float:
        """How many came out in so many days, on average."""
        return days * DAY * len(self.at) / float(np.ptp(self.at) + 1)


def settle_personas(world: World, role: str, operation: str, n: int, *, operators: int) -> Crew:
    """Accounts under names as anybody has them, opened over the year before in one farm's hours."""
    rng = world.rng
    opened = world.span.start - DAY * rng.integers(2, 365, n) + rng.integers(2, 10, n) * HOUR
    accounts = world.settle(n, role=role, operation=operation, audience=60, created=opened)
    return Crew(accounts, rng.integers(0, operators, n))


def heard_elsewhere(world: World, scene: Public, n: int) -> Copied:
    """Posts of politicians of both sides on another platform, and articles of outlets.

    They are n or more: an operation of thousands does not live on what a few people say.
    """
    rng, articles = world.rng, scene.articles
    handle = pl.Series([name.replace(" ", "")[:15] for name in scene.names])
    by = handle.gather(world.author(scene.statements) - scene.figures[0])
    kept = np.flatnonzero(rng.random(len(articles.post)) < 0.3)
    more = max(n - len(by) - len(kept), 0)
    others = pl.Series([hashtag(name)[:15] for name in public_names(rng, world.words, OTHERS)])
    by = pl.concat([by, others.gather(rng.integers(0, len(others), more))])
    told = any_moment(rng, world.span, wakings(rng, more))
    number = identifiers(rng, len(by), digits=18)
    linked = pl.Series(rng.random(len(by)) < 0.6)
    status = pl.select(
        pl.when(linked).then(pl.format("https://x.com/{}/status/{}", by, number))
    ).to_series()
    statements = world.talk.quarrel.sentences(rng, len(by))
    at = np.concatenate([world.at(scene.statements), told, articles.at[kept]])
    order = np.argsort(at, kind="stable")
    return Copied(
        at=at[order],
        text=pl.concat([statements, articles.headline.gather(kept)]).gather(order),
        url=pl.concat([status, articles.url.gather(kept)]).gather(order),
    )


def heard_far_away(world: World, days: Span, about: str, n: int) -> Copied:
    """What is said of the politics of another country, ten things a day, and n or more in all."""
    rng = world.rng
    at = np.sort(any_moment(rng, days, np.full(max(10 * days.days, n), 3.0 * HOUR)))
    text = world.talk.against(about).sentences(rng, len(at))
    return Copied(at, text, pl.Series([None] * len(at), dtype=pl.String))


def shifts(world: World, n: int, days: Span) -> Ids:
    """Beginnings of sittings: on any day from three to eleven, with an hour's break at six."""
    rng = world.rng
    worked = rng.random(n) * 7 * HOUR
    at = days.start + DAY * rng.integers(0, days.days, n) + 3 * HOUR + worked
    return (at + HOUR * (worked > 3 * HOUR)).astype(np.int64)


def repost(world: World, personas: Crew, heard: Copied, *, posts: float, days: Span) -> None:
    """Each operator posts recent things, word by word, from several personas in a row."""
    rng = world.rng
    mean = sum(TURNS) / 2
    begins = shifts(world, round(posts * len(personas.accounts) / mean), days)
    sat = sit(rng, begins, posts=rng.integers(TURNS[0], TURNS[1] + 1, len(begins)), gap=GAP)
    thing = recent(rng, begins - 2 * HOUR, heard.at, spread=heard.within(FRESH))[sat.sitting]
    account = personas.take_turns(rng, sat.sitting, personas.hands_at_work(rng, len(begins)))
    told = (thing >= 0) & first_of_each(account, sat.sitting)
    thing = thing[told]
    text, url = heard.text.gather(thing), heard.url.gather(thing)
    world.publish(account[told], sat.at[told], text, url=url)


def pose(world: World, album: Album, personas: Crew, *, days: Span) -> None:
    """Clothes and pets in between: words of their own and a copy of one of the operator's stock."""
    rng = world.rng
    operators = int(personas.hand.max(initial=0)) + 1
    stock = [scene(rng) for _ in range(STOCK * operators)]
    saved = [[album.keep(each), *(album.copy(each) for _ in range(2))] for each in stock]
    seat = np.repeat(
        np.arange(len(personas.accounts)), counts(rng, len(personas.accounts), median=7, spread=0.5)
    )
    which = personas.hand[seat] * STOCK + rng.integers(0, STOCK, len(seat))
    copy = rng.integers(0, 3, len(seat))
    image = pl.Series([name for names in saved for name in names], dtype=pl.String)
    shown = pl.Series(rng.random(len(seat)) < 0.5)
    pictures = pl.select(pl.when(shown).then(image.gather(3 * which + copy))).to_series()
    at = shifts(world, len(seat), days)
    text = world.talk.daily.sentences(rng, len(seat))
    world.publish(personas.accounts[seat], at, text, image=pictures)


def wear(world: World, album: Album, accounts: Ids, at: Ids) -> None:
    """Put on borrowed faces at these moments: copies of fewer pictures than there are people."""
    rng, n = world.rng, len(accounts)
    originals = [portrait(rng) for _ in range(round(n / WEARERS) or min(n, 1))]
    which = choose(rng, np.arange(len(originals)), n)
    images = [album.copy(originals[place]) for place in which.tolist()]
    world.publish(accounts, at, image=pl.Series(images, dtype=pl.String))
