"""Who is named together: groups that one trace makes and another, on other facts, looks into.

Among everybody a few posts are no schedule, and a day's openings no batch: too many pairs could
look like it. Among a few hundred, chosen by facts that say nothing of hours or openings, they can
be. Choosing by what is independent of the statistic leaves its p-values, and so the rate of false
discoveries, as they are (Bourgon, Gentleman and Huber 2010, PNAS 107:9546).
"""

from collections.abc import Mapping

import polars as pl

from coordination.chance import benjamini_hochberg

GROUPS = {"by": pl.String(), "named": pl.String(), "actor": pl.String(), "tested": pl.Boolean()}
"""The trace that made a group, what it is called, who is in it, and whether the actor is to be
tested there: in the largest of one trace's groups that it is in, not in each of many."""

LEAST_NAMED = 3
"""Fewer are no group."""


def groups(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Columns GROUPS, from trace to who bears what (columns BORNE)."""
    every = [pl.DataFrame(schema=GROUPS)]
    for trace, borne in sorted(found.items()):
        named = borne.select("actor", by=pl.lit(trace), named="thing").unique()
        sized = named.with_columns(size=pl.len().over("named")).filter(
            pl.col("size") >= LEAST_NAMED
        )
        ordered = sized.sort("actor", "size", "named", descending=[False, True, False])
        first = pl.int_range(pl.len()).over("actor") == 0
        every.append(ordered.with_columns(tested=first).select(list(GROUPS)))
    return pl.concat(every).sort("by", "named", "actor")


def false_discovery_rates(tests: pl.DataFrame) -> pl.DataFrame:
    """The tests (columns by and p) with q: Benjamini-Hochberg among those of one trace's groups."""
    weighed = [tests.clear().with_columns(q=pl.lit(None, pl.Float64))]
    for _, rows in tests.group_by("by", maintain_order=True):
        q = benjamini_hochberg(rows["p"].to_numpy(), tests=rows.height)
        weighed.append(rows.with_columns(pl.Series("q", q)))
    return pl.concat(weighed)
