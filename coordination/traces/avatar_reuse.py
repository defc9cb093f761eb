"""Wearing the same, or nearly the same, profile picture."""

import polars as pl

from coordination.likeness.facts import Facts, borne, day, moment
from coordination.traces.declared import Untimed
from cypher import likenesses

MOST_WEARERS = 50
"""A picture that more actors wear is a ready-made one, or a star's."""


async def find(facts: Facts) -> pl.DataFrame:
    """Actors that wear one picture, or copies of it that differ little."""
    worn = (
        (await facts.ask(likenesses.AVATARS))
        .with_columns(alike=pl.coalesce("family", "image"))
        .sort("first_seen", "image", nulls_last=True)
        .unique(["actor", "alike"], keep="first", maintain_order=True)
    )
    wearers = pl.len().over("alike")
    since = pl.format("wore {}, first seen {}", "image", day("first_seen"))
    return borne(
        worn.filter((wearers > 1) & (wearers <= MOST_WEARERS)).with_columns(
            thing="alike",
            at=moment("first_seen"),
            detail=pl.coalesce(since, pl.format("wore {}", "image")),
        )
    )


TRACE = Untimed(
    name="avatar_reuse",
    likeness="wore the same or nearly the same profile picture",
    rests_on="pictures",
    find=find,
    null=None,
    near_duplicates=True,
    why="Faces for invented people are hard to come by, so they are used again.",
    innocent="Ready-made pictures, and fans who wear their star's.",
)
