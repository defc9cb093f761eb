"""What is lost without each part: each trace, each null, each tier, support, and ranking.

    python -m benchmarks.ablation [FOLDER] [--scale 0.05] [--seed 0] > docs/quality/ablation.md

One planted world is loaded once, and put together again without one part at a time; so are labelled
sets, where FOLDER (by default ``../shared/data``) has them. Without an untimed trace, what others
found by looking again among those whom it names stays.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from benchmarks.ablated_sets import labelled_sets
from benchmarks.local import local_server
from benchmarks.parts import Parts, parts_of
from coordination.acts import Acts
from coordination.chance import benjamini_hochberg, gather, judged, pairs_of
from coordination.coding import coded
from coordination.families.kept import Families
from coordination.families.making import up_to_date
from coordination.hours import tail_given_hours
from coordination.openness import Openness
from coordination.pairs import count
from coordination.reading import Scope
from coordination.rereading import Rereading
from coordination.settings import Settings
from coordination.support import borne_by, supported
from coordination.ties import ACTORS
from coordination.traces import TRACES, UNTIMED
from coordination.untimed import borne_out, likenesses
from graph_store.graph import Address, Graph
from lockstep import settings as installation
from lockstep.planting import load_files, rank_from
from planted import LATER, SET, Planted, plant

DATA = Path(__file__).parents[2] / "shared" / "data"
FALSE_LINKS = 0.05
ORDINARY = "ordinary"
NULLS = ("by degree", "given shared", "given hours")


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with local_server(heap="2g") as (address, folder):
        world = plant(folder / "planted", scale=asked.scale, seed=asked.seed)
        for line in asyncio.run(_planted(address, folder, world)):
            print(line, flush=True)
        if asked.data.exists():
            for line in asyncio.run(labelled_sets(asked.data, address)):
                print(line, flush=True)


@dataclass(frozen=True, eq=False)
class Looked:
    """A planted world as one run sees it."""

    truth: pl.DataFrame
    """Columns account, case (an operation, or ordinary)."""
    settings: Settings
    resolution: int
    """Of the times, in seconds."""
    frames: Mapping[str, pl.DataFrame]
    near: Families
    borne: Mapping[str, pl.DataFrame]
    """Untimed trace to who bears it."""
    ranked: pl.Series
    """Accounts among the first, as many as the operation has that is asked about."""


async def _planted(address: Address, folder: Path, world: Planted) -> list[str]:
    graph = await Graph.connect(address)
    chosen = installation.Settings(home=folder)
    await load_files(graph, chosen, world.files)
    _told("loaded")
    looked = await _looked(graph, world, chosen)
    _told("read")
    lines = [*_heads(looked)]
    async for name, found in _without_each(graph, looked):
        _told(name)
        lines.append(f"| {name} | {' | '.join(_shares(looked.truth, found))} |")
    await graph.close()
    return [*lines, *_links(looked)]


def _told(what: str) -> None:
    print(f"{time.process_time():.0f} s: {what}", file=sys.stderr)


async def _looked(graph: Graph, world: Planted, chosen: installation.Settings) -> Looked:
    settings = Settings(
        scope=Scope([SET, LATER]),
        traces=list(TRACES.values()),
        untimed=list(UNTIMED.values()),
        threads=chosen.threads,
        memory=int(chosen.memory),
    )
    near, _ = await up_to_date(graph, threads=settings.threads, memory=settings.memory)
    truth = pl.read_csv(world.truth, schema_overrides={"account": pl.String()})
    case = pl.col("operation").replace("", None).fill_null(ORDINARY)
    truth = truth.select("account", case=case)
    reading = await Rereading.begin(graph, settings.scope, None)
    frames = {trace.name: await reading.acts(trace) for trace in settings.traces}
    settings = replace(
        settings, traces=[each for each in settings.traces if frames[each.name].height]
    )
    looked = [await likenesses(reading, trace, settings) for trace in settings.untimed]
    borne = {row.trace: found for row, found, _ in await borne_out(reading, settings, looked)}
    ranked = [pl.Series("account", [], pl.String())]
    for operation, seeds in world.seeds.items():
        first = [row.entity for row in await rank_from(graph, seeds) if row.label in ACTORS]
        ranked.append(pl.Series("account", first[: truth.filter(case=operation).height]))
    whole = await reading.resolution()
    return Looked(truth, settings, whole, frames, near, borne, pl.concat(ranked))


@dataclass(frozen=True, eq=False)
class Found:
    """Who is flagged, a candidate, supported or among the first ranked."""

    accounts: pl.DataFrame
    """Columns account, tier."""
    supported: Sequence[str]
    ranked: pl.Series


async def _without_each(graph: Graph, looked: Looked) -> AsyncIterator[tuple[str, Found]]:
    """The run without one part after the other."""
    whole = await _parts(graph, looked, looked.settings)
    support, accounts = _supported(looked.borne), whole.accounts()
    yield "everything", Found(accounts, support, looked.ranked)
    for trace in looked.settings.traces:
        left = [each for each in looked.settings.traces if each is not trace]
        parts = await _parts(graph, looked, replace(looked.settings, traces=left))
        yield f"without {trace.name}", Found(parts.accounts(), support, looked.ranked)
    for name, borne in looked.borne.items():
        if borne.height:
            rest = {other: each for other, each in looked.borne.items() if other != name}
            yield f"without {name}", Found(accounts, _supported(rest), looked.ranked)
    exact = await _parts(graph, replace(looked, near=Families()), looked.settings)
    for name, parts in (
        ("without an account's own hours: 3 hits or more", whole.uncontrolled()),
        ("without the null by degree of candidates", whole.unweighed()),
        ("without near-duplicates", exact),
        ("without asking who openly follows", whole.unexplained()),
        *((f"without tier {tier}", whole.without_tier(tier)) for tier in (1, 2, 3)),
    ):
        yield name, Found(parts.accounts(), support, looked.ranked)
    yield "without support", Found(accounts, [], looked.ranked)
    yield "without ranking", Found(accounts, support, looked.ranked.clear())


async def _parts(graph: Graph, looked: Looked, settings: Settings) -> Parts:
    acts = coded({trace.name: looked.frames[trace.name] for trace in settings.traces})
    return await parts_of(
        graph.address,
        acts,
        looked.near.coded(acts, settings.traces),
        settings,
        resolution=looked.resolution,
        openness=Openness(graph, acts, settings.scope.sets),
    )


def _supported(borne: Mapping[str, pl.DataFrame]) -> list[str]:
    return [account for account, these in borne_by(borne).items() if supported(these)]


def _heads(looked: Looked) -> Iterator[str]:
    sizes = dict(looked.truth.group_by("case").len().rows())
    names = _cases(looked.truth)
    yield "# What is lost without each part: a planted world\n"
    yield "Shares of the members of each operation: flagged (tiers 1 and 2) / reached at all, which"
    yield "is flagged, a candidate (tier 3), supported, or ranked among as many as there are, from"
    yield "the test posts. Of ordinary people, how many. Traces that nobody here leaves are left"
    yield "out.\n"
    yield f"| run | {' | '.join(f'{name} ({sizes[name]:,})' for name in names)} |"
    yield f"|---|{'---|' * len(names)}"


def _cases(truth: pl.DataFrame) -> list[str]:
    return [*sorted(set(truth["case"]) - {ORDINARY}), ORDINARY]


def _shares(truth: pl.DataFrame, found: Found) -> Iterator[str]:
    tiers = truth.join(found.accounts, on="account", how="left")
    tiers = tiers.with_columns(
        flagged=(pl.col("tier") <= 2).fill_null(value=False),
        reached=pl.col("tier").is_not_null()
        | pl.col("account").is_in(found.supported)
        | pl.col("account").is_in(found.ranked.implode()),
    )
    for name in _cases(truth):
        here = tiers.filter(case=name)
        if name == ORDINARY:
            yield f"{here['flagged'].sum()} / {here['reached'].sum()}"
        else:
            yield f"{here['flagged'].mean():.3f} / {here['reached'].mean():.3f}"


def _links(looked: Looked) -> Iterator[str]:
    """Links of all traces under three nulls, and without each."""
    yield "\n# Links without each null\n"
    yield f"Links of the same world at q <= {FALSE_LINKS}, over all traces. A pair counts once for"
    yield "each trace.\n"
    yield "| nulls | links | both ends of one operation | one end ordinary | both ordinary |"
    yield "|---|---|---|---|---|"
    weighed = pl.concat([_weighed(looked, trace.name) for trace in looked.settings.traces])
    for left_out in (None, *NULLS, "any"):
        kept = [null for null in NULLS if left_out not in (null, "any")]
        yield f"| {_told_nulls(left_out)} | {' | '.join(_kinds(weighed, kept))} |"


def _told_nulls(left_out: str | None) -> str:
    return "all three" if left_out is None else f"without {left_out}"


def _weighed(looked: Looked, name: str) -> pl.DataFrame:
    """Columns one, other (cases of both ends), tests and p under each null, of every pair."""
    trace = TRACES[name]
    acts = Acts.from_frame(looked.near.joined(looked.frames[name], trace))
    pairs = count(acts, within=trace.within_s, at_least=trace.at_least)
    crowds = gather(acts, within=trace.within_s)
    chance = judged(acts, crowds, pairs)
    _, given_hours = tail_given_hours(acts, crowds, pairs, within=trace.within_s)
    case = (
        acts.actors.to_frame("account")
        .join(looked.truth, on="account", how="left", maintain_order="left")["case"]
        .fill_null(ORDINARY)
    )
    return pl.DataFrame(
        {
            "trace": pl.repeat(name, len(pairs), eager=True, dtype=pl.String),
            "one": case.gather(pairs.a),
            "other": case.gather(pairs.b),
            "tests": pl.repeat(pairs_of(acts), len(pairs), eager=True, dtype=pl.Int64),
            "by degree": chance.p_by_degree,
            "given shared": chance.p_given_shared,
            "given hours": given_hours,
        }
    )


def _kinds(weighed: pl.DataFrame, nulls: Sequence[str]) -> Iterator[str]:
    """How many links there are, and of which kinds."""
    linked = []
    for (_,), pairs in weighed.group_by("trace", maintain_order=True):
        p = pairs.select(pl.max_horizontal(0.0 * pl.col("tests"), *nulls)).to_series().to_numpy()
        q = benjamini_hochberg(p, tests=pairs["tests"][0])
        linked.append(pairs.filter(pl.Series(q <= FALSE_LINKS)))
    links = pl.concat(linked)
    ordinary = (pl.col("one") == ORDINARY).cast(pl.Int8) + (pl.col("other") == ORDINARY)
    one_operation = links.filter(ordinary == 0, pl.col("one") == pl.col("other"))
    ends = [links.filter(ordinary == number).height for number in (1, 2)]
    for number in (links.height, one_operation.height, *ends):
        yield f"{number:,}"


if __name__ == "__main__":
    main()
