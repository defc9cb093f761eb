"""The acts of a run as integers: one code an actor and a post over all traces."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

MICROSECONDS = 1_000_000

NOBODY = pl.DataFrame(schema={"key": pl.String(), "label": pl.String()})


@dataclass(frozen=True, eq=False)
class Coded:
    """Acts of several traces; codes index sorted keys, so that order of loading has no say."""

    actors: pl.DataFrame
    """Columns key and label, sorted by key: the row is the code."""

    posts: pl.Series
    """Keys of the posts, sorted."""

    acts: dict[str, pl.DataFrame]
    """Trace to columns actor, object, at (whole seconds), post, and of wordings words, original."""

    objects: dict[str, pl.Series]
    """Trace to the keys of its objects."""


def coded(frames: Mapping[str, pl.DataFrame]) -> Coded:
    """Code the frames that ``read_acts`` gives, by name of the trace."""
    who = pl.concat(
        [NOBODY, *(frame.select(key="actor", label="label") for frame in frames.values())]
    )
    actors = who.unique("key").sort("key")
    named = [frame["post"].drop_nulls() for frame in frames.values()]
    posts = pl.concat([NOBODY["key"], *named]).unique().sort()
    objects = {name: frame["object"].unique().sort() for name, frame in frames.items()}
    acts = {
        name: frame.with_columns(
            codes(frame["actor"], actors["key"]),
            codes(frame["object"], objects[name]),
            codes(frame["post"], posts),
            at=pl.col("at").to_physical() // MICROSECONDS,
        ).drop("label")
        for name, frame in frames.items()
    }
    return Coded(actors, posts, acts, objects)


def codes(values: pl.Series, keys: pl.Series) -> pl.Series:
    """The place of every value among the sorted keys; null stays null."""
    return values.cast(pl.Enum(keys)).to_physical().cast(pl.UInt32)
