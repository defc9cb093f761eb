"""Profile pictures that a reviewer has labelled, of those whose name and picture may disagree."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from planted.chance import Ids
from planted.innocents.explanation import innocent
from planted.picture import Album, portrait, scene
from planted.vocabulary import MEN, WOMEN
from planted.world import World

SHOWN = {
    innocent("own_picture", trace="persona_mismatch"): None,
    innocent("couple_picture", trace="persona_mismatch"): ("a couple", "a family"),
    innocent("pet_picture", trace="persona_mismatch"): ("a dog", "a cat", "a horse"),
    innocent("idol_picture", trace="persona_mismatch"): ("a man on a stage", "a woman on a stage"),
}
"""Role to what the picture shows; nothing: somebody as the name says."""

SHARES = (0.55, 0.15, 0.18, 0.12)
"""How often each of ``SHOWN`` is seen. By reasoning."""

IDOLS = 12
"""Pictures of stars that many wear."""


@dataclass(frozen=True)
class Worn:
    """Pictures that accounts wear; row i of every column is one account."""

    account: Ids
    image: pl.Series
    annotation: pl.Series


def names(world: World, n: int, *, women: bool) -> pl.Series:
    """Names of n women or men."""
    given = pl.Series(WOMEN if women else MEN).gather(world.rng.integers(0, len(MEN), n))
    family = pl.Series(world.words.family)
    family = family.gather(world.rng.integers(0, len(family), n))
    return pl.select(pl.format("{} {}", given, family)).to_series()


def handles(given: pl.Series) -> pl.Series:
    """Names as parts of addresses."""
    return given.str.replace_all(" ", "", literal=True).str.slice(0, 15)


def settle_reviewed(world: World, album: Album, n: int) -> Worn:
    """Ordinary people whose pictures were reviewed too, each with a role of ``SHOWN``."""
    rng = world.rng
    idols = [album.keep(scene(rng)) for _ in range(IDOLS)]
    roles = list(SHOWN)
    drawn = rng.choice(len(roles), size=n, p=SHARES)
    accounts, images, annotations = [np.empty(0, np.int64)], list[str](), list[str]()
    for place, role in enumerate(roles):
        amount = int((drawn == place).sum())
        women = rng.random(amount) < 0.5
        own = names(world, amount, women=True).zip_with(
            pl.Series(women, dtype=pl.Boolean), names(world, amount, women=False)
        )
        accounts.append(world.settle(amount, role=role, name=own, handle=handles(own)))
        for woman in women.tolist():
            shows = SHOWN[role]
            annotations.append(
                ("a woman" if woman else "a man") if shows is None else str(rng.choice(shows))
            )
            star = role == "idol_picture"
            if star:
                images.append(idols[int(rng.integers(0, IDOLS))])
            else:
                images.append(album.keep(portrait(rng) if shows is None else scene(rng)))
    return Worn(
        np.concatenate(accounts),
        pl.Series(images, dtype=pl.String),
        pl.Series(annotations, dtype=pl.String),
    )
