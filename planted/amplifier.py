"""The middle of a funnel: accounts that pass the core's material on, often as soon as it is out."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from planted.chance import Ids, Weights, choose, delays, popularity
from planted.clock import DAY, HOUR, MINUTE, any_moment
from planted.funnel import VARIANTS, Cause, Material, Release, copies
from planted.public import Public
from planted.wording import at_times
from planted.world import World

_LINE_LOYALTY = 0.6
"""Share of what an amplifier passes on that comes from its favourite line of the core."""


@dataclass(frozen=True)
class Amplifiers:
    """Accounts that write about little else than the campaign's subject; one row each."""

    accounts: Ids
    busy: Weights
    """Share of all their posts that each writes."""
    ready: Weights
    """How often each acts at once, told by a channel it listens to, and not when it looks."""
    favourite: Ids
    """Line of the core that each likes best."""

    @classmethod
    def of(cls, world: World, accounts: Ids, lines: int) -> "Amplifiers":
        """Accounts with dispositions drawn at random."""
        rng, n = world.rng, len(accounts)
        return cls(
            accounts, popularity(rng, n, 0.6), rng.beta(2.5, 2.0, n), rng.integers(0, lines, n)
        )

    def seats(self, world: World, posts: float) -> Ids:
        """Who of them writes each of so many posts."""
        return choose(world.rng, np.arange(len(self.accounts)), round(posts), self.busy)

    def hear(self, world: World, seat: Ids, out: Ids) -> Ids:
        """When each acts on what came out then: within seconds to minutes, or in its own time."""
        rng, n = world.rng, len(seat)
        told = rng.random(n) < self.ready[seat]
        fast = 3 + delays(rng, n, median=24, spread=0.7)
        slow = delays(rng, n, median=2 * HOUR, spread=1.2)
        return world.awake(self.accounts[seat], out + np.where(told, fast, slow))


def amplify(
    world: World, scene: Public, cause: Cause, amplifiers: Amplifiers, *,
    made: Material, released: Release, posts: int,
) -> Ids:  # fmt: skip
    """Exactly so many posts: reshares, copied material, replies, and for the rest their own words.

    Gives the posts in their own words.
    """
    written = (
        _pass_on(world, amplifiers, released, 0.58 * posts)
        + _copy(world, cause, amplifiers, made, 0.12 * posts)
        + _reply(world, scene, cause, amplifiers, 0.06 * posts)
        + _wander(world, amplifiers, 0.04 * posts)
    )
    left = posts - written
    everyone = amplifiers.accounts[:left]
    others = amplifiers.accounts[amplifiers.seats(world, left - len(everyone))]
    return speak(world, cause, np.concatenate([everyone, others]))


def speak(world: World, cause: Cause, account: Ids) -> Ids:
    """Posts in words of their own against the candidate, with campaign tags, at any time."""
    at = any_moment(world.rng, world.span, world.wakes(account))
    at -= np.where(at >= world.span.end, DAY, 0)
    text = cause.against.sentences(world.rng, len(account))
    return world.publish(account, at, text, tags=cause.tagged(world.rng, len(account)))


def _pass_on(world: World, amplifiers: Amplifiers, released: Release, posts: float) -> int:
    rng = world.rng
    seat = amplifiers.seats(world, posts)
    any_line = rng.integers(0, int(released.line.max()) + 1, len(seat))
    line = np.where(rng.random(len(seat)) < _LINE_LOYALTY, amplifiers.favourite[seat], any_line)
    aim = np.empty(len(seat), np.int64)
    for one in np.unique(line):
        own, liking = np.flatnonzero(released.line == one), line == one
        aim[liking] = choose(rng, own, int(liking.sum()), released.weight[own])
    post = released.post[aim]
    at = amplifiers.hear(world, seat, world.at(post))
    told = world.within(at)
    return len(world.reshare(amplifiers.accounts[seat[told]], post[told], at[told]))


def _copy(world: World, cause: Cause, amplifiers: Amplifiers, made: Material, posts: float) -> int:
    """Post the material's link themselves; half paste its wording, a quarter write none."""
    rng = world.rng
    seat = amplifiers.seats(world, posts)
    linked = np.flatnonzero(made.url.is_not_null().to_numpy())
    piece = choose(rng, linked, len(seat), made.weight[linked])
    at = amplifiers.hear(world, seat, made.at[piece] + 20)
    told = world.within(at)
    seat, piece, at = seat[told], piece[told], at[told]
    pasted = pl.Series(rng.random(len(seat)) < 0.5)
    wording = copies(made, piece, rng.integers(0, VARIANTS, len(seat)))
    text = wording.zip_with(pasted, at_times(rng, cause.against.sentences(rng, len(seat)), 0.5))
    tags, url = made.tags.gather(piece), made.url.gather(piece)
    return len(world.publish(amplifiers.accounts[seat], at, text, tags=tags, url=url))


def _reply(world: World, scene: Public, cause: Cause, amplifiers: Amplifiers, posts: float) -> int:
    """Answer what public figures say, the candidate among them."""
    rng = world.rng
    account = amplifiers.accounts[amplifiers.seats(world, posts)]
    post = choose(rng, scene.statements, len(account), scene.weight)
    after = delays(rng, len(account), median=30 * MINUTE, spread=1.4)
    at = world.awake(account, world.at(post) + after)
    told = world.within(at)
    text = cause.against.sentences(rng, int(told.sum()))
    return len(world.answer(account[told], post[told], at[told], text))


def _wander(world: World, amplifiers: Amplifiers, posts: float) -> int:
    """The little that is not about the candidate."""
    account = amplifiers.accounts[amplifiers.seats(world, posts)]
    at = any_moment(world.rng, world.span, world.wakes(account))
    account, at = account[world.within(at)], at[world.within(at)]
    return len(world.publish(account, at, world.talk.daily.sentences(world.rng, len(account))))
