"""Pictures from anybody, decoded no larger than their hash needs; what cannot be is told."""

import struct
import threading
import warnings
import zlib
from contextlib import nullcontext
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, JpegImagePlugin, UnidentifiedImageError
from PIL.Image import Resampling, Transpose

from loaders.pictures.pdq import LEAST_SIDE, Pixels
from loaders.pictures.unfit import UnfitPicture

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF")
"""What platforms serve; other decoders are not let near a stranger's file."""

SIDE: Final = 512
"""Pixels along the longer side of what is hashed, as the reference has it."""
MOST_PIXELS: Final = 1 << 25
"""Pixels that are decoded: 33 million, which take 134 MB; a JPEG is decoded at up to an eighth."""
MANY_PIXELS: Final = 1 << 22
"""From here on one picture is decoded at a time, whatever the number of threads."""
GAP: Final = 2
"""A JPEG is decoded at no less than twice the side that is hashed."""

DAMAGE: Final = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    EOFError, MemoryError, RuntimeError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What decoders are known to raise on bytes that they did not expect."""

ORIENTATION: Final = 0x0112
SHORT: Final = 3
AS_SEEN: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What makes a picture of each orientation stand as it is meant to be seen."""

_ONE_LARGE: Final = threading.Lock()
warnings.filterwarnings("ignore", module=r"PIL\.")


def decoded(data: bytes) -> Pixels:
    """The first frame as it is meant to be seen, in 8-bit colours, at most SIDE pixels long.

    Transparency is left out. Raises UnfitPicture.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            large = _pixels_to_decode(image) > MANY_PIXELS
            with _ONE_LARGE if large else nullcontext():
                small = _small(image)
            turn = AS_SEEN.get(_orientation(image.info.get("exif")))
            upright = small if turn is None else small.transpose(turn)
            return np.ascontiguousarray(upright.convert("RGB"))
    except UnidentifiedImageError as error:
        raise UnfitPicture("it is no picture in JPEG, PNG, GIF, WebP, BMP or AVIF") from error
    except Image.DecompressionBombError as error:
        raise UnfitPicture("it has more pixels than are decoded") from error
    except DAMAGE as error:
        raise UnfitPicture("its picture breaks off or is damaged") from error


def _pixels_to_decode(image: ImageFile.ImageFile) -> int:
    """Raises UnfitPicture where they are too many or too few."""
    width, height = image.size
    pixels = width * height
    if isinstance(image, JpegImagePlugin.JpegImageFile) and "progressive" not in image.info:
        pixels //= (
            next(s for s in (8, 4, 2, 1) if s <= max(min(image.size) // (GAP * SIDE), 1)) ** 2
        )
    if pixels > MOST_PIXELS:
        raise UnfitPicture(f"{width:,} by {height:,} pixels are more than are decoded")
    if min(width, height) < LEAST_SIDE:
        raise UnfitPicture(
            f"{width:,} by {height:,} pixels are too few: {LEAST_SIDE} along each side are needed"
        )
    return pixels


def _small(image: ImageFile.ImageFile) -> Image.Image:
    """The picture at the size that is hashed, by the reference's own way of scaling."""
    width, height = image.size
    small: Image.Image = image
    if image.mode == "F":
        raise UnfitPicture("its pixels are fractions of a brightness that it does not state")
    if image.mode.startswith("I"):
        values: NDArray[np.int32] = np.asarray(image).astype(np.int32)
        small = Image.fromarray((values.clip(0, 0xFFFF) >> 8).astype(np.uint8))
    elif "transparency" in image.info and image.mode == "P":
        small = image.convert("RGBA").convert("RGB")
    elif image.mode not in ("RGB", "L", "CMYK"):
        small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE), Resampling.BICUBIC, reducing_gap=GAP)
    if min(small.size) < LEAST_SIDE:
        raise UnfitPicture(f"{width:,} by {height:,} pixels are too long and narrow")
    return small


def _orientation(exif: object) -> int:
    """What a block of EXIF states in its first directory; 1 where it states none."""
    if not isinstance(exif, bytes):
        return 1
    block = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", block, 4)
        (entries,) = struct.unpack_from(f"{order}H", block, start)
        for place in range(start + 2, start + 2 + 12 * entries, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", block, place)
            if tag == ORIENTATION and kind == SHORT:
                return int(value)
    except struct.error:
        return 1
    return 1
