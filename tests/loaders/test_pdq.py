"""Hashes against those that the reference, as pdqhash 0.2.8, gave these pictures."""

import numpy as np
import pytest

from loaders.pictures.pdq import TURNS, Pixels, cosines, hashed, turned

HILLS = (
    "5f00cc3f98f831c0d33f1980d33fa670ec67b94c55a3b54eaad82567aad8aab0",
    "69da355f11cf418f648b3e4b8b0b618b342bce212ba594f46a5ab52b4ab4b55b",
    "02556695cdad9b6a866aa32a866a0cdab93612e600f61fe4ff8d8fcdff8d001a",
    "3c8a9bf1440aea25319e9481da5ecb21617e648b3ef0365e3f0f1f011fe11ff1",
    "570033c098f8ce3fd32fa47f533f498fcc6342b351a34ab1aad81a98aad8554f",
    "0255994acdad6495866a4cd5066af325b932e41900f6c01bff8d7032ff8d7fe5",
    "6bdbcaa011dfbe70e4cbc1b48b0b9e74342b31de6ba56b0b6a5a4ad44ab44aa4",
    "3e8e600a448a10da319e6b1ede5e349e617e9b743ef0c1a13f0fe0fe1fe1e00e",
)


def hills(rows: int, columns: int) -> Pixels:
    y, x = np.mgrid[:rows, :columns]
    return of(*((x * x * 3 // columns + y * colour) % 256 for colour in (1, 2, 3)))


def face(rows: int, columns: int) -> Pixels:
    """Its own mirror image: half of its waves are nothing but rounding."""
    y, x = np.mgrid[:rows, :columns]
    away = (2 * x - columns + 1) ** 2 + (2 * y - rows + 1) ** 2
    return of(*(np.where(away * 4 < rows * columns, 230 - c * 40, 20 + c * 60) for c in (0, 1, 2)))


def weave(rows: int, columns: int) -> Pixels:
    y, x = np.mgrid[:rows, :columns]
    return of(*((x * (colour + 3) ^ y * (colour + 5)) % 256 for colour in (0, 1, 2)))


def of(*colours: np.ndarray) -> Pixels:
    return np.ascontiguousarray(np.stack(colours, axis=2).astype(np.uint8))


@pytest.mark.parametrize(
    ("pixels", "expected", "quality"),
    [
        (hills(300, 201), HILLS[0], 100),
        (
            hills(64, 64),
            "a5aaaaaa5515555468a9aa4a55b55b54b4abaa5654b5a9565aabd556aab594aa",
            60,
        ),
        (
            hills(1_000, 37),
            "8aab96aa7b3456e2d58c2a9299d45d55ada9aaaad5d466aa548c6a62a974aaba",
            100,
        ),
        (
            face(128, 128),
            "7896e718e7899c719e3879c66963678ca59e16391a5958e369e5858e86963279",
            71,
        ),
        (
            weave(511, 340),
            "5f5fbd00575fad00575fbd00575f7500575fac00575fad005757ad005757ad00",
            100,
        ),
        (weave(5, 9), "e63399cc19cc6633de29a9d4c633562b29d6198de63398cc19cc6673d629a9d4", 18),
    ],
    ids=["hills", "unblurred", "narrow", "symmetric", "weave", "smallest"],
)
def test_a_hash_is_that_of_the_reference(pixels: Pixels, expected: str, quality: int) -> None:
    found = cosines(pixels)
    assert hashed(found.strength).tobytes().hex() == expected
    assert found.quality == quality


def test_the_eight_positions_are_those_of_the_reference() -> None:
    found = turned(cosines(hills(300, 201)).strength)
    assert [each.tobytes().hex() for each in found] == list(HILLS)
    assert len(TURNS) == len(HILLS)


@pytest.mark.parametrize(
    ("turn", "by"),
    [
        ("rotated 90", lambda pixels: np.rot90(pixels, 1)),
        ("rotated 180", lambda pixels: np.rot90(pixels, 2)),
        ("rotated 270", lambda pixels: np.rot90(pixels, 3)),
        ("flipped in x", lambda pixels: pixels[::-1]),
        ("flipped in y", lambda pixels: pixels[:, ::-1]),
        ("transposed", lambda pixels: pixels.transpose(1, 0, 2)),
        ("transversed", lambda pixels: np.rot90(pixels, 2).transpose(1, 0, 2)),
    ],
)
def test_a_turned_hash_is_near_that_of_the_turned_picture(turn: str, by: object) -> None:
    assert callable(by)
    picture = hills(300, 201)
    expected = turned(cosines(picture).strength)[TURNS.index(turn)]
    seen = hashed(cosines(np.ascontiguousarray(by(picture))).strength)
    other = hashed(cosines(picture).strength)
    assert np.bitwise_count(expected ^ seen).sum() <= 31
    assert np.bitwise_count(other ^ seen).sum() > 60


def test_a_picture_of_one_colour_has_no_quality() -> None:
    assert cosines(np.full((100, 100, 3), 200, np.uint8)).quality == 0
