"""The tables of CooRTweet 2.1.3 (Righetti and Balluff, MIT licence), row by row."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.acts import Acts
from coordination.errors import ImpossibleCount, TooManyRows
from coordination.kernel import shards
from coordination.kernel.order import Codes, by_object
from coordination.kernel.share_pairs import (
    Flags,
    Shares,
    count_pairs,
    list_pairs,
    paired_contents,
    visits,
)
from coordination.kernel.sweep import windows
from coordination.room import fitting_in

ROW_BYTES = 160
"""What a pair of shares costs at most on its way to both tables."""

ROWS_AT_A_TIME = 500_000


@dataclass(frozen=True, eq=False)
class Groups:
    """The result of ``detect_groups``: pairs of shares of one object, the older share first."""

    acts: Acts
    older: NDArray[np.uint32]
    """Row of the acts."""
    newer: NDArray[np.uint32]
    met: NDArray[np.uint32]
    """Codes of the objects, in the order in which CooRTweet meets them."""

    def __len__(self) -> int:
        return len(self.older)

    def tables(self) -> Iterator[pl.DataFrame]:
        """The rows, some at a time, with CooRTweet's columns; one table at least."""
        for begin in range(0, max(len(self), 1), ROWS_AT_A_TIME):
            piece = slice(begin, begin + ROWS_AT_A_TIME)
            older, newer = self.older[piece], self.newer[piece]
            acts = self.acts
            yield pl.DataFrame(
                {
                    "object_id": acts.objects.gather(acts.object[older]),
                    "content_id": acts.posts.gather(acts.post[older]),
                    "content_id_y": acts.posts.gather(acts.post[newer]),
                    "time_delta": self._seconds(older, newer),
                    "account_id": acts.actors.gather(acts.actor[older]),
                    "account_id_y": acts.actors.gather(acts.actor[newer]),
                }
            )

    def coded(self) -> pl.DataFrame:
        """The rows as codes; a before b in the order of keys, and each object's turn as met."""
        acts, older, newer = self.acts, self.older, self.newer
        one, other = acts.actor[older], acts.actor[newer]
        turn = np.zeros(len(acts.objects), np.uint32)
        turn[self.met] = np.arange(len(self.met))
        return pl.DataFrame(
            {
                "a": np.minimum(one, other),
                "b": np.maximum(one, other),
                "delta": self._seconds(older, newer),
                "content": acts.post[older],
                "content_y": acts.post[newer],
                "turn": turn[acts.object[older]],
            }
        )

    def _seconds(self, older: Codes, newer: Codes) -> NDArray[np.int64] | NDArray[np.float64]:
        ticks = self.acts.at[newer] - self.acts.at[older]
        return ticks if self.acts.ticks == 1 else ticks / self.acts.ticks


def detect_groups(
    acts: Acts,
    *,
    within: float,
    min_participation: int,
    threads: int = 2,
    memory: int | None = None,
) -> Groups:
    """``detect_groups(time_window, min_participation, remove_loops = TRUE)``.

    Acts are in the order of the table, and every one has a post. Raises ImpossibleCount, and
    TooManyRows before room is taken for rows that do not fit in the memory allowed.
    """
    window = acts.ticks_in(within)
    if min_participation < 1:
        raise ImpossibleCount("The least participation", min_participation, "at least 1")
    rows, met = _rows(acts, min_participation)
    shares = _shares(acts, rows, window)
    kept = _kept(acts, rows, paired_contents(shares, len(acts.posts)), min_participation)
    cuts = shards.by_weight(visits(shares), threads)
    found = shards.run(lambda shard: count_pairs(shard, shares, kept), cuts, threads)
    if sum(found) > (fitting := fitting_in(memory, ROW_BYTES)):
        remedy = "narrow --within, raise --min-participation"
        raise TooManyRows(sum(found), fitting, memory or 0, remedy)
    wanted = dict(zip(cuts, found, strict=True))
    parts = shards.run(lambda shard: list_pairs(shard, shares, kept, wanted[shard]), cuts, threads)
    nothing = np.empty(0, np.uint32)
    older, newer = map(np.concatenate, zip((nothing, nothing), *parts, strict=True))
    return Groups(acts, older, newer, met)


def generate_coordinated_network(groups: Groups, *, edge_weight: float) -> pl.DataFrame:
    """``generate_coordinated_network(edge_weight, subgraph = 0, objects = TRUE)`` as its edges.

    Raises ImpossibleCount where the edge weight is no share.
    """
    if not 0 <= edge_weight <= 1:
        raise ImpossibleCount("The edge weight", edge_weight, "a share of the edges, 0 to 1")
    rows = groups.coded()
    fewer, more = (
        each("n_content_id", "n_content_id_y") for each in (pl.min_horizontal, pl.max_horizontal)
    )
    edges = (
        rows.group_by("a", "b")
        .agg(
            weight=pl.len().cast(pl.Int64),
            avg_time_delta=pl.col("delta").mean(),
            n_content_id=pl.col("content").n_unique(),
            n_content_id_y=pl.col("content_y").n_unique(),
        )
        .sort("a", "b")
        .with_columns(edge_symmetry_score=fewer / more)
    )
    keys = groups.acts.actors
    return edges.select(
        pl.Series("from", keys.gather(edges["a"])),
        pl.Series("to", keys.gather(edges["b"])),
        pl.exclude("a", "b"),
        _object_ids(groups, rows),
        weight_threshold=(pl.col("weight") > _quantile(edges["weight"], edge_weight)).cast(pl.Int8),
    )


def _rows(acts: Acts, min_participation: int) -> tuple[Codes, Codes]:
    """Rows of the accounts that have enough, account after account; the objects as met."""
    accounts = len(acts.actors)
    enough = np.bincount(acts.actor, minlength=accounts) >= min_participation
    seen, first = np.unique(acts.actor, return_index=True)
    appears = np.zeros(accounts, np.int64)
    appears[seen] = first
    kept = np.flatnonzero(enough[acts.actor])
    rows = kept[np.argsort(appears[acts.actor[kept]], kind="stable")].astype(np.uint32)
    met, first = np.unique(acts.object[rows], return_index=True)
    return rows, met[np.argsort(first)]


def _shares(acts: Acts, rows: Codes, window: int) -> Shares:
    """The rows that can be part of a pair: none whose content is the object itself."""
    contents = pl.DataFrame({"key": acts.posts}).with_row_index("content")
    same = pl.DataFrame({"key": acts.objects}).join(
        contents, on="key", how="left", maintain_order="left"
    )
    itself = same["content"].fill_null(len(acts.posts)).to_numpy()
    able = rows[itself[acts.object[rows]] != acts.post[rows]]
    ordered = by_object(np.arange(len(able), dtype=np.uint32), acts.object[able], acts.at[able])
    first, _ = windows(ordered, window)
    row = able[ordered.actor]
    return Shares(row, acts.actor[row], acts.post[row], first)


def _kept(acts: Acts, rows: Codes, paired: Flags, min_participation: int) -> Flags:
    """The contents of accounts that have enough rows whose content is part of a pair."""
    taking = rows[paired[acts.post[rows]]]
    account = acts.actor[taking]
    enough = np.bincount(account, minlength=len(acts.actors)) >= min_participation
    kept = np.zeros(len(paired), np.bool_)
    kept[acts.post[taking[enough[account]]]] = True
    return kept


def _object_ids(groups: Groups, rows: pl.DataFrame) -> pl.Series:
    """The distinct objects of each edge, joined by commas, edges in the order of their accounts."""
    shared = rows.select("a", "b", "turn").unique().sort("a", "b", "turn")
    named = groups.acts.objects.gather(groups.met[shared["turn"]]).alias("object_ids")
    joined = shared.with_columns(named).group_by("a", "b", maintain_order=True)
    return joined.agg(pl.col("object_ids").str.join(","))["object_ids"]


def _quantile(weights: pl.Series, share: float) -> float:
    """R's default quantile, type 7, by its own arithmetic: a weight equal to it is not above it."""
    if weights.is_empty():
        return 0.0
    place = (len(weights) - 1) * share
    low = int(place)
    ordered = weights.sort()
    below = float(ordered[low])
    if place == low or ordered[low + 1] == ordered[low]:
        return below
    return (1 - (place - low)) * below + (place - low) * float(ordered[low + 1])
