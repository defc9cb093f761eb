"""Pictures that travel by themselves: memes from friend to friend, wire pictures to newsrooms."""

import numpy as np
import polars as pl

from planted.chance import Ids, choose, counts, popularity
from planted.clock import DAY, HOUR, MINUTE
from planted.innocents.explanation import innocent
from planted.picture import Album, scene
from planted.world import World

SHARER = innocent("meme_sharer", trace="co_image")
NEWSROOM = innocent("newsroom", trace="co_image")

COPIES = 6
"""Files in which one meme travels. By reasoning."""


def settle_sharers(world: World, album: Album, n: int) -> Ids:
    """People who pass on memes over days, in whatever copy reached them, and live besides."""
    rng, span = world.rng, world.span
    people = world.settle(n, role=SHARER)
    memes = max(n // 25, 4)
    names = [_copies(album, world, COPIES) for _ in range(memes)]
    account = np.repeat(people, counts(rng, n, median=6, spread=0.8))
    meme = choose(rng, np.arange(memes), len(account), popularity(rng, memes, 1.0))
    born = span.start + DAY * rng.integers(0, max(span.days - 8, 1), memes)
    at = world.awake(account, born[meme] + rng.exponential(2 * DAY, len(account)))
    image = pl.Series([name for copies in names for name in copies])
    world.publish(
        account, at, world.talk.daily.sentences(rng, len(account)),
        image=image.gather(COPIES * meme + rng.integers(0, COPIES, len(account))),
    )  # fmt: skip
    own = np.repeat(people, counts(rng, n, median=10, spread=0.9))
    late = span.start + (rng.random(len(own)) * span.days * DAY).astype(np.int64)
    world.publish(own, world.awake(own, late), world.talk.daily.sentences(rng, len(own)))
    return people


def settle_newsrooms(world: World, album: Album, n: int) -> Ids:
    """Papers that print the agency's picture of the day within the hour, in their own words."""
    rng, span = world.rng, world.span
    pages = world.settle(n, role=NEWSROOM, audience=6_000)
    days = np.arange(span.days)
    names = [_copies(album, world, 2) for _ in days]
    page = np.repeat(pages, counts(rng, n, median=25, spread=0.4))
    day = choose(rng, days, len(page))
    came = span.start + DAY * days + (8 * HOUR + rng.integers(0, 8 * HOUR, len(days)))
    at = came[day] + 5 * MINUTE + rng.exponential(25 * MINUTE, len(page))
    image = pl.Series([name for copies in names for name in copies])
    world.publish(
        page, at, world.talk.news.sentences(rng, len(page)),
        image=image.gather(2 * day + rng.integers(0, 2, len(page))),
    )  # fmt: skip
    return pages


def _copies(album: Album, world: World, n: int) -> list[str]:
    original = scene(world.rng)
    return [album.keep(original), *(album.copy(original) for _ in range(n - 1))]
