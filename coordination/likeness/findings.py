"""Likenesses as facts of a run: a node for each, and who bears it."""

from collections.abc import Mapping

import polars as pl

from coordination.likeness.facts import BORNE
from graph_models import Bears, Likeness, Record


def likeness_facts(run: str, borne: Mapping[str, pl.DataFrame]) -> dict[type[Record], pl.DataFrame]:
    """Frames of nodes and relationships, from trace to columns BORNE."""
    every = pl.concat(
        [
            pl.DataFrame(schema={"trace": pl.String(), **BORNE}),
            *(frame.select(pl.lit(name).alias("trace"), *BORNE) for name, frame in borne.items()),
        ]
    )
    number = pl.struct("trace", "thing").rank("dense")
    placed = every.sort("trace", "thing", "actor").with_columns(
        key=pl.format("{}-likeness-{}", pl.lit(run), number)
    )
    nodes = placed.group_by("key", "trace", "thing", maintain_order=True).agg(
        pl.lit(run).alias("run").first(), actors=pl.col("actor").n_unique().cast(pl.Int64)
    )
    bears = placed.select(
        "at",
        "detail",
        "expected",
        "p",
        "q",
        **{"start_label": "label", "start_key": "actor", "end_key": "key"},
    )
    return {
        Likeness: nodes.select(list(Likeness.columns())),
        Bears: bears.select(list(Bears.columns())),
    }
