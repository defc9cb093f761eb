"""How much memory a load takes, as its file grows.

    python -m benchmarks.memory [--sizes 0.25 0.5 1] > docs/speed/memory.md

Each file is a generated table of shares, read to frames in a process of its own (a dry run: what
Neo4j holds is not our process). The slope is the growth of the peak for each byte of the file.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

GIB = 2**30
MIB = 2**20
SEED = 4
ROWS_A_PART = 1_000_000


def invent(path: Path, size: int) -> int:
    """Write a CSV of at least so many bytes; returns its rows."""
    rng, rows = np.random.default_rng(SEED), 0
    with path.open("wb") as file:
        while file.tell() < size:
            link = pl.Series(rng.integers(0, 2_000_000, ROWS_A_PART)).cast(pl.String)
            part = pl.DataFrame(
                {
                    "account_id": rng.integers(0, 500_000, ROWS_A_PART),
                    "object_id": "https://example.org/stories/" + link,
                    "content_id": np.arange(rows, rows + ROWS_A_PART),
                    "timestamp_share": 1_700_000_000 + rng.integers(0, 10**7, ROWS_A_PART),
                }
            )
            part.write_csv(file, include_header=not rows)
            rows += ROWS_A_PART
    return rows


def read(path: Path) -> tuple[float, int]:
    """Seconds and peak resident bytes of a dry run."""
    command = [sys.executable, "-m", "lockstep", "load", "shares", str(path), "--dry-run"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--as", "url", "--platform", "x"], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the load of {path.name} failed")
    return time.perf_counter() - began, used.ru_maxrss * 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.25, 0.5, 1.0], help="GiB")
    sizes, peaks = [], []
    print("# Memory of a load\n\n| file, GiB | rows | seconds | rows a second | peak, MiB |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for asked in parser.parse_args().sizes:
            path = Path(folder) / "shares.csv"
            rows = invent(path, int(asked * GIB))
            seconds, peak = read(path)
            sizes.append(path.stat().st_size)
            peaks.append(peak)
            print(
                f"| {sizes[-1] / GIB:.2f} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} "
                f"| {peak / MIB:,.0f} |"
            )
    slope = np.polyfit(sizes, peaks, 1)[0]
    at_ten = (peaks[-1] + max(slope, 0) * (10 * GIB - sizes[-1])) / GIB
    print(f"\nGrowth of the peak: {slope * GIB / MIB:.0f} MiB for each GiB of the file; a file of")
    print(f"10 GiB would take {at_ten:.2f} GiB at this slope.")


if __name__ == "__main__":
    main()
