"""Appearing soon after others fell silent, with their material or names."""

import polars as pl

from coordination.likeness.company import pairs_beyond_popularity
from coordination.likeness.components import component
from coordination.likeness.facts import NOBODY, Facts, borne, day, moment
from coordination.likeness.lives import lives as lives_of
from coordination.likeness.names import parts
from coordination.traces.declared import Untimed
from cypher import likenesses

DAY = 86_400
SILENT = 10 * DAY
"""Who posted nothing in the last so many seconds of the data fell silent."""

SOON = 21 * DAY
"""A successor appears no later than this after the silence."""


async def find(facts: Facts) -> pl.DataFrame:
    """Those who fell silent, and those who came after them with what they had."""
    lives = (await lives_of(facts)).drop("hours")
    if lives.is_empty():
        return NOBODY
    gone = lives.filter(pl.col("last") < pl.col("last").max() - SILENT)
    new = lives.filter(pl.col("first") > pl.col("first").min() + SILENT)
    after = (
        new.select(heir="actor", came="first")
        .sort("came")
        .join_asof(
            gone.select(latest="last").sort("latest"),
            left_on="came",
            right_on="latest",
            strategy="backward",
            tolerance=SOON,
        )
        .drop_nulls("latest")
    )
    if after.is_empty():
        return NOBODY
    actors = pl.concat([gone["actor"], after["heir"]]).unique().sort()
    had = await _had(facts, lives.filter(pl.col("actor").is_in(actors.implode())))
    pairs = pairs_beyond_popularity(had, threads=facts.threads, memory=facts.memory)
    return _heirs(_in_turn(pairs, lives), lives)


async def _had(facts: Facts, lives: pl.DataFrame) -> pl.DataFrame:
    """Columns actor and thing, hashed: what their posts hold and what they are called."""
    held = await facts.ask(likenesses.MATERIAL, actors=lives["actor"].to_list())
    material = held.explode("things", empty_as_null=True).drop_nulls()
    called = parts(lives.select("actor", "handle", "name"))
    return pl.concat(
        [
            material.select("actor", thing="things"),
            called.select("actor", thing=pl.format("called {}", "part").hash()),
        ]
    )


def _in_turn(pairs: pl.DataFrame, lives: pl.DataFrame) -> pl.DataFrame:
    """The pairs of which one came soon after the other fell silent: old, heir and their times.

    q stays that among all pairs of those who went and came, of which these are a part.
    """
    met = pairs
    for end in ("a", "b"):
        times = lives.select(
            pl.col("actor").alias(end), pl.col("first", "last").name.suffix(f"_{end}")
        )
        met = met.join(times, on=end)
    turns = []
    for old, heir in (("a", "b"), ("b", "a")):
        came, went = pl.col(f"first_{heir}"), pl.col(f"last_{old}")
        turn = met.filter((came - went).is_between(1, SOON))
        told = turn.select("things", "expected", "p", "q", old=old, heir=heir, came=came, went=went)
        turns.append(told)
    return pl.concat(turns)


def _heirs(pairs: pl.DataFrame, lives: pl.DataFrame) -> pl.DataFrame:
    if pairs.is_empty():
        return NOBODY
    keys = pl.concat([pairs["old"], pairs["heir"]]).unique().sort()
    a, b = (keys.search_sorted(pairs[end]).to_numpy() for end in ("old", "heir"))
    groups = pl.DataFrame({"actor": keys, "group": component(a, b, size=len(keys))})
    best = pairs.sort("p", "expected", "old", "heir")
    later = pl.format(
        "appeared on {}, after {} fell silent, with {} of the things that it had",
        day("came"),
        "old",
        "things",
    )
    heirs = best.unique("heir", keep="first", maintain_order=True).select(
        "expected", "p", "q", actor="heir", at=moment("came"), detail=later
    )
    olds = best.unique("old", keep="first", maintain_order=True).select(
        "expected",
        "p",
        "q",
        actor="old",
        at=moment("went"),
        detail=pl.format("fell silent on {}", day("went")),
    )
    bearers = pl.concat([heirs, olds.join(heirs, on="actor", how="anti")])
    led = groups.join(olds.select("actor"), on="actor", how="semi")
    called = led.group_by("group").agg(thing=pl.format("what {} left", pl.col("actor").min()))
    return borne(
        bearers.join(groups, on="actor")
        .join(called, on="group")
        .join(lives.select("actor", "label"), on="actor")
    )


TRACE = Untimed(
    name="succession",
    likeness="fell silent, or appeared soon after with what those had left",
    rests_on="material",
    also_by=("birth",),
    find=find,
    null="how many things each has, and how popular each thing is",
    why="When accounts are lost, others go on with their material, names and audience.",
    innocent="A reader who was inspired by a page that closed.",
)
