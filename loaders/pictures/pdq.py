"""PDQ: 256 bits that near pictures share, by the reference's steps in the reference's precision.

Facebook, ThreatExchange, pdq/hashing.pdf: luminance, two passes of a box along rows and columns,
64 by 64 samples, the lowest 16 by 16 cosines without the constant, which of them are above the
median. Sums are kept in single precision and taken in the reference's order, because pictures with
a symmetry have cosines that are nothing but rounding.
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]
"""Rows, columns, and red, green, blue."""
Reals: TypeAlias = NDArray[np.float32]
Bits: TypeAlias = NDArray[np.uint8]
"""Hashes as bytes, the 32 of each along the last axis."""

LEAST_SIDE: Final = 5
"""Pixels that a picture needs along each side to have a hash."""
SAMPLES: Final = 64
WAVES: Final = 16
PASSES: Final = 2
ROUNDS: Final = 2 * SAMPLES
MEDIAN: Final = WAVES * WAVES // 2 - 1
"""Place of the reference's median among the sorted cosines: the lower of the two in the middle."""

BLOCK: Final = 16
ZERO: Final = np.float32(0)
HUNDRED: Final = np.float32(100)
BRIGHTEST: Final = np.float32(255)
STEPS_A_POINT: Final = 90
"""Steps of a hundredth of the brightness between neighbouring samples that make a quality of 1."""

COSINES: Final = (
    np.float64(np.float32(np.sqrt(2 / SAMPLES)))
    * np.cos(
        np.pi / 2 / SAMPLES * np.arange(1, WAVES + 1)[:, None] * (2 * np.arange(SAMPLES) + 1)[None]
    )
).astype(np.float32)

TURNS: Final = (
    "as it is", "rotated 90", "rotated 180", "rotated 270",
    "flipped in x", "flipped in y", "transposed", "transversed",
)  # fmt: skip
"""The reference's eight, in its order; rotations are anticlockwise, a flip in y is a mirror's."""


class Cosines(NamedTuple):
    """A picture as its lowest waves, from which its hash follows in all eight positions."""

    strength: Reals
    """16 by 16."""
    quality: int
    """0 to 100; below 50 the picture has too little in it to be known by its hash."""


def cosines(pixels: Pixels) -> Cosines:
    """A picture of at least 5 pixels along each side as its waves."""
    samples = _samples(_luminance(pixels))
    return Cosines(_waves(samples, COSINES), min(_steps(samples) // STEPS_A_POINT, 100))


def hashed(strength: Reals) -> Bits:
    """The 32 bytes of the hash, the highest wave's bit first."""
    found: Bits = _bits(strength[None])[0]
    return found


def turned(strength: Reals) -> Bits:
    """The hashes of the picture in the eight positions of ``TURNS``, 8 by 32."""
    odd = np.arange(WAVES) % 2 == 1
    sign = np.where(odd, np.float32(1), np.float32(-1))
    row, column = sign[:, None], sign[None]
    both = row * column
    upright, over = strength, strength.T
    return _bits(
        np.stack(
            [
                upright,
                over * row,
                upright * both,
                over * column,
                upright * row,
                upright * column,
                over,
                over * both,
            ]
        )
    )


def _bits(strength: Reals) -> Bits:
    flat = strength.reshape(-1, WAVES * WAVES)
    median = np.partition(flat, MEDIAN, axis=1)[:, MEDIAN]
    return np.packbits(flat[:, ::-1] > median[:, None], axis=1)


@njit(cache=True, nogil=True)
def _luminance(pixels: Pixels) -> Reals:
    light = np.empty(pixels.shape[:2], np.float32)
    for i in range(pixels.shape[0]):
        for j in range(pixels.shape[1]):
            red, green, blue = pixels[i, j, 0], pixels[i, j, 1], pixels[i, j, 2]
            light[i, j] = red * 0.299 + green * 0.587 + blue * 0.114
    return light


def _samples(light: Reals) -> Reals:
    """64 by 64 of the blurred luminance; one of that size is not blurred."""
    rows, columns = light.shape
    if rows == SAMPLES and columns == SAMPLES:
        return light
    for _ in range(PASSES):
        light = _blurred(_transposed(light), (columns + ROUNDS - 1) // ROUNDS)
        light = _blurred(_transposed(light), (rows + ROUNDS - 1) // ROUNDS)
    at = np.arange(SAMPLES) + 0.5
    row, column = (at * rows / SAMPLES).astype(int), (at * columns / SAMPLES).astype(int)
    samples: Reals = light[row[:, None], column]
    return samples


@njit(cache=True, nogil=True)
def _transposed(light: Reals) -> Reals:
    """Block by block, so that what is read and written stays in the cache."""
    rows, columns = light.shape
    over = np.empty((columns, rows), np.float32)
    for top in range(0, rows, BLOCK):
        for left in range(0, columns, BLOCK):
            for j in range(left, min(left + BLOCK, columns)):
                for i in range(top, min(top + BLOCK, rows)):
                    over[j, i] = light[i, j]
    return over


@njit(cache=True, nogil=True)
def _blurred(light: Reals, window: int) -> Reals:
    """Each pixel becomes the mean of those above and below, as far as they are in the picture."""
    blurred = np.empty_like(light)
    before = (window + 2) // 2 - 1
    rows, columns = light.shape
    total = np.zeros(columns, np.float32)
    inside = 0
    for below in range(rows + before):
        if below < rows:
            inside += 1
            for j in range(columns):
                total[j] += light[below, j]
        if below >= window:
            inside -= 1
            for j in range(columns):
                total[j] -= light[below - window, j]
        if below >= before:
            for j in range(columns):
                blurred[below - before, j] = total[j] / np.float32(inside)
    return blurred


@njit(cache=True, nogil=True)
def _steps(samples: Reals) -> int:
    """How many hundredths of the brightness lie between neighbouring samples, cut to whole ones."""
    steps = 0
    for i in range(SAMPLES):
        for j in range(SAMPLES):
            if i + 1 < SAMPLES:
                steps += abs(int((samples[i, j] - samples[i + 1, j]) * HUNDRED / BRIGHTEST))
            if j + 1 < SAMPLES:
                steps += abs(int((samples[i, j] - samples[i, j + 1]) * HUNDRED / BRIGHTEST))
    return steps


@njit(cache=True, nogil=True)
def _waves(samples: Reals, cosine: Reals) -> Reals:
    """Cosines, samples, cosines; each sum in the order of its terms."""
    half = np.zeros((WAVES, SAMPLES), np.float32)
    for i in range(WAVES):
        for k in range(SAMPLES):
            for j in range(SAMPLES):
                half[i, j] += cosine[i, k] * samples[k, j]
    strength = np.empty((WAVES, WAVES), np.float32)
    for i in range(WAVES):
        for j in range(WAVES):
            total = ZERO
            for k in range(SAMPLES):
                total += half[i, k] * cosine[j, k]
            strength[i, j] = total
    return strength
