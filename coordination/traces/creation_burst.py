"""Being created in one burst, under similar names."""

import numpy as np
import polars as pl

from coordination.chance import benjamini_hochberg
from coordination.likeness.bursts import LEAST, densest, seasonal
from coordination.likeness.company import FALSE_LIKENESSES
from coordination.likeness.facts import NOBODY, Facts, borne, day, moment
from coordination.likeness.names import parts
from coordination.traces.declared import Untimed
from cypher import likenesses

WINDOWS = (3_600, 86_400)
"""Seconds in which accounts of one burst were opened."""


async def find(facts: Facts) -> pl.DataFrame:
    """Bursts of accounts of one platform whose handles or names have a part in common."""
    births = await facts.ask(likenesses.BIRTHS)
    alike = [
        _bursts(births.filter(platform=platform), within)
        for platform in births["platform"].drop_nulls().unique().sort()
        for within in WINDOWS
    ]
    if not alike:
        return NOBODY
    tried = pl.concat(alike)
    q = benjamini_hochberg(tried["p"].to_numpy(), tests=tried.height)
    kept = (
        tried.with_columns(pl.Series("q", q))
        .filter((pl.col("q") <= FALSE_LIKENESSES) & (pl.col("size") >= LEAST))
        .sort("p", "size", "platform", "part", "at", descending=[False, True, *[False] * 3])
    )
    return _members(births, kept)


def _bursts(births: pl.DataFrame, within: int) -> pl.DataFrame:
    """Every burst that could be: one for each account and part of its name."""
    times = births.select("actor", "platform", at="created_at")
    named = parts(births.select("actor", "handle", "name")).join(times, on="actor")
    named = named.with_columns(kind=pl.col("part").rank("dense").cast(pl.Int64) - 1)
    named = named.filter(pl.len().over("kind") >= LEAST).sort("kind", "at", "actor")
    every = np.sort(times["at"].to_numpy())
    rate = seasonal(named, every, within=within)
    found = densest(named, within=within, rate=rate)
    return found.select(
        "platform", "part", "at", "size", "expected", "p", within=pl.lit(within, pl.Int64)
    )


def _members(births: pl.DataFrame, bursts: pl.DataFrame) -> pl.DataFrame:
    """The accounts of the bursts, each in the least probable one that it is in."""
    named = parts(births.select("actor", "handle", "name"))
    times = births.select(
        "actor", "label", "platform", created="created_at", called=pl.coalesce("handle", "name")
    )
    inside = (
        bursts.with_row_index("rank")
        .join(named.join(times, on="actor"), on=["platform", "part"])
        .filter((pl.col("created") >= pl.col("at")) & _until())
        .sort("rank", "actor")
        .unique("actor", keep="first", maintain_order=True)
        .filter(pl.len().over("rank") >= LEAST)
    )
    span = (
        pl.when(pl.col("within") <= WINDOWS[0]).then(pl.lit("an hour")).otherwise(pl.lit("a day"))
    )
    thing = pl.format("“{}”, opened within {} on {}", "part", span, day("at"))
    clock = moment("created").dt.strftime("%Y-%m-%d %H:%M")
    return borne(
        inside.with_columns(
            thing=thing,
            at=moment("created"),
            detail=pl.format("was opened {} UTC as {}", clock, "called"),
        )
    )


def _until() -> pl.Expr:
    return pl.col("created") <= pl.col("at") + pl.col("within")


TRACE = Untimed(
    name="creation_burst",
    likeness="were opened within an hour or a day of each other under similar names",
    rests_on="birth",
    find=find,
    null="accounts of that name opened when all of the platform were, in the name's own season",
    why="Accounts are made in batches, by one hand that runs out of names.",
    innocent="A platform's campaign, or a school class that opens accounts in one lesson.",
)
