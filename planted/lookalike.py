"""Addresses that pose as those of known outlets, and the short-lived ones that lead to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from planted.chance import Ids
from planted.vocabulary import PARTS_OF_WORDS

TECHNIQUES = ("other top-level domain", "hyphen", "confusable letter", "subdomain")
ENDING = "test"
"""A top-level domain that nobody can register a name under; outlets have ``example``."""

CONFUSED = (("l", "i"), ("i", "l"), ("o", "0"), ("m", "rn"), ("e", "c"), ("u", "v"), ("n", "m"))


@dataclass(frozen=True)
class Lookalikes:
    """Domains that imitate outlets; row i of every column is one domain."""

    domain: pl.Series
    outlet: Ids
    """Place of the outlet it imitates."""
    technique: pl.Series
    wave: Ids
    """When it was in use, counted from 0; a later one of the same outlet replaces it."""


def lookalikes(
    rng: Generator, outlets: Sequence[str], *, n: int, waves: int, kinds: Sequence[str]
) -> Lookalikes:
    """So many domains in turns over outlets, techniques and waves; ``outlets`` are domains.

    ``kinds`` are the second words of the outlets' names, before which a hyphen may stand.
    """
    places = np.arange(n) % len(outlets)
    turns = np.arange(n) // len(outlets)
    techniques = [TECHNIQUES[(place + turn) % 4] for place, turn in zip(places, turns, strict=True)]
    taken = set(outlets)
    domains = []
    for place, technique in zip(places.tolist(), techniques, strict=True):
        stem = outlets[place].removesuffix(".example")
        domain = _imitated(rng, stem, technique, kinds)
        while domain in taken:
            domain = _imitated(rng, stem + str(rng.integers(1, 99)), technique, kinds)
        taken.add(domain)
        domains.append(domain)
    return Lookalikes(pl.Series(domains), places, pl.Series(techniques), np.arange(n) % waves)


def _imitated(rng: Generator, stem: str, technique: str, kinds: Sequence[str]) -> str:
    if technique == TECHNIQUES[0]:
        return f"{stem}.{ENDING}"
    if technique == TECHNIQUES[1]:
        kind = next((kind for kind in kinds if kind in stem), "")
        parted = stem.replace(kind, f"-{kind}") if kind else f"{stem}-news"
        return f"{parted}.example"
    if technique == TECHNIQUES[2]:
        fits = [pair for pair in CONFUSED if pair[0] in stem]
        right, wrong = fits[int(rng.integers(0, len(fits)))]
        return f"{stem.replace(right, wrong, 1)}.example"
    return f"{stem}.{burners(rng, 1)[0]}"


def burners(rng: Generator, n: int) -> list[str]:
    """Different domains that mean nothing, as are bought by the dozen."""
    names: set[str] = set()
    while len(names) < n:
        head, middle, tail = (str(rng.choice(PARTS_OF_WORDS)) for _ in range(3))
        names.add(f"{head}{middle}{tail}{rng.integers(2, 999)}.example")
    return sorted(names)
