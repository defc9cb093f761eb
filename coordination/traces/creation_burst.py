"""Being created in one burst, under similar names."""

from collections.abc import Sequence

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

WINDOWS_AMONG = (*WINDOWS, 604_800)
"""The same where another trace names the accounts: a batch is seldom opened in one day, and among
so few a week says something. By reasoning."""

SPANS = {3_600: "an hour", 86_400: "a day", 604_800: "a week"}


async def find(facts: Facts) -> pl.DataFrame:
    """Bursts of accounts of one platform whose handles or names have a part in common."""
    births = await facts.ask(likenesses.BIRTHS)
    named = parts(births.select("actor", "handle", "name"))
    kinds = named.select("actor", kind=pl.format("“{}”", "part"))
    return _found(births, kinds, WINDOWS)


async def find_among(facts: Facts, groups: pl.DataFrame) -> pl.DataFrame:
    """Bursts of accounts of one platform that another trace names together, whatever their name."""
    births = await facts.ask(likenesses.BIRTHS)
    called = pl.format("{}: {}", "by", "named")
    found = [
        _found(births, rows.select("actor", kind=called), WINDOWS_AMONG)
        for rows in groups.partition_by("by", maintain_order=True)
    ]
    return pl.concat([NOBODY, *found]).sort("thing", "actor")


def _found(births: pl.DataFrame, kinds: pl.DataFrame, windows: Sequence[int]) -> pl.DataFrame:
    """The bursts of each kind (columns actor and kind, each once) on each platform."""
    alike = [
        _bursts(births.filter(platform=platform), kinds, within)
        for platform in births["platform"].drop_nulls().unique().sort()
        for within in windows
    ]
    if not alike:
        return NOBODY
    tried = pl.concat(alike)
    q = benjamini_hochberg(tried["p"].to_numpy(), tests=tried.height)
    kept = (
        tried.with_columns(pl.Series("q", q))
        .filter((pl.col("q") <= FALSE_LIKENESSES) & (pl.col("size") >= LEAST))
        .sort("p", "size", "platform", "kind", "at", descending=[False, True, *[False] * 3])
    )
    return _members(births, kinds, kept)


def _bursts(births: pl.DataFrame, kinds: pl.DataFrame, within: int) -> pl.DataFrame:
    """Every burst that could be: one for each account and kind."""
    times = births.select("actor", "platform", at="created_at")
    placed = kinds.join(times, on="actor").filter(pl.len().over("kind") >= LEAST)
    placed = placed.rename({"kind": "of"}).with_columns(
        kind=pl.col("of").rank("dense").cast(pl.Int64) - 1
    )
    placed = placed.sort("kind", "at", "actor")
    every = np.sort(times["at"].to_numpy())
    rate = seasonal(placed, every, within=within)
    found = densest(placed, within=within, rate=rate)
    return found.select(
        "platform", "at", "size", "expected", "p", kind="of", within=pl.lit(within, pl.Int64)
    )


def _members(births: pl.DataFrame, kinds: pl.DataFrame, bursts: pl.DataFrame) -> pl.DataFrame:
    """The accounts of the bursts, each in the least probable one that it is in."""
    times = births.select(
        "actor", "label", "platform", created="created_at", called=pl.coalesce("handle", "name")
    )
    inside = (
        bursts.with_row_index("rank")
        .join(kinds.join(times, on="actor"), on=["platform", "kind"])
        .filter((pl.col("created") >= pl.col("at")) & _until())
        .sort("rank", "actor")
        .unique("actor", keep="first", maintain_order=True)
        .filter(pl.len().over("rank") >= LEAST)
    )
    span = pl.col("within").replace_strict(SPANS, return_dtype=pl.String)
    clock = moment("created").dt.strftime("%Y-%m-%d %H:%M")
    called = pl.coalesce("called", "actor")
    return borne(
        inside.with_columns(
            thing=pl.format("{}, opened within {} on {}", "kind", span, day("at")),
            at=moment("created"),
            detail=pl.format("was opened {} UTC as {}", clock, called),
        )
    )


def _until() -> pl.Expr:
    return pl.col("created") <= pl.col("at") + pl.col("within")


TRACE = Untimed(
    name="creation_burst",
    likeness="were opened within an hour or a day of each other under similar names",
    rests_on="birth",
    find=find,
    among=find_among,
    null="accounts of that name, or of those whom another trace names together, opened when all of "
    "the platform were, in the name's or the group's own season",
    why="Accounts are made in batches, by one hand that runs out of names.",
    innocent="A platform's campaign, or a school class that opens accounts in one lesson.",
)
