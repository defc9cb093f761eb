"""What a batch or erasure changes: said in the ledger before the facts are written, and after."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import uuid4

import polars as pl

from cypher.ledger import BATCHES
from graph_models import (
    SCHEMA_VERSION,
    Account,
    Act,
    On,
    Page,
    Post,
    Posted,
    Published,
    Record,
    RedirectsTo,
    Relationship,
    Text,
)
from graph_store.graph import Graph
from graph_store.schema import count_change

MOST_KEYS = 500_000
"""Keys that the ledger remembers; what changed before is not known, and is read in full."""

MOST_BATCHES = 500

ABANDONED_AFTER = timedelta(days=1)
"""A batch that has not ended after so long was cut off."""

KINDS = ("posts", "urls", "texts", "actors", "named")
"""The lists of keys that a ``Change`` has."""

Frames = Mapping[type[Record], pl.DataFrame]

COUNTED: LiteralString = (
    "MERGE (ledger:Ledger {key: 'graph'}) "
    "ON CREATE SET ledger.schema_version = $version, ledger.changes = 0, "
    "ledger.display_name = ledger.key "
    "SET ledger.locked = true REMOVE ledger.locked "
    "WITH ledger, coalesce(ledger.mark, '') AS before "
    "SET ledger.changes = ledger.changes + 1, ledger.mark = randomUUID() "
    "WITH ledger, before "
)
"""Locked first: the mark before must be that of the state which this one follows."""

BEGUN: LiteralString = COUNTED + (
    "MERGE (change:Change {key: $key}) "
    "SET change:Ledger, change.display_name = $key, change += $keys, "
    "change.begun = ledger.changes, change.begun_after = before, change.begun_at = $at "
    "REMOVE change.ended, change.ended_after"
)
ENDED: LiteralString = COUNTED + (
    "MATCH (change:Change {key: $key}) "
    "SET change.ended = ledger.changes, change.ended_after = before"
)
FORGOTTEN: LiteralString = "MATCH (change:Change) WHERE change.key IN $keys DELETE change"
HISTORY: LiteralString = (
    "MATCH (change:Change) REMOVE change.posts, change.urls, change.texts, change.actors, "
    "change.named "
    "WITH change WHERE change.ended IS NOT NULL DELETE change"
)


@asynccontextmanager
async def changing(
    graph: Graph, frames: Frames | None = None, *, key: str = ""
) -> AsyncIterator[None]:
    """Count a change before facts are written and one after; the ledger keeps what it concerns.

    Without frames, or with too many facts, that may be anything. What fails or is killed stays in
    the ledger as not ended: every run reads anew what it concerns, until it is forgotten, or until
    what has the same key has ended.
    """
    keys = concerned(frames) if frames is not None else {}
    if sum(map(len, keys.values())) > MOST_KEYS:
        keys = {}
    key, at = key or f"batch {uuid4()}", datetime.now(UTC)
    await graph.run(BEGUN, version=SCHEMA_VERSION, key=key, keys=keys, at=at)
    yield
    await graph.run(ENDED, version=SCHEMA_VERSION, key=key)
    await _forget(graph)


async def forget_history(graph: Graph) -> None:
    """Remove every key that the ledger remembers; what goes on may then change anything."""
    await graph.run(HISTORY)


def concerned(frames: Frames) -> dict[str, list[str]]:
    """The keys that a ``Change`` has: whose acts may be others once the frames are written."""
    parts: dict[str, list[pl.Series]] = {kind: [] for kind in KINDS}
    for model, frame in frames.items():
        if model in (Posted, Published):
            parts["posts"].append(frame["end_key"])
        elif issubclass(model, Act):
            parts["actors"].append(frame["start_key"])
        elif issubclass(model, Relationship) and model.starts == (Post,):
            parts["posts"].append(frame["start_key"])
        elif model in (On, RedirectsTo):
            parts["urls"].append(frame["start_key"])
        elif model is Post:
            parts["posts"].append(frame.drop_nulls("kind")["key"])
        elif model is Text:
            parts["texts"].append(frame.drop_nulls("words")["key"])
        elif model in (Account, Page):
            known = pl.any_horizontal(pl.col("handle", "name").is_not_null())
            parts["named"].append(frame.filter(known)["key"])
    return {kind: _each_once(keys) for kind, keys in parts.items()}


def _each_once(keys: list[pl.Series]) -> list[str]:
    nothing = pl.Series("key", [], dtype=pl.String)
    return pl.concat([nothing, *(each.alias("key") for each in keys)]).unique().sort().to_list()


async def _forget(graph: Graph) -> None:
    """Keep the ledger small: forget the oldest batches, and those that were killed long ago.

    A state before them is then out of reach of what is left, so that it is read in full.
    """
    long_ago, kept, batches = datetime.now(UTC) - ABANDONED_AFTER, 0, 0
    old, dead = [], []
    for each in await graph.ask(BATCHES):
        kept, batches = kept + each.keys, batches + 1
        if each.whole and (kept > MOST_KEYS or batches > MOST_BATCHES):
            old.append(each.key)
        elif not each.whole and each.begun_at < long_ago:
            dead.append(each.key)
    if dead:
        await count_change(graph)
    if old or dead:
        await graph.run(FORGOTTEN, keys=old + dead)
