"""Labelled sets without one part of a run after the other: each timed trace, control and tier."""

import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import polars as pl

from benchmarks.agreement import adjusted_rand, mutual_information
from benchmarks.detecting import acts_of
from benchmarks.labelled import Labelled, mixtures, takedown
from benchmarks.parts import Parts, parts_of
from coordination.coding import coded
from coordination.reading import Scope
from coordination.settings import Settings
from coordination.traces import TRACES
from graph_store.graph import Address

MIXTURES = ("E0 raw", "E1 English")


async def labelled_sets(data: Path, address: Address) -> list[str]:
    """Labelled sets: a takedown among ordinary accounts, and its communities."""
    lines = [
        "\n# What is lost without each part: labelled sets\n",
        "Precision/recall of tiers 1 and 2, in brackets ordinary accounts flagged per 1,000; of B,",
        "three months of the takedown alone, recall, and NMI / ARI of its communities with the",
        "published categories, English accounts. Timed traces only.\n",
    ]
    mixed = [each for each in mixtures(data) if each.name in MIXTURES]
    posts = takedown(data, "2016-09_2016-11")
    categories = _categories(data, posts)
    rows: dict[str, list[str]] = {}
    for labelled in mixed:
        async for name, parts in _timed(address, labelled):
            rows.setdefault(name, []).append(_quality(labelled.posts, parts))
    async for name, parts in _timed(address, Labelled("B", posts)):
        rows.setdefault(name, []).append(_partition(categories, parts))
    lines += [f"| run | {' | '.join(MIXTURES)} | B |", "|---|---|---|---|"]
    return [*lines, *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items())]


def _quality(posts: pl.DataFrame, parts: Parts) -> str:
    everyone = posts.group_by("account").agg(pl.col("positive").first())
    flagged = everyone.join(parts.accounts().filter(pl.col("tier") <= 2), on="account", how="semi")
    right, positive = flagged["positive"].sum(), everyone["positive"].sum()
    wrong = 1000 * (flagged.height - right) / (everyone.height - positive)
    precision = f"{right / flagged.height:.3f}" if flagged.height else "none"
    return f"{precision}/{right / positive:.3f} ({wrong:.1f})"


def _categories(data: Path, posts: pl.DataFrame) -> pl.DataFrame:
    """Columns account, category, english: all accounts with a category."""
    labels = pl.read_csv(data / "ira_twitter" / "accounts.csv").select(
        account="author_id", category="account_category"
    )
    language = posts.group_by("account").agg(english=pl.col("english").mean() > 0.5)
    return language.join(labels, on="account")


def _partition(categories: pl.DataFrame, parts: Parts) -> str:
    flagged = parts.accounts().filter(pl.col("tier") <= 2)
    recall = categories.join(flagged, on="account", how="semi").height / categories.height
    account = parts.keys.gather(parts.members["actor"])
    placed = parts.members.with_columns(account=account).join(categories, on="account")
    english = placed.filter("english")
    if english.is_empty():
        return f"{recall:.3f}, none"
    both = english["category"], english["community"]
    return f"{recall:.3f}, {mutual_information(*both):.3f} / {adjusted_rand(*both):.3f}"


async def _timed(address: Address, labelled: Labelled) -> AsyncIterator[tuple[str, Parts]]:
    """A run over a labelled set without one part after the other."""
    frames = {name: frame for name, frame in acts_of(labelled.posts).items() if frame.height}
    traces = [trace for name, trace in TRACES.items() if name in frames]

    async def run(left: Sequence[object]) -> Parts:
        chosen = [trace for trace in traces if trace in left]
        settings = Settings(scope=Scope([]), traces=chosen)
        acts = coded({trace.name: frames[trace.name] for trace in chosen})
        return await parts_of(address, acts, acts, settings, resolution=labelled.resolution)

    whole = await run(traces)
    yield "everything", whole
    for trace in traces:
        yield f"without {trace.name}", await run([each for each in traces if each is not trace])
    yield "without an account's own hours: 3 hits or more", whole.uncontrolled()
    for tier in (1, 2):
        yield f"without tier {tier}", whole.without_tier(tier)
    print(labelled.name, file=sys.stderr)
