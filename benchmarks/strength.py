"""How small, how few, how slow and on how popular things may a group act, and still be found?

    python -m benchmarks.strength [FOLDER] > docs/quality/strength.md

FOLDER holds the real data sets; by default it is ``../shared/data``. One group at a time is planted
into ordinary acts, which are generated, or real where the German elections are there. Each member
also shares as many other things by itself. One axis is moved at a time.
"""

import argparse
import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from benchmarks.detecting import found_in
from benchmarks.local import local_server
from benchmarks.organic import organic
from coordination.acts import Acts
from coordination.pairs import count
from graph_store.graph import Address

DATA = Path(__file__).parents[2] / "shared" / "data"
SEEDS = 5
MICROSECONDS = 1_000_000
DAY, HOUR = 86_400, 3_600
COUNTED_WITHIN = 60.0
HALF = 0.5

ACTORS, ACTS, OBJECTS, DAYS = 10_000, 40_000, 5_000, 30
"""Of the generated background, before the night thins it out."""


@dataclass(frozen=True)
class Group:
    """An operation: all its members share all its objects, each time within so many seconds."""

    members: int = 10
    objects: int = 10
    seconds: int = 30
    others: int = 10
    """Ordinary accounts on each of its objects."""


@dataclass(frozen=True)
class Axis:
    """One thing about a group that is moved, from what is easy to find to what is not."""

    field: str
    heading: str
    values: Sequence[int]
    until: str
    """How the last value at which it is found is told."""


AXES = (
    Axis("members", "members", (50, 20, 10, 5, 4, 3, 2), "down to {} members"),
    Axis("objects", "objects shared", (40, 20, 10, 5, 4, 3, 2), "down to {} objects"),
    Axis("seconds", "within, s", (1, 30, 60, 120, 300, 1800, 7200), "up to {} s"),
    Axis("others", "others on each", (0, 3, 10, 30, 100, 300, 1000), "up to {} others"),
)


@dataclass(frozen=True, eq=False)
class Background:
    """Ordinary acts of one trace: columns actor, object, at (seconds)."""

    name: str
    trace: str
    acts: pl.DataFrame
    axes: Sequence[Axis] = AXES


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    data = parser.parse_args().data
    print("# How small and how slow a group may be\n")
    print(
        "Shares of the members of one planted group, mean over five seeds; others flagged (tiers 1"
    )
    print("and 2) are accounts of the background. Counting: who shares 2 objects or more with")
    print("somebody within 60 s. Unless moved, a group has 10 members who share 10 objects, each")
    print("within 30 s, beside 10 other accounts, and as many other things by themselves. Things")
    print(
        "that everybody shares are what hides a group: in the generated acts such things are viral."
    )
    with local_server() as (address, folder):
        for background in backgrounds(data):
            for line in _page(background, address):
                print(line, flush=True)
        for line in organic(address, folder):
            print(line, flush=True)


def backgrounds(data: Path) -> Iterator[Background]:
    """Generated links, the same as wordings, whose window is an hour, and real links."""
    made = generated(np.random.default_rng(0))
    yield Background("Generated links, window 60 s", "co_link", made)
    slow = [axis for axis in AXES if axis.field == "seconds"]
    yield Background("The same as wordings, window 3,600 s", "co_text", made, slow)
    real = data / "coortweet" / "german_elections_2021.parquet"
    if real.exists():
        yield Background("Links of the German elections, window 60 s", "co_link", german(real))


def generated(chance: Generator) -> pl.DataFrame:
    """Links that break as news does, taken up over hours, by people who sleep at night."""
    activity = chance.lognormal(0, 1.2, ACTORS)
    fame = 1 / (np.arange(OBJECTS) + 3.0)
    thing = chance.choice(OBJECTS, ACTS, p=fame / fame.sum())
    born = chance.integers(0, DAYS * DAY, OBJECTS)
    at = (born[thing] + chance.lognormal(np.log(4 * HOUR), 1.5, ACTS)).astype(np.int64)
    awake = 0.55 - 0.45 * np.cos(2 * np.pi * (at % DAY) / DAY)
    actor = chance.choice(ACTORS, ACTS, p=activity / activity.sum())
    acts = pl.DataFrame({"actor": actor, "object": thing, "at": at})
    return acts.filter(pl.Series(chance.random(ACTS) < awake)).with_columns(
        pl.format("person {}", "actor"), pl.format("thing {}", "object")
    )


def german(file: Path) -> pl.DataFrame:
    """Who posted which link."""
    return (
        pl.read_parquet(file)
        .select(
            pl.col("account_id").cast(pl.String).alias("actor"),
            pl.col("url_id").cast(pl.String).alias("object"),
            pl.col("timestamp").cast(pl.Int64).alias("at"),
        )
        .drop_nulls()
        .sort("at", "actor", "object")
    )


def planted(background: pl.DataFrame, group: Group, chance: Generator) -> pl.DataFrame:
    """The acts of a group whose members are called ``member 0`` and up."""
    named = [f"member {each}" for each in range(group.members)]
    chosen = _begun(background, group, chance)
    start = np.repeat(chosen["at"].to_numpy(), group.members)
    lag = chance.integers(0, group.seconds + 1, len(start))
    joint = pl.DataFrame(
        {
            "actor": named * chosen.height,
            "object": np.repeat(chosen["object"].to_numpy(), group.members),
            "at": start + lag,
        }
    )
    own = background[chance.integers(0, background.height, group.members * group.objects)]
    shifted = own["at"] + pl.Series(chance.normal(0, HOUR, own.height)).cast(pl.Int64)
    cover = own.select(pl.Series("actor", named * group.objects), "object", shifted)
    return pl.concat([joint, cover])


def _begun(background: pl.DataFrame, group: Group, chance: Generator) -> pl.DataFrame:
    """The group's objects, each with the moment at which it begins: one of its ordinary acts."""
    if not group.others:
        span = background["at"].min(), background["at"].max()
        at = chance.integers(*span, group.objects)
        return pl.DataFrame({"object": [f"own {n}" for n in range(group.objects)], "at": at})
    dealt = background[chance.permutation(background.height)]
    crowds = dealt.group_by("object", maintain_order=True).agg(
        pl.col("at").first(), others=pl.col("actor").n_unique()
    )
    distance = (pl.col("others").log() - np.log(group.others)).abs()
    return crowds.sort(distance, maintain_order=True).head(group.objects)


def _page(background: Background, address: Address) -> Iterator[str]:
    people = background.acts["actor"].n_unique()
    alone = asyncio.run(_measured(address, background, pl.DataFrame(schema=background.acts.schema)))
    busy = background.acts.group_by("actor").len().filter(pl.col("len") >= 3).height
    yield f"\n# {background.name}\n"
    yield f"{background.acts.height:,} acts of {people:,} accounts; without a group"
    flagged, counted = alone["others_flagged"], alone["counted_others"]
    yield f"{flagged:,.0f} are flagged ({1000 * flagged / people:.1f} per 1,000), by counting"
    yield f"{counted:,.0f}; {1000 * busy / people:.0f} of 1,000 acted 3 times or more, as all"
    yield "members do."
    for axis in background.axes:
        heads = ["tier 1", "tiers 1 and 2", "tier 3 too", "others flagged", "counting", "others"]
        yield f"\n| {axis.heading} | {' | '.join(heads)} |"
        yield "|---|---|---|---|---|---|---|"
        flagged_at, named_at = [], []
        for value in axis.values:
            group = replace(Group(), **{axis.field: value})
            runs = [_run(address, background, group, seed) for seed in range(SEEDS)]
            mean = {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}
            told = f"{mean.get(axis.field, value):,.0f}"
            flagged_at.append((told, mean["tier_2"]))
            named_at.append((told, mean["tier_3"]))
            cells = [f"{mean[name]:.2f}" for name in ("tier_1", "tier_2", "tier_3")]
            cells += [f"{mean['others_flagged']:.1f}", f"{mean['counted']:.2f}"]
            cells.append(f"{mean['counted_others']:,.0f}")
            yield f"| {' | '.join([told, *cells])} |"
        yield f"\nAt least half of the members are flagged {_until(axis, flagged_at)}; flagged or"
        yield f"candidates {_until(axis, named_at)}."


def _run(address: Address, background: Background, group: Group, seed: int) -> dict[str, float]:
    chance = np.random.default_rng([seed, *(getattr(group, axis.field) for axis in AXES)])
    return asyncio.run(_measured(address, background, planted(background.acts, group, chance)))


async def _measured(
    address: Address, background: Background, group: pl.DataFrame
) -> dict[str, float]:
    acts = pl.concat([background.acts, group])
    found = await found_in(address, {background.trace: _as_read(acts)}, resolution=1)
    flagged = found.accounts.drop_nulls("tier")
    counted = _counted(acts)
    members = group["actor"].unique()
    is_member = pl.col("account").is_in(members.implode())
    shares: Mapping[str, float] = {
        f"tier_{tier}": flagged.filter(is_member, pl.col("tier") <= tier).height
        / max(len(members), 1)
        for tier in (1, 2, 3)
    }
    return {
        **shares,
        "others_flagged": flagged.filter(~is_member, pl.col("tier") <= 2).height,
        "counted": counted.is_in(members.implode()).sum() / max(len(members), 1),
        "counted_others": (~counted.is_in(members.implode())).sum(),
    }


def _as_read(acts: pl.DataFrame) -> pl.DataFrame:
    """The acts as they are read out of the graph, each by a post of its own."""
    return acts.with_row_index("post").with_columns(
        pl.col("post").cast(pl.String),
        pl.lit("Account").alias("label"),
        (pl.col("at") * MICROSECONDS).cast(pl.Datetime("us", "UTC")),
        words=pl.lit(12, pl.Int64),
        original=pl.lit(value=True),
    )


def _counted(acts: pl.DataFrame) -> pl.Series:
    coded = Acts.from_frame(
        acts.with_columns(pl.col("at") * MICROSECONDS, post=pl.lit(None, pl.String))
    )
    pairs = count(coded, within=COUNTED_WITHIN)
    return coded.actors.gather(np.union1d(pairs.a, pairs.b))


def _until(axis: Axis, shares: Sequence[tuple[str, float]]) -> str:
    """Where the blind spot begins: the last value, from the easy end, at which half are found."""
    found = list(takewhile(lambda told: told[1] >= HALF, shares))
    return axis.until.format(found[-1][0]) if found else "nowhere on this axis"


if __name__ == "__main__":
    main()
