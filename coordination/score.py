"""Scores: how strong a find is, as a table whose every line a reader can disagree with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from coordination.numerals import counted, span
from coordination.tiers import LEAST_MEMBERS


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One line of a score. It adds ``value * weight`` points; weight 0 only informs."""

    name: str
    value: float
    """From 0 to 1 where the weight is not 0."""
    weight: float
    """The most points the line can add, or where it is below 0, take away; all that add are 100."""
    sentence: str


FiguresT = TypeVar("FiguresT")

Line: TypeAlias = tuple[float, str]
"""The value of a feature, and its sentence."""


@dataclass(frozen=True)
class Rule(Generic[FiguresT]):
    """How one feature is valued, what it is worth, and why that much."""

    name: str
    weight: float
    line: Callable[[FiguresT], Line | None]
    why: str


def told(rules: Sequence[Rule[FiguresT]], figures: FiguresT) -> tuple[Feature, ...]:
    """The lines that rules give; what could not be measured has no line."""
    lines = ((rule, rule.line(figures)) for rule in rules)
    return tuple(
        Feature(name=rule.name, value=line[0], weight=rule.weight, sentence=line[1])
        for rule, line in lines
        if line is not None
    )


def closeness(gap_s: float | None) -> Line | None:
    """The line on how close half of the joint acts are, 1 where at once and a half at a minute."""
    if gap_s is None:
        return None
    if gap_s < 1:
        return 1.0, "Half of their joint acts fall in the same second."
    return 60 / (60 + gap_s), f"Half of their joint acts are no more than {span(gap_s)} apart."


def devotion(shared: int, posts: int, what: str) -> Line | None:
    """The line on how much of the output carries something shared; nothing of no posts."""
    if not posts:
        return None
    share = shared / posts
    return share, f"{shared:,} of their {counted(posts, 'post')} ({share:.0%}) carry {what}."


def score(lines: Sequence[Feature]) -> float:
    """The points of a cluster or pair, from 0 to 100: every value times its weight."""
    return max(0.0, sum(line.value * line.weight for line in lines))


def name(shared: Sequence[str], *, accounts: int, pages: int = 0) -> str:
    """What a cluster is called: what its members share, given as display names, most shared first.

    Names come from posts: they are cut to one short line each.
    """
    shown = [text for text in (_one_line(text) for text in shared) if text][:2]
    kinds = ((accounts, "account"), (pages, "page"))
    members = " and ".join(counted(many, kind) for many, kind in kinds if many)
    return f"{members} on {' and '.join(shown)}" if shown else members


def roles(
    core_number: NDArray[np.int64], centrality: NDArray[np.float64], community: NDArray[np.int64]
) -> NDArray[np.str_]:
    """The part each member plays in its community: core, amplifier or periphery.

    Core: the highest core number of the community, or at least three quarters of it, with half
    the centrality of its most central member. Periphery: less than half that core number, or less
    than a tenth of that centrality. Amplifiers are the rest. Fewer than three members are all core.
    """
    codes, place, sizes = np.unique(community, return_inverse=True, return_counts=True)
    deepest = np.zeros(codes.size)
    np.maximum.at(deepest, place, core_number)
    most_central = np.zeros(codes.size)
    np.maximum.at(most_central, place, centrality)
    small = sizes[place] < LEAST_MEMBERS
    deep = core_number >= 0.75 * deepest[place]
    central = centrality >= 0.5 * most_central[place]
    shallow = core_number < 0.5 * deepest[place]
    remote = centrality < 0.1 * most_central[place]
    return np.select(
        [small | (deep & central), shallow | remote], ["core", "periphery"], "amplifier"
    )


def _one_line(text: str, longest: int = 40) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(printable.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
