"""The networks of coordination-network-toolkit (QUT Digital Observatory, MIT licence)."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from coordination.acts import Acts
from coordination.errors import ImpossibleCount, TooManyRows
from coordination.kernel import shards
from coordination.kernel.messages import (
    Messages,
    Neighbours,
    Tally,
    Weighed,
    tally,
    weigh_users,
)
from coordination.kernel.order import by_object
from coordination.kernel.shards import Shard
from coordination.replicas.toolkit_text import cleaned, transformed
from coordination.room import fitting_in

PAIR_BYTES = 128
"""What a pair of users costs at most on its way to the table."""

ROOM = 1 << 16

NETWORK: Final = ("user_1", "user_2", "weight")


@dataclass(frozen=True)
class Behaviour:
    """What two messages must have in common."""

    columns: tuple[str, ...]
    """The columns of a message that say so."""
    keyed: Callable[[pl.DataFrame], pl.DataFrame]
    """Messages to their acts: actor, object (what they must have in common), at and post."""
    alike: bool = False
    """Whether texts need only be alike."""


def _acts(messages: pl.DataFrame, key: str | pl.Expr) -> pl.DataFrame:
    return messages.select(actor="user_id", object=key, at="timestamp", post="message_id")


def _once(messages: pl.DataFrame) -> pl.DataFrame:
    """The first row of every message."""
    return messages.unique("message_id", keep="first", maintain_order=True)


def _originals(messages: pl.DataFrame) -> pl.DataFrame:
    return _once(messages).filter(pl.col("repost_id").is_null())


def _texts(read: Callable[[pl.Series], pl.Series]) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def keyed(messages: pl.DataFrame) -> pl.DataFrame:
        told = _originals(messages)
        return _acts(told.with_columns(read(told["message"].fill_null(""))), "message")

    return keyed


def _links(messages: pl.DataFrame) -> pl.DataFrame:
    """Every row gives its addresses, a repeated message's too; none at all counts as one, ''."""
    told = messages.filter(pl.col("repost_id").is_null())
    split = told.with_columns(pl.col("urls").fill_null("").str.split(" "))
    return _once_an_object(_acts(split, "urls").explode("object"))


def _once_an_object(acts: pl.DataFrame) -> pl.DataFrame:
    return acts.unique(["post", "object"], keep="first", maintain_order=True)


BEHAVIOURS: Final[Mapping[str, Behaviour]] = {
    "co_link": Behaviour(("repost_id", "urls"), _links),
    "co_retweet": Behaviour(("repost_id",), lambda rows: _acts(_once(rows), "repost_id")),
    "co_reply": Behaviour(
        ("repost_id", "reply_id"), lambda rows: _acts(_originals(rows), "reply_id")
    ),
    "co_tweet": Behaviour(("repost_id", "message"), _texts(transformed)),
    "co_similar_tweet": Behaviour(("repost_id", "message"), _texts(cleaned), alike=True),
}


def acts_of_messages(messages: pl.DataFrame, behaviour: Behaviour) -> pl.DataFrame:
    """Messages of the eight columns as acts; those without what is to be in common give none."""
    return behaviour.keyed(messages).drop_nulls("object")


def acts_of_table(acts: pl.DataFrame, behaviour: Behaviour) -> pl.DataFrame:
    """Acts of the four columns, whose object is the key itself, or the text to be alike."""
    if behaviour is BEHAVIOURS["co_link"]:
        return _once_an_object(acts)
    once = acts.unique("post", keep="first", maintain_order=True)
    return once.with_columns(cleaned(once["object"])) if behaviour.alike else once


def network(
    acts: Acts,
    neighbours: Neighbours | None = None,
    *,
    within: float,
    at_least: int,
    threads: int = 2,
    memory: int | None = None,
) -> pl.DataFrame:
    """Directed edges user_1, user_2, weight, ordered by user; loops are among them.

    The weight is the number of user_1's messages that have a different message of user_2 within the
    window, both ends included, with the same object, or a neighbour of it where those are given.
    Raises ImpossibleCount, and TooManyRows where the edges do not fit in the memory allowed.
    """
    window = acts.ticks_in(within)
    if at_least < 1:
        raise ImpossibleCount("The least weight", at_least, "at least 1")
    if neighbours is None:
        every = np.arange(len(acts.objects) + 1)
        neighbours = Neighbours(every, every[:-1].astype(np.uint32))
    near, messages, users = neighbours, _ordered(acts), len(acts.actors)

    lock, counted, fitting = threading.Lock(), 0, fitting_in(memory, PAIR_BYTES)

    def work(shard: Shard, room: tuple[Tally, Weighed]) -> list[list[NDArray[np.uint32]]]:
        nonlocal counted
        parts, (user, stop) = [], shard
        while user < stop:
            pairs, user = weigh_users((user, stop), messages, near, (window, at_least), room)
            with lock:
                counted += pairs
            if counted <= fitting:
                parts.append([column[:pairs].copy() for column in room[1]])
        return parts

    def room() -> tuple[Tally, Weighed]:
        return tally(users), Weighed(*(np.empty(max(ROOM, users), np.uint32) for _ in range(3)))

    cuts = shards.by_weight(messages.start, threads)
    found = [part for parts in shards.run_in_rooms(work, cuts, threads, room) for part in parts]
    if counted > fitting:
        raise TooManyRows(counted, fitting, memory or 0, "narrow --within, raise --at-least")
    nothing = [np.empty(0, np.uint32)] * 3
    user, other, weight = map(np.concatenate, zip(nothing, *found, strict=True))
    order = np.lexsort((other, user))
    return pl.DataFrame(
        {
            "user_1": acts.actors.gather(user[order]),
            "user_2": acts.actors.gather(other[order]),
            "weight": weight[order].astype(np.int64),
        }
    )


def _ordered(acts: Acts) -> Messages:
    rows = np.arange(len(acts), dtype=np.uint32)
    ordered = by_object(rows, acts.object, acts.at)
    user, message = acts.actor[ordered.actor], acts.post[ordered.actor]
    place = np.lexsort((message, user))
    return Messages(
        key=ordered.object,
        at=ordered.at,
        user=user,
        message=message,
        begin=np.searchsorted(ordered.object, np.arange(len(acts.objects) + 1)),
        start=np.searchsorted(user[place], np.arange(len(acts.actors) + 1)),
        place=place,
    )
