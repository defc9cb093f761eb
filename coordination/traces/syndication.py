"""Saying for a large part what is said on other platforms too."""

import numpy as np
import polars as pl
from scipy.special import bdtrc

from coordination.chance import benjamini_hochberg
from coordination.likeness.company import FALSE_LIKENESSES, LEAST_THINGS, pairs_in_company
from coordination.likeness.components import component
from coordination.likeness.facts import NOBODY, Facts, borne, moment
from coordination.likeness.lives import lives
from coordination.traces.declared import Untimed
from cypher import likenesses

LEAST_SHARED = 3
"""Things that an actor says and others say elsewhere; fewer are chance."""

LEAST_SHARE = 1 / 3
"""Share of such things in all that an actor says. Outlets, whom others quote, say far more that
nobody takes up: the share was seen on three planted worlds, and not fitted to any real set."""


async def find(facts: Facts) -> pl.DataFrame:
    """Who says so far more often than everybody does, by those who say the same."""
    if (await lives(facts))["platform"].n_unique() < 2:
        return NOBODY
    said = await _said(facts)
    bearers = _bearers(said).sort("actor")
    if bearers.is_empty():
        return NOBODY
    had = said.filter("elsewhere").join(bearers, on="actor", how="semi").select("actor", "text")
    grouped = bearers.join(_groups(facts, had), on="actor")
    called = pl.format("what {} says and others say elsewhere", "group")
    detail = pl.format(
        "said {} things, {} of which are said on other platforms", "things", "shared"
    )
    return borne(grouped.with_columns(thing=called, at=moment("since"), detail=detail))


def _groups(facts: Facts, had: pl.DataFrame) -> pl.DataFrame:
    """Columns actor and group (its first actor): who has two things in common with another of it.

    Whoever has them with no single one joins the group with which it has most, two or more.
    """
    pairs = pairs_in_company(
        had.rename({"text": "thing"}), threads=facts.threads, memory=facts.memory
    )
    keys = had["actor"].unique().sort()
    a, b = (keys.search_sorted(pairs[end]).to_numpy() for end in ("a", "b"))
    tied = pl.DataFrame({"actor": keys, "group": keys.gather(component(a, b, size=len(keys)))})
    tied = tied.filter(pl.len().over("group") > 1)
    held = had.join(tied, on="actor").select("text", "group").unique()
    alone = had.join(tied, on="actor", how="anti").join(held, on="text")
    joined = (
        alone.group_by("actor", "group")
        .len()
        .filter(pl.col("len") >= LEAST_THINGS)
        .sort("actor", "len", "group", descending=[False, True, False])
        .unique("actor", keep="first", maintain_order=True)
    )
    return pl.concat([tied, joined.select("actor", "group")])


async def _said(facts: Facts) -> pl.DataFrame:
    """Columns actor, label, text, at and elsewhere: whether it is said on another platform too."""
    rows = (await facts.ask(likenesses.WORDINGS)).drop_nulls("platform")
    said = rows.explode("texts", "at", empty_as_null=False).rename({"texts": "text"})
    return said.with_columns(elsewhere=pl.col("platform").n_unique().over("text") > 1)


def _bearers(said: pl.DataFrame) -> pl.DataFrame:
    """Columns actor, label, since, things, shared, expected, p, q; see the trace's null."""
    told = said.group_by("actor", "label").agg(
        pl.col("at").min().alias("since"),
        things=pl.len().cast(pl.Int64),
        shared=pl.col("elsewhere").sum().cast(pl.Int64),
    )
    rate = int(told["shared"].sum()) / max(int(told["things"].sum()), 1)
    tried = told.filter(pl.col("shared") >= LEAST_SHARED).sort("actor")
    shared, things = (tried[name].to_numpy() for name in ("shared", "things"))
    p = np.asarray(bdtrc(shared - 1.0, things, rate), np.float64)
    q = benjamini_hochberg(p, tests=max(told.height, 1))
    weighed = tried.with_columns(
        pl.Series("p", p), pl.Series("q", q), expected=pl.col("things") * rate
    )
    much = pl.col("shared") > LEAST_SHARE * pl.col("things")
    return weighed.filter((pl.col("q") <= FALSE_LIKENESSES) & much)


TRACE = Untimed(
    name="syndication",
    likeness="said much that is said on other platforms too, far more often than others do",
    rests_on="wording",
    find=find,
    null="the share of such wordings among all that anybody says",
    why="Who is to reach everybody puts the same on every platform; people talk where they are.",
    innocent="Outlets, and authors with an account on each platform.",
)
