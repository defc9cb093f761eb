"""What a run found beside the truth that a planted world was made with, role by role."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from coordination.rank import Ranked
from coordination.support import supported
from coordination.ties import ACTORS
from cypher.findings import AccountRow, LikenessOfActor, LikenessRow

FLAGGED = 2
"""Tiers up to this one are flagged; above are candidates."""

MOST_TRACES = 4

NAMED = {"account": pl.String(), "trace": pl.String()}
TIERS = {"account": pl.String(), "tier": pl.Int64()}
RANKED = {"account": pl.String(), "label": pl.String(), "score": pl.Float64()}


@dataclass(frozen=True)
class Comparison:
    """Found against planted; found is flagged in tier 1 or 2."""

    planted: pl.DataFrame
    """Columns operation, role, members, tier_1, tier_2, tier_3, supported, found (a share), by."""

    ordinary: pl.DataFrame
    """The same of ordinary people, whose role is the innocent explanation that they live."""

    def sentence(self) -> str:
        """Precision and recall over all accounts, and how many ordinary ones were flagged."""
        right, wrong = _flagged(self.planted), _flagged(self.ordinary)
        guilty, innocent = (sum(each["members"]) for each in (self.planted, self.ordinary))
        if not right + wrong:
            return "Nobody was flagged."
        return (
            f"Precision {right / (right + wrong):.3f}, recall {right / max(guilty, 1):.3f}; "
            f"{wrong} of {innocent:,} ordinary accounts flagged "
            f"({1000 * wrong / max(innocent, 1):.2f} per 1,000)."
        )


def compared(
    truth: Path, accounts: Iterable[AccountRow], likenesses: Iterable[LikenessRow]
) -> Comparison:
    """``truth``: a CSV with account, operation (empty for ordinary people) and role."""
    rows = list(accounts)
    tiers = pl.DataFrame([(row.account, row.tier) for row in rows], schema=TIERS, orient="row")
    known = pl.read_csv(truth, schema_overrides={"account": pl.String})
    held = _supporting(likenesses)
    placed = known.join(tiers, on="account", how="left").with_columns(
        pl.col("operation").replace("", None),
        supported=pl.col("account").is_in(held["account"].implode()),
    )
    by = _by(placed, pl.concat([_hits(rows), held]))
    placed = placed.join(by, on=["operation", "role"], how="left", nulls_equal=True)
    roles = (
        placed.group_by("operation", "role", maintain_order=True)
        .agg(
            pl.len().alias("members"),
            *((pl.col("tier") == tier).sum().alias(f"tier_{tier}") for tier in (1, 2, 3)),
            pl.col("supported").sum(),
            (pl.col("tier") <= FLAGGED).fill_null(value=False).mean().alias("found"),
            pl.col("by").first(),
        )
        .sort("operation", "members", "role")
    )
    is_planted = pl.col("operation").is_not_null()
    return Comparison(roles.filter(is_planted), roles.filter(~is_planted).drop("operation"))


def ranked_rightly(truth: Path, operation: str, ranked: Iterable[Ranked]) -> pl.DataFrame:
    """How many of each role are among the first ranked accounts, of which there are as many.

    Those who acted are ranked before what they acted on, and whoever was acted on is among the
    first of those. Columns operation, role, members, among_first; only roles with somebody there.
    """
    known = pl.read_csv(truth, schema_overrides={"account": pl.String})
    rows = [(row.entity, row.label, row.score) for row in ranked]
    order = (
        pl.DataFrame(rows, schema=RANKED, orient="row")
        .with_columns(part=(pl.col("score").diff() > 0).fill_null(value=False).cum_sum())
        .filter(pl.col("label").is_in(ACTORS))
        .select("account", place=pl.int_range(pl.len()).over("part"))
    )
    return (
        known.filter(operation=operation)
        .join(order, on="account", how="left")
        .group_by("operation", "role", maintain_order=True)
        .agg(members=pl.len(), among_first=(pl.col("place") < pl.len()).sum())
        .filter(pl.col("among_first") > 0)
    )


def _flagged(roles: pl.DataFrame) -> int:
    return sum(roles["tier_1"]) + sum(roles["tier_2"])


def _hits(rows: list[AccountRow]) -> pl.DataFrame:
    """Flagged accounts and candidates with the traces of their hits."""
    hits = [(row.account, each.trace) for row in rows for each in row.traces if each.hits]
    return pl.DataFrame(hits, schema=NAMED, orient="row")


def _supporting(likenesses: Iterable[LikenessRow]) -> pl.DataFrame:
    """Supported actors with their untimed traces; an actor needs no tier for that."""
    borne: dict[str, list[LikenessOfActor]] = {}
    for row in likenesses:
        each = LikenessOfActor(trace=row.trace, thing=row.thing, q=row.q)
        borne.setdefault(row.account, []).append(each)
    held = [(who, each.trace) for who, these in borne.items() if supported(these) for each in these]
    return pl.DataFrame(held, schema=NAMED, orient="row").unique(maintain_order=True)


def _by(placed: pl.DataFrame, traces: pl.DataFrame) -> pl.DataFrame:
    """Columns operation, role, by: the traces that found most of a role, with how many."""
    counted = (
        placed.join(traces, on="account")
        .group_by("operation", "role", "trace")
        .len()
        .sort("len", "trace", descending=[True, False])
    )
    told = pl.format("{} {}", "trace", "len").head(MOST_TRACES).str.join(", ")
    return counted.group_by("operation", "role", maintain_order=True).agg(by=told)
