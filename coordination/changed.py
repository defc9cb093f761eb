"""Whose acts may be others since an earlier state of the graph, as its ledger tells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cypher import ledger
from cypher.acts import AUTHORS, CONCERNED
from cypher.ledger import ChangeRow
from graph_store.graph import Graph

MARK = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True)
class State:
    """What the graph was when it was looked at: no other graph was ever in the same."""

    changes: int
    mark: str


@dataclass(frozen=True)
class Changed:
    """What acts have to be read again for."""

    posts: Sequence[str] = ()
    """Keys of posts by which somebody may now have acted otherwise than before."""

    actors: Sequence[str] = ()
    """Keys of those who may have other acts without a post."""

    concerned: Sequence[str] = ()
    """Keys of those who wrote the posts, or may have another handle or name, in order."""


async def state_of(graph: Graph) -> State | None:
    """The state of the graph; null where nothing, or an older version, was written."""
    for found in await graph.ask(ledger.STATE):
        if found.mark and MARK.fullmatch(found.mark):
            return State(found.changes, found.mark)
    return None


async def changed(graph: Graph, before: State, now: State) -> Changed | None:
    """What has changed between two states, or goes on; null where that may be anything."""
    rows = await graph.ask(ledger.CHANGES, after=before.changes)
    if not is_told(rows, before, now) or any(row.posts is None for row in rows):
        return None
    posts, urls, texts, actors, named = (
        sorted(set().union(*(getattr(row, kind) or () for row in rows)))
        for kind in ("posts", "urls", "texts", "actors", "named")
    )
    if posts or urls or texts:
        found = await graph.ask(CONCERNED, posts=posts, urls=urls, texts=texts)
        posts = [key for row in found for key in row.posts]
    wrote = await graph.ask(AUTHORS, posts=posts) if posts else []
    return Changed(posts, actors, sorted(set(named).union(*(row.actors for row in wrote))))


def is_told(rows: Iterable[ChangeRow], before: State, now: State) -> bool:
    """Whether these are all changes that lead from one state to the other."""
    if before == now:
        return True
    steps = dict[int, str | None]()
    for row in rows:
        steps[row.begun] = row.begun_after
        if row.ended is not None:
            steps[row.ended] = row.ended_after
    between = range(before.changes + 1, now.changes + 1)
    return bool(between) and all(n in steps for n in between) and steps[between[0]] == before.mark
