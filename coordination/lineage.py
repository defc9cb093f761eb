"""Lineage: which cluster of an earlier run a cluster carries on, splits, merges or succeeds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

LEAST_COMMON = 2
LEAST_SHARE = 0.5
"""Two clusters are of one line when they share so much of the smaller one's members."""

SILENCE = timedelta(days=10)
"""A cluster without a joint act in the last so many days of the data has gone quiet."""

Kind = Literal["continues", "split", "merged", "successor"]

Likenesses = Mapping[str, frozenset[str]]
"""Actor to the likenesses of the trace ``succession`` that it bears in the run."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """A cluster as far as its lineage goes."""

    key: str
    members: frozenset[str]
    first_at: datetime | None
    last_at: datetime | None
    lineage: str
    """Key of the first cluster of its line."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A cluster carries on an earlier one."""

    cluster: str
    earlier: str
    kind: Kind
    overlap: float
    """Shared members over all members of both; of a successor, its members that are heirs."""


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """How the clusters of a run stand to those before."""

    steps: Sequence[Step] = ()
    lines: Mapping[str, str] = field(default_factory=dict)
    """Cluster of the run to the first cluster of its line."""
    quiet: frozenset[str] = frozenset()
    """Clusters of the run that have gone quiet."""
    lost: Sequence[str] = ()
    """Clusters of the earlier run that nothing carries on."""


def trace(
    now: Sequence[Body],
    before: Sequence[Body],
    *,
    heirs: Likenesses,
    until: datetime | None,
) -> Lineage:
    """Compare the clusters of a run with those of an earlier one; ``until`` is its last act.

    A line goes on where two clusters share most with each other; the other parts of a cluster
    that split, and whatever succeeds it, begin lines of their own.
    """
    common = _common(now, before)
    parts, sources = Counter(old for _, old in common), Counter(new for new, _ in common)
    steps = [
        Step(
            cluster=new,
            earlier=old,
            kind="merged" if sources[new] > 1 else "split" if parts[old] > 1 else "continues",
            overlap=overlap,
        )
        for (new, old), overlap in common.items()
    ]
    quiet = frozenset(each.key for each in now if _is_quiet(each, until))
    lost = [each for each in before if not parts[each.key]]
    silent = [*lost, *(each for each in now if each.key in quiet)]
    fresh = [each for each in now if not sources[each.key]]
    steps += _successors(fresh, silent, heirs)
    return Lineage(
        steps=sorted(steps, key=lambda step: (step.cluster, -step.overlap, step.earlier)),
        lines=_lines(now, before, common),
        quiet=quiet,
        lost=sorted(each.key for each in lost),
    )


def _common(now: Sequence[Body], before: Sequence[Body]) -> dict[tuple[str, str], float]:
    """Clusters of one line: new and old to their Jaccard coefficient."""
    places = _places(before)
    found = {}
    for new in now:
        shared = Counter(place for member in new.members for place in places.get(member, ()))
        for place, number in shared.items():
            old = before[place]
            smaller = min(len(new.members), len(old.members))
            if number >= LEAST_COMMON and number >= LEAST_SHARE * smaller:
                found[new.key, old.key] = number / len(new.members | old.members)
    return found


def _places(clusters: Sequence[Body]) -> dict[str, list[int]]:
    """Member to the places of its clusters."""
    places: dict[str, list[int]] = {}
    for place, cluster in enumerate(clusters):
        for member in cluster.members:
            places.setdefault(member, []).append(place)
    return places


def _is_quiet(cluster: Body, until: datetime | None) -> bool:
    return bool(cluster.last_at and until and cluster.last_at < until - SILENCE)


def _successors(fresh: Iterable[Body], silent: Sequence[Body], heirs: Likenesses) -> list[Step]:
    """Clusters that began after a silent one ended, whose members are heirs of its members."""
    steps = []
    for new in fresh:
        for old in silent:
            if not _after(new, old):
                continue
            left = {thing for member in old.members for thing in heirs.get(member, ())}
            came = new.members - old.members
            heired = sum(not left.isdisjoint(heirs.get(member, ())) for member in came)
            if heired >= LEAST_COMMON and heired >= LEAST_SHARE * len(new.members):
                overlap = heired / len(new.members)
                steps.append(
                    Step(cluster=new.key, earlier=old.key, kind="successor", overlap=overlap)
                )
    return steps


def _after(new: Body, old: Body) -> bool:
    return bool(new.first_at and old.last_at and new.first_at > old.last_at)


def _lines(
    now: Sequence[Body], before: Sequence[Body], common: Mapping[tuple[str, str], float]
) -> dict[str, str]:
    """Cluster to the first of its line: inherited where both share most with each other."""
    lineages = {each.key: each.lineage for each in before}
    lines = {each.key: each.key for each in now}
    heirs, sources = dict[str, str](), dict[str, str]()
    for new, old in sorted(common, key=lambda pair: (-common[pair], pair)):
        heirs.setdefault(old, new)
        sources.setdefault(new, old)
    for new, old in sources.items():
        if heirs[old] == new:
            lines[new] = lineages[old]
    return lines
