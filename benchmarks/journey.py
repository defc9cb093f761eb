"""The German elections file from an empty graph to clusters printed, stage by stage.

    python -m benchmarks.journey [--rounds 2] > docs/speed/journey.md

Commands as a user gives them, on a server of its own that is up; the first round meets a server
that has never run a statement.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.local import emptied, local_server
from graph_store.graph import Address

FILE = Path(__file__).parents[2] / "shared/data/coortweet/german_elections_2021.parquet"
STAGES = {
    "load": ["load", "coortweet", str(FILE)],
    "detect, all traces": ["detect"],
    "print the clusters": ["clusters"],
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    if not FILE.exists():
        raise SystemExit("the real data sets are not beside the checkout (../shared)")
    with local_server(heap="2g") as (address, folder):
        taken = [_round(address, folder) for _ in range(rounds)]
    heads = ["first round", *("again" for _ in taken[1:])]
    print("# The German elections file, from an empty graph to clusters printed\n")
    print(f"| stage | {' | '.join(f'{head}, s' for head in heads)} |\n|---{'|---' * rounds}|")
    for stage in STAGES:
        print(f"| {stage} | {' | '.join(f'{each[stage]:.1f}' for each in taken)} |")
    print(f"| in all | {' | '.join(f'{sum(each.values()):.1f}' for each in taken)} |")


def _round(address: Address, home: Path) -> dict[str, float]:
    emptied(address)
    environment = os.environ | {
        "LOCKSTEP_HOME": str(home / "home"),
        "LOCKSTEP_NEO4J_URI": address.uri,
        "LOCKSTEP_NEO4J_USER": address.user,
        "LOCKSTEP_NEO4J_PASSWORD": address.password,
    }
    seconds = {}
    for stage, arguments in STAGES.items():
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "lockstep", *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        seconds[stage] = time.perf_counter() - began
    return seconds


if __name__ == "__main__":
    main()
