"""What a case is: an operation that was reported, planted among innocents, with known truth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
from numpy.random import Generator

TRUTH = {"account": pl.String(), "operation": pl.String(), "role": pl.String()}
"""Columns of the truth: the graph's key; the operation, null for ordinary people; what it does."""


SET = "planted"
LATER = "planted-later"
"""Sets of the world's files, and of those that export the same accounts and acts again later."""


@dataclass(frozen=True)
class PlantedFile:
    """A file of the world, in the layout of the source that reads it."""

    source: str
    path: Path
    """A file, or a folder of pictures with their table."""
    records: int
    options: Mapping[str, str] = field(default_factory=dict)
    """What the source must be told beside the set, as its command spells it."""
    case: str = ""
    """The case that it belongs to, once the world is written."""
    set: str = SET
    """The set to load it into: what was exported again later is a set of its own."""

    def later(self) -> "PlantedFile":
        """The file as a later export."""
        return replace(self, set=LATER)


@dataclass(frozen=True)
class Planting:
    """What one case wrote, and the truth about every account in it."""

    files: tuple[PlantedFile, ...]
    truth: pl.DataFrame
    """Columns ``TRUTH``."""
    seeds: Path | None = None
    """A file of keys, one a line, that are known beforehand: others are ranked by them."""


def truth_of(platform: str, ids: pl.Series, accounts: pl.DataFrame) -> pl.DataFrame:
    """Columns TRUTH, one row for each account, whose ids on the platform stand beside them."""
    keys = pl.select(account=pl.format("{}:{}", pl.lit(platform), ids))
    told = accounts.select("operation", "role")
    return pl.concat([keys, told], how="horizontal").select(list(TRUTH))


@dataclass(frozen=True)
class Order:
    """What was asked of a case."""

    folder: Path
    scale: float
    crowd: float
    """Innocents for every account of the operation."""
    rng: Generator


Plant = Callable[[Order], Planting]


@dataclass(frozen=True)
class Case:
    """A reported operation that can be planted, registered under its module's name."""

    name: str
    plant: Plant
    fixed: Mapping[str, int] = field(default_factory=dict)
    """Accounts by role of the operation, the same at every scale."""
    scaled: Mapping[str, int] = field(default_factory=dict)
    """Accounts by role at scale 1, of the operation or of its surroundings."""

    @property
    def reported(self) -> str:
        """What the press reported and what is planted of it."""
        return (self.plant.__doc__ or "").strip()


CASES: dict[str, Case] = {}
"""Name to case; filled when ``planted.cases`` is imported."""


def case(
    *, fixed: Mapping[str, int] | None = None, scaled: Mapping[str, int] | None = None
) -> Callable[[Plant], Case]:
    """Register the decorated function as the case of its module."""

    def register(plant: Plant) -> Case:
        name = plant.__module__.rpartition(".")[2]
        CASES[name] = Case(name, plant, fixed or {}, scaled or {})
        return CASES[name]

    return register
