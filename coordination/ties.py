"""Ties: who acted on what around known ones, read from the graph step by step and within bounds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from cypher import rank
from graph_models import Account, Page
from graph_store.graph import Graph

MOST_ACTS = 1_000_000
"""Acts looked at in one step: those of whoever engaged with most seeds, those on what is rarest."""

MOST_OF_SEED = 100_000
"""Actors of one thing, the first by key."""

MOST_OF_ACTOR = 2_000
"""Things of one actor, the first by key."""

MOST_OPENED = 10_000
"""Posts of pages and addresses of domains that stand for them, the first by key."""

AT_ONCE = 500
"""Things or actors asked about at a time."""

Thing = tuple[str, str]
"""Label and key."""

Acted = list[tuple[Thing, Thing]]
"""Actors, and what they acted on."""

ACTORS = (Account.label, Page.label)

COLUMNS = ("actor", "actor_label", "thing", "thing_label")


@dataclass(kw_only=True)
class Ties:
    """Who acted on what, around the seeds."""

    seeds: set[Thing]
    """What was named, and what it stands for: the posts of a page, the addresses of a domain."""

    acted: pl.DataFrame
    """Actors and things by key and label, each pair once, sorted."""

    near: set[Thing]
    """Actors that are seeds, or acted on one."""

    owners: dict[Thing, str]
    """Who posted what."""

    remarks: list[str] = field(default_factory=list)
    """What was left out, and why."""


async def gather(graph: Graph, named: Sequence[Thing]) -> Ties:
    """Everybody who acted on the seeds, what they share besides, and who else acted on that."""
    remarks: list[str] = []
    opened = await graph.ask(rank.OPENED, keys=[key for _, key in named], limit=MOST_OPENED)
    seeds = sorted({*named, *((each.label, each.key) for each in opened)})
    known = [seed for seed in seeds if seed[0] in ACTORS]
    engaged = await _engaged(graph, seeds)
    met = Counter(actor for actor, _ in engaged)
    near = list(dict.fromkeys([*known, *sorted(met, key=lambda actor: (-met[actor], actor))]))
    served = await _served(graph, near, remarks)
    owners = await _rarest(graph, _shared(served, known, seeds), remarks)
    others = await _engaged(graph, list(owners))
    lookedat = {*owners, *seeds}
    kept = [(actor, thing) for actor, thing in served if thing in lookedat]
    return Ties(
        seeds=set(seeds),
        acted=_frame(engaged, kept, others),
        near=set(near),
        owners={thing: owner for thing, owner in owners.items() if owner},
        remarks=remarks,
    )


async def _engaged(graph: Graph, things: Sequence[Thing]) -> Acted:
    acted: Acted = []
    for start in range(0, len(things), AT_ONCE):
        some = things[start : start + AT_ONCE]
        for row in await graph.fetch(rank.ENGAGED, things=some, most=MOST_OF_SEED):
            thing = (str(row["label"]), str(row["key"]))
            acted += [(actor, thing) for actor in _pairs(row["actors"])]
    return acted


async def _served(graph: Graph, actors: Sequence[Thing], remarks: list[str]) -> Acted:
    """What the actors acted on, until so many acts are read."""
    acted: Acted = []
    for start in range(0, len(actors), AT_ONCE):
        if len(acted) > MOST_ACTS:
            remarks.append(
                f"What {len(actors) - start:,} of {len(actors):,} accounts and pages near the "
                "seeds served besides was not looked at: they engaged with the fewest seeds."
            )
            break
        some = actors[start : start + AT_ONCE]
        for row in await graph.fetch(rank.SERVED, actors=some, most=MOST_OF_ACTOR):
            actor = (str(row["label"]), str(row["key"]))
            acted += [(actor, thing) for thing in _pairs(row["things"])]
    return acted


def _shared(served: Acted, known: Sequence[Thing], seeds: Sequence[Thing]) -> list[Thing]:
    """What two of the actors served, or a seed did; the seeds themselves are looked at already."""
    times, of_seeds = Counter(thing for _, thing in served), set(known)
    shared = {thing for thing, number in times.items() if number > 1}
    shared |= {thing for actor, thing in served if actor in of_seeds}
    return sorted(shared.difference(seeds))


async def _rarest(
    graph: Graph, things: Sequence[Thing], remarks: list[str]
) -> dict[Thing, str | None]:
    """The things with the fewest acts, as many as are looked at, and who posted each."""
    crowds = []
    for start in range(0, len(things), AT_ONCE):
        crowds += await graph.ask(rank.CROWDS, things=things[start : start + AT_ONCE])
    left, owners = MOST_ACTS, dict[Thing, str | None]()
    for crowd in sorted(crowds, key=lambda each: (each.acts, each.key, each.label)):
        left -= crowd.acts
        if left < 0:
            remarks.append(
                f"Who else acted on {len(crowds) - len(owners):,} of {len(crowds):,} things that "
                f"they share was not looked at: each has {crowd.acts:,} acts or more."
            )
            break
        owners[crowd.label, crowd.key] = crowd.owner
    return owners


def _frame(*parts: Iterable[tuple[Thing, Thing]]) -> pl.DataFrame:
    rows = ((*reversed(actor), *reversed(thing)) for part in parts for actor, thing in part)
    schema = dict.fromkeys(COLUMNS, pl.String())
    return pl.DataFrame(list(rows), schema=schema, orient="row").unique().sort(COLUMNS)


def _pairs(value: object) -> list[Thing]:
    assert isinstance(value, list)
    return [(label, key) for label, key in value]
