"""Who pays to be shown: pages of an operation, and shops that sell something."""

import numpy as np
import polars as pl
from numpy.random import Generator

from planted.chance import Ids, Weights, counts
from planted.clock import DAY, HOUR, any_day
from planted.clone import Clones
from planted.layouts.crowdtangle import Pages
from planted.wave import Waves
from planted.world import World


def advertise(
    world: World, pages: Pages, imitators: Ids, waves: Waves, made: Clones, *, total: float
) -> pl.DataFrame:
    """Four in ten of the pages advertise a few times in their first days, for the total in all."""
    rng = world.rng
    seats = np.flatnonzero(rng.random(len(imitators)) < 0.4)
    if not len(seats):
        seats = np.arange(min(len(imitators), 1))
    seat = np.repeat(seats, counts(rng, len(seats), median=2, spread=0.6))
    opened = waves.opened[seat] + (rng.random(len(seat)) * 6 * DAY).astype(np.int64)
    article, link, at = made.take(world, waves.wave[seat], opened)
    cost = np.exp(1.2 * rng.standard_normal(len(seat)))
    text = pl.select(pl.format("{} {}", made.headline.gather(article), link)).to_series()
    return _bought(rng, pages, imitators[seat], at, text, cost / max(cost.sum(), 1e-9) * total)


def sell(world: World, pages: Pages, shops: Ids) -> pl.DataFrame:
    """Ordinary shops advertise what they sell, all year round."""
    rng = world.rng
    page = np.repeat(shops, counts(rng, len(shops), median=3, spread=0.7))
    at = any_day(rng, world.span, len(page)) + rng.integers(7 * HOUR, 18 * HOUR, len(page))
    text = world.talk.trade.sentences(rng, len(page))
    return _bought(rng, pages, page, at, text, 40 * np.exp(rng.standard_normal(len(page))))


def _bought(
    rng: Generator, pages: Pages, page: Ids, at: Ids, text: pl.Series, amount: Weights
) -> pl.DataFrame:
    euro = pl.Series((rng.random(len(page)) < 0.4).astype(np.int64))
    return pl.DataFrame(
        {
            "text": text,
            "url": pages.addresses().gather(page),
            "amount": pl.Series(amount, dtype=pl.Float64),
            "currency": pl.Series(("USD", "EUR")).gather(euro),
            "at": pl.Series(at, dtype=pl.Int64),
            "days": pl.Series(rng.integers(1, 8, len(page)), dtype=pl.Int64),
        }
    )
