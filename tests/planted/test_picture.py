from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from planted.picture import FACELESS, JOURNEYS, Album, faceless, portrait, scene

PerceptualHash = Callable[[Image.Image], NDArray[np.bool_]]
NEAR = 31


@pytest.mark.parametrize("journey", sorted(JOURNEYS))
@pytest.mark.parametrize("draw", [portrait, scene])
def test_copies_are_near_their_original(
    journey: str, draw: Callable[..., Image.Image], tmp_path: Path, perceptual_hash: PerceptualHash
) -> None:
    rng = np.random.default_rng(7)
    album = Album(tmp_path, rng)
    near = []
    for _ in range(40):
        original = draw(rng)
        name = album.keep(JOURNEYS[journey](rng, original), quality=45)
        copy = Image.open(album.folder / f"{name}.jpg")
        seen = ImageOps.mirror(copy) if journey == "mirrored" else copy
        near.append((perceptual_hash(seen) != perceptual_hash(original)).sum() <= NEAR)
    assert np.mean(near) >= 0.9


def test_mirrored_copies_are_far_unless_mirrored_back(perceptual_hash: PerceptualHash) -> None:
    rng = np.random.default_rng(3)
    originals = [portrait(rng) for _ in range(20)]
    away = [
        (perceptual_hash(ImageOps.mirror(picture)) != perceptual_hash(picture)).sum()
        for picture in originals
    ]
    assert min(away) > NEAR


def test_different_pictures_are_far_apart(perceptual_hash: PerceptualHash) -> None:
    rng = np.random.default_rng(5)
    drawn = [portrait(rng) for _ in range(60)] + [scene(rng) for _ in range(60)]
    hashes = np.array([perceptual_hash(picture) for picture in drawn]).astype(int)
    apart = hashes @ (1 - hashes).T + (1 - hashes) @ hashes.T
    assert apart[np.triu_indices(len(drawn), 1)].min() > NEAR


def test_names_of_pictures_are_different_and_an_album_begins_empty(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    for _ in range(2):
        album = Album(tmp_path / "album", rng)
        names = {album.keep(faceless(place)) for place in range(2 * len(FACELESS))}
        assert len(names) == 2 * len(FACELESS)
    assert {path.stem for path in album.folder.iterdir()} == names
