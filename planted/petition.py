"""Petitions: some that an operation pushes, many more that people sign because they mean it."""

import numpy as np
import polars as pl

from planted.chance import Ids, choose, counts, popularity
from planted.innocents.explanation import innocent
from planted.world import World

SITES = ("petitions.example", "voices-together.example")
"""Two sites on which everybody starts petitions."""

SIGNER = innocent("signer", trace="co_domain")


def petition_urls(world: World, n: int) -> pl.Series:
    """Addresses of n petitions, in turns on the sites."""
    number = pl.Series(world.rng.permutation(90_000)[:n] + 10_000)
    site = pl.Series(SITES).gather(np.arange(n) % len(SITES))
    return pl.select(pl.format("https://{}/p/{}", site, number)).to_series()


def settle_signers(world: World, n: int) -> Ids:
    """People who pass on petitions over days, in words of their own or in the site's."""
    rng, span = world.rng, world.span
    people = world.settle(n, role=SIGNER)
    urls = petition_urls(world, max(n // 8, 6))
    account = np.repeat(people, counts(rng, n, median=3, spread=0.7))
    petition = choose(rng, np.arange(len(urls)), len(account), popularity(rng, len(urls), 1.2))
    began = span.start + rng.integers(0, max(span.days - 10, 1), len(urls)) * 86_400
    at = began[petition] + rng.exponential(5 * 86_400, len(account))
    own = world.talk.quarrel.sentences(rng, len(account))
    ready = pl.Series(["I have just signed this petition. Will you sign it too?"] * len(account))
    text = own.zip_with(pl.Series(rng.random(len(account)) < 0.6), ready)
    world.publish(account, world.awake(account, at), text, url=urls.gather(petition))
    return people
