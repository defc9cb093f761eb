"""How fast all near wordings are found, and their families made.

    python -m benchmarks.wordings [--texts 200000] [--beyond 1000000:512] [--rounds 3] [--full]
        > docs/speed/wordings.md

Four in five texts are their own: 12 to 29 words out of 60,000, common ones more often. The others
are one of 3,000 templates (of as many more as there are millions of texts) with up to three words
changed. A round is a process of its own, and the pairs are checked against all pairs of a sample.
Beyond memory the texts come from a file, so that the peak is that of the search.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from coordination.families import texts as beyond
from coordination.families.texts import THRESHOLD, Wordings

WORDS, TEMPLATES = 60_000, 3_000
SAMPLE = 1_500
BEYOND = ("1000000:512", "5000000:2048")
A_PIECE = 10_000
"""Wordings that come out of the graph together."""


def invent(texts: int, *, seed: int = 3) -> pl.Series:
    """So many wordings, distinct and sorted."""
    chance = np.random.default_rng(seed)
    names = np.array([f"w{word:x}" for word in range(WORDS)])
    likely = np.cumsum((np.arange(WORDS) + 3.0) ** -1.0)
    likely /= likely[-1]
    own, templates = int(texts * 0.8), TEMPLATES * max(1, texts // 1_000_000)
    many = chance.integers(12, 30, own)
    drawn = np.split(np.searchsorted(likely, chance.random(many.sum())), np.cumsum(many)[:-1])
    while len(drawn) < texts:
        words = drawn[chance.integers(0, templates)].copy()
        for _ in range(chance.integers(0, 4)):
            words[chance.integers(0, len(words))] = np.searchsorted(likely, chance.random())
        drawn.append(words)
    return pl.Series([" ".join(names[words]) for words in drawn]).unique().sort()


def measure(texts: int, threshold: float, memory: int | None) -> dict[str, float]:
    """Pairs and families, each from the wordings on, after a rehearsal that compiles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.parquet"
        with ProcessPoolExecutor(1, get_context("spawn")) as other_process:
            other_process.submit(_write, texts, path).result()
        _rehearse(path, threshold)
        cpu, wall = time.process_time(), time.perf_counter()
        with closing(_gathered(_pieces(path), memory)) as told:
            one, other = told.near(threshold=threshold)
            taken = {"cpu": time.process_time() - cpu, "seconds": time.perf_counter() - wall}
            sizes = told.around(one, other).group_by("family").len()["len"]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        wordings = pl.read_parquet(path)["text"]
    sample = np.sort(np.random.default_rng(1).choice(one, SAMPLE))
    chosen = np.isin(one, sample) & np.isin(other, sample)
    pairs = set(zip(one[chosen].tolist(), other[chosen].tolist(), strict=True))
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


def _write(texts: int, path: Path) -> None:
    invent(texts).to_frame("text").write_parquet(path, row_group_size=A_PIECE)


def _pieces(path: Path) -> Iterator[pl.Series]:
    for piece in pq.ParquetFile(path).iter_batches(A_PIECE):
        yield pl.Series("text", piece["text"])


def _rehearse(path: Path, threshold: float) -> None:
    """In memory and on disk, with few texts."""
    some = next(_pieces(path)).head(100)
    _gathered(iter([some]), None).families(threshold=threshold)
    cost, beyond.TOKEN_BYTES = beyond.TOKEN_BYTES, beyond.LEAST_ROOM // 1_000
    with closing(_gathered(iter([some]), 1)) as told:
        told.families(threshold=threshold)
    beyond.TOKEN_BYTES = cost


def _gathered(pieces: Iterator[pl.Series], memory: int | None) -> Wordings:
    told = Wordings(memory=memory)
    for piece in pieces:
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
    parser.add_argument("--texts", type=int, nargs="*")
    parser.add_argument("--beyond", nargs="*", help="texts and MiB: 1000000:512")
    parser.add_argument("--full", action="store_true", help="a million and more texts alone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", type=float)
    parser.add_argument("--memory", type=int)
    options = parser.parse_args()
    if options.one:
        memory = options.memory * 2**20 if options.memory else None
        print(json.dumps(measure(options.texts[0], options.one, memory)))
        return
    print("# Near wordings\n")
    print(f"Medians of {options.rounds} rounds, {os.cpu_count()} cores; see")
    print("`benchmarks/wordings.py` for the texts. Jaccard similarity over words and pairs of")
    print("neighbouring words; from strings to all pairs, cutting into words included. Missed: of")
    print("the near pairs among a sample of wordings, found by comparing all of them. Allowed: the")
    print("memory, where the wordings are more than fit in it and wait on the disk.\n")
    names = ["texts", "similarity", "allowed, MiB", "pairs", "missed", "families", "largest"]
    print(f"| {' | '.join([*names, 's', 'processor s', 'MiB'])} |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    many, beyond = ([1_000_000], BEYOND) if options.full else ([200_000], ())
    for texts in many if options.texts is None else options.texts:
        for threshold in (0.5, 0.6, 0.8):
            _row(texts, threshold, options.rounds if texts <= 200_000 else 1)
    for row in beyond if options.beyond is None else options.beyond:
        texts, memory = map(int, row.split(":"))
        _row(texts, THRESHOLD, 1, memory=memory)


def _row(texts: int, threshold: float, rounds: int, *, memory: int | None = None) -> None:
    known = []
    for _ in range(rounds):
        command = [sys.executable, "-m", "benchmarks.wordings"]
        command += ["--texts", str(texts), "--one", str(threshold)]
        command += ["--memory", str(memory)] if memory else []
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        known.append(json.loads(done.stdout.splitlines()[-1]))
        print(texts, threshold, known[-1], file=sys.stderr, flush=True)
    one = known[0]
    seconds, cpu = (median(each[name] for each in known) for name in ("seconds", "cpu"))
    rss = max(each["rss"] for each in known)
    row = [f"{one['texts']:,}", threshold, f"{memory:,}" if memory else "all"]
    row += [f"{one['pairs']:,}"]
    row += [f"{one['missed']} of {one['true']:,}", f"{one['families']:,}", f"{one['largest']:,}"]
    row += [f"{seconds:.2f}", f"{cpu:.2f}", f"{rss:,}"]
    print(f"| {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main()
