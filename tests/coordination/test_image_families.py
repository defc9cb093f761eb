import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

from coordination.families.images import families, hashes_of, near_of, positions_of
from coordination.kernel.hamming import NEAR, Hashes, indexed

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def drawn(rng: np.random.Generator, n: int) -> Hashes:
    """Hashes of which half are others with up to 50 bits changed."""
    bits = rng.integers(0, 2, (n, 256)).astype(np.uint8)
    for row in range(n // 2, n):
        changed = rng.permutation(256)[: rng.integers(0, 51)]
        bits[row] = bits[rng.integers(0, row)]
        bits[row, changed] ^= 1
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def apart(one: Hashes, other: Hashes) -> NDArray[np.int64]:
    """All distances, one by one."""
    return np.bitwise_count(one[:, None] ^ other[None]).sum(axis=2, dtype=np.int64)


def named(hashes: Hashes, *, quality: int = 100) -> pl.DataFrame:
    digits = [row.astype("<u8").tobytes()[::-1].hex() for row in hashes]
    keys = [f"sha256:{place:04}" for place in range(len(digits))]
    return pl.DataFrame({"key": keys, "pdq": digits}).with_columns(
        pdq_quality=pl.lit(quality, dtype=pl.Int64)
    )


def starred(hashes: Hashes, positions: Hashes) -> dict[int, int]:
    """The families as they are defined, from all distances."""
    near = np.stack([apart(hashes, position) <= NEAR for position in positions])
    near[:, np.arange(len(hashes)), np.arange(len(hashes))] = False
    counts = near.sum(axis=(0, 2))
    head: dict[int, int] = {}
    for asked in sorted(range(len(hashes)), key=lambda row: (-counts[row], row)):
        if asked not in head:
            members = np.flatnonzero(near[:, asked].any(axis=0)).tolist()
            head |= {row: asked for row in (asked, *members) if row not in head}
    sizes = np.bincount(list(head.values()), minlength=len(hashes))
    return {row: asked for row, asked in head.items() if sizes[asked] > 1}


@pytest.mark.parametrize("seed", range(5))
def test_every_near_hash_is_found_and_no_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = drawn(rng, 300), drawn(rng, 300)
    expected = apart(one, one) <= NEAR
    found = near_of(indexed(one), indexed(one))
    assert found.sum() > 50
    assert np.array_equal(found, expected.sum(axis=1) - 1)
    mixed = np.concatenate([one[:150], other[:150]])
    across = apart(one, mixed) <= NEAR
    np.fill_diagonal(across, val=False)
    assert np.array_equal(near_of(indexed(one), indexed(mixed)), across.sum(axis=1))


def test_hashes_at_the_bound_are_near_whichever_bits_differ() -> None:
    rng = np.random.default_rng(1)
    for differing in (0, 1, 16, 31, 32):
        one = drawn(rng, 2)[:1].repeat(2_000, axis=0)
        changes = np.zeros((2_000, 256), np.uint8)
        for row in range(1_000):
            changes[row, rng.permutation(256)[:differing]] = 1
        other = one ^ np.packbits(changes, axis=1, bitorder="little").view("<u8")
        found = near_of(indexed(one[:1]), indexed(np.roll(other, 1, axis=0)))
        evenly = [16 * word + word for word in range(16)] + [16 * word + 15 for word in range(15)]
        spread = np.zeros((1, 256), np.uint8)
        spread[0, evenly] = 1
        last = one[:1] ^ np.packbits(spread, axis=1, bitorder="little").view("<u8")
        assert found.tolist() == [2_000 - 1 if differing <= NEAR else 999]
        assert apart(one[:1], last).item() == NEAR
        assert near_of(indexed(one[:1]), indexed(np.concatenate([one[:1], last]))).item() == 1


@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_families_are_those_of_all_distances(seed: int, turned: bool) -> None:
    rng = np.random.default_rng(seed)
    hashes = drawn(rng, 120)
    hashes = np.concatenate([hashes, positions_of(hashes[:40])[rng.integers(1, 8)]])
    hashes = hashes[np.sort(np.unique(hashes, axis=0, return_index=True)[1])]
    positions = positions_of(hashes) if turned else hashes[None]
    expected = starred(hashes, positions)
    found = families(named(hashes), turned=turned)
    assert len(found) > 40
    assert dict(found.rows()) == {
        f"sha256:{row:04}": f"sha256:{head:04}" for row, head in expected.items()
    }


def test_a_chain_of_small_changes_is_no_family() -> None:
    bits = np.zeros((9, 256), np.uint8)
    for row in range(9):
        bits[row, : 25 * row] = 1
    chain = np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)
    found = families(named(chain), turned=False)
    rows = found.select(pl.all().str.slice(7).cast(pl.Int64))
    assert (rows["key"] - rows["family"]).abs().max() == 1
    assert rows["family"].n_unique() >= 3


def test_order_of_rows_changes_nothing() -> None:
    pictures = named(drawn(np.random.default_rng(3), 200))
    expected = families(pictures)
    assert not expected.is_empty()
    assert families(pictures.sample(fraction=1, shuffle=True, seed=1)).equals(expected)


def test_pictures_of_one_hash_are_a_family_and_others_have_none() -> None:
    pictures = named(drawn(np.random.default_rng(3), 4)[:2])
    twice = pl.concat([pictures, pictures.head(1).with_columns(key="b" + pl.col("key"))])
    found = families(twice)
    assert found.rows() == [("bsha256:0000", "bsha256:0000"), ("sha256:0000", "bsha256:0000")]


@pytest.mark.parametrize(
    "unfit",
    [
        {"pdq_quality": pl.lit(49)},
        {"pdq_quality": pl.lit(None, dtype=pl.Int64)},
        {"pdq": pl.lit(None, dtype=pl.String)},
        {"pdq": pl.lit("f" * 63)},
        {"pdq": pl.lit("g" * 64)},
    ],
)
def test_pictures_that_say_little_have_no_family(unfit: dict[str, pl.Expr]) -> None:
    pictures = named(drawn(np.random.default_rng(3), 2)[:1].repeat(3, axis=0))
    assert families(pictures).height == 3
    assert families(pictures.with_columns(**unfit)).is_empty()
    assert families(pictures.clear()).is_empty()


def test_turning_four_times_is_no_turn() -> None:
    hashes = drawn(np.random.default_rng(2), 50)
    once = positions_of(hashes)[1]
    assert not np.array_equal(once, hashes)
    assert np.array_equal(positions_of(positions_of(positions_of(once)[1])[1])[1], hashes)
    assert np.array_equal(positions_of(once)[3], hashes)
    for place in (2, 4, 5, 6, 7):
        assert np.array_equal(positions_of(positions_of(hashes)[place])[place], hashes)


def test_turned_hashes_are_near_those_of_turned_pictures() -> None:
    from loaders.pictures import pdq

    rng = np.random.default_rng(4)
    fields = Pillow.fromarray(rng.integers(0, 256, (7, 7, 3)).astype(np.uint8))
    picture = np.asarray(fields.resize((200, 150), Pillow.Resampling.BICUBIC))
    exact = pdq.turned(pdq.cosines(picture).strength)
    found = positions_of(hashes_of(pl.Series([exact[0].tobytes().hex()])))
    exact_hashes = hashes_of(pl.Series([each.tobytes().hex() for each in exact]))
    assert np.diagonal(apart(found[:, 0], exact_hashes)).max() <= 20
    assert apart(found[:1, 0], exact_hashes)[0, 1:].min() > NEAR


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared real data are not here")
def test_real_near_duplicates_are_found_and_nothing_else() -> None:
    from loaders.pictures.description import Description, described_all

    folder = SHARED / "images_near_duplicates"
    with (folder / "labels.csv").open() as table:
        group = {row["file"]: row["group"] for row in csv.DictReader(table)}
    files = ((name, (folder / name).read_bytes()) for name in group)
    known = [
        {"key": name, "pdq": each.pdq, "pdq_quality": each.quality}
        for name, each in described_all(files)
        if isinstance(each, Description)
    ]
    assert len(known) == 56
    found = dict(families(pl.DataFrame(known)).rows())
    assert all(group[name] == group[family] for name, family in found.items())
    names = [str(each["key"]) for each in known]
    pairs = [(a, b) for a in names for b in names if a < b and group[a] == group[b]]
    joined = [(a, b) for a, b in pairs if found.get(a) is not None and found[a] == found.get(b)]
    assert len(joined) / len(pairs) > 0.95
