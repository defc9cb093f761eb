"""Small invented pictures, and what happens to pictures that travel."""

import shutil
from collections.abc import Callable, Mapping, Set
from pathlib import Path

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

SIDE = 128
"""Pixels along each side: enough for a perceptual hash, cheap enough for thousands."""

PATCHES = 6
"""Fields of colour along each side of a background, which no two pictures have alike."""

FACELESS = ("grey", "teal", "brown", "purple", "green", "blue")
"""Background of the platform's default pictures."""

Colour = tuple[int, int, int]


def _colour(rng: Generator, low: int = 0, high: int = 256) -> Colour:
    red, green, blue = rng.integers(low, high, 3).tolist()
    return red, green, blue


def _backdrop(rng: Generator) -> Image.Image:
    fields = rng.integers(0, 256, (PATCHES, PATCHES, 3)).astype(np.uint8)
    return Image.fromarray(fields).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def scene(rng: Generator) -> Image.Image:
    """Anything: a place, a thing, a meme."""
    picture = _backdrop(rng)
    drawing = ImageDraw.Draw(picture)
    for _ in range(4):
        left, top = rng.integers(0, SIDE - 30, 2).tolist()
        wide, high = rng.integers(18, 60, 2).tolist()
        shape = drawing.ellipse if rng.random() < 0.5 else drawing.rectangle
        shape((left, top, left + wide, top + high), fill=_colour(rng))
    return picture


def portrait(rng: Generator, *, formal: bool = False) -> Image.Image:
    """Somebody before a background of their own; formal: in a dark suit with a tie."""
    picture = _backdrop(rng)
    drawing = ImageDraw.Draw(picture)
    across, down = int(rng.integers(44, 84)), int(rng.integers(36, 60))
    size = int(rng.integers(16, 26))
    wide = int(size * rng.uniform(1.6, 2.4))
    clothes = _colour(rng, 0, 50) if formal else _colour(rng)
    skin, hair = _colour(rng, 90, 230), _colour(rng, 0, 120)
    drawing.ellipse((across - wide, down + size, across + wide, down + 5 * size), fill=clothes)
    if formal:
        chest, half = down + size, size // 2
        collar = ((across - half, chest), (across + half, chest), (across, chest + 2 * size))
        drawing.polygon(collar, fill="white")
        drawing.line(((across, chest), (across, chest + 2 * size)), fill=_colour(rng), width=4)
    drawing.ellipse((across - size, down - size, across + size, down + size), fill=hair)
    face = size - int(rng.integers(3, 7))
    drawing.ellipse((across - face, down - face + 4, across + face, down + face + 4), fill=skin)
    return picture


def faceless(place: int) -> Image.Image:
    """One of the platform's own pictures for those who chose none."""
    picture = Image.new("RGB", (SIDE, SIDE), FACELESS[place % len(FACELESS)])
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((44, 26, 84, 66), fill="white")
    drawing.ellipse((24, 74, 104, 170), fill="white")
    return picture


def _cropped(rng: Generator, picture: Image.Image) -> Image.Image:
    left, top, right, bottom = rng.integers(0, 2, 4).tolist()
    wide, high = picture.size
    inner = picture.crop((left, top, wide - right, high - bottom))
    return inner.resize((wide, high), Image.Resampling.BILINEAR)


def _brighter(rng: Generator, picture: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(rng.uniform(0.85, 1.15))


def _smaller(rng: Generator, picture: Image.Image) -> Image.Image:
    side = int(rng.integers(90, 120))
    return picture.resize((side, side), Image.Resampling.BILINEAR)


def _unchanged(rng: Generator, picture: Image.Image) -> Image.Image:
    return picture


def _mirrored(rng: Generator, picture: Image.Image) -> Image.Image:
    return ImageOps.mirror(picture)


JOURNEYS: Mapping[str, Callable[[Generator, Image.Image], Image.Image]] = {
    "reencoded": _unchanged,
    "cropped": _cropped,
    "brighter": _brighter,
    "smaller": _smaller,
    "mirrored": _mirrored,
}
"""What becomes of a picture that is passed on; each is encoded once more besides."""

CHANCES = (0.4, 0.25, 0.15, 0.12, 0.08)
"""How often each of ``JOURNEYS`` happens. By reasoning: most copies are only saved again."""


class Album:
    """A folder of pictures whose names say nothing."""

    def __init__(self, folder: Path, rng: Generator) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.iterdir()):
            if old.suffix in (".jpg", ".csv"):
                old.unlink()
        self.folder = folder
        self._rng = rng
        self._taken: set[str] = set()

    def keep(self, picture: Image.Image, *, quality: int = 88) -> str:
        """Save it; gives its name."""
        name = self._rng.bytes(6).hex()
        while name in self._taken:
            name = self._rng.bytes(6).hex()
        self._taken.add(name)
        picture.save(self.folder / f"{name}.jpg", quality=quality)
        return name

    def copy(self, picture: Image.Image) -> str:
        """Save a copy that has travelled; gives its name."""
        how = str(self._rng.choice(list(JOURNEYS), p=CHANCES))
        quality = int(self._rng.integers(45, 85))
        return self.keep(JOURNEYS[how](self._rng, picture), quality=quality)

    def part(self, other: "Album", *, mine: Set[str], theirs: Set[str]) -> None:
        """Give the other album its pictures; those of both are in both folders."""
        for name in sorted(theirs):
            path, place = self.folder / f"{name}.jpg", other.folder / f"{name}.jpg"
            if name in mine:
                shutil.copyfile(path, place)
            else:
                path.replace(place)
