"""Writes the planted world: the files of every case asked for, and one truth about them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

import numpy as np
import polars as pl

import planted.cases  # noqa: F401  (registers the cases)
from planted.case import CASES, TRUTH, Order, PlantedFile
from planted.errors import ImpossibleWorld, UnknownCase


@dataclass(frozen=True)
class Planted:
    """The files that were written; ``truth`` is never to be loaded."""

    files: list[PlantedFile]
    truth: Path
    seeds: Mapping[str, Path]
    """Operation to what is known of it beforehand: a file of keys, one a line."""


def plant(
    folder: Path,
    *,
    scale: float = 1.0,
    seed: int = 0,
    crowd: float = 3.0,
    cases: Sequence[str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Planted:
    """Write the cases (default all) into the folder, which is made where it is missing.

    The same arguments give the same bytes. ``progress`` is told each case's name before it is
    written. Raises UnknownCase and ImpossibleWorld before anything is written.
    """
    names = _asked(cases)
    _possible(scale=scale, seed=seed, crowd=crowd)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[PlantedFile] = []
    truths, seeds = [pl.DataFrame(schema=TRUTH)], {}
    for name in names:
        if progress:
            progress(name)
        rng = np.random.default_rng(np.random.SeedSequence([seed, *name.encode()]))
        planting = CASES[name].plant(Order(folder, scale, crowd, rng))
        files.extend(replace(file, case=name) for file in planting.files)
        truths.append(planting.truth)
        if planting.seeds:
            seeds[name] = planting.seeds
    truth = folder / "truth.csv"
    pl.concat(truths).sort("account").write_csv(truth)
    return Planted(files, truth, seeds)


def _asked(cases: Sequence[str] | None) -> list[str]:
    """Names in order, each once, so that the order of asking changes nothing."""
    for name in cases or ():
        if name not in CASES:
            raise UnknownCase(name, sorted(CASES))
    return sorted(set(cases) if cases else CASES)


def _possible(*, scale: float, seed: int, crowd: float) -> None:
    if not isfinite(scale) or scale <= 0:
        raise ImpossibleWorld("scale", scale, "a number above 0")
    if not isfinite(crowd) or crowd < 0:
        raise ImpossibleWorld("crowd", crowd, "a number from 0 upwards")
    if seed < 0:
        raise ImpossibleWorld("seed", seed, "a whole number from 0 upwards")
