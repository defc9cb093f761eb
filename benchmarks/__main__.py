"""Every table of docs/speed or docs/quality: ``python -m benchmarks speed`` or ``quality``."""

import subprocess
import sys
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
    kind = sys.argv[1]
    for name in TABLES[kind]:
        print(f"benchmarks.{name} …", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, check=True
        )
        (DOCS / kind / f"{name}.md").write_bytes(done.stdout)


if __name__ == "__main__":
    main()
