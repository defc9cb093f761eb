"""The case of a small core that steers a large crowd against a candidate."""

from datetime import datetime

import numpy as np
import polars as pl

from planted.amplifier import Amplifiers, amplify, speak
from planted.case import Order, Planting, case
from planted.chance import Weights, popularity
from planted.clock import DAY, HOUR, Span
from planted.funnel import Cause, House, material, release, settle_house
from planted.innocents.crowd import settle_innocents
from planted.layouts.twitter_archive import Archive
from planted.public import Public, public
from planted.supporter import support
from planted.vocabulary import alike
from planted.world import Settled, World

NAME = "core_of_a_crowd"
FIXED = {"core": 19, "successor": 5, "amplifier": 326}
SCALED = {"supporter": 52_000}
POSTS = 121_000
"""Posts of the 350 at scale 1."""
INTERACTIONS = 35_200_000
"""Likes, reshares, replies and quotes that the posts of the 350 drew, at scale 1."""
HOUSES = (5, 5, 5, 4)
"""The core's four groups; the first is the one that goes quiet."""
SPAN = Span(datetime(2023, 3, 1), 92)
OPENED, QUIET, BACK = 7, 30, 34
"""Days of the span: the first house is opened on one day, is silent after the last of March, and
its successors pop up from the fourth of April on, one by one."""


@case(fixed=FIXED, scaled=SCALED)
def plant(order: Order) -> Planting:
    """A small core that steers a large crowd against a candidate.

    Reported: 52,000 accounts posted against a candidate; 350 of them almost entirely, in 121,000
    posts with 35.2 million interactions; 19 at the core in four groups with similar names, with
    near-simultaneous posts of the same material; five of them created on one day, quiet at the end
    of that month, after which new ones popped up; borrowed profile photos; one bought ads.

    Planted: the 350 are the positives at every scale: the 19, five successors of the group that
    went quiet (roles ``core``, ``successor``) and 326 amplifiers, of whom some act at once when the
    core posts and some when they look. The crowd (``supporter``) is 52,000 at scale 1, beside the
    350. Posts of the 350 go with the square root of the scale, so that a small world still has
    enough of them to be an operation: 27,056 at 0.05, and never under 3,630. The layout holds
    neither profile photos nor ads, so this case plants none.
    """
    world = World(order.rng, SPAN)
    scene = public(world)
    _operate(world, order, scene)
    settle_innocents(world, scene, round(order.crowd * sum(FIXED.values())))
    settled = world.settled()
    archive = Archive.of(settled, _reach(settled, INTERACTIONS * _rate(order)), order.rng)
    return Planting(archive.write(order.folder, NAME, order.rng), archive.truth())


def _operate(world: World, order: Order, scene: Public) -> None:
    """The funnel from the core through the amplifiers to the crowd."""
    rng, rate = order.rng, _rate(order)
    cause = Cause.of(world, scene.candidate)
    houses = _houses(world)
    made = material(world, cause, houses, rate=rate)
    released = release(world, houses, made)
    steady = np.repeat(np.concatenate([h.members for h in houses[1:4]]), round(20 * rate))
    alone = speak(world, cause, steady)
    accounts = world.settle(
        FIXED["amplifier"], role="amplifier", operation=NAME, audience=1_500,
        created=SPAN.start - (DAY * (3 + 500 * rng.random(FIXED["amplifier"]) ** 1.5)).astype(int),
    )  # fmt: skip
    amplifiers = Amplifiers.of(world, accounts, lines=len(HOUSES))
    left = round(POSTS * rate) - len(released.post) - len(alone)
    own = amplify(world, scene, cause, amplifiers, made=made, released=released, posts=left)
    supporters = world.settle(round(SCALED["supporter"] * order.scale), role="supporter")
    heard = [
        (released.post, released.weight, 0.3),
        (own, popularity(rng, len(own), 1.5), 0.2),
    ]
    support(world, scene, cause, supporters, heard=heard)


def _houses(world: World) -> list[House]:
    """The four groups of the core, and the one that succeeds the first."""
    rng, words = world.rng, world.words
    towns = words.towns[10:14]
    stems = (
        f"Proud {towns[0]} Mum", f"Voice of {towns[1]}",
        f"{words.given[0]} {words.family[0]}", f"{towns[2]} Watch",
    )  # fmt: skip
    houses = []
    for line, (stem, size) in enumerate(zip(stems, HOUSES, strict=True)):
        names = alike(rng, stem, size)
        opened = SPAN.start - DAY * rng.integers(20, 900) - DAY * rng.integers(0, 60, size)
        if line == 0:
            opened = SPAN.on_day(OPENED, 9) + rng.integers(0, 5 * HOUR, size)
        members = settle_house(world, names, role="core", operation=NAME, created=opened)
        first, last = (OPENED + 1, QUIET) if line == 0 else (0, SPAN.days - 1)
        houses.append(House(members, opened, first, last, line, 9.0 if line == 0 else 4.4))
    after = BACK + np.array([0, 2, 3, 6, 9])
    opened = SPAN.start + DAY * after + rng.integers(8 * HOUR, 18 * HOUR, len(after))
    names = alike(rng, stems[0], len(after), again=True)
    members = settle_house(world, names, role="successor", operation=NAME, created=opened)
    return [*houses, House(members, opened, BACK, SPAN.days - 1, 0, 5.0)]


def _rate(order: Order) -> float:
    """How much of the reported output the 350 write."""
    return max(float(np.sqrt(order.scale)), 0.03)


def _reach(settled: Settled, interactions: float) -> Weights:
    """Interactions that a post of each account draws, on average; what the 350 drew is known."""
    accounts, posts = settled.accounts, settled.posts
    reach = 0.1 * accounts["followers"].to_numpy() ** 0.7
    operates = accounts["operation"].is_not_null().to_numpy()
    author = posts.filter(pl.col("reshares").is_null())["account"].to_numpy()
    drawn = reach[author[operates[author]]].sum()
    return np.where(operates, reach * interactions / drawn, reach)
