"""Pictures that are nearly the same, by their perceptual hashes."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.likeness.components import component

NEAR = 31
"""PDQ hashes of the same picture differ in no more bits than this."""

LEAST_QUALITY = 50
MOST_HASHES = 20_000
"""Above so many different hashes only equal ones count: every pair is looked at."""

ROWS = 500


def families(images: pl.DataFrame) -> pl.DataFrame:
    """Columns image and alike, which near-duplicates have in common.

    ``images`` has image, family, pdq and pdq_quality.
    """
    known = images.unique("image").sort("image")
    clear = known.filter(
        (pl.col("pdq_quality").fill_null(100) >= LEAST_QUALITY)
        & pl.col("pdq").str.contains("^[0-9a-fA-F]{64}$")
    )
    hashes = clear["pdq"].str.to_lowercase().unique().sort()
    near = pl.DataFrame({"pdq": hashes, "near": _near(hashes)})
    told = known.with_columns(pl.col("pdq").str.to_lowercase()).join(near, on="pdq", how="left")
    low = pl.col("pdq_quality").fill_null(100) < LEAST_QUALITY
    near_one = pl.when(~low).then("near")
    return told.select("image", alike=pl.coalesce("family", near_one, "image"))


def _near(hashes: pl.Series) -> pl.Series:
    """Of each hash the smallest one that a chain of near ones ties it to."""
    if len(hashes) > MOST_HASHES or not len(hashes):
        return hashes
    raw = np.frombuffer(bytes.fromhex("".join(hashes)), np.uint64).reshape(-1, 4)
    a, b = _pairs(raw)
    return hashes.gather(component(a, b, size=len(hashes)))


def _pairs(raw: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for start in range(0, len(raw), ROWS):
        bits = np.zeros((len(raw[start : start + ROWS]), len(raw)), np.uint16)
        for word in range(4):
            bits += np.bitwise_count(raw[start : start + ROWS, word, None] ^ raw[:, word])
        a, b = np.nonzero(bits <= NEAR)
        found.append((a + start, b))
    a, b = (np.concatenate(column) for column in zip(*found, strict=True))
    return a, b
