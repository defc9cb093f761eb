"""Families of pictures: copies that were cut, scaled, coloured, encoded anew, or turned.

A family is a picture and those whose hash is within 31 bits of its own. Members stand within reach
of the family's common picture and not merely of one another, so that no chain of small changes
makes one family of different pictures, as connected components do.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.kernel.hamming import WORDS, Hashes, Index, indexed, near_counts, stars
from coordination.kernel.order import Integers

LEAST_QUALITY: Final = 50
"""PDQ's own; hashes of pictures below it say little."""
AT_A_TIME: Final = 1 << 16
HEX: Final = "^[0-9a-f]{64}$"
SIDE: Final = 16
POSITIONS: Final = 8


def families(images: pl.DataFrame, *, turned: bool = True) -> pl.DataFrame:
    """Columns key and family, for every picture that has a near-duplicate, in the order of keys.

    ``images`` has columns key, pdq and pdq_quality; a family is the key of its common picture.
    ``turned``: rotated and mirrored copies belong to it too, which takes sixteen times as long.
    """
    held = images.filter(
        pl.col("pdq").str.contains(HEX) & (pl.col("pdq_quality") >= LEAST_QUALITY)
    ).select("key", "pdq")
    held = held.unique().sort("key")
    distinct = held.group_by("pdq").agg(pl.col("key").min()).sort("key")
    head = pl.Series("head", _heads(hashes_of(distinct["pdq"]), turned=turned))
    known = distinct.select("pdq", family=pl.col("key").gather(head))
    found = held.join(known, on="pdq").select("key", "family")
    return found.filter(pl.len().over("family") > 1).sort("key")


def hashes_of(pdq: pl.Series) -> Hashes:
    """64 hexadecimal digits each as four columns of 64 bits, the lowest first."""
    digits = b"".join(pdq.str.decode("hex").to_list())
    highest_first = np.frombuffer(digits, np.uint8).reshape(-1, 32)
    return np.ascontiguousarray(highest_first[:, ::-1]).view("<u8").astype(np.uint64)


def positions_of(hashes: Hashes) -> Hashes:
    """What the hashes would be of the pictures turned and mirrored: position, hash, column.

    As they are, rotated by 90, 180, 270, flipped in x and y, transposed, transversed. A turn only
    changes the signs and places of the waves; that the median moves a little is left out, which
    costs a few bits.
    """
    found = np.empty((POSITIONS, *hashes.shape), np.uint64)
    for start in range(0, len(hashes), AT_A_TIME):
        piece = slice(start, start + AT_A_TIME)
        found[:, piece] = _turned(hashes[piece])
    return found


def _turned(hashes: Hashes) -> Hashes:
    bits = np.unpackbits(hashes.astype("<u8").view(np.uint8), axis=1, bitorder="little")
    upright = bits.reshape(-1, SIDE, SIDE)
    over = upright.transpose(0, 2, 1)
    even = np.arange(SIDE, dtype=np.uint8) % 2 ^ 1
    row, column = even[:, None], even[None]
    both = row ^ column
    turns = [upright, over ^ row, upright ^ both, over ^ column]
    turns += [upright ^ row, upright ^ column, over, over ^ both]
    flat = np.stack(turns).reshape(POSITIONS, -1, SIDE * SIDE)
    packed = np.packbits(flat, axis=2, bitorder="little")
    return packed.view("<u8").astype(np.uint64)


def _heads(hashes: Hashes, *, turned: bool) -> NDArray[np.uint32]:
    """The common picture of each; those with the most near ones come first, then by key."""
    index = indexed(hashes)
    positions = positions_of(hashes) if turned else hashes[None]
    near = near_of(index, index)
    for position in positions[1:]:
        near += near_of(index, indexed(position))
    order = np.argsort(-near, kind="stable").astype(np.uint32)
    return stars(index, positions, order[near[order] > 0])


def near_of(index: Index, other: Index) -> Integers:
    """For each hash how many of the other index are near it, on all cores."""
    counts = np.zeros(len(index.hashes), np.int64)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(partial(near_counts, index, other), range(WORDS)):
            counts += found
    return counts
