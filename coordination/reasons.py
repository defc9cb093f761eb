"""Reasons: why somebody or something is ranked near the seeds, as sentences."""

from collections.abc import Sequence

import polars as pl

from coordination.ties import ACTORS, Thing, Ties

NAMED = 3
"""Things that a sentence names; the rest is a number."""


class Reasons:
    """The sentences about some of the ranked: what they did to seeds, and what they share."""

    def __init__(self, ties: Ties, ranked: Sequence[Thing]) -> None:
        self._ties = ties
        acted = ties.acted
        near = _frame(sorted(ties.near), "actor")
        seeds = _frame(sorted(ties.seeds), "thing")
        known = _frame(sorted(seed for seed in ties.seeds if seed[0] in ACTORS), "actor")
        thing = ["thing", "thing_label"]
        crowds = acted.join(near, on=near.columns, how="semi").group_by(thing).agg(near=pl.len())
        of_seeds = acted.join(known, on=known.columns, how="semi").select(thing).unique()
        rows = (
            acted.join(_frame(ranked, "actor"), on=near.columns, how="semi")
            .join(crowds, on=thing, how="left")
            .join(seeds.with_columns(seed=True), on=thing, how="left")
            .join(of_seeds.with_columns(of_seeds=True), on=thing, how="left")
            .sort(pl.col("near"), "thing", descending=[True, False], nulls_last=True)
        )
        self._did = rows.partition_by("actor_label", "actor", as_dict=True)
        served = crowds.join(_frame(ranked, "thing"), on=thing, how="semi")
        self._near = {(label, key): near for key, label, near in served.iter_rows()}

    def of_actor(self, actor: Thing) -> list[str]:
        """On which seeds it acted, and which things it shares with others near them."""
        did = self._did[actor]
        seeds = did.filter(pl.col("seed").is_not_null())["thing"].sort().to_list()
        rest = did.filter(pl.col("seed").is_null())
        with_seeds = rest.filter(pl.col("of_seeds").is_not_null())["thing"].to_list()
        others = rest.filter(pl.col("of_seeds").is_null() & (pl.col("near") > 1))
        lines = []
        if seeds:
            lines.append(f"Acted on {_seeds(len(seeds), len(self._ties.seeds))}: {_list(seeds)}.")
        if with_seeds:
            lines.append(
                f"Acted on {_things(with_seeds)} that seeds acted on: {_list(with_seeds)}."
            )
        if others.height:
            named = [
                f"{key} ({near:,})" for key, near in others.select("thing", "near").iter_rows()
            ]
            lines.append(
                f"Served {_things(named)} besides that others near the seeds serve (how many of "
                f"them): {_list(named)}."
            )
        return lines

    def of_thing(self, thing: Thing) -> list[str]:
        """How many near the seeds acted on it, and whose it is."""
        owner = self._ties.owners.get(thing)
        lines = [
            f"{self._near.get(thing, 0):,} of {len(self._ties.near):,} accounts and pages near the "
            "seeds acted on it."
        ]
        return [*lines, f"Posted by {owner}."] if owner else lines


def of_likeness(similarity: float | None, *, thing: bool) -> list[str]:
    """How much it has in common with the seed of its kind that it is most like."""
    if similarity is None:
        return []
    if thing:
        return [f"{similarity:.0%} of those on it or on the seed most like it acted on both."]
    return [f"It shares {similarity:.0%} of what it and the seed most like it acted on."]


def _frame(named: Sequence[Thing], side: str) -> pl.DataFrame:
    rows = [(key, label) for label, key in named]
    return pl.DataFrame(
        rows, schema=dict.fromkeys((side, f"{side}_label"), pl.String()), orient="row"
    )


def _seeds(number: int, of: int) -> str:
    return "the seed" if of == 1 else f"{number:,} of {of:,} seeds"


def _things(names: Sequence[str]) -> str:
    return "1 thing" if len(names) == 1 else f"{len(names):,} things"


def _list(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
