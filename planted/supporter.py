"""The bottom of a funnel: people who mean it, post the tags heavily and pass on what they like."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from planted.amplifier import speak
from planted.chance import Ids, Weights, choose, counts, delays, popularity
from planted.clock import HOUR, MINUTE, any_moment
from planted.funnel import Cause
from planted.public import Public
from planted.world import World

_HABITS = {"pass_on": 0.36, "speak": 0.3, "chat": 0.2, "answer": 0.06, "quote": 0.03, "chant": 0.05}
"""What supporters do with their posts, the one post about the candidate that all write aside."""


def support(
    world: World, scene: Public, cause: Cause, supporters: Ids, *,
    heard: Sequence[tuple[Ids, Weights, float]],
) -> None:  # fmt: skip
    """Everything supporters post; activity is heavy-tailed, reactions take minutes to hours.

    ``heard`` are posts of the campaign's side with their popularity, and the share of what
    supporters pass on that comes from them; the rest comes from each other and from public life.
    """
    rng = world.rng
    own = speak(world, cause, supporters)
    account = np.repeat(supporters, counts(rng, len(supporters), median=3.5, spread=1.2) - 1)
    habit = rng.choice(len(_HABITS), size=len(account), p=list(_HABITS.values()))
    doing = {name: account[habit == place] for place, name in enumerate(_HABITS)}
    own = np.concatenate([own, speak(world, cause, doing["speak"])])
    sources = [
        *heard,
        (own, popularity(rng, len(own), 1.8), 0.3),
        (scene.statements, scene.weight, 0.2),
    ]
    shares = np.array([share for _, _, share in sources])
    source = rng.choice(len(sources), size=len(doing["pass_on"]), p=shares / shares.sum())
    for place, (posts, weight, _) in enumerate(sources):
        passing = doing["pass_on"][source == place]
        world.react(passing, choose(rng, posts, len(passing), weight), median=HOUR, spread=1.6)
    _chat(world, doing["chat"])
    _answer(world, scene, cause, doing["answer"])
    _quote(world, cause, doing["quote"], own)
    _chant(world, cause, doing["chant"])


def _chat(world: World, account: Ids) -> None:
    at = any_moment(world.rng, world.span, world.wakes(account))
    world.publish(account, at, world.talk.daily.sentences(world.rng, len(account)))


def _answer(world: World, scene: Public, cause: Cause, account: Ids) -> None:
    rng = world.rng
    post = choose(rng, scene.statements, len(account), scene.weight)
    after = delays(rng, len(account), median=50 * MINUTE, spread=1.4)
    at = world.awake(account, world.at(post) + after)
    world.answer(account, post, at, cause.against.sentences(rng, len(account)))


def _quote(world: World, cause: Cause, account: Ids, posts: Ids) -> None:
    """Pass on what others of the crowd wrote, with words of their own."""
    rng = world.rng
    post = choose(rng, posts, len(account))
    after = delays(rng, len(account), median=HOUR, spread=1.4)
    at = world.awake(account, world.at(post) + after)
    text = cause.against.sentences(rng, len(account))
    world.publish(account, at, text, tags=cause.tagged(rng, len(account)), quotes=post)


def _chant(world: World, cause: Cause, account: Ids) -> None:
    """Slogans, which are everybody's and the same wording in all mouths."""
    rng = world.rng
    slogan = pl.Series(cause.slogans).gather(rng.integers(0, len(cause.slogans), len(account)))
    at = any_moment(rng, world.span, world.wakes(account))
    world.publish(account, at, slogan, tags=cause.tagged(rng, len(account), most=5))
