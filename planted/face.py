"""Profile pictures, names and handles of ordinary people, some of whom change or share them."""

import numpy as np
import polars as pl

from planted.chance import Ids, counts
from planted.clock import DAY, HOUR, any_moment
from planted.innocents.explanation import innocent
from planted.persona import Copied
from planted.picture import FACELESS, Album, faceless, portrait, scene
from planted.sitting import recent
from planted.world import World

DEFAULT = innocent("default_picture", trace="avatar_reuse")
FAN = innocent("fan_picture", trace="avatar_reuse")
REBRANDER = innocent("rebrander", trace="renames")
SQUATTER = innocent("squatter", trace="handle_reuse")
REPOSTER = innocent("reposter", trace="co_link")

SHARES = {DEFAULT: 0.10, FAN: 0.06, REBRANDER: 0.03, SQUATTER: 0.015, REPOSTER: 0.09}
"""Share of a case's innocents who live so. By reasoning."""
STARS = 8
FRESH = 1.4
"""Days back that somebody looks who posts what they read elsewhere, on average. By reasoning."""
OWN = 0.3
"""Share of the others who put on a picture of their own in the time that the files tell of."""


def settle_faces(world: World, album: Album, heard: Copied, n: int) -> dict[str, Ids]:
    """People whose pictures or names look borrowed, in their shares of n; by their roles."""
    rng = world.rng
    least = 1 if n > 2 * len(SHARES) else 0
    settled = {
        role: world.settle(max(round(share * n), least), role=role)
        for role, share in SHARES.items()
    }
    ready = [album.keep(faceless(place)) for place in range(len(FACELESS))]
    worn = rng.integers(0, len(ready), len(settled[DEFAULT])).tolist()
    _put_on(world, settled[DEFAULT], [ready[place] for place in worn])
    stars = [scene(rng) for _ in range(STARS)]
    loved = rng.integers(0, STARS, len(settled[FAN])).tolist()
    _put_on(world, settled[FAN], [album.copy(stars[place]) for place in loved])
    _repost(world, settled[REPOSTER], heard)
    for role in settled:
        _talk(world, settled[role])
    return settled


def show_faces(world: World, album: Album, people: Ids) -> None:
    """Some of the people put on a picture of their own."""
    chosen = people[world.rng.random(len(people)) < OWN]
    _put_on(world, chosen, [album.keep(portrait(world.rng)) for _ in range(len(chosen))])


def rebrand(world: World, album: Album, people: Ids, since: int) -> None:
    """Each of the people puts on another picture, on a day of their own of the weeks after."""
    rng, n = world.rng, len(people)
    days = (world.span.end - since) // DAY
    at = since + DAY * rng.integers(0, days, n) + rng.integers(6 * HOUR, 20 * HOUR, n)
    images = [album.keep(scene(rng)) for _ in range(n)]
    world.publish(people, at, image=pl.Series(images, dtype=pl.String))


def _put_on(world: World, accounts: Ids, images: list[str]) -> None:
    at = any_moment(world.rng, world.span, world.wakes(accounts))
    world.publish(accounts, at, image=pl.Series(images, dtype=pl.String))


def _talk(world: World, accounts: Ids) -> None:
    rng = world.rng
    own = np.repeat(accounts, counts(rng, len(accounts), median=10, spread=0.9))
    at = any_moment(rng, world.span, world.wakes(own))
    world.publish(own, at, world.talk.daily.sentences(rng, len(own)))


def _repost(world: World, accounts: Ids, heard: Copied) -> None:
    """Post what they read on another platform, with the link, when they read it."""
    rng = world.rng
    own = np.repeat(accounts, counts(rng, len(accounts), median=12, spread=0.8))
    at = any_moment(rng, world.span, world.wakes(own))
    thing = recent(rng, at, heard.at, spread=heard.within(FRESH))
    own, at, thing = own[thing >= 0], at[thing >= 0], thing[thing >= 0]
    said = world.talk.quarrel.sentences(rng, len(own))
    copied = pl.Series(rng.random(len(own)) < 0.4)
    text = heard.text.gather(thing).zip_with(copied, said)
    world.publish(own, at, text, url=heard.url.gather(thing))
