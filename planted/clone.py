"""What a shop of cloned outlets puts out: articles at look-alike addresses, behind burner links."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from planted.chance import Ids, choose, delays, popularity
from planted.clock import DAY, HOUR, Span
from planted.lookalike import Lookalikes, burners
from planted.vocabulary import headline_slugs, typo
from planted.wave import Waves, carried_on
from planted.world import World

ARTICLES_A_DAY = 3
LINKS = 4
"""Short links that lead to one article."""
LINK_DAYS = 2
"""How long the domain of the short links lasts. By reasoning, as are the three around it."""
FRESH = 6 * HOUR
"""Median age at which an article is still passed on: dripped over the day."""

_APART = 10**11
"""More seconds than there are since 1970."""

AVOWALS = (
    "Read this before they take it down", "Nobody else dares to print this", "So it was true",
    "And we are paying for it", "Even the {} admits it now", "The {} has it in black and white",
)  # fmt: skip


@dataclass(frozen=True)
class Clones:
    """Cloned articles; row i of every column is one article."""

    at: Ids
    headline: pl.Series
    slipped: pl.Series
    """The headline as somebody retyped it."""
    outlet: Ids
    domain: pl.Series
    url: pl.Series
    """Where it stands."""
    short: tuple[pl.Series, ...]
    """Links that lead there, one series for each of ``LINKS``."""
    wave: Ids

    def finals(self) -> pl.DataFrame:
        """Columns url (short) and final."""
        return pl.concat([pl.DataFrame({"url": each, "final": self.url}) for each in self.short])

    def take(self, world: World, wave: Ids, at: Ids) -> tuple[Ids, pl.Series, Ids]:
        """For each poster of a wave and moment: an article, a link to it, and when it is posted.

        The article was out at that moment, else it is the wave's first, posted once that is out.
        """
        rng = world.rng
        age = delays(rng, len(at), median=FRESH, spread=1.0).astype(np.int64)
        order = np.lexsort((self.at, self.wave))
        out = self.wave[order] * _APART + self.at[order]
        place = np.searchsorted(out, wave * _APART + at - age, side="right") - 1
        first = np.searchsorted(self.wave[order], wave)
        article = order[np.minimum(np.maximum(place, first), len(order) - 1)]
        posted = np.maximum(at, self.at[article] + rng.integers(60, 3_600, len(at)))
        link = rng.integers(0, LINKS, len(at))
        return article, pl.concat(self.short).gather(link * len(self.at) + article), posted


def clones(world: World, domains: Lookalikes, *, span: Span, waves: int) -> Clones:
    """All articles of all waves, on the look-alikes of their wave."""
    rng = world.rng
    days = span.days // waves
    n = ARTICLES_A_DAY * days * waves
    wave = np.repeat(np.arange(waves), ARTICLES_A_DAY * days)
    day = np.tile(np.repeat(np.arange(days), ARTICLES_A_DAY), waves)
    at = span.start + (wave * days + day) * DAY + ((3 + 5 * rng.random(n)) * HOUR).astype(np.int64)
    own = [np.flatnonzero(domains.wave == one) for one in range(waves)]
    place = np.concatenate([rng.permutation(np.resize(each, len(at) // waves)) for each in own])
    headline = world.talk.news.sentences(rng, n)
    domain = domains.domain.gather(place)
    number = pl.Series(rng.integers(1_000, 10_000, n))
    url = pl.select(pl.format("https://{}/{}-{}.html", domain, headline_slugs(headline), number))
    burnt = pl.Series(burners(rng, LINKS * (span.days // LINK_DAYS + 1)))
    turn = (wave * days + day) // LINK_DAYS
    codes = [pl.Series([rng.bytes(3).hex() for _ in range(n)]) for _ in range(LINKS)]
    short = tuple(
        pl.select(
            pl.format("https://{}/{}", burnt.gather(LINKS * turn + line), codes[line])
        ).to_series()
        for line in range(LINKS)
    )
    slipped = pl.Series([typo(rng, text) for text in headline.to_list()])
    return Clones(
        at, headline, slipped, domains.outlet[place], domain, url.to_series(), short, wave
    )


def push(world: World, accounts: Ids, waves: Waves, made: Clones, *, statements: Ids) -> None:
    """Accounts post links to the articles, four in ten under what public figures say.

    Half write the headline, with or without a slip, the others words of their own; whoever replaces
    an account that was taken down says some of that again.
    """
    rng = world.rng
    seat, at = waves.posts(rng, median=22)
    article, link, at = made.take(world, waves.wave[seat], at)
    n = len(seat)
    slips = pl.Series(rng.random(n) < 0.25)
    title = made.headline.gather(article).zip_with(~slips, made.slipped.gather(article))
    avowal = pl.Series(AVOWALS).gather(rng.integers(0, len(AVOWALS), n))
    name = pl.Series(world.words.outlets).gather(made.outlet[article])
    own = pl.DataFrame({"said": world.talk.quarrel.sentences(rng, n), "name": name, "why": avowal})
    words = own.select(
        pl.concat_str("said", pl.col("why").str.replace("{}", pl.col("name"), literal=True),
                      separator=" ")
    ).to_series()  # fmt: skip
    text = title.zip_with(pl.Series(rng.random(n) < 0.5), words)
    text = text.gather(carried_on(rng, seat, waves.forerunners(rng)))
    under = _under(world, statements, at)
    world.publish(
        accounts[seat], at, text, url=link, replies_to=under,
        mentions=np.where(under >= 0, world.author(np.maximum(under, 0)), -1),
    )  # fmt: skip


def _under(world: World, statements: Ids, at: Ids) -> Ids:
    """For four in ten of the moments a recent statement, else -1."""
    rng = world.rng
    order = statements[np.argsort(world.at(statements), kind="stable")]
    age = delays(rng, len(at), median=5 * HOUR, spread=1.0)
    place = np.searchsorted(world.at(order), at - age) - 1
    chosen = (place >= 0) & (rng.random(len(at)) < 0.4)
    return np.where(chosen, order[np.maximum(place, 0)], -1)


def small_talk(world: World, accounts: Ids, waves: Waves) -> None:
    """The little else that such accounts post, and what they pass on, to look like somebody."""
    rng = world.rng
    seat, at = waves.posts(rng, median=3)
    world.publish(accounts[seat], at, world.talk.daily.sentences(rng, len(seat)))


def petitions(world: World, accounts: Ids, waves: Waves, urls: pl.Series) -> None:
    """One in six accounts posts one of the operation's petitions, now and then."""
    rng = world.rng
    seat, at = waves.posts(rng, median=1)
    kept = (seat % 6 == 0) & (rng.random(len(seat)) < 0.9)
    seat, at = seat[kept], at[kept]
    url = urls.gather(choose(rng, np.arange(len(urls)), len(seat), popularity(rng, len(urls), 0.3)))
    world.publish(accounts[seat], at, world.talk.quarrel.sentences(rng, len(seat)), url=url)
