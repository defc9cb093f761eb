"""How fast all near wordings are found, and their families made.

    python -m benchmarks.wordings [--texts 200000] [--rounds 3] > docs/speed/wordings.md

Four in five texts are their own: 12 to 29 words out of 60,000, common ones more often. The others
are one of 3,000 templates with up to three words changed. A round is a process of its own, and the
pairs are checked against all pairs of a sample.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from statistics import median

import numpy as np
import polars as pl

from coordination.families.texts import Wordings

WORDS, TEMPLATES = 60_000, 3_000
SAMPLE = 1_500
A_PIECE = 10_000
"""Wordings that come out of the graph together."""


def invent(texts: int, *, seed: int = 3) -> pl.Series:
    """So many wordings, distinct and sorted."""
    chance = np.random.default_rng(seed)
    names = np.array([f"w{word:x}" for word in range(WORDS)])
    likely = np.cumsum((np.arange(WORDS) + 3.0) ** -1.0)
    likely /= likely[-1]
    own = int(texts * 0.8)
    many = chance.integers(12, 30, own)
    drawn = np.split(np.searchsorted(likely, chance.random(many.sum())), np.cumsum(many)[:-1])
    while len(drawn) < texts:
        words = drawn[chance.integers(0, TEMPLATES)].copy()
        for _ in range(chance.integers(0, 4)):
            words[chance.integers(0, len(words))] = np.searchsorted(likely, chance.random())
        drawn.append(words)
    return pl.Series([" ".join(names[words]) for words in drawn]).unique().sort()


def measure(texts: int, threshold: float) -> dict[str, float]:
    """Pairs and families, each from the wordings on, after a rehearsal that compiles."""
    wordings = invent(texts)
    _gathered(wordings.head(100)).families(threshold=threshold)
    cpu, wall = time.process_time(), time.perf_counter()
    one, other = _gathered(wordings).near(threshold=threshold)
    taken = {"cpu": time.process_time() - cpu, "seconds": time.perf_counter() - wall}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sizes = _gathered(wordings).families(threshold=threshold).group_by("family").len()["len"]
    sample = np.sort(np.random.default_rng(1).choice(one, SAMPLE))
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    missed, true = _missed(wordings, np.unique(sample), pairs, threshold)
    return taken | {
        "texts": len(wordings),
        "pairs": len(one),
        "families": len(sizes),
        "largest": int(sizes.to_numpy().max()),
        "missed": missed,
        "true": true,
        "rss": peak // 1024,
    }


def _gathered(wordings: pl.Series) -> Wordings:
    told = Wordings()
    for start in range(0, len(wordings), A_PIECE):
        piece = wordings[start : start + A_PIECE]
        told.add(piece, piece)
    return told


def _missed(
    wordings: pl.Series, sample: np.ndarray, pairs: set[tuple[int, int]], threshold: float
) -> tuple[int, int]:
    """Pairs among a sample by comparing all, and those of them that were not found."""
    told = wordings.to_list()
    sets = []
    for place in sample.tolist():
        words = told[place].split(" ")
        sets.append({*words, *zip(words, words[1:], strict=False)})
    near = {
        (int(sample[i]), int(sample[j]))
        for i in range(len(sets))
        for j in range(i + 1, len(sets))
        if len(sets[i] & sets[j]) / len(sets[i] | sets[j]) >= threshold
    }
    return len(near - pairs), len(near)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, nargs="*", default=[200_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", type=float)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.texts[0], options.one)))
        return
    print("# Near wordings\n")
    print(f"Medians of {options.rounds} rounds, {os.cpu_count()} cores; see")
    print("`benchmarks/wordings.py` for the texts. Jaccard similarity over words and pairs of")
    print("neighbouring words; from strings to all pairs, cutting into words included. Missed: of")
    print("the near pairs among a sample of wordings, found by comparing all of them.\n")
    print("| texts | similarity | pairs | missed | families | largest | s | processor s | MiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for texts in options.texts:
        for threshold in (0.5, 0.6, 0.8):
            _row(texts, threshold, options.rounds if texts <= 200_000 else 1)


def _row(texts: int, threshold: float, rounds: int) -> None:
    known = []
    for _ in range(rounds):
        command = [sys.executable, "-m", "benchmarks.wordings"]
        command += ["--texts", str(texts), "--one", str(threshold)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        known.append(json.loads(done.stdout.splitlines()[-1]))
        print(texts, threshold, known[-1], file=sys.stderr, flush=True)
    one = known[0]
    seconds, cpu = (median(each[name] for each in known) for name in ("seconds", "cpu"))
    rss = max(each["rss"] for each in known)
    row = [f"{one['texts']:,}", threshold, f"{one['pairs']:,}"]
    row += [f"{one['missed']} of {one['true']:,}", f"{one['families']:,}", f"{one['largest']:,}"]
    row += [f"{seconds:.2f}", f"{cpu:.2f}", f"{rss:,}"]
    print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main()
