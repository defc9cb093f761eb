"""How fast the tables of two peers are made: by one of them itself, and by `lockstep replicate`.

    python -m benchmarks.toolkit [--acts 100000 ...] [--rounds 1] > docs/speed/toolkit.md

Each is the command that a user types, from a CSV file on, in a process of its own, one after the
other; the edges must be equal. Ours ends with a CSV file, theirs with a table of its database, for
its export to CSV fails (version 1.5.2). What takes more than a minute runs once.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl

from benchmarks.events import Events, invent

WITHIN, AT_LEAST, SIMILAR = 60, 2, 0.8
MINUTE = 60
WORDS, VOCABULARY = 14, 20_000
LOCKSTEP = (sys.executable, "-m", "lockstep", "replicate")
TOOLKIT = (
    sys.executable,
    "-c",
    "from coordination_network_toolkit.__main__ import main; main()",
)
PARITY = Path(__file__).parents[1].parent / "shared" / "parity"
EARLIER = (
    ("the Russian set it comes with, 60 s", "14"),
    ("300,000 invented shares, 60 s", "203"),
)
"""CooRTweet 2.1.3 on the same two cores, on another day."""


Edges: TypeAlias = Counter[tuple[str, str, int]]


class Taken(NamedTuple):
    """One command: wall and processor seconds, peak memory of its largest process in MiB."""

    seconds: float
    cpu: float
    rss: float


@dataclass(frozen=True)
class Behaviour:
    """A behaviour and the column of a message that shows it."""

    name: str
    column: str
    more: tuple[str, ...] = ()


BEHAVIOURS = (
    Behaviour("co_link", "urls"),
    Behaviour("co_retweet", "repost_id"),
    Behaviour("co_reply", "reply_id"),
    Behaviour("co_tweet", "message"),
    Behaviour("co_similar_tweet", "message", ("--similarity_threshold", str(SIMILAR))),
)


def written(events: Events, behaviour: Behaviour, path: Path) -> None:
    """The events as messages in the toolkit's eight columns."""
    empty = pl.lit("")
    table = pl.DataFrame(
        {
            "message_id": np.arange(len(events.actor)),
            "user_id": events.actor,
            "object": events.object,
            "timestamp": events.at + 1_600_000_000,
        }
    ).with_columns(pl.format("u{}", "user_id").alias("user_id"))
    if behaviour.column == "message":
        thing = pl.Series(texts(events, changed=bool(behaviour.more)))
    else:
        thing = table.select(pl.format("https://example.org/{}", "object")).to_series()
    names = ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp")
    table = table.with_columns(
        username=empty, repost_id=empty, reply_id=empty, message=empty, urls=empty
    ).with_columns(thing.alias(behaviour.column))
    table.select(*names, "urls").write_csv(path)


def texts(events: Events, *, changed: bool) -> list[str]:
    """A wording an object; where they are to differ, one in two has a word of its own."""
    chance = np.random.default_rng(11)
    objects = int(events.object.max()) + 1
    words = chance.integers(0, VOCABULARY, (objects, WORDS))[events.object]
    if changed:
        rows = np.flatnonzero(chance.random(len(words)) < 0.5)
        words[rows, chance.integers(0, WORDS, len(rows))] = chance.integers(
            0, VOCABULARY, len(rows)
        )
    names = np.array([f"w{word:x}" for word in range(VOCABULARY)], dtype=object)
    return [" ".join(row) for row in names[words]]


def taken_by(*commands: Sequence[object]) -> Taken:
    """Run commands one after the other."""
    began, cpu, rss = time.perf_counter(), 0.0, 0.0
    for command in commands:
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command} ended with {process.returncode}")
        cpu += used.ru_utime + used.ru_stime
        rss = max(rss, used.ru_maxrss / 1024)
    return Taken(time.perf_counter() - began, cpu, rss)


def ours(behaviour: Behaviour, table: Path, out: Path) -> Taken:
    """Our command."""
    rules = ("--within", WITHIN, "--at-least", AT_LEAST, "--threshold", SIMILAR)
    files = ("--input", table, "--out", out)
    return taken_by([*LOCKSTEP, "cnt", "--behaviour", behaviour.name, *files, *rules])


def theirs(behaviour: Behaviour, table: Path) -> tuple[Taken, Edges]:
    """Their two commands, and the edges that are then in the database."""
    database = table.with_suffix(".db")
    rules = ("--time_window", WITHIN, "--min_edge_weight", AT_LEAST, "--n_cpus", 2)
    taken = taken_by(
        [*TOOLKIT, database, "preprocess", table],
        [*TOOLKIT, database, "compute", behaviour.name, *rules, *behaviour.more],
    )
    with closing(sqlite3.connect(database)) as opened:
        found = Counter(opened.execute(f"SELECT * FROM {behaviour.name}_network"))
    for path in table.parent.glob(f"{database.name}*"):
        path.unlink()
    return taken, without_loops(found)


def without_loops(edges: Edges) -> Edges:
    """The toolkit lets a message meet itself, and leaves loops out where it exports."""
    return Counter({edge: n for edge, n in edges.items() if edge[0] != edge[1]})


def edges_in(path: Path) -> Edges:
    """The edges that we wrote."""
    return without_loops(Counter(pl.read_csv(path).iter_rows()))


def race(behaviour: Behaviour, events: Events, rounds: int) -> str:
    """A row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        table, mine = (Path(folder) / name for name in ("messages.csv", "network.csv"))
        written(events, behaviour, table)
        known: tuple[list[Taken], list[Taken]] = ([], [])
        expected: Edges = Counter()
        for _ in range(rounds):
            known[0].append(ours(behaviour, table, mine))
            if not known[1] or known[1][0].seconds < MINUTE:
                taken, expected = theirs(behaviour, table)
                known[1].append(taken)
            print(behaviour.name, known[0][-1], known[1][-1], file=sys.stderr, flush=True)
        found = edges_in(mine)
        if found != expected:
            raise SystemExit(f"{behaviour.name}: the edges differ")
    us, them = (Taken(*map(median, zip(*each, strict=True))) for each in known)
    return (
        f"| {behaviour.name} | {found.total():,} | {us.seconds:.1f} | {them.seconds:.1f} "
        f"| {us.cpu:.1f} | {them.cpu:.1f} | {them.cpu / us.cpu:.1f} "
        f"| {us.rss:,.0f} | {them.rss:,.0f} |"
    )


def coortweet(table: Path, folder: Path) -> Taken:
    """Our command for CooRTweet's tables."""
    rules = ("--within", WITHIN, "--min-participation", 2)
    files = ("--input", table, "--out", folder / "r.csv", "--edges", folder / "e.csv")
    return taken_by([*LOCKSTEP, "coortweet", *files, *rules])


def beside_coortweet(rounds: int) -> list[str]:
    """Ours now, beside theirs of an earlier day."""
    lines = ["| | lockstep, now: seconds | processor seconds | CooRTweet, earlier: seconds |"]
    lines += ["|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        russian, some = PARITY / "russian_coord_tweets.csv.gz", folder / "shares.csv"
        events = invent(300_000)
        pl.DataFrame(
            {
                "object_id": events.object,
                "account_id": events.actor,
                "content_id": np.arange(len(events.actor)) + 10**9,
                "timestamp_share": events.at + 1_600_000_000,
            }
        ).write_csv(some)
        for (title, earlier), table in zip(EARLIER, (russian, some), strict=True):
            now = "not beside the checkout | "
            if table.exists():
                runs = [coortweet(table, folder) for _ in range(rounds)]
                seconds, cpu, _ = map(median, zip(*runs, strict=True))
                now = f"{seconds:.1f} | {cpu:.1f}"
            lines.append(f"| {title} | {now} | {earlier} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    print("# The tables of two peers\n")
    print(f"From a CSV file on, {os.cpu_count()} cores, window {WITHIN} s, weight at")
    print(f"least {AT_LEAST}, medians of {options.rounds} rounds (one at a million acts); every")
    print("command's start is included, some seconds of ours. The edges are equal. Peak memory is")
    print("that of the largest process, of which the toolkit has several. See")
    print("`benchmarks/toolkit.py`. Times ours is of processor seconds, which are steadier where")
    print(f"other work keeps the cores busy (load {os.getloadavg()[0]:.0f} at the start).\n")
    for acts in options.acts:
        print(f"## coordination-network-toolkit, {acts:,} acts and 25,000 of planted groups\n")
        print("| | edges | ours, s | theirs, s | ours, processor s | theirs, processor s ", end="")
        print("| times ours | ours, MiB | theirs, MiB |")
        print("|---|---|---|---|---|---|---|---|---|")
        for behaviour in BEHAVIOURS:
            rounds = options.rounds if acts <= 100_000 else 1
            print(race(behaviour, invent(acts), rounds), flush=True)
        print()
    print("## CooRTweet\n\nNot of one run: an R package, measured earlier on such a machine.\n")
    print("\n".join(beside_coortweet(options.rounds)))


if __name__ == "__main__":
    main()
