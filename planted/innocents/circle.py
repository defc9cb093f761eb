"""Those who know each other: circles of friends, school classes."""

import numpy as np
import polars as pl

from planted.chance import Ids, choose
from planted.clock import DAY, HOUR, MINUTE, any_moment, working_day
from planted.innocents.explanation import explains
from planted.public import Public
from planted.vocabulary import hashtag
from planted.wording import at_times
from planted.world import World

_COPY_S = 300
"""Mean seconds after which a friend copies what another shared."""


def _circles(rng: np.random.Generator, people: Ids, smallest: int, largest: int) -> list[Ids]:
    """The people in groups of chosen sizes; the last takes what is left."""
    sizes = rng.integers(smallest, largest + 1, size=len(people) // smallest + 1)
    cuts = np.cumsum(sizes)
    return [part for part in np.split(people, cuts[cuts < len(people)]) if len(part)]


def _cascade(world: World, scene: Public, circle: Ids, occasions: int) -> None:
    """One of the circle shares something first, the others copy it within minutes, or do not."""
    rng = world.rng
    leader = np.where(rng.random(occasions) < 0.6, circle[0], choose(rng, circle, occasions))
    joined = rng.random((occasions, len(circle))) < 0.45
    joined |= circle[None, :] == leader[:, None]
    occasion, member = np.nonzero(joined)
    account = circle[member]
    is_leader = account == leader[occasion]
    lag = np.where(is_leader, 0, rng.exponential(_COPY_S, len(account)))
    begun = any_moment(rng, world.span, world.wakes(leader))
    linked = rng.random(occasions) < 0.5
    article = choose(rng, np.arange(len(scene.articles.post)), occasions, scene.articles.weight)
    begun = np.where(linked, np.maximum(begun, scene.articles.at[article] + 5 * MINUTE), begun)
    at = begun[occasion] + lag
    links = linked[occasion]
    world.publish(
        account[links],
        at[links],
        at_times(rng, world.talk.daily.sentences(rng, int(links.sum())), 0.6),
        url=scene.articles.url.gather(article[occasion[links]]),
    )
    said = np.flatnonzero(~linked)
    told = np.full(occasions, -1)
    told[said] = world.publish(
        leader[said], begun[said], world.talk.daily.sentences(rng, len(said))
    )
    copied = ~links & ~is_leader
    world.reshare(account[copied], told[occasion[copied]], at[copied])


@explains("co_reshare", share=12)
def friend(world: World, scene: Public, n: int) -> Ids:
    """Belong to a circle that copies what one of them found, within minutes."""
    people = world.settle(n, role="friend")
    for circle in _circles(world.rng, people, 4, 8):
        _cascade(world, scene, circle, int(world.rng.integers(10, 40)))
    return people


@explains("creation_burst", share=6)
def classmate(world: World, scene: Public, n: int) -> Ids:
    """Open accounts in one lesson, with the class in the name, and greet each other."""
    rng, span = world.rng, world.span
    drawn = [rng.permutation(len(world.words.given)) for _ in range(n // 18 + 1)]
    lessons = span.start + DAY * rng.integers(3, max(span.days // 2, 4), size=n // 18 + 1)
    settled = []
    for place, circle in enumerate(_circles(rng, np.arange(n), 18, 26)):
        town = world.words.towns[-1 - place % 10]
        lesson = int(working_day(lessons)[place]) + 9 * HOUR
        names = [world.words.given[i] for i in drawn[place][: len(circle)].tolist()]
        people = world.settle(
            len(circle),
            role="classmate",
            audience=15,
            name=pl.Series([f"{name} {place + 5}b" for name in names]),
            handle=pl.Series([f"{name.lower()}_{place + 5}b_{town[:5].lower()}" for name in names]),
            created=lesson + rng.integers(0, int(HOUR / 2), size=len(circle)),
        )
        hello = lesson + rng.uniform(0.5 * HOUR, 1.5 * HOUR, size=len(circle))
        tag = hashtag(f"class{place + 5}b {town}")
        world.publish(
            people,
            hello,
            world.talk.daily.sentences(rng, len(people)),
            tags=pl.Series([tag] * len(people)),
        )
        _cascade(world, scene, people, 6)
        settled.append(people)
    return np.concatenate(settled)
