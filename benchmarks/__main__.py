"""Every benchmark, one after the other: ``python -m benchmarks`` writes the tables of results/."""

import subprocess
import sys
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
TABLES = (
    "kernel",
    "toolkit",
    "wordings",
    "loading",
    "memory",
    "journey",
    "sources",
    "holdings",
    "urls",
    "images",
    "endpoints",
)


def main() -> None:
    """Run each in a process of its own; a table is replaced only by a whole one."""
    RESULTS.mkdir(exist_ok=True)
    for name in TABLES:
        print(f"benchmarks.{name} …", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, check=True
        )
        (RESULTS / f"{name}.md").write_bytes(done.stdout)


if __name__ == "__main__":
    main()
