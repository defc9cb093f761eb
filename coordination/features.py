"""What speaks for a cluster and what against it: figures, and the line that each gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from coordination.numerals import counted, rounded
from coordination.score import Feature, Line, Rule, closeness, devotion, told
from coordination.surprise import poisson_log_tail
from coordination.tiers import OWN_HITS, OWN_LIFT


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
    bearers: Mapping[str, int] | None
    """Untimed trace to the members that bear what another member bears; null where none was looked
    for."""
    acquainted: int
    """Members who openly follow another member or reply to one, or whom one follows."""
    met_on: int
    """Things on which two members met."""
    one_first: int
    """Of those, on how many the same member was the first, of the member for whom it is most."""
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


def features(figures: ClusterFigures) -> tuple[Feature, ...]:
    """The lines of a cluster's score; what could not be measured has no line."""
    return told(RULES, figures)


def _surprise(figures: ClusterFigures) -> Line:
    log_p = poisson_log_tail(np.array([figures.hits]), np.array([figures.expected]))
    digits = max(-float(log_p[0]) / log(10), 0.0)
    return digits / (digits + 10), (
        f"{counted(figures.members, 'member')} hit {counted(figures.hits, 'time')} where "
        f"{rounded(figures.expected)} were expected by chance."
    )


def _lift(figures: ClusterFigures) -> Line:
    if figures.hits <= figures.expected:
        return 0.0, "They met no more often than the hours around their acts lead to expect."
    return 1 - figures.expected / figures.hits, (
        f"They met {rounded(figures.hits / figures.expected)} times as often as the hours around "
        "their own acts lead to expect."
        if figures.expected > 0
        else "They met where nobody was to be expected."
    )


def _own_evidence(figures: ClusterFigures) -> Line:
    return figures.in_tier_1 / figures.members, (
        f"{figures.in_tier_1:,} of {counted(figures.members, 'member')} would be flagged "
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
    kinds = counted(len(telling), "kind")
    return min(len(telling), 4) / 4, (
        f"{kinds} of joint act exceed{'s' * (len(telling) == 1)} chance: {', '.join(telling)}."
    )


def _closeness(figures: ClusterFigures) -> Line | None:
    return closeness(figures.median_gap_s)


def _devotion(figures: ClusterFigures) -> Line | None:
    return devotion(figures.posts_on_shared, figures.posts, "something that members share")


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
    return 1 - 1 / number, f"They act on {counted(number, 'platform')}: {names}."


def _endurance(figures: ClusterFigures) -> Line:
    days = round(figures.days)
    when = f"within {counted(days, 'day')}" if days else "within one day"
    return figures.days / (figures.days + 7), f"Their joint acts all lie {when}."


def _borne(alike: str, *traces: str) -> Callable[[ClusterFigures], Line | None]:
    """A line on the untimed trace, of several, that most members bear with another."""

    def line(figures: ClusterFigures) -> Line | None:
        if figures.bearers is None:
            return None
        most = max(figures.bearers.get(trace, 0) for trace in traces)
        return most / figures.members, (
            f"{most:,} of {counted(figures.members, 'member')} {alike} as another member."
        )

    return line


def _support(figures: ClusterFigures) -> Line | None:
    if figures.bearers is None:
        return None
    if not figures.bearers:
        return 0.0, "Members have nothing in common beyond their joint acts."
    return figures.supported / figures.members, (
        f"Beyond joint acts, members have in common: {', '.join(sorted(figures.bearers))}; two "
        f"independent ones agree on {figures.supported:,} of {counted(figures.members, 'member')}."
    )


def _acquainted(figures: ClusterFigures) -> Line:
    if not figures.acquainted:
        return 0.0, "No member openly follows another member, or replies to one."
    return figures.acquainted / figures.members, (
        f"{figures.acquainted:,} of {counted(figures.members, 'member')} openly follow another "
        "member, reply to one or are followed by one: friends see what friends post."
    )


def _one_first(figures: ClusterFigures) -> Line | None:
    if not figures.met_on:
        return None
    share = figures.one_first / figures.met_on
    return max(0.0, 2 * share - 1), (
        f"One member was the first on {share:.0%} of the {counted(figures.met_on, 'thing')} that "
        "they met on; where that is nearly always so, the others may just copy it."
    )


def _others(figures: ClusterFigures) -> Line:
    if not figures.others:
        return 0.0, "Every account of their community is a member."
    return float(figures.others), (
        f"{counted(figures.others, 'other account')} of their community "
        f"show{'s' * (figures.others == 1)} too little to be named as members."
    )


RULES = (
    Rule("surprise", 15, _surprise, "the test itself, pooled; half the points at p = 1e-10"),
    Rule("lift", 15, _lift, "size of the effect, which many members cannot inflate"),
    Rule("own_evidence", 10, _own_evidence, "a cluster of followers of a few is weaker"),
    Rule("agreement", 15, _agreement, "one trace has one innocent explanation, four have none"),
    Rule("closeness", 5, _closeness, "people need minutes, a schedule needs seconds"),
    Rule("devotion", 10, _devotion, "ordinary accounts have other things to say"),
    Rule("leading", 5, _leading, "campaigns start, fans follow; fans lag by construction"),
    Rule("platforms", 5, _platforms, "one platform is no sign of innocence, so it weighs little"),
    Rule("endurance", 5, _endurance, "one heated evening is not a campaign"),
    Rule(
        "bursts",
        5,
        _borne("were created in the same burst", "creation_burst"),
        "accounts for a purpose are opened together",
    ),
    Rule(
        "reuse",
        5,
        _borne(
            "wear the same picture, or had the same handle or change of name",
            *("avatar_reuse", "handle_reuse", "renames"),
        ),
        "faces and names for invented people are used again",
    ),
    Rule(
        "schedules",
        5,
        _borne("keep the same hours of the week", "schedule"),
        "an office keeps its hours, friends keep their own",
    ),
    Rule("acquainted", -10, _acquainted, "friends see what friends post, so they act together"),
    Rule("one_first", -10, _one_first, "in a cascade one finds things and the others copy them"),
    Rule("support", 0, _support, "untimed traces together: a finding of its own"),
    Rule("others", 0, _others, "a number for the reader: whom the verdict leaves out"),
)
"""Lines below 0 are what friends look like: a cascade of theirs stands behind a campaign."""
