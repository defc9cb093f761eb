"""The top of a funnel: houses of accounts that release the same material within the minute."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from planted.chance import Ids, Weights, choose, popularity
from planted.clock import DAY, HOUR, MINUTE, Span, moments, wakings
from planted.vocabulary import domain, hashtag, typo
from planted.wording import Grammar
from planted.world import World

VARIANTS = 4
"""Wordings of one piece of material; the first is the clean one, the others have slips."""


@dataclass(frozen=True)
class House:
    """Accounts of the core that are run together, under names that resemble each other."""

    members: Ids
    opened: Ids
    """When each member's account was opened."""
    first_day: int
    last_day: int
    """The day, counted from 0, after which it is silent."""
    line: int
    """Houses of one line have the same followers; a successor continues its forerunner's line."""
    pace: float
    """Pieces of material a day."""


@dataclass(frozen=True)
class Material:
    """What the core releases; row i of every column is one release by one house."""

    house: Ids
    at: Ids
    text: tuple[pl.Series, ...]
    """The wordings, one series for each variant."""
    tags: pl.Series
    url: pl.Series
    weight: Weights
    """How well each takes."""


@dataclass(frozen=True)
class Cause:
    """What the campaign says, and with what."""

    against: Grammar
    slogans: tuple[str, ...]
    tags: tuple[str, ...]
    tag_weight: Weights
    sites: tuple[str, ...]

    @classmethod
    def of(cls, world: World, candidate: str) -> "Cause":
        """A campaign against the candidate."""
        rng, towns = world.rng, world.words.towns
        tags = [f"{candidate}MustGo", f"Never{candidate}", f"StopTeam{candidate}"]
        tags += [f"{candidate}{word}" for word in ("Lied", "Knew", "Files", "Exposed", "Out")]
        tags += [f"{hashtag(town)}Remembers" for town in towns[:6]]
        slogans = (f"not our {candidate}", f"{candidate} out now", f"never {candidate} never")
        kinds = ("truth", "uncut", "insider")
        sites = tuple(domain(f"{town} {kind}") for town, kind in zip(towns, kinds, strict=False))
        weight = popularity(rng, len(tags), 0.9)
        return cls(world.talk.against(candidate), slogans, tuple(tags), weight, sites)

    def tagged(self, rng: np.random.Generator, n: int, most: int = 3) -> pl.Series:
        """One to ``most`` campaign tags for each of n posts, parted by spaces."""
        tags = pl.Series(self.tags)
        columns = [
            tags.gather(choose(rng, np.arange(len(tags)), n, self.tag_weight)).alias(str(place))
            for place in range(most)
        ]
        amount = pl.Series("amount", rng.integers(1, most + 1, n))
        told = [pl.when(pl.col("amount") > place).then(pl.col(str(place))) for place in range(most)]
        row = pl.concat_list(told).list.drop_nulls().list.unique(maintain_order=True)
        return pl.DataFrame([*columns, amount]).select(tags=row.list.join(" "))["tags"]


def settle_house(
    world: World, names: Sequence[tuple[str, str]], *, role: str, operation: str, created: Ids
) -> Ids:
    """Accounts of the core with the given names and handles; one hand runs them all."""
    rng, n = world.rng, len(names)
    return world.settle(
        n,
        role=role,
        operation=operation,
        audience=6_000,
        name=pl.Series([name for name, _ in names]),
        handle=pl.Series([handle for _, handle in names]),
        created=created,
        wakes=np.repeat(wakings(rng, 1), n),
    )


def material(world: World, cause: Cause, houses: Sequence[House], *, rate: float) -> Material:
    """All releases of all houses; one in five is taken up by a second house minutes later."""
    rng = world.rng
    house, at = _releases(world, houses, rate)
    n = len(house)
    piece = np.arange(n)
    joint = rng.random(n) < 0.2
    other = rng.integers(0, len(houses), n)
    joint &= other != house
    joint &= _alive(world.span, houses, other, at)
    second_at = at[joint] + rng.integers(20, 5 * MINUTE, int(joint.sum()))
    repeats = _repeats(world, houses, house)
    piece = np.where(repeats >= 0, repeats, piece)
    which = np.concatenate([piece, piece[joint]])
    sentences = cause.against.sentences(rng, n)
    clean = sentences.to_list()
    variants = [sentences, *(_slipped(rng, clean) for _ in range(VARIANTS - 1))]
    pages = pl.Series([f"https://{site}/read/" for site in cause.sites])
    page = pl.Series(rng.integers(100_000, 1_000_000, n))
    site = pages.gather(rng.integers(0, len(pages), n))
    linked = pl.Series(rng.random(n) < 0.65)
    url = pl.select(pl.when(linked).then(pl.format("{}{}", site, page))).to_series()
    return Material(
        house=np.concatenate([house, other[joint]]),
        at=np.concatenate([at, second_at]),
        text=tuple(text.gather(which) for text in variants),
        tags=cause.tagged(rng, n).gather(which),
        url=url.gather(which),
        weight=popularity(rng, n, 0.6)[which],
    )


def _releases(world: World, houses: Sequence[House], rate: float) -> tuple[Ids, Ids]:
    """House and moment of every release."""
    rng, span = world.rng, world.span
    amount = [round(h.pace * rate * (h.last_day + 1 - h.first_day)) for h in houses]
    house = np.repeat(np.arange(len(houses)), np.maximum(amount, 3))
    first = np.array([h.first_day for h in houses])[house]
    last = np.array([h.last_day for h in houses])[house]
    days = span.start + DAY * rng.integers(first, last + 1)
    wakes = world.wakes(np.array([h.members[0] for h in houses])[house])
    return house, moments(rng, days, np.minimum(wakes, 7 * HOUR))


def _alive(span: Span, houses: Sequence[House], house: Ids, at: Ids) -> NDArray[np.bool_]:
    day = (at - span.start) // DAY
    first = np.array([h.first_day for h in houses])[house]
    last = np.array([h.last_day for h in houses])[house]
    return (day > first) & (day < last)


def _repeats(world: World, houses: Sequence[House], house: Ids) -> Ids:
    """For a third of a successor's releases, an older one of its line; -1 for all others."""
    line = np.array([h.line for h in houses])[house]
    first = np.array([h.first_day for h in houses])[house]
    earlier = np.full(len(house), -1)
    for place, successor in enumerate(houses):
        past = np.flatnonzero((line == successor.line) & (first < successor.first_day))
        own = np.flatnonzero((house == place) & (world.rng.random(len(house)) < 1 / 3))
        if len(past):
            earlier[own] = choose(world.rng, past, len(own))
    return earlier


def _slipped(rng: np.random.Generator, texts: Sequence[str]) -> pl.Series:
    return pl.Series([typo(rng, text) for text in texts], dtype=pl.String)


@dataclass(frozen=True)
class Release:
    """Posts of the core; row i of every column is one post."""

    post: Ids
    piece: Ids
    """Its row in the material."""
    line: Ids
    weight: Weights


def release(world: World, houses: Sequence[House], made: Material) -> Release:
    """Members of a house post its material within seconds to a minute of each other."""
    rng = world.rng
    size = max(len(h.members) for h in houses)
    table = np.full((len(houses), size), -1)
    opened = np.zeros_like(table)
    for place, house in enumerate(houses):
        table[place, : len(house.members)] = house.members
        opened[place, : len(house.members)] = house.opened
    members = table[made.house]
    posting = (members >= 0) & (made.at[:, None] > opened[made.house])
    posting &= rng.random(members.shape) < 0.85
    piece, seat = np.nonzero(posting)
    account = members[piece, seat]
    at = made.at[piece] + np.minimum(rng.exponential(16, len(piece)), 80)
    variant = choose(rng, np.arange(VARIANTS), len(piece), np.array([6.0, 1, 1, 1]))
    post = world.publish(
        account,
        at,
        copies(made, piece, variant),
        tags=made.tags.gather(piece),
        url=made.url.gather(piece),
    )
    first = np.lexsort((at, piece))
    leads = np.zeros(len(piece), dtype=np.bool_)
    leads[first[np.unique(piece[first], return_index=True)[1]]] = True
    line = np.array([h.line for h in houses])[made.house[piece]]
    return Release(post, piece, line, made.weight[piece] * np.where(leads, 3.0, 1.0))


def copies(made: Material, piece: Ids, variant: Ids) -> pl.Series:
    """The wording of each piece in the variant given beside it."""
    stacked = pl.concat(list(made.text))
    return stacked.gather(variant * len(made.house) + piece)
