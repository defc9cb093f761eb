import csv
import hashlib
import io
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from loaders.pictures.decoding import decoded
from loaders.pictures.description import Description, described, described_all
from loaders.pictures.unfit import UnfitPicture
from planted.picture import scene

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

NEAR = 31
TURNED = re.compile("hflip|rotation|dihedral:(?!original)")


def picture(seed: int = 1, size: tuple[int, int] = (240, 160)) -> Image.Image:
    return scene(np.random.default_rng(seed)).resize(size)


def written(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    held = io.BytesIO()
    image.save(held, form, **options)
    return held.getvalue()


def apart(one: Description, other: Description) -> int:
    return (int(one.pdq, 16) ^ int(other.pdq, 16)).bit_count()


def deep() -> Image.Image:
    return Image.fromarray(np.asarray(picture().convert("L")).astype(np.uint16) * 257)


def see_through() -> Image.Image:
    image = picture().convert("RGBA")
    image.putalpha(128)
    return image


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return written(picture(), "JPEG", exif=exif, quality=95)


@pytest.mark.parametrize(
    "data",
    [
        written(picture(), "JPEG", quality=90),
        written(picture(), "JPEG", quality=90, progressive=True),
        written(picture().convert("CMYK"), "JPEG", quality=90),
        written(picture().convert("L"), "JPEG", quality=90),
        written(picture(), "GIF"),
        written(picture(), "WEBP"),
        written(picture(), "BMP"),
        written(picture(), "AVIF"),
        written(see_through()),
        written(picture().convert("LA")),
        written(picture().convert("P")),
        written(picture().convert("P"), transparency=bytes(range(256))),
        written(deep()),
        written(picture(), "GIF", save_all=True, append_images=[picture(2), picture(3)]),
        written(picture(), "WEBP", save_all=True, append_images=[picture(2), picture(3)]),
        written(picture(), "PNG", save_all=True, append_images=[picture(2), picture(3)]),
    ],
    ids=[
        "jpeg", "progressive", "CMYK", "grey", "gif", "webp", "bmp", "avif", "transparent",
        "grey and transparent", "palette", "transparent palette", "16 bits", "animated gif",
        "animated webp", "animated png",
    ],
)  # fmt: skip
def test_a_picture_in_any_form_is_the_same_picture(data: bytes) -> None:
    original = described(written(picture()))
    found = described(data)
    assert apart(found, original) <= 12
    assert found.quality > 49
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_hashed_as_it_is_meant_to_be_seen(orientation: int) -> None:
    with Image.open(io.BytesIO(turned(orientation))) as image:
        exif = image.getexif()
        assert exif[0x0112] == orientation
        methods = {
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_270,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_90,
        }
        seen = image.transpose(methods[orientation]) if orientation > 1 else image.copy()
    found, expected = described(turned(orientation)), described(written(seen))
    assert apart(found, expected) == 0
    untouched = described(written(picture()))
    assert (apart(found, untouched) <= NEAR) == (orientation == 1)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("cut", [None, 9, 14])
def test_an_orientation_that_breaks_off_is_none(order: str, cut: int | None) -> None:
    mark = {"<": b"II", ">": b"MM"}[order]
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 6, 0)
    block = mark + struct.pack(f"{order}HIH", 42, 8, 1) + entry
    data = written(picture(), "JPEG", exif=b"Exif\0\0" + block[:cut], quality=95)
    assert decoded(data).shape == ((240, 160, 3) if cut is None else (160, 240, 3))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(rows, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def resized(jpeg: bytes, side: int) -> bytes:
    """A JPEG whose header claims another size."""
    place = next(jpeg.find(mark) for mark in (b"\xff\xc0", b"\xff\xc2") if mark in jpeg)
    return jpeg[: place + 5] + struct.pack(">HH", side, side) + jpeg[place + 9 :]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"<html>no picture</html>", "it is no picture in JPEG, PNG, GIF, WebP, BMP or AVIF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "it is no picture in JPEG"),
        (written(picture(), "TIFF"), "it is no picture in JPEG"),
        (written(picture(), "JPEG")[:2_000], "its picture breaks off or is damaged"),
        (written(picture())[:2_000], "its picture breaks off or is damaged"),
        (png(50_000, 50_000), "it has more pixels than are decoded"),
        (png(9_000, 9_000), "9,000 by 9,000 pixels are more than are decoded"),
        (png(0, 40), "damaged|no picture|too few"),
        (written(picture(size=(4, 300))), "4 by 300 pixels are too few"),
        (written(picture(size=(9_000, 20))), "9,000 by 20 pixels are too long and narrow"),
        (resized(written(picture(), "JPEG"), 65_000), "it has more pixels than are decoded"),
        (
            resized(written(picture(), "JPEG", progressive=True), 9_000),
            "9,000 by 9,000 pixels are more than are decoded",
        ),
    ],
    ids=[
        "empty", "html", "postscript", "tiff", "cut jpeg", "cut png", "bomb", "smaller bomb",
        "no width", "too small", "banner", "jpeg bomb", "progressive bomb",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_cannot_be_decoded_is_told(data: bytes, why: str) -> None:
    with pytest.raises(UnfitPicture, match=why):
        described(data)


def test_a_large_photograph_is_decoded_small() -> None:
    large = picture(size=(6_000, 4_500))
    data = written(large, "JPEG")
    assert decoded(data).shape == (384, 512, 3)
    assert apart(described(data), described(written(picture(size=(800, 600))))) <= NEAR


def test_many_are_described_in_their_order_whatever_is_wrong_with_some() -> None:
    files = [
        (f"{n}", written(picture(n), "JPEG")[: 900 if n % 5 == 2 else None]) for n in range(40)
    ]
    found = list(described_all(iter(files), threads=3))
    assert [name for name, _ in found] == [name for name, _ in files]
    wrong = [name for name, each in found if isinstance(each, UnfitPicture)]
    assert wrong == [f"{n}" for n in range(40) if n % 5 == 2]
    assert all(each == described(dict(files)[name]) for name, each in found if name not in wrong)


WHOLE = [written(picture(), form) for form in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF")]


@given(place=st.integers(0, 3_000), value=st.binary(min_size=1, max_size=8), form=st.integers(0, 5))
def test_no_damage_raises_anything_else(place: int, value: bytes, form: int) -> None:
    data = WHOLE[form]
    place %= len(data)
    for damaged in (data[:place] + value + data[place + len(value) :], data[:place] + value):
        ((_, found),) = described_all([("it", damaged)])
        assert isinstance(found, Description) or 5 <= len(str(found)) <= 200


@pytest.fixture(scope="module")
def labelled(real_data: Path) -> dict[str, list[tuple[str, Description | UnfitPicture]]]:
    folder = real_data / "images_near_duplicates"
    with (folder / "labels.csv").open() as table:
        rows = list(csv.DictReader(table))
    files = ((row["file"], (folder / row["file"]).read_bytes()) for row in rows)
    found: dict[str, list[tuple[str, Description | UnfitPicture]]] = {}
    for row, (_, each) in zip(rows, described_all(files), strict=True):
        found.setdefault(row["group"], []).append((row["variant"], each))
    return found


def test_of_the_real_pictures_only_the_broken_one_is_rejected(
    labelled: dict[str, list[tuple[str, Description | UnfitPicture]]],
) -> None:
    every = [(variant, each) for group in labelled.values() for variant, each in group]
    assert len(every) == 57
    wrong = [(variant, str(each)) for variant, each in every if isinstance(each, UnfitPicture)]
    assert wrong == [("corrupt", "it is no picture in JPEG, PNG, GIF, WebP, BMP or AVIF")]


def test_real_pictures_are_near_their_group_and_far_from_others(
    labelled: dict[str, list[tuple[str, Description | UnfitPicture]]],
) -> None:
    known = [
        (name, variant, each)
        for name, group in labelled.items()
        for variant, each in group
        if isinstance(each, Description) and not TURNED.match(variant)
    ]
    near = {
        (name, other)
        for place, (name, _, one) in enumerate(known)
        for other, _, two in known[place + 1 :]
        if apart(one, two) <= NEAR
    }
    assert near
    assert all(name == other for name, other in near)
    photograph = [each for name, _, each in known if name == "bridge"]
    assert all(apart(photograph[0], each) <= NEAR for each in photograph)
