"""Using a handle that another account used before."""

import polars as pl

from coordination.likeness.facts import Facts, borne, day, moment
from coordination.traces.declared import Untimed
from cypher import likenesses


async def find(facts: Facts) -> pl.DataFrame:
    """Accounts of one platform that went by one handle."""
    used = await facts.ask(likenesses.HANDLES)
    used = used.group_by("actor", "label", "handle").agg(
        pl.col("first_seen").min(), pl.col("last_seen").max()
    )
    shared = used.filter(pl.len().over("handle") > 1)
    order = pl.col("first_seen").rank("dense").over("handle")
    when = pl.format("was seen as it from {} to {}", day("first_seen"), day("last_seen"))
    dated = pl.col("first_seen").is_not_null() & pl.col("last_seen").is_not_null()
    turn = pl.when(order > 1).then(pl.format("{}, after another account", when)).otherwise(when)
    return borne(
        shared.with_columns(
            thing="handle",
            at=moment("first_seen"),
            detail=pl.when(dated).then(turn).otherwise(pl.lit("went by it, at a time unknown")),
        )
    )


TRACE = Untimed(
    name="handle_reuse",
    likeness="went by the same handle, one after the other",
    rests_on="names",
    find=find,
    null=None,
    why="A handle that people know is worth keeping when its account is given up or renamed.",
    innocent="Squatting: somebody takes a name that another left.",
)
