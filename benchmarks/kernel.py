"""How fast pairs are counted, against whom, and how that grows.

    python -m benchmarks.kernel [--rounds 3] [--race 0 1 2] [--full] > docs/speed/kernel.md

Every count runs in a process of its own, one after the other, round after round; the table shows
the median of the rounds, the ratio to our count of the same events, and the peak of memory. An
entry that takes more than ten seconds runs in the first round only.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.events import Events, invent

GIB = 2**30
MEMORY = 12 * GIB
LONG = 10
"""Seconds of an entry that one round is enough of."""
PATIENCE = 400
OURS = "lockstep, counts"
MILLION = 1_000_000


@dataclass(frozen=True)
class Result:
    """One count: wall and processor seconds, peak memory, and the answer to be agreed on."""

    seconds: float
    cpu: float
    rss: int
    pairs: int
    objects: int


@dataclass(frozen=True)
class Race:
    """Events and who counts their pairs."""

    title: str
    acts: int
    entries: tuple[str, ...]
    at_least: int = 2
    viral: int = 0


LOCKSTEP = (OURS, "lockstep, counts, gaps and times", "lockstep, all that and both nulls")
FAST = (
    "DuckDB, buckets",
    "DuckDB, lone acts dropped, buckets",
    "Polars, buckets",
    "Polars, lone acts dropped, buckets",
)
RANGES = ("DuckDB, range join", "Polars, lone acts dropped, range join")
SLOW = ("DuckDB, join on the object", "Polars, join on the object")
RACES = (
    Race("1 M acts", MILLION, (*LOCKSTEP, *FAST, *RANGES, "coordination-network-toolkit")),
    Race("5 M acts", 5 * MILLION, (*LOCKSTEP, "floor", *FAST)),
    Race("5 M acts, 5 objects", 5 * MILLION, LOCKSTEP, at_least=5),
    Race("the same and 3 viral objects", 5 * MILLION, LOCKSTEP, at_least=5, viral=3),
)
LARGER = (
    Race("1 M acts, the slowest forms", MILLION, (OURS, *SLOW)),
    Race("20 M acts", 20 * MILLION, (*LOCKSTEP, FAST[1], FAST[3])),
)


def measure(name: str, events: Events, at_least: int) -> Result:
    """Count once, after a rehearsal on few acts that loads what must be loaded."""
    from benchmarks.contenders import CONTENDERS

    if not name.startswith("coordination"):
        CONTENDERS[name](invent(10_000), at_least)()
    run = CONTENDERS[name](events, at_least)
    wall, cpu = time.perf_counter(), time.process_time()
    pairs, objects = run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = sum(
        resource.getrusage(who).ru_maxrss * 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Result(wall, cpu, peak, pairs, objects)


def apart(name: str, events: Path, at_least: int) -> Result | str:
    """The same in a process of its own; where it fails, why."""
    command = [sys.executable, "-m", "benchmarks.kernel", "--entry", name, "--events", str(events)]
    command += ["--at-least", str(at_least)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        )
    except subprocess.TimeoutExpired:
        return f"not done in {PATIENCE} s"
    if done.returncode:
        print(done.stderr[-2_000:], file=sys.stderr)
        return f"out of memory ({MEMORY // GIB} GiB)"
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def race(given: Race, rounds: int) -> dict[str, list[Result] | str]:
    """Every entry once a round; one that fails, or takes long, does not start again."""
    results: dict[str, list[Result] | str] = {name: [] for name in given.entries}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.npz"
        np.savez(path, **asdict(invent(given.acts, viral=given.viral)))
        for _ in range(rounds):
            for name in given.entries:
                known = results[name]
                if isinstance(known, str) or (known and known[0].seconds > LONG):
                    continue
                result = apart(name, path, given.at_least)
                print(given.title, name, result, file=sys.stderr, flush=True)
                if isinstance(result, str):
                    results[name] = result
                else:
                    known.append(result)
    agreed = {
        (one.pairs, one.objects)
        for known in results.values()
        if not isinstance(known, str)
        for one in known
        if one.pairs >= 0
    }
    if len(agreed) != 1:
        raise SystemExit(f"{given.title}: the counts differ: {agreed}")
    return results


def lines(given: Race, results: dict[str, list[Result] | str]) -> list[str]:
    """The race as a table in Markdown."""
    ours = results[OURS]
    assert not isinstance(ours, str)
    seconds = median(one.seconds for one in ours)
    text = [
        f"## {given.title}",
        "",
        f"{ours[0].pairs:,} pairs share at least {given.at_least} objects within a minute.",
        "",
        "| | seconds | times ours | processor seconds | peak memory, MiB |",
        "|---|---|---|---|---|",
    ]
    for name, known in results.items():
        if isinstance(known, str):
            text.append(f"| {name} | {known} | | | |")
            continue
        wall = median(one.seconds for one in known)
        cpu = median(one.cpu for one in known)
        rss = max(one.rss for one in known) // 2**20
        text.append(f"| {name} | {wall:.2f} | {wall / seconds:.1f} | {cpu:.2f} | {rss:,} |")
    return [*text, ""]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--race", type=int, nargs="*")
    parser.add_argument("--full", action="store_true", help="the larger races and the slowest")
    parser.add_argument("--entry")
    parser.add_argument("--events", type=Path)
    parser.add_argument("--at-least", type=int, default=2)
    options = parser.parse_args(arguments)
    if options.entry:
        with np.load(options.events) as stored:
            events = Events(**stored)
        print(json.dumps(asdict(measure(options.entry, events, options.at_least))))
        return
    print("# Counting pairs\n")
    print(f"Medians of {options.rounds} rounds, of what takes longer than {LONG} s one round;")
    print(f"{os.cpu_count()} cores, window 60 s; see")
    print("`benchmarks/kernel.py` for what runs and `benchmarks/events.py` for the events. The")
    print("toolkit weighs posts, not objects, so only its time is comparable; its memory includes")
    print("its workers. Processor seconds leave out the toolkit's workers. Every process holds the")
    print("libraries of all contenders, about 200 MiB.\n")
    races = LARGER if options.full else RACES
    for given in races if options.race is None else [races[number] for number in options.race]:
        print("\n".join(lines(given, race(given, options.rounds))), flush=True)


if __name__ == "__main__":
    main()
