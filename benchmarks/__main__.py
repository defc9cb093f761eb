"""The tables of docs/speed or docs/quality: ``python -m benchmarks speed [--only memory]``."""

import argparse
import subprocess
import sys
import time
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


def main() -> None:
    """Run each in a process of its own; a table is replaced only by a whole one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, names in TABLES.items():
        some = kinds.add_parser(kind, help=f"docs/{kind}/")
        some.add_argument("--only", nargs="+", choices=names, default=names, metavar="TABLE")
    asked = parser.parse_args()
    for name in asked.only:
        print(f"benchmarks.{name} …", file=sys.stderr)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, check=True
        )
        (DOCS / asked.kind / f"{name}.md").write_bytes(done.stdout)
        print(f"benchmarks.{name}: {time.perf_counter() - began:,.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
