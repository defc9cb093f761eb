"""Lives: when each actor posted, which several traces ask."""

import polars as pl

from coordination.likeness.facts import Facts
from cypher import likenesses

LEAST_POSTS = 5
"""Fewer are no life that anything could be told of."""


async def lives(facts: Facts) -> pl.DataFrame:
    """One row an actor of enough posts, with the columns of ``Life``, in order of actor."""
    return (await facts.ask(likenesses.LIVES, least=LEAST_POSTS)).sort("actor")
