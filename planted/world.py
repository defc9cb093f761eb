"""An invented world in the making: who is there, what they post, what they pass on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from planted.chance import Ids, Weights, counts, delays, first_of_each
from planted.clock import DAY, Span, once_awake, wakings
from planted.vocabulary import Vocabulary, apart, people
from planted.wording import Talk

ACCOUNTS: Mapping[str, pl.DataType] = {
    "account": pl.Int64(),
    "operation": pl.String(),
    "role": pl.String(),
    "name": pl.String(),
    "handle": pl.String(),
    "bio": pl.String(),
    "location": pl.String(),
    "created": pl.Int64(),
    "followers": pl.Int64(),
    "following": pl.Int64(),
    "wakes": pl.Float64(),
}
"""Columns of the accounts; an account is its place in the world, created in seconds since 1970."""

POSTS: Mapping[str, pl.DataType] = {
    "post": pl.Int64(),
    "account": pl.Int64(),
    "at": pl.Int64(),
    "text": pl.String(),
    "tags": pl.String(),
    "url": pl.String(),
    "mentions": pl.Int64(),
    "reshares": pl.Int64(),
    "replies_to": pl.Int64(),
    "quotes": pl.Int64(),
    "place": pl.Int64(),
    "image": pl.String(),
}
"""Columns of the posts; ``tags`` are parted by spaces, ``mentions`` and ``place`` (a group in which
it stands) are accounts, the three between them posts, ``image`` is the name of a picture."""

Texts = pl.Series | None


@dataclass(frozen=True)
class Settled:
    """A finished world; posts are ordered by time."""

    accounts: pl.DataFrame
    posts: pl.DataFrame


class World:
    """Accounts and posts of one invented country over a span of days."""

    def __init__(self, rng: Generator, span: Span, words: Vocabulary | None = None) -> None:
        """A world of its own, or another platform of the country whose words are given."""
        self.rng = rng
        self.span = span
        self.words = words or Vocabulary.invented(rng)
        self.talk = Talk.of(self.words)
        self._accounts: list[pl.DataFrame] = []
        self._posts: list[pl.DataFrame] = []
        self._wakes = np.empty(0)
        self._author = np.empty(0, np.int64)
        self._at = np.empty(0, np.int64)

    @property
    def population(self) -> int:
        """How many accounts are settled."""
        return len(self._wakes)

    def settle(
        self,
        n: int,
        *,
        role: str,
        operation: str | None = None,
        audience: float = 120,
        **known: Ids | Weights | pl.Series,
    ) -> Ids:
        """So many more accounts; what is not known of them (a column of ACCOUNTS) is drawn.

        ``audience`` is their median number of followers.
        """
        ids = len(self._wakes) + np.arange(n)
        drawn = people(self.rng, self.words, n).with_columns(
            account=ids,
            operation=pl.lit(operation, dtype=pl.String),
            role=pl.lit(role),
            created=self._openings(n),
            followers=counts(self.rng, n, median=audience, spread=1.6),
            following=counts(self.rng, n, median=200, spread=1.1),
            wakes=wakings(self.rng, n),
        )
        settled = drawn.with_columns(**{name: pl.Series(given) for name, given in known.items()})
        self._accounts.append(settled.select(pl.col(name).cast(t) for name, t in ACCOUNTS.items()))
        self._wakes = np.concatenate([self._wakes, settled["wakes"].to_numpy()])
        return ids

    def _openings(self, n: int) -> Ids:
        """When ordinary accounts were opened: over 13 years, more of them lately."""
        years = 13 * (1 - self.rng.random(n) ** 1.4)
        return (self.span.start - DAY - (years * 365.25 * DAY)).astype(np.int64)

    def publish(
        self,
        account: Ids,
        at: Ids | Weights,
        text: Texts = None,
        *,
        tags: Texts = None,
        url: Texts = None,
        image: Texts = None,
        **ties: Ids,
    ) -> Ids:
        """New posts, one for each row; ``ties`` are columns of POSTS. Gives the posts' ids.

        A tie of -1 is none.
        """
        ids = len(self._at) + np.arange(len(account))
        columns = {
            "post": ids,
            "account": account,
            "at": at,
            "text": text,
            "tags": tags,
            "url": url,
            "image": image,
        }
        frame = pl.DataFrame(
            [
                pl.Series(name, given).cast(kind)
                if (given := (columns | ties).get(name)) is not None
                else pl.Series(name, [None] * len(ids), dtype=kind)
                for name, kind in POSTS.items()
            ]
        ).with_columns(pl.when(pl.col(tie) >= 0).then(tie) for tie in ties)
        self._posts.append(frame)
        self._author = np.concatenate([self._author, account])
        self._at = np.concatenate([self._at, frame["at"].to_numpy()])
        return ids

    def reshare(self, account: Ids, post: Ids, at: Ids | Weights) -> Ids:
        """Pass posts of others on; the same account passes one post on only once."""
        once = first_of_each(account, post) & (self._author[post] != account)
        return self.publish(account[once], at[once], reshares=post[once])

    def react(self, account: Ids, post: Ids, *, median: float, spread: float = 1.5) -> Ids:
        """Pass posts on some time after they appeared (median in seconds), never asleep."""
        after = delays(self.rng, len(post), median=median, spread=spread)
        return self.reshare(account, post, self.awake(account, self._at[post] + after))

    def answer(self, account: Ids, post: Ids, at: Ids | Weights, text: pl.Series) -> Ids:
        """Reply to posts; who wrote them is mentioned."""
        return self.publish(account, at, text, replies_to=post, mentions=self._author[post])

    def awake(self, account: Ids, at: Ids | Weights) -> Ids:
        """The moments, put off to the morning for accounts that sleep then."""
        return once_awake(self.rng, at, self._wakes[account])

    def wakes(self, account: Ids) -> Weights:
        """When in the day accounts wake up, in seconds after midnight (UTC)."""
        return self._wakes[account]

    def at(self, post: Ids) -> Ids:
        """When posts appeared."""
        return self._at[post]

    def author(self, post: Ids) -> Ids:
        """Who wrote posts."""
        return self._author[post]

    def within(self, at: Ids) -> NDArray[np.bool_]:
        """Which moments the files will tell of."""
        return (at >= self.span.start) & (at < self.span.end)

    def settled(self) -> Settled:
        """The world as its files tell it: posts outside the span are left out."""
        accounts = pl.concat(self._accounts)
        accounts = accounts.with_columns(apart(self.rng, accounts["handle"]))
        posts = pl.concat(self._posts, rechunk=True)
        created = accounts["created"].to_numpy()[posts["account"].to_numpy()]
        told = self.within(self._at) & (created <= self._at)
        for tie in ("reshares", "replies_to", "quotes"):
            target = posts[tie].to_numpy()
            tied = np.flatnonzero(~np.isnan(target))
            told[tied] &= told[target[tied].astype(np.int64)]
        lottery = self.rng.permutation(len(told))
        order = np.lexsort((lottery, self._at))
        return Settled(accounts, posts[order[told[order]]])
