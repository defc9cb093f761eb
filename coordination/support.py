"""Support: whether what an actor has in common with others bears out what is found of it."""

from collections.abc import Iterable, Mapping

import polars as pl

from coordination.likeness.company import FALSE_LIKENESSES
from coordination.traces import UNTIMED
from cypher.findings import LikenessOfActor

LEAST_GROUNDS = 2


def supported(likenesses: Iterable[LikenessOfActor]) -> bool:
    """Whether two independent untimed traces or more agree on an actor.

    Each has q <= .01 under its own null or, where it has none, stands beside one that has. Traces
    that rest on the same facts are one.
    """
    weighed, others = set(), set()
    for each in likenesses:
        trace = UNTIMED.get(each.trace)
        if trace is None:
            continue
        if trace.null is None:
            others.add(trace.rests_on)
        elif each.q is not None and each.q <= FALSE_LIKENESSES:
            weighed.add(trace.rests_on)
    return bool(weighed) and len(weighed | others) >= LEAST_GROUNDS


def borne_by(likenesses: Mapping[str, pl.DataFrame]) -> dict[str, list[LikenessOfActor]]:
    """Actor to what it bears, from trace to columns BORNE."""
    found: dict[str, list[LikenessOfActor]] = {}
    for trace, borne in sorted(likenesses.items()):
        for actor, thing, q in borne.select("actor", "thing", "q").iter_rows():
            found.setdefault(actor, []).append(LikenessOfActor(trace=trace, thing=thing, q=q))
    return found
