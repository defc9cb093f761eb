"""Public life: outlets and figures that everybody follows, and the articles they put out."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from planted.chance import Ids, Weights, choose, counts, popularity
from planted.clock import any_moment
from planted.vocabulary import domain, hashtag, headline_slugs, public_names
from planted.world import World

FIGURES = 14
"""People of public life; the first is the candidate of the coming vote."""


@dataclass(frozen=True)
class Articles:
    """What outlets published; row i of every column is one article."""

    post: Ids
    """The outlet's own post about it."""
    outlet: Ids
    at: Ids
    headline: pl.Series
    url: pl.Series
    weight: Weights
    """How popular each is."""


@dataclass(frozen=True)
class Public:
    """The public of one invented country."""

    figures: Ids
    names: tuple[str, ...]
    statements: Ids
    """Posts of the figures."""
    weight: Weights
    """How popular each statement is."""
    outlets: Ids
    articles: Articles

    @property
    def candidate(self) -> str:
        """Family name of the candidate whom the campaign is against."""
        return self.names[0].rpartition(" ")[2]

    def statements_of(self, world: World, figure: int) -> tuple[Ids, Weights]:
        """A figure's posts and how popular each is."""
        own = world.author(self.statements) == figure
        return self.statements[own], self.weight[own]


def public(world: World) -> Public:
    """Figures and outlets, with all they post over the span."""
    rng, words = world.rng, world.words
    names = public_names(rng, words, FIGURES)
    handles = pl.Series([hashtag(name)[:15] for name in names])
    figures = world.settle(
        FIGURES, role="public_figure", audience=90_000, name=pl.Series(names), handle=handles
    )
    amount = counts(rng, FIGURES, median=1.5 * world.span.days, spread=0.6)
    author = np.repeat(figures, amount)
    statements = world.publish(
        author,
        any_moment(rng, world.span, world.wakes(author)),
        world.talk.quarrel.sentences(rng, len(author)),
    )
    outlets, articles = _press(world)
    weight = popularity(rng, len(statements))
    return Public(figures, tuple(names), statements, weight, outlets, articles)


def _press(world: World) -> tuple[Ids, Articles]:
    rng, outlets = world.rng, world.words.outlets
    ids = world.settle(
        len(outlets),
        role="outlet",
        audience=40_000,
        name=pl.Series(outlets),
        handle=pl.Series([hashtag(outlet)[:15] for outlet in outlets]),
    )
    amount = counts(rng, len(outlets), median=3 * world.span.days, spread=0.5)
    place = np.repeat(np.arange(len(outlets)), amount)
    at = any_moment(rng, world.span, world.wakes(ids[place]))
    headline = world.talk.news.sentences(rng, len(place))
    site = pl.Series([domain(outlet) for outlet in outlets]).gather(place)
    number = pl.Series(rng.integers(10_000, 100_000, len(place)))
    url = pl.select(
        pl.format("https://{}/{}-{}", site, headline_slugs(headline), number)
    ).to_series()
    post = world.publish(ids[place], at, headline, url=url)
    return ids, Articles(post, ids[place], at, headline, url, popularity(rng, len(post)))


def chatter(world: World, scene: Public, accounts: Ids, *, median: float) -> None:
    """Ordinary days: each of the accounts talks about its life and passes some posts on."""
    rng = world.rng
    own = np.repeat(accounts, counts(rng, len(accounts), median=median, spread=1.1))
    world.publish(
        own,
        any_moment(rng, world.span, world.wakes(own)),
        world.talk.daily.sentences(rng, len(own)),
        tags=everyday_tags(world, len(own)),
    )
    passed = np.repeat(accounts, counts(rng, len(accounts), median=median / 5, spread=1.1) - 1)
    post = choose(rng, scene.statements, len(passed), scene.weight)
    world.react(passed, post, median=2_700, spread=1.8)


def everyday_tags(world: World, n: int) -> pl.Series:
    """A hashtag of everyday life for one post in eight, null for the others."""
    things = pl.Series("tags", [hashtag(thing) for thing in world.words.things], dtype=pl.String)
    weights = popularity(np.random.default_rng(len(things)), len(things))
    place = choose(world.rng, np.arange(len(things)), n, weights)
    used = pl.Series(world.rng.random(n) < 0.125)
    return pl.select(pl.when(used).then(things.gather(place))).to_series()
