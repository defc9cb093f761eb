"""Being run or paid for by the same account or page."""

import polars as pl

from coordination.likeness.facts import Facts, borne
from coordination.traces.declared import Untimed
from cypher import likenesses


async def find(facts: Facts) -> pl.DataFrame:
    """Whoever one owner runs or pays for, and the owner itself where it posts."""
    owned = (await facts.ask(likenesses.OWNERS)).sort("owner", "actor", "does")
    several = pl.col("actor").n_unique().over("owner") > 1
    posts = pl.format("{} posts", "times")
    said = (
        pl.when(pl.col("actor") == pl.col("owner"))
        .then(pl.format("paid for {} of its own", posts))
        .when(pl.col("does") == "administers")
        .then(pl.lit("is administered by it"))
        .otherwise(pl.format("had {} paid for by it", posts))
    )
    bearers = (
        owned.filter(several)
        .with_columns(detail=said)
        .group_by("owner", "actor", "label")
        .agg(pl.col("detail").sort().str.join(", and "))
    )
    return borne(bearers.rename({"owner": "thing"}))


TRACE = Untimed(
    name="shared_owner",
    likeness="are administered or paid for by the same account or page",
    rests_on="money",
    find=find,
    null=None,
    why="Whoever pays, or holds the keys, decides what is said.",
    innocent="An agency that works for many customers.",
)
