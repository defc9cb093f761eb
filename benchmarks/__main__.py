"""The tables of docs/speed or docs/quality: ``python -m benchmarks speed [--only memory]``."""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
TABLES = {
    "speed": (
        "kernel",
        "toolkit",
        "wordings",
        "loading",
        "memory",
        "journey",
        "growth",
        "sources",
        "holdings",
        "onegraph",
        "incremental",
        "urls",
        "images",
        "endpoints",
    ),
    "quality": (
        "calibration",
        "synchrony",
        "evidence",
        "labels",
        "strength",
        "ablation",
        "worlds",
    ),
}
LARGER = ("kernel", "wordings", "memory", "growth", "onegraph")
"""They have sizes beyond those of the gates, which take hours and have pages of their own."""


def made(kind: str, names: Sequence[str], *, full: bool) -> Iterator[str]:
    """Run each in a process of its own; the names of those that failed.

    A page is replaced only by a whole one.
    """
    folder, more = (DOCS / kind / "full", ["--full"]) if full else (DOCS / kind, [])
    for name in names:
        print(f"benchmarks.{name} …", file=sys.stderr, flush=True)
        began = time.perf_counter()
        command = [sys.executable, "-m", f"benchmarks.{name}", *more]
        done = subprocess.run(command, stdout=subprocess.PIPE)
        if done.returncode:
            yield name
        else:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.md").write_bytes(done.stdout)
        ended = f"failed ({done.returncode}) after" if done.returncode else "done in"
        print(f"benchmarks.{name}: {ended} {time.perf_counter() - began:,.0f} s", file=sys.stderr)


def main() -> None:
    """Make the tables asked for. Exits with 1 where one of them could not be made."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, names in TABLES.items():
        some = kinds.add_parser(kind, help=f"docs/{kind}/")
        some.add_argument("--only", nargs="+", choices=names, metavar="TABLE")
        some.set_defaults(full=False)
    some = kinds.choices["speed"]
    some.add_argument("--full", action="store_true", help="only the sizes beyond the gates'")
    asked = parser.parse_args()
    names = asked.only or TABLES[asked.kind]
    if asked.full:
        names = [name for name in names if name in LARGER]
    began = time.perf_counter()
    failed = list(made(asked.kind, names, full=asked.full))
    print(f"{len(names)} benchmarks in {time.perf_counter() - began:,.0f} s", file=sys.stderr)
    if failed:
        sys.exit(f"No new page from {', '.join(failed)}; what went wrong stands above.")


if __name__ == "__main__":
    main()
