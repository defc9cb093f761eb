"""Acts on objects of every sort: from rows of who, what, by which post and when to facts."""

from typing import Literal

import polars as pl

from graph_models import (
    Account,
    Follows,
    Image,
    Liked,
    Mentions,
    Post,
    RepliesTo,
    Reshares,
    Shows,
)
from loaders import facts
from loaders.batch import Fact
from loaders.urls import domains, links
from loaders.wording import hashtags, wordings

Act = Literal[
    "url", "domain", "hashtag", "text", "image", "reshare", "reply", "mention", "like", "follow"
]
"""What the object is, and so what the act is."""

WITHOUT_POST = frozenset({"like", "follow"})
"""Acts that make no post of their own; their post column is not read."""


def resolved(rows: pl.DataFrame, act: Act, *, set_name: str, platform: pl.Expr) -> pl.DataFrame:
    """The rows and the ``key`` of each ``object``; null where it comes to nothing."""
    thing = rows["object"]
    own = facts.keyed(set_name, "object")
    match act:
        case "url":
            known = rows.hstack(links(thing))
            is_link = pl.col("url").is_not_null()
            return known.with_columns(
                url=pl.when(is_link).then("url").otherwise(own),
                seen=pl.when(is_link).then("object"),
                key=pl.lit(""),
            )
        case "domain":
            found = domains(thing)
            return rows.with_columns(
                domain=pl.coalesce(found, own),
                url=pl.lit(None, dtype=pl.String),
                seen=pl.when(found.is_not_null()).then("object"),
                key=pl.lit(""),
            )
        case "hashtag":
            return rows.with_columns(hashtags(thing).alias("key"))
        case "text":
            return rows.hstack(wordings(thing))
        case "image":
            return rows.with_columns(key=own)
        case _:
            return rows.with_columns(key=pl.format("{}:{}", platform, "object"))


def stated(rows: pl.DataFrame, act: Act, *, platform: pl.Expr) -> list[Fact]:
    """Who acted, by what, and on what; ``account`` and ``post`` are keys, ``key`` is resolved."""
    actors = facts.accounts(rows, "account", platform)
    if act == "like":
        liked = rows.select(start_key="account", end_key="key", at="at")
        return [actors, facts.posts(rows, "key", platform), (Liked, liked)]
    if act == "follow":
        followed = rows.select(
            start_key="account", end_label=pl.lit(Account.label), end_key="key", at="at"
        )
        return [actors, facts.accounts(rows, "key", platform), (Follows, followed)]
    items = item(rows, act, platform=platform)
    return [actors, (Post, items), facts.posted(rows), *about(rows, act, platform=platform)]


def item(rows: pl.DataFrame, act: Act, *, platform: pl.Expr) -> pl.DataFrame:
    """What an act says of its post itself, besides who posted it."""
    return rows.select(
        key="post",
        platform=platform,
        kind=pl.lit(act if act in {"reshare", "reply"} else None, dtype=pl.String),
        text=pl.col("object") if act == "text" else pl.lit(None, dtype=pl.String),
    )


def about(rows: pl.DataFrame, act: Act, *, platform: pl.Expr) -> list[Fact]:
    """What the posts hold or answer, where the act makes a post."""
    pairs = rows.select(start_key="post", end_key="key")
    match act:
        case "url" | "domain":
            return facts.linked(rows)
        case "hashtag":
            shown = pl.col("object").str.strip_chars().str.strip_chars_start("#＃")
            return facts.tagged(rows.with_columns(tag="key", shown=shown))
        case "text":
            return facts.said(rows)
        case "image":
            return [(Image, rows.select("key")), (Shows, pairs)]
        case "mention":
            return [facts.accounts(rows, "key", platform), (Mentions, pairs)]
        case "reshare":
            return [facts.posts(rows, "key", platform), (Reshares, pairs)]
        case _:
            return [facts.posts(rows, "key", platform), (RepliesTo, pairs)]
