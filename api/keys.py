"""API keys: making, listing and revoking them, and telling at the door who asks.

A key is ``lks_<id>_<random>``. The graph holds its id and the SHA-256 of the whole, which is random
and long, so that neither salt nor stretching adds anything.
"""

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from api.errors import NoSuchKey, NotAuthenticated
from api.permission import Role
from cypher.investigate import API_KEY, API_KEYS
from cypher.investigate.keys import KeyRow
from graph_models import ApiKey
from graph_store.graph import Graph
from graph_store.schema import prepare
from graph_store.write import Writer

PREFIX = "lks"
REMEMBERED_S = 5.0
"""Seconds for which a looked-up key is remembered: a revoked one works no longer than that."""
REMEMBERED = 1_024
"""Keys remembered, so that made-up ids do not fill the memory."""


async def create(
    graph: Graph, name: str, role: Role, expires_at: datetime | None = None
) -> tuple[str, str]:
    """A new key: its id, and its secret, which is told this once."""
    key_id = secrets.token_hex(6)
    secret = f"{PREFIX}_{key_id}_{secrets.token_urlsafe(32)}"
    await prepare(graph)
    made = KeyRow(
        id=key_id,
        name=name,
        role=role,
        secret_sha256=_hashed(secret),
        created_at=datetime.now(UTC),
        expires_at=expires_at,
        revoked_at=None,
    )
    await _write(graph, made)
    return key_id, secret


async def revoke(graph: Graph, key_id: str) -> None:
    """End a key, at the latest ``REMEMBERED_S`` from now. Raises NoSuchKey."""
    rows = await graph.ask(API_KEY, id=key_id)
    if not rows:
        raise NoSuchKey(key_id, [each.id for each in await list(graph)])
    if rows[0].revoked_at is None:
        await _write(graph, rows[0].model_copy(update={"revoked_at": datetime.now(UTC)}))


async def list(graph: Graph) -> Sequence[KeyRow]:
    """Every key that was ever made, the oldest first."""
    return await graph.ask(API_KEYS)


@dataclass(frozen=True)
class _Remembered:
    row: KeyRow | None
    until: float


class Keyring:
    """Who holds which key, remembered for a moment so that a request costs no look-up."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()

    async def holder(self, secret: str) -> KeyRow:
        """The key that was given. Raises NotAuthenticated."""
        prefix, _, rest = secret.partition("_")
        key_id, _, random = rest.partition("_")
        if prefix != PREFIX or not random or len(secret) > 200:
            raise NotAuthenticated("the one given is no key of this service")
        row = await self._row(key_id)
        stored = row.secret_sha256 if row else ""
        if not hmac.compare_digest(stored.encode(), _hashed(secret).encode()) or row is None:
            raise NotAuthenticated("the one given is not known")
        if row.revoked_at is not None:
            raise NotAuthenticated("the one given was revoked")
        if row.expires_at is not None and row.expires_at <= datetime.now(UTC):
            raise NotAuthenticated("the one given has expired")
        return row

    async def _row(self, key_id: str) -> KeyRow | None:
        known = self._remembered.get(key_id)
        if known and known.until > time.monotonic():
            return known.row
        rows = await self._graph.ask(API_KEY, id=key_id)
        row = rows[0] if rows else None
        self._remembered[key_id] = _Remembered(row, time.monotonic() + REMEMBERED_S)
        self._remembered.move_to_end(key_id)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return row


async def _write(graph: Graph, row: KeyRow) -> None:
    values = row.model_dump()
    values["key"] = values.pop("id")
    await Writer(graph).write({ApiKey: pl.DataFrame([values], schema=ApiKey.columns())})


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
