"""The acts of a run as integers: one code an actor and a post over all traces."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from coordination.kernel.places import places

MICROSECONDS = 1_000_000

NOBODY = pl.DataFrame(schema={"key": pl.String(), "label": pl.String()})


@dataclass(frozen=True, eq=False)
class Coded:
    """Acts of several traces; codes index sorted keys, so that order of loading has no say."""

    actors: pl.DataFrame
    """Columns key and label, sorted by key: the row is the code."""

    posts: pl.Series
    """Keys of the posts, or their hashes, sorted."""

    acts: dict[str, pl.DataFrame]
    """Trace to columns actor, object, at (whole seconds), post, and of wordings words, original."""

    objects: dict[str, pl.Series]
    """Trace to the keys of its objects."""


def coded(frames: dict[str, pl.DataFrame]) -> Coded:
    """Code the frames that ``read_acts`` gives, by name of the trace; they are taken out."""
    if not frames:
        return Coded(NOBODY, NOBODY["key"], {}, {})
    who = pl.concat(
        [frame.select(key="actor", label="label").unique("key") for frame in frames.values()]
    )
    actors = who.unique("key").sort("key")
    posts = pl.concat([frame["post"].drop_nulls() for frame in frames.values()]).unique().sort()
    objects = {name: frame["object"].unique().sort() for name, frame in frames.items()}
    acts = {name: _coded(frames.pop(name), actors["key"], objects[name], posts) for name in objects}
    return Coded(actors.cast(pl.String), posts, acts, objects)


def _coded(
    frame: pl.DataFrame, actors: pl.Series, objects: pl.Series, posts: pl.Series
) -> pl.DataFrame:
    return frame.drop("label").with_columns(
        codes(frame["actor"], actors),
        codes(frame["object"], objects),
        codes(frame["post"], posts),
        at=pl.col("at").to_physical() // MICROSECONDS,
    )


def codes(values: pl.Series, keys: pl.Series) -> pl.Series:
    """The place of every value among the sorted keys; null stays null."""
    if keys.dtype == pl.String:
        return values.cast(pl.Enum(keys)).to_physical().cast(pl.UInt32)
    if keys.dtype == pl.UInt64:
        place = pl.Series(values.name, places(values.fill_null(0).to_numpy(), keys.to_numpy()))
        return place.set(values.is_null(), None)
    if not isinstance(keys.dtype, pl.Categorical):
        place = keys.search_sorted(values).alias(values.name)
        return place.set(values.is_null(), None)
    number = keys.to_physical().to_numpy()
    rank = np.zeros(int(number.max(initial=0)) + 1, np.uint32)
    rank[number] = np.arange(number.size)
    return pl.Series(values.name, rank).gather(values.to_physical())
