from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

Hash = NDArray[np.bool_]


def pdq(picture: Image.Image) -> Hash:
    """PDQ as its paper states it: blur, 64 by 64 samples, 16 by 16 cosines, above the median."""
    colours = np.asarray(picture.convert("RGB"), dtype=np.float64)
    light = colours @ (0.299, 0.587, 0.114)
    for axis in (1, 0, 1, 0):
        light = _blurred(light, (light.shape[axis] + 127) // 128, axis)
    rows, columns = (((np.arange(64) + 0.5) * side / 64).astype(int) for side in light.shape)
    sampled = light[np.ix_(rows, columns)]
    wave, place = np.arange(1, 17)[:, None], np.arange(64)[None, :]
    cosines = np.sqrt(2 / 64) * np.cos(np.pi / 128 * wave * (2 * place + 1))
    strength = cosines @ sampled @ cosines.T
    return (strength > np.median(strength)).ravel()


def _blurred(light: NDArray[np.float64], width: int, axis: int) -> NDArray[np.float64]:
    if width <= 1:
        return light
    box = np.ones(width)
    summed = np.apply_along_axis(np.convolve, axis, light, box, "same")
    return summed / np.apply_along_axis(np.convolve, axis, np.ones_like(light), box, "same")


@pytest.fixture(scope="session")
def perceptual_hash() -> Callable[[Image.Image], Hash]:
    """An independent perceptual hash: 256 bits, of which near pictures share all but 31."""
    return pdq
