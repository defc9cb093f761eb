"""The acts of a run as integers: one code an actor and a post over all traces."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import lcm

import numpy as np
import polars as pl
from numpy.typing import NDArray

MICROSECONDS = 1_000_000

EMPTY = pl.DataFrame(
    schema={
        "trace": pl.String(),
        "actor": pl.UInt32(),
        "at": pl.Int64(),
        "post": pl.UInt32(),
        "object": pl.UInt32(),
        "thing": pl.UInt32(),
        "drawn": pl.Int64(),
    }
)
"""The network's acts where there are none."""


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


def network_acts(once: Mapping[str, pl.DataFrame], windows: Mapping[str, int]) -> pl.DataFrame:
    """The acts of all traces in one frame, as the network of clusters counts them.

    Columns trace, actor, at, post; ``thing``, the object's code over all traces; and ``drawn``,
    time drawn out so that one window, ``drawn_window``, stands for every trace's own.
    """
    parts, above = [EMPTY], 0
    for name, frame in once.items():
        parts.append(
            frame.select(
                trace=pl.lit(name),
                actor="actor",
                at="at",
                post="post",
                object="object",
                thing=(pl.col("object").cast(pl.Int64) + above).cast(pl.UInt32),
                drawn=pl.col("at") * (drawn_window(windows) // windows[name]),
            )
        )
        above += frame["object"].n_unique() and int(frame["object"].to_numpy().max()) + 1
    return pl.concat(parts)


def drawn_window(windows: Mapping[str, int]) -> int:
    """The window of drawn-out times, in their seconds."""
    return lcm(*windows.values())
