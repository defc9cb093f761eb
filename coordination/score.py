"""Scores: how strong a cluster is, as a table whose every line a reader can disagree with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from coordination.surprise import poisson_log_tail
from coordination.tiers import LEAST_MEMBERS, OWN_HITS, OWN_LIFT


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One line of a score. It adds ``value * weight`` points; weight 0 only informs."""

    name: str
    value: float
    """From 0 to 1 where the weight is not 0."""
    weight: float
    """The most points the line can add; all weights together are 100."""
    sentence: str


@dataclass(frozen=True, kw_only=True)
class TraceOfCluster:
    """What the members of a cluster show in one trace."""

    trace: str
    hits: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class ClusterFigures:
    """What was counted of a cluster; members are its accounts with a tier."""

    members: int
    in_tier_1: int
    others: int
    """Accounts of the same community that have no tier."""
    traces: tuple[TraceOfCluster, ...]
    median_gap_s: float | None
    """Half of the members' joint acts are closer than this."""
    posts: int
    posts_on_shared: int
    """Those of the members' posts that carry an object which at least two members acted on."""
    lead_before: int
    lead_after: int
    """Acts of others before and after the members', on the same objects, within an hour."""
    platforms: tuple[str, ...]
    supported: int
    """Members on whom two independent untimed traces agree."""
    likenesses: tuple[str, ...] | None
    """Untimed traces that at least two members bear; null where none was looked for."""
    days: float
    """From the first joint act to the last."""

    @property
    def hits(self) -> int:
        """Hits of all members in all traces."""
        return sum(trace.hits for trace in self.traces)

    @property
    def expected(self) -> float:
        """Hits that the members' own hours lead to expect."""
        return sum(trace.expected for trace in self.traces)


Line = tuple[float, str]
"""The value of a feature, and its sentence."""


@dataclass(frozen=True)
class _Rule:
    """How one feature is valued, what it is worth, and why that much."""

    name: str
    weight: float
    line: Callable[[ClusterFigures], Line | None]
    why: str


def features(figures: ClusterFigures) -> tuple[Feature, ...]:
    """The lines of a cluster's score; what could not be measured has no line."""
    lines = ((rule, rule.line(figures)) for rule in RULES)
    return tuple(
        Feature(name=rule.name, value=line[0], weight=rule.weight, sentence=line[1])
        for rule, line in lines
        if line is not None
    )


def score(lines: Sequence[Feature]) -> float:
    """The points of a cluster, from 0 to 100: every value times its weight."""
    return sum(line.value * line.weight for line in lines)


def _surprise(figures: ClusterFigures) -> Line:
    log_p = poisson_log_tail(np.array([figures.hits]), np.array([figures.expected]))
    digits = max(-float(log_p[0]) / log(10), 0.0)
    return digits / (digits + 10), (
        f"{_count(figures.members, 'member')} hit {_count(figures.hits, 'time')} where "
        f"{_number(figures.expected)} were expected by chance."
    )


def _lift(figures: ClusterFigures) -> Line:
    if figures.hits <= figures.expected:
        return 0.0, "They met no more often than the hours around their acts lead to expect."
    return 1 - figures.expected / figures.hits, (
        f"They met {_number(figures.hits / figures.expected)} times as often as the hours around "
        "their own acts lead to expect."
        if figures.expected > 0
        else "They met where nobody was to be expected."
    )


def _own_evidence(figures: ClusterFigures) -> Line:
    return figures.in_tier_1 / figures.members, (
        f"{figures.in_tier_1:,} of {_count(figures.members, 'member')} would be flagged "
        "without the company of the rest."
    )


def _agreement(figures: ClusterFigures) -> Line:
    telling = [
        trace.trace
        for trace in figures.traces
        if trace.hits >= OWN_HITS and trace.hits >= OWN_LIFT * trace.expected
    ]
    if not telling:
        return 0.0, "No kind of joint act exceeds chance by itself."
    kinds = _count(len(telling), "kind")
    return min(len(telling), 4) / 4, (
        f"{kinds} of joint act exceed{'s' * (len(telling) == 1)} chance: {', '.join(telling)}."
    )


def _closeness(figures: ClusterFigures) -> Line | None:
    gap = figures.median_gap_s
    if gap is None:
        return None
    if gap < 1:
        return 1.0, "Half of their joint acts fall in the same second."
    return 60 / (60 + gap), f"Half of their joint acts are no more than {_span(gap)} apart."


def _devotion(figures: ClusterFigures) -> Line | None:
    if not figures.posts:
        return None
    share = figures.posts_on_shared / figures.posts
    return share, (
        f"{figures.posts_on_shared:,} of their {_count(figures.posts, 'post')} "
        f"({share:.0%}) carry something that members share."
    )


def _leading(figures: ClusterFigures) -> Line | None:
    around = figures.lead_before + figures.lead_after
    if around < 5:
        return None
    share = figures.lead_after / around
    return max(0.0, 2 * share - 1), (
        f"Of {around:,} acts of others on the same things within an hour of theirs, "
        f"{share:.0%} came after them; whoever follows a crowd has less than half."
    )


def _platforms(figures: ClusterFigures) -> Line | None:
    if not figures.platforms:
        return None
    names = ", ".join(sorted(figures.platforms))
    number = len(figures.platforms)
    return 1 - 1 / number, f"They act on {_count(number, 'platform')}: {names}."


def _endurance(figures: ClusterFigures) -> Line:
    days = round(figures.days)
    when = f"within {_count(days, 'day')}" if days else "within one day"
    return figures.days / (figures.days + 7), f"Their joint acts all lie {when}."


def _support(figures: ClusterFigures) -> Line | None:
    if figures.likenesses is None:
        return None
    if not figures.likenesses:
        return 0.0, "Members have nothing in common beyond their joint acts."
    return figures.supported / figures.members, (
        f"Beyond joint acts, members have in common: {', '.join(figures.likenesses)}; two "
        f"independent ones agree on {figures.supported:,} of {_count(figures.members, 'member')}."
    )


def _others(figures: ClusterFigures) -> Line:
    if not figures.others:
        return 0.0, "Every account of their community is a member."
    return float(figures.others), (
        f"{_count(figures.others, 'other account')} of their community "
        f"show{'s' * (figures.others == 1)} too little to be named as members."
    )


RULES = (
    _Rule("surprise", 20, _surprise, "the test itself, pooled; half the points at p = 1e-10"),
    _Rule("lift", 20, _lift, "size of the effect, which many members cannot inflate"),
    _Rule("own_evidence", 10, _own_evidence, "a cluster of followers of a few is weaker"),
    _Rule("agreement", 15, _agreement, "one trace has one innocent explanation, four have none"),
    _Rule("closeness", 10, _closeness, "people need minutes, a schedule needs seconds"),
    _Rule("devotion", 10, _devotion, "ordinary accounts have other things to say"),
    _Rule("leading", 5, _leading, "campaigns start, fans follow; fans lag by construction"),
    _Rule("platforms", 5, _platforms, "one platform is no sign of innocence, so it weighs little"),
    _Rule("endurance", 5, _endurance, "one heated evening is not a campaign"),
    _Rule("support", 0, _support, "untimed traces support and never decide"),
    _Rule("others", 0, _others, "a number for the reader: whom the verdict leaves out"),
)


def name(shared: Sequence[str], *, accounts: int, pages: int = 0) -> str:
    """What a cluster is called: what its members share, given as display names, most shared first.

    Names come from posts: they are cut to one short line each.
    """
    shown = [text for text in (_one_line(text) for text in shared) if text][:2]
    kinds = ((accounts, "account"), (pages, "page"))
    members = " and ".join(_count(many, kind) for many, kind in kinds if many)
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


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 0.1 else f"{value:.2g}"


def _span(seconds: float) -> str:
    if seconds < 120:
        return _count(round(seconds), "second")
    if seconds < 7_200:
        return _count(round(seconds / 60), "minute")
    return _count(round(seconds / 3_600), "hour")
