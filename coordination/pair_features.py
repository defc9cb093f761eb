"""What speaks for a link between two actors and what against it, line by line."""

from dataclasses import dataclass
from math import log10
from statistics import median

from coordination.numerals import counted, rounded
from coordination.score import Feature, Line, Rule, closeness, devotion, told

LEAST_JOINT = 5
"""Of fewer joint objects it says nothing who was first on them. By reasoning."""

SMALLEST = 1e-300


@dataclass(frozen=True, kw_only=True)
class TraceOfPair:
    """What two actors did together in one trace, and what chance says of it."""

    trace: str
    observed: int
    expected: float
    """The largest number of joint objects that one of the nulls expects."""
    q: float
    linked: bool
    """Whether the pair beat all nulls."""


@dataclass(frozen=True, kw_only=True)
class PairFigures:
    """What was counted of two actors."""

    traces: tuple[TraceOfPair, ...]
    """Those in which they met and whose chance is known."""
    gaps_s: tuple[float, ...]
    """Seconds from a's act to b's, of the closest two on every joint object of every trace in which
    they are linked: chance meetings are close, too."""
    posts: int
    """0 where they are linked in none."""
    posts_on_shared: int
    """Those of their posts that carry an object on which they met, in a trace that links them."""
    platforms: tuple[str, ...]
    likenesses: tuple[str, ...]
    """Untimed traces of which they bear one likeness."""
    acquainted: bool
    """Whether one openly follows the other or replies to it."""


def pair_features(figures: PairFigures) -> tuple[Feature, ...]:
    """The lines of a pair's score; what could not be measured has no line."""
    return told(RULES, figures)


def _surprise(figures: PairFigures) -> Line | None:
    if not figures.traces:
        return None
    best = min(figures.traces, key=lambda each: each.q)
    digits = -log10(max(best.q, SMALLEST))
    return digits / (digits + 10), (
        f"The least probable of what they did together is {best.trace}, with q = {best.q:.2g} "
        "among all pairs of the trace."
    )


def _lift(figures: PairFigures) -> Line | None:
    linked = [each for each in figures.traces if each.linked]
    if not linked:
        return None
    best = max(linked, key=lambda each: each.observed / max(each.expected, SMALLEST))
    return max(0.0, 1 - best.expected / best.observed), (
        f"In {best.trace} they met on {counted(best.observed, 'object')} where "
        f"{rounded(best.expected)} are expected by chance."
    )


def _agreement(figures: PairFigures) -> Line:
    telling = sorted(each.trace for each in figures.traces if each.linked)
    if not telling:
        return 0.0, "No kind of joint act is more than chance by itself."
    return min(len(telling), 4) / 4, (
        f"{counted(len(telling), 'kind')} of joint act beat{'s' * (len(telling) == 1)} all nulls: "
        f"{', '.join(telling)}."
    )


def _closeness(figures: PairFigures) -> Line | None:
    return closeness(median(map(abs, figures.gaps_s)) if figures.gaps_s else None)


def _devotion(figures: PairFigures) -> Line | None:
    return devotion(figures.posts_on_shared, figures.posts, "something on which they met")


def _platforms(figures: PairFigures) -> Line:
    names = " and ".join(sorted(figures.platforms))
    return float(len(figures.platforms) > 1), f"They act on {names}."


def _likenesses(figures: PairFigures) -> Line:
    if not figures.likenesses:
        return 0.0, "They have nothing in common beyond their joint acts."
    return min(len(figures.likenesses), 3) / 3, (
        f"Beyond joint acts they have in common: {', '.join(sorted(figures.likenesses))}."
    )


def _acquainted(figures: PairFigures) -> Line:
    if not figures.acquainted:
        return 0.0, "Neither openly follows the other, or replies to it."
    return 1.0, "One openly follows the other or replies to it: friends see what friends post."


def _one_first(figures: PairFigures) -> Line | None:
    if len(figures.gaps_s) < LEAST_JOINT:
        return None
    first = sum(0.5 if gap == 0 else gap > 0 for gap in figures.gaps_s) / len(figures.gaps_s)
    share, who = max((first, "The first of the two"), (1 - first, "The second of the two"))
    return 2 * share - 1, (
        f"{who} acted first on {share:.0%} of what they met on; where that is nearly always so, "
        "the other may just copy it."
    )


RULES = (
    Rule("surprise", 20, _surprise, "the nulls themselves; half the points at q = 1e-10"),
    Rule("lift", 20, _lift, "size of the effect, which much activity cannot inflate"),
    Rule("agreement", 20, _agreement, "one trace has one innocent explanation, four have none"),
    Rule("closeness", 10, _closeness, "people need minutes, a schedule needs seconds"),
    Rule("devotion", 10, _devotion, "ordinary accounts have other things to say"),
    Rule("platforms", 5, _platforms, "one platform is no sign of innocence, so it weighs little"),
    Rule("likenesses", 15, _likenesses, "bursts, reuse, schedules: what has no moment in common"),
    Rule("acquainted", -10, _acquainted, "friends see what friends post, so they act together"),
    Rule("one_first", -10, _one_first, "a follower comes after, a campaign starts together"),
)
