"""What the network of clusters counts: the acts of all traces as if they were one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lcm

import polars as pl

from coordination.coding import Coded
from coordination.traces import Trace
from graph_models import Post, Text

WORDING = "sha256:"
"""Keys of wordings begin so; no post's does."""

JOINT_BYTES = 75
"""What an act that counts takes at most in the two networks, pairs aside. By reasoning."""

SAYING = (Post, Text)
"""Things of the traces that know posts, or wordings for want of them."""

NO_ACTS = pl.Schema(
    {
        "trace": pl.Enum([]),
        "actor": pl.UInt32(),
        "at": pl.Int64(),
        "post": pl.UInt32(),
        "object": pl.UInt32(),
        "thing": pl.UInt32(),
        "drawn": pl.Int64(),
    }
)


@dataclass(frozen=True, eq=False)
class Joint:
    """Acts of several traces, whose times are drawn out so that one window serves them all."""

    acts: pl.DataFrame
    """Columns trace, actor, at (whole seconds), post; object, its code in the trace; ``thing``, its
    code over all traces, where a wording is one object, posted or reshared; and ``drawn``, the time
    drawn out."""

    windows: Mapping[str, int]
    """Trace to its window in seconds."""

    things: int
    """One more than the highest code of a thing."""

    @property
    def window(self) -> int:
        """The window of drawn-out times, in their seconds."""
        return lcm(*self.windows.values())


def joint(
    coded: Coded,
    windows: Mapping[Trace, int],
    once: Sequence[pl.DataFrame],
    *,
    resolution: int,
) -> Joint:
    """Join the acts that count, a frame a trace; times are cut to the resolution, in seconds."""
    if not windows:
        return Joint(pl.DataFrame(schema=NO_ACTS), {}, 0)
    things, different = _things(coded, list(windows))
    named = {trace.name: window for trace, window in windows.items()}
    name = pl.Enum(list(named))
    at = pl.col("at") // resolution * resolution
    parts = [
        frame.select(
            trace=pl.lit(trace.name, name),
            actor="actor",
            at=at,
            post="post",
            object="object",
            thing=things[trace.name].gather(frame["object"]),
            drawn=at * (lcm(*windows.values()) // window),
        )
        for (trace, window), frame in zip(windows.items(), once, strict=True)
    ]
    return Joint(pl.concat(parts), named, different)


def _things(coded: Coded, traces: Sequence[Trace]) -> tuple[dict[str, pl.Series], int]:
    """Trace to the code over all traces of each of its objects, and a code that is above all.

    Codes of a trace follow those of the traces before, but a wording has that of the first.
    """
    things, wordings, above = dict[str, pl.Series](), list[pl.DataFrame](), 0
    for trace in traces:
        objects = coded.objects[trace.name].alias("object").to_frame()
        own = objects.with_row_index("thing", above)
        above += objects.height
        if trace.thing in SAYING:
            for earlier in wordings:
                own = (
                    own.join(earlier, on="object", how="left", maintain_order="left")
                    .with_columns(thing=pl.coalesce("earlier", "thing"))
                    .drop("earlier")
                )
            is_wording = pl.col("object").cast(pl.String).str.starts_with(WORDING)
            wordings.append(own.filter(is_wording).rename({"thing": "earlier"}))
        things[trace.name] = own["thing"]
    return things, above
