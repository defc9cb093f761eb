"""Every table of a kind, one after the other: ``python -m benchmarks speed`` or ``quality``."""

import subprocess
import sys
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
TABLES = {
    "speed": (
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
    ),
    "quality": ("calibration", "synchrony", "worlds"),
}


def main() -> None:
    """Run each in a process of its own; a table is replaced only by a whole one."""
    RESULTS.mkdir(exist_ok=True)
    for name in TABLES[sys.argv[1]]:
        print(f"benchmarks.{name} …", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, check=True
        )
        (RESULTS / f"{name}.md").write_bytes(done.stdout)


if __name__ == "__main__":
    main()
