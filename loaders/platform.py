"""What sources of platforms state alike: profiles and handles, posts, and which answer which."""

from dataclasses import dataclass

import polars as pl

from graph_models import (
    Account,
    Mentions,
    Post,
    Posted,
    Record,
    Relationship,
)
from loaders import facts
from loaders.batch import Fact
from loaders.times import MOMENT


@dataclass(frozen=True)
class Platform:
    """Where accounts and posts have ids of their own; all columns of ids are keys here."""

    name: str

    def keyed(self, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """Ids of the columns as keys."""
        return rows.with_columns(facts.keyed(self.name, column) for column in columns)

    def profiles(self, rows: pl.DataFrame) -> list[Fact]:
        """Columns account, and those of Account that are known; a handle is a Handle besides.

        Optionally seen_at or still_at, as ``facts.profiled`` takes them.
        """
        if rows.is_empty():
            return []
        held = rows.drop_nulls("account")
        if "still_at" in held.columns:
            others = [name for name in held.columns if name not in ("still_at", "row", "place")]
            held = held.group_by(others, maintain_order=True).agg(pl.col("still_at").max())
        held = facts.profiled(held.unique(maintain_order=True))
        stated: list[Fact] = [(Account, self._known(held, Account, key="account"))]
        if "handle" not in held.columns:
            return stated
        return [*stated, *facts.handles(held, pl.lit(self.name))]

    def posts(self, rows: pl.DataFrame, *, profiled: bool = False) -> list[Fact]:
        """Columns post, account (null: unknown), at, and those of Post that are known.

        ``profiled``: the profiles of the accounts are stated besides.
        """
        if rows.is_empty():
            return []
        return [
            (Post, self._known(rows, Post, key="post")),
            *([] if profiled else self.accounts(rows, "account")),
            facts.posted(rows.drop_nulls("account")),
        ]

    def accounts(self, rows: pl.DataFrame, column: str) -> list[Fact]:
        """Accounts known by key only."""
        return [facts.accounts(rows, column, pl.lit(self.name))]

    def tied(
        self,
        rows: pl.DataFrame,
        model: type[Relationship],
        other: str,
        *,
        author: str | None = None,
    ) -> list[Fact]:
        """Columns post, ``other`` (another post, or null) and perhaps whose that is."""
        held = rows.drop_nulls(other)
        if held.is_empty():
            return []
        stated: list[Fact] = [
            facts.posts(held, other, pl.lit(self.name)),
            (model, held.select(start_key="post", end_key=other)),
        ]
        if author is None:
            return stated
        theirs = held.drop_nulls(author).select(
            start_key=author, end_key=other, at=pl.lit(None, dtype=MOMENT)
        )
        return [*stated, *self.accounts(held, author), (Posted, theirs)]

    def mentioned(self, rows: pl.DataFrame) -> list[Fact]:
        """Columns post and account, which it names."""
        held = rows.drop_nulls("account")
        if held.is_empty():
            return []
        return [
            *self.accounts(held, "account"),
            (Mentions, held.select(start_key="post", end_key="account")),
        ]

    def _known(self, rows: pl.DataFrame, model: type[Record], *, key: str) -> pl.DataFrame:
        own = [name for name in model.columns() if name in rows.columns]
        own = [name for name in own if name not in ("key", "platform")]
        return rows.select(*own, key=key, platform=pl.lit(self.name))


def kinds(rows: pl.DataFrame) -> pl.Expr:
    """Sort of post from those of the columns reshared, answered and quoted that are not null."""
    sorts = {"reshared": "reshare", "answered": "reply", "quoted": "quote"}
    known = {column: sort for column, sort in sorts.items() if column in rows.columns}
    return pl.coalesce(
        *(pl.when(pl.col(name).is_not_null()).then(pl.lit(sort)) for name, sort in known.items()),
        pl.lit("original"),
    ).alias("kind")
