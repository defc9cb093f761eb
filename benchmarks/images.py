"""How fast pictures are known and near ones found, and which of real pictures are.

    python -m benchmarks.images [--hashes 1000000] [--rounds 3] > docs/speed/images.md

Invented hashes: 1 % of them are copies of others with up to 31 bits changed. Processor seconds, so
that other work on the machine counts little. pdqhash is compared with where it is installed.
"""

import argparse
import csv
import importlib.util
import io
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image

from benchmarks.timing import seconds
from coordination.families.images import families, near_of
from coordination.kernel.hamming import NEAR, Hashes, indexed
from loaders.pictures import pdq
from loaders.pictures.description import Description, described, described_all

SEED = 11
SAMPLE = 500
"""Hashes whose near ones are looked for one by one."""
REAL = Path(__file__).parents[2] / "shared" / "data" / "images_near_duplicates"


def invent(n: int) -> Hashes:
    """Hashes, the last hundredth of which are near an earlier one."""
    rng = np.random.default_rng(SEED)
    hashes = rng.integers(0, 1 << 64, (n, 4), dtype=np.uint64)
    copies = np.arange(n - n // 100, n)
    bits = np.zeros((len(copies), 256), np.uint8)
    for row in range(len(copies)):
        bits[row, rng.permutation(256)[: rng.integers(0, NEAR + 1)]] = 1
    changes = np.packbits(bits, axis=1).view(np.uint64)
    hashes[copies] = hashes[rng.integers(0, n - len(copies), len(copies))] ^ changes
    return hashes


def counted(hashes: Hashes, asked: np.ndarray) -> np.ndarray:
    """How many are near each of those asked, compared with every one."""
    found = [np.bitwise_count(hashes ^ hashes[row]).sum(axis=1) <= NEAR for row in asked]
    return np.array([near.sum() - 1 for near in found])


def near_ones(n: int, rounds: int) -> None:
    """All hashes near each other, by words and one by one; and families of them."""
    warm = indexed(invent(1_000))
    near_of(warm, warm)
    hashes = invent(n)
    rng = np.random.default_rng(SEED)
    asked = np.concatenate([rng.integers(0, n, SAMPLE // 2), np.arange(n - SAMPLE // 2, n)])
    joined = seconds(lambda: near_of(indexed(hashes), indexed(hashes)), rounds)
    one_by_one = seconds(lambda: counted(hashes, asked), 1) * n / len(asked)
    found, expected = near_of(indexed(hashes), indexed(hashes))[asked], counted(hashes, asked)
    print(f"## {n:,} hashes, all near ones\n")
    print("| | processor seconds |\n|---|---|")
    print(f"| lockstep | {joined:.1f} |")
    print(f"| one by one, NumPy (from {SAMPLE} of them) | {one_by_one:,.0f} |")
    digits = [row.astype("<u8").tobytes()[::-1].hex() for row in hashes]
    pictures = pl.DataFrame({"key": digits, "pdq": digits}).with_columns(pdq_quality=pl.lit(100))
    print(f"| families | {seconds(lambda: families(pictures, turned=False), 1):.1f} |")
    some = pictures.tail(n // 10)
    turned = seconds(lambda: families(some), 1)
    print(f"| families of {len(some):,}, turned ones too | {turned:.1f} |")
    right = int(np.minimum(found, expected).sum())
    print(f"\nFound of the near ones of {SAMPLE} hashes: {right} of {expected.sum()};")
    print(f"found though they are not near: {int(found.sum()) - right}.\n")


def real_ones(rounds: int) -> None:
    """Pictures a second, and precision and recall of their families."""
    with (REAL / "labels.csv").open() as table:
        group = {row["file"]: row["group"] for row in csv.DictReader(table)}
    files = {name: (REAL / name).read_bytes() for name in group}
    known = {
        name: each
        for name, each in described_all(iter(files.items()))
        if isinstance(each, Description)
    }
    good = [files[name] for name in known]
    print(f"## {len(good)} real pictures\n\n| | per processor second |\n|---|---|")
    ours = seconds(lambda: [described(data) for data in good], rounds)
    print(f"| lockstep: file to hashes | {len(good) / ours:.0f} |")
    if importlib.util.find_spec("pdqhash"):
        theirs = seconds(lambda: [_theirs(data) for data in good], rounds)
        print(f"| Pillow and pdqhash, full size | {len(good) / theirs:.0f} |")
    square = np.asarray(Image.open(REAL / "pdq/bridge-mods/square-512x512.jpg").convert("RGB"))
    alone = seconds(lambda: pdq.hashed(pdq.cosines(square).strength), 10 * rounds)
    print(f"| lockstep: hash of 512 by 512 pixels | {1 / alone:.0f} |")
    print("\n| families | precision | recall |\n|---|---|---|")
    rows = [(name, each.pdq, each.quality) for name, each in known.items()]
    pictures = pl.DataFrame(rows, schema=["key", "pdq", "pdq_quality"], orient="row")
    same = {(a, b) for a in known for b in known if a < b and group[a] == group[b]}
    for turned in (False, True):
        family = dict(families(pictures, turned=turned).rows())
        joined = {(a, b) for a in family for b in family if a < b and family[a] == family[b]}
        right = len(joined & same)
        named = "turned ones too" if turned else "as they are"
        print(f"| {named} | {right / max(len(joined), 1):.3f} | {right / len(same):.3f} |")


def _theirs(data: bytes) -> object:
    pdqhash = importlib.import_module("pdqhash")
    return pdqhash.compute(np.ascontiguousarray(Image.open(io.BytesIO(data)).convert("RGB")))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hashes", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print("# Pictures\n")
    print(f"Medians of {asked.rounds} rounds. See `benchmarks/images.py`.\n")
    near_ones(asked.hashes, asked.rounds)
    if REAL.is_dir():
        real_ones(asked.rounds)


if __name__ == "__main__":
    main()
