"""The acts of a run as integers: one code an actor and a post over all traces."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

MICROSECONDS = 1_000_000


@dataclass(frozen=True, eq=False)
class Coded:
    """Acts of several traces; codes index sorted keys, so that order of loading has no say."""

    actors: pl.DataFrame
    """Columns key and label, sorted by key: the row is the code."""

    posts: pl.Series
    """Keys of the posts, sorted."""

    acts: dict[str, pl.DataFrame]
    """Trace to columns actor, object, at (whole seconds), post, and words and original."""

    objects: dict[str, pl.Series]
    """Trace to the keys of its objects."""


def coded(frames: Mapping[str, pl.DataFrame]) -> Coded:
    """Code the frames that ``read_acts`` gives, by name of the trace."""
    who = pl.concat([frame.select(key="actor", label="label") for frame in frames.values()])
    actors = who.unique("key").sort("key")
    posts = pl.concat([frame["post"] for frame in frames.values()]).unique().sort()
    objects = {name: frame["object"].unique().sort() for name, frame in frames.items()}
    acts = {
        name: frame.with_columns(
            pl.Series("actor", codes(frame["actor"], actors["key"])),
            pl.Series("object", codes(frame["object"], objects[name])),
            pl.Series("post", codes(frame["post"], posts)),
            at=pl.col("at").to_physical() // MICROSECONDS,
        ).drop("label")
        for name, frame in frames.items()
    }
    return Coded(actors, posts, acts, objects)


def codes(values: pl.Series, keys: pl.Series) -> NDArray[np.uint32]:
    """The place of every value among the sorted keys."""
    return values.cast(pl.Enum(keys)).to_physical().cast(pl.UInt32).to_numpy()
