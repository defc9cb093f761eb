"""A platform seen through what is liked, viewed, commented on and followed there."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from planted.chance import Ids, Weights, first_of_each
from planted.clock import Span, once_awake, wakings

Columns = Mapping[str, pl.DataType]
POSTS: Columns = {"account": pl.Int64(), "at": pl.Int64(), "text": pl.String()}
ACTS: Columns = {
    "account": pl.Int64(), "object": pl.Int64(), "at": pl.Int64(), "text": pl.String(),
}  # fmt: skip
"""What happened; only comments have a text."""


@dataclass(frozen=True)
class Played:
    """All that happened; acts are ordered by time, objects are posts, or accounts for follows."""

    accounts: pl.DataFrame
    """Columns operation and role; an account is its place."""
    posts: pl.DataFrame
    """Columns POSTS; a post is its place."""
    likes: pl.DataFrame
    views: pl.DataFrame
    follows: pl.DataFrame
    comments: pl.DataFrame
    """Columns ACTS, like the three before."""


class Stage:
    """Accounts, posts and acts on one platform over a span of days."""

    def __init__(self, rng: Generator, span: Span) -> None:
        self.rng = rng
        self.span = span
        self._accounts: list[pl.DataFrame] = []
        self._wakes = np.empty(0)
        self._posts = [pl.DataFrame(schema=POSTS)]
        self._author = np.empty(0, np.int64)
        self._at = np.empty(0, np.int64)
        self._acts = {
            name: [pl.DataFrame(schema=ACTS)] for name in ("likes", "views", "follows", "comments")
        }

    def settle(self, n: int, *, role: str, operation: str | None = None) -> Ids:
        """So many more accounts."""
        ids = len(self._wakes) + np.arange(n)
        told = {"operation": [operation] * n, "role": [role] * n}
        self._accounts.append(
            pl.DataFrame(told, schema={"operation": pl.String(), "role": pl.String()})
        )
        self._wakes = np.concatenate([self._wakes, wakings(self.rng, n)])
        return ids

    def post(self, account: Ids, at: Ids, text: pl.Series) -> Ids:
        """New posts, one for each row. Gives their ids."""
        ids = len(self._at) + np.arange(len(account))
        self._posts.append(_frame({"account": account, "at": at, "text": text}, POSTS))
        self._author = np.concatenate([self._author, account])
        self._at = np.concatenate([self._at, at])
        return ids

    def like(self, account: Ids, post: Ids, at: Ids | Weights) -> None:
        """Like posts; the same account likes one post only once."""
        self._act("likes", account, post, at)

    def view(self, account: Ids, post: Ids, at: Ids | Weights) -> None:
        """View posts, as often as one likes."""
        self._act("views", account, post, at)

    def follow(self, account: Ids, other: Ids, at: Ids | Weights) -> None:
        """Follow other accounts, each once."""
        apart = account != other
        self._act("follows", account[apart], other[apart], at[apart])

    def comment(self, account: Ids, post: Ids, at: Ids | Weights, text: pl.Series) -> None:
        """Comment on posts."""
        self._act("comments", account, post, at, text)

    def at(self, post: Ids) -> Ids:
        """When posts appeared."""
        return self._at[post]

    def author(self, post: Ids) -> Ids:
        """Who wrote posts."""
        return self._author[post]

    def awake(self, account: Ids, at: Ids | Weights) -> Ids:
        """The moments, put off to the morning for accounts that sleep then."""
        return once_awake(self.rng, at, self._wakes[account])

    def wakes(self, account: Ids) -> Weights:
        """When in the day accounts wake up, in seconds after midnight (UTC)."""
        return self._wakes[account]

    def played(self) -> Played:
        """What happened within the span; an act on a post that was not out yet did not."""
        likes, views, follows, comments = (self._told(name) for name in self._acts)
        posts = pl.concat(self._posts)
        return Played(pl.concat(self._accounts), posts, likes, views, follows, comments)

    def _act(
        self, name: str, account: Ids, thing: Ids, at: Ids | Weights, text: pl.Series | None = None
    ) -> None:
        said = pl.Series([None] * len(account), dtype=pl.String) if text is None else text
        columns = {"account": account, "object": thing, "at": at, "text": said}
        self._acts[name].append(_frame(columns, ACTS))

    def _told(self, name: str) -> pl.DataFrame:
        acts = pl.concat(self._acts[name], rechunk=True).filter(
            pl.col("at").is_between(self.span.start, self.span.end, closed="left")
        )
        if name != "follows":
            acts = acts.filter(acts["at"] > pl.Series(self._at).gather(acts["object"]))
        acts = acts[self.rng.permutation(len(acts))].sort("at", maintain_order=True)
        if name in ("likes", "follows"):
            once = first_of_each(acts["account"].to_numpy(), acts["object"].to_numpy())
            acts = acts.filter(pl.Series(once))
        return acts


def _frame(columns: Mapping[str, Ids | Weights | pl.Series], schema: Columns) -> pl.DataFrame:
    return pl.DataFrame(
        [pl.Series(name, columns[name]).cast(kind) for name, kind in schema.items()]
    )
