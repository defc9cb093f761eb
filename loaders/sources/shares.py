"""Any table of acts: who did what to which object, by which post, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

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
from loaders.batch import Batch, Fact, frames_of, split
from loaders.errors import UnfitOptions
from loaders.input import Input
from loaders.kinds import IDENTIFIER, TEXT, TIME, Column
from loaders.source import Options, must_be_name, source
from loaders.table import Piece, opened, pieces
from loaders.urls import domains, links
from loaders.wording import hashtags, wordings

Act = Literal[
    "url", "domain", "hashtag", "text", "image", "reshare", "reply", "mention", "like", "follow"
]
"""What the object is, and so what the act is."""

WITHOUT_POST: Final = frozenset({"like", "follow"})
"""Acts that make no post of their own; their post column is not read."""


@dataclass(frozen=True)
class ShareOptions(Options):
    """What the columns mean and what they are called."""

    as_: Act
    platform: str
    """Short name of the platform; keys become ``<platform>:<id>``."""
    account: str = "account_id"
    object: str = "object_id"
    post: str = "content_id"
    time: str = "timestamp_share"

    def __post_init__(self) -> None:
        super().__post_init__()
        must_be_name("platform", self.platform)
        if self.as_ not in get_args(Act):
            raise UnfitOptions(f"shares as '{self.as_}'", f"one of {', '.join(get_args(Act))}")


@source(
    title="Table of acts",
    reads=(
        "Any CSV (also gzipped) or Parquet table with one act a row: account, object, post and "
        "time, in columns of any name; --as says what the object is, --platform where it happened. "
        "Web addresses, domains, hashtags and wordings are brought into one spelling; objects that "
        "are no address or domain, and all images, are ids of the set's own; ids stay as they are."
    ),
    assumes="A time without a zone is UTC.",
    sample=(
        "object_id,account_id,content_id,timestamp_share\n"
        "https://example.org/a?utm_source=x,7,19,1714564800\n"
        "https://example.org/a,8,20,2024-05-01T12:00:09Z\n"
    ),
    example=ShareOptions("sample", as_="url", platform="x"),
)
def read(file: Input, options: ShareOptions) -> Iterator[Batch]:
    """One batch for each piece of the table."""
    thing = TEXT if options.as_ == "text" else IDENTIFIER
    layout = [
        Column("account", IDENTIFIER, filled=True, titled=options.account),
        Column("object", thing, filled=True, titled=options.object),
        Column("at", TIME, filled=True, titled=options.time),
    ]
    if options.as_ not in WITHOUT_POST:
        layout.append(Column("post", IDENTIFIER, filled=True, titled=options.post))
    with opened(file) as table:
        for piece in pieces(file, table, layout):
            yield batch(piece, file=file.name, options=options)


def batch(piece: Piece, *, file: str, options: ShareOptions) -> Batch:
    """The facts of a piece with columns account, object, at and, unless it needs none, post."""
    own = [name for name in ("account", "post") if name in piece.rows.columns]
    named = piece.rows.with_columns(facts.keyed(options.platform, name) for name in own)
    resolved = _resolved(named, options)
    nothing = "nothing" if options.as_ == "hashtag" else "no words"
    rows, rejects = split(
        resolved,
        file=file,
        checks={f"{options.object} names {nothing}": pl.col("key").is_not_null()},
    )
    return Batch(
        frames=frames_of(_stated(rows, options)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _resolved(rows: pl.DataFrame, options: ShareOptions) -> pl.DataFrame:
    """The rows and the key of each object; null where it comes to nothing."""
    thing = rows["object"]
    own = facts.keyed(options.set_name, "object")
    match options.as_:
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
            return rows.with_columns(key=facts.keyed(options.platform, "object"))


def _stated(rows: pl.DataFrame, options: ShareOptions) -> list[Fact]:
    """Who acted, by what, and on what."""
    platform = pl.lit(options.platform)
    actors = facts.accounts(rows, "account", platform)
    if options.as_ == "like":
        liked = rows.select(start_key="account", end_key="key", at="at")
        return [actors, facts.posts(rows, "key", platform), (Liked, liked)]
    if options.as_ == "follow":
        followed = rows.select(
            start_key="account", end_label=pl.lit(Account.label), end_key="key", at="at"
        )
        return [actors, facts.accounts(rows, "key", platform), (Follows, followed)]
    items = rows.select(
        key="post",
        platform=platform,
        kind=pl.lit(options.as_ if options.as_ in {"reshare", "reply"} else None, dtype=pl.String),
        text=pl.col("object") if options.as_ == "text" else pl.lit(None, dtype=pl.String),
    )
    return [actors, (Post, items), facts.posted(rows), *_about(rows, options)]


def _about(rows: pl.DataFrame, options: ShareOptions) -> list[Fact]:
    """What the posts hold or answer."""
    platform = pl.lit(options.platform)
    pairs = rows.select(start_key="post", end_key="key")
    match options.as_:
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
