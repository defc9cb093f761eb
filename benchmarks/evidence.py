"""Is what is shown of a pair what the files say? Counted again from the files by brute force.

    python -m benchmarks.evidence [--scale 0.05] [--pairs 40] > docs/quality/evidence.md

A planted world and the German set are loaded and looked through. Of every trace pairs are sampled,
links first, and what ``explain`` shows of them is compared with a count over the files that shares
no code with the product. Which wordings and pictures are nearly the same is taken over, and actors
whose files are of other layouts are left out.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import neo4j
import polars as pl

from benchmarks.by_hand import acts_of
from benchmarks.local import local_server
from coordination.acts import Acts
from coordination.explain import Whole, explain
from coordination.families.kept import families
from coordination.pairs import count
from coordination.runs import run_named
from coordination.traces import TRACES, Trace
from graph_store.graph import Address, Graph
from lockstep.planting import detect_in, load_files
from lockstep.settings import Settings
from planted import PlantedFile, plant

SEED = 7
GERMAN = Path(__file__).parents[2] / "shared/data/coortweet/german_elections_2021.parquet"
LINKED = (
    "MATCH (a)-[link:COORDINATED_WITH {run: $run, trace: $trace}]->(b) "
    "RETURN a.key AS a, b.key AS b ORDER BY a, b"
)

Pair = tuple[str, str]
Done = list[tuple[str, float, str | None]]
"""Object, time and post of each act."""

ByHand = Mapping[tuple[str, str], Done]
"""What is known from the files, by trace and actor."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--pairs", type=int, default=40)
    asked = parser.parse_args()
    print("# Evidence against the files\n")
    print(
        "Pairs of each trace, and of how many the evidence that `explain` shows (objects, posts of"
    )
    print("both, seconds between them) is what brute force finds in the files. Links first; where")
    print("there are too few, pairs with two joint acts. See `benchmarks/evidence.py`.\n")
    print("| files | trace | pairs | of them links | objects shown | identical pairs |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LOCKSTEP_HOME"] = folder
        world = plant(Path(folder) / "world", scale=asked.scale).files
        _on_a_server("planted", world, asked.pairs)
        if GERMAN.exists():
            german = [PlantedFile(source="coortweet", path=GERMAN, records=0, set="coortweet")]
            _on_a_server("German elections", german, asked.pairs)
        else:
            print("Without the German set: it is not beside the checkout.", file=sys.stderr)


def _on_a_server(name: str, files: Sequence[PlantedFile], pairs: int) -> None:
    with local_server(heap="2g") as (address, _):
        asyncio.run(_compared(name, address, files, pairs))


async def _compared(name: str, address: Address, files: Sequence[PlantedFile], pairs: int) -> None:
    """Load, detect, sample and compare: a row of the table for each trace."""
    graph = await Graph.connect(address)
    await load_files(graph, Settings(), files)
    report = await detect_in(graph, Settings(), sets=sorted({file.set for file in files}))
    await compare(name, graph, report.run, files, pairs)
    await graph.close()


async def compare(
    name: str, graph: Graph, run: str, files: Sequence[PlantedFile], pairs: int
) -> None:
    """Print a row for each trace of a run over these files."""
    by_hand: dict[tuple[str, str], Done] = defaultdict(list)
    for trace, actor, thing, at, post in {act for file in files for act in acts_of(file)}:
        by_hand[trace, actor].append((thing, at, post))
    whole = Whole(graph, await run_named(graph, run))
    near = await families(graph)
    for trace in TRACES.values():
        links, others = await _pairs(graph, trace, whole, by_hand)
        chance = random.Random(SEED)
        sampled = chance.sample(links, min(pairs, len(links)))
        sampled += chance.sample(others, min(pairs - len(sampled), len(others)))
        if not sampled:
            continue
        family = dict(near.of(trace).rows())
        shown = same = 0
        for a, b in sampled:
            told = await explain(graph, a=a, b=b, run=whole.run, whole=whole)
            evidence = _evidence(told, trace)
            truth = closest(by_hand[trace.name, a], by_hand[trace.name, b], family, trace.within_s)
            shown += len(truth)
            same += evidence == truth
            if evidence != truth:
                print(name, trace.name, a, b, evidence[:3], truth[:3], file=sys.stderr)
        print(
            f"| {name} | {trace.name} | {len(sampled)} | {min(pairs, len(links))} | {shown:,} "
            f"| {same} |",
            flush=True,
        )


async def _pairs(
    graph: Graph, trace: Trace, whole: Whole, by_hand: ByHand
) -> tuple[list[Pair], list[Pair]]:
    """The links of a trace, and other pairs with two joint acts, of actors known from the files."""
    known = {actor for of, actor in by_hand if of == trace.name}
    address = graph.address
    login = (address.user, address.password)
    with neo4j.GraphDatabase.driver(address.uri, auth=login) as driver:
        rows = driver.execute_query(LINKED, run=whole.run.run, trace=trace.name).records
    links = [(row["a"], row["b"]) for row in rows if {row["a"], row["b"]} <= known]
    acts = await whole.acts(trace)
    if acts is None or acts.is_empty():
        return links, []
    coded = Acts.from_frame(acts.select("actor", "object", "at", "post"))
    met = count(coded, within=trace.within_s)
    keys = pl.DataFrame({"a": coded.actors.gather(met.a), "b": coded.actors.gather(met.b)})
    others = {(a, b) for a, b in keys.rows() if a in known and b in known} - set(links)
    return links, sorted(others)


def _evidence(told: Mapping[str, object], trace: Trace) -> list[tuple[object, ...]]:
    """What is shown of a pair within the window of links."""
    entries = told["traces"]
    assert isinstance(entries, list)
    return [
        (row["object"], row["post_a"], row["post_b"], row["gap_s"])
        for entry in entries
        if (entry["trace"], entry["within_s"]) == (trace.name, trace.within_s)
        for row in entry["evidence"]
    ]


def closest(
    a: Done, b: Done, family: Mapping[str, str], within: float
) -> list[tuple[str, str | None, str | None, float]]:
    """Per object the closest acts, the earliest on ties, by time: all against all."""
    found = {}
    for (thing, at_a, post_a), (other, at_b, post_b) in product(a, b):
        key = family.get(thing, thing)
        if key != family.get(other, other) or abs(at_b - at_a) > within:
            continue
        rank = (abs(at_b - at_a), min(at_a, at_b), at_a, post_a or "", post_b or "")
        known = found.get(key)
        if known is None or rank < known[0]:
            found[key] = (rank, key.removeprefix("followed "), post_a, post_b, at_b - at_a)
    ordered = sorted(found.items(), key=lambda each: (each[1][0][1], each[0]))
    return [(thing, post_a, post_b, gap) for _, (_, thing, post_a, post_b, gap) in ordered]


if __name__ == "__main__":
    main()
