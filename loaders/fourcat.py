"""How 4CAT's exports differ by the platform that they are of: columns, keys, and what they mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from loaders.handles import by_handle
from loaders.kinds import IDENTIFIER, TEXT, TIME, Column, Kind

NONE: Final = pl.lit(None, dtype=pl.String)
DELETED: Final = ("[deleted]", "[removed]", "N/A", "")


def _counts(values: pl.Series) -> pl.Series:
    """-1 stands for a count that the platform hid; it is put to null once the row is read."""
    counts = values.cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
    return counts.set((counts < -1).fill_null(value=False), None)


COUNT: Final = Kind(pl.Int64(), _counts, "is no count: a whole number from 0, or -1 if hidden, is")

COUNTS: Final = ("likes", "reshares", "replies", "views", "followers", "following")
TEXTS: Final = (
    "text",
    "subject",
    "name",
    "bio",
    "location",
    "language",
    "address",
    "tags",
    "links",
    "names",
)
IDS: Final = ("thread", "author", "handle", "parent", "quoted", "place", "retold")
KINDS: Final = (
    dict.fromkeys(IDS, IDENTIFIER) | dict.fromkeys(TEXTS, TEXT) | dict.fromkeys(COUNTS, COUNT)
)
"""Every column that some platform has, by our name for it."""


@dataclass(frozen=True)
class Datasource:
    """One platform's export."""

    platform: str
    marks: frozenset[str]
    """Columns that tell it from the others'."""
    titles: Mapping[str, tuple[str, ...]]
    """Our name to the names that versions of 4CAT gave the column; the first found is read."""
    keyed: Callable[[pl.DataFrame], pl.DataFrame]
    """Adds the columns post, account, page (null where there is none), answered, kind."""

    def layout(self, found: list[str]) -> list[Column]:
        """The columns to read of a table that has these; it must have id."""
        columns = [
            Column("id", IDENTIFIER, filled=True),
            Column("unix", TIME, optional=True, titled="unix_timestamp"),
            Column("stamp", TIME, optional=True, titled="timestamp"),
        ]
        for name, titles in self.titles.items():
            title = next((each for each in titles if each in found), None)
            if title is not None:
                columns.append(Column(name, KINDS[name], titled=title))
        return columns


def known(rows: pl.DataFrame, source: Datasource) -> pl.DataFrame:
    """The rows with every column that the platforms have between them, and with their keys."""
    absent = {name: kind.dtype for name, kind in KINDS.items() if name not in rows.columns}
    filled = rows.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in absent.items()
    )
    counts = pl.col(COUNTS)
    shown = filled.with_columns(pl.when(counts >= 0).then(counts), at=pl.coalesce("unix", "stamp"))
    return source.keyed(shown)


def _account(rows: pl.DataFrame, platform: str) -> pl.Expr:
    by_id = pl.format("{}:{}", pl.lit(platform), "author")
    return pl.coalesce(by_id, pl.lit(by_handle(platform, rows["handle"])))


def _plain(platform: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Posts of accounts, each by its own id."""

    def keyed(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(
            post=pl.format("{}:{}", pl.lit(platform), "id"),
            account=_account(rows, platform),
            page=NONE,
            answered=NONE,
            kind=NONE,
        )

    return keyed


def _x(rows: pl.DataFrame) -> pl.DataFrame:
    """Yes and no say what a tweet is; the one it passes on or answers is not named."""
    kind = (
        pl.when(pl.col("retold") == "yes")
        .then(pl.lit("reshare"))
        .when(pl.col("parent") == "yes")
        .then(pl.lit("reply"))
        .when(pl.col("place") == "yes")
        .then(pl.lit("quote"))
        .when(pl.col("retold") == "no")
        .then(pl.lit("original"))
    )
    quoted = pl.format("x:{}", "quoted")
    return _plain("x")(rows).with_columns(kind=kind, quoted=quoted)


def _telegram(rows: pl.DataFrame) -> pl.DataFrame:
    """Messages are numbered within their chat; what the chat itself sends is the channel's."""
    chat = pl.col("thread").str.to_lowercase()
    number = pl.col("id").str.extract(r"([0-9]+)$")
    page = (
        pl.when(chat.str.contains(r"^[0-9-]+$"))
        .then(pl.format("telegram:{}", chat))
        .otherwise(pl.lit(by_handle("telegram", rows["thread"])))
    )
    own = (pl.col("handle").str.to_lowercase() == chat) | (pl.col("author") == pl.col("thread"))
    is_channel = own.fill_null(value=False)
    answered = pl.format("telegram:{}/{}", chat, pl.col("parent").str.extract(r"([0-9]+)$"))
    kind = pl.when(pl.col("retold").is_not_null()).then(pl.lit("reshare"))
    return rows.with_columns(
        post=pl.format("telegram:{}/{}", chat, number),
        account=pl.when(~is_channel).then(_account(rows, "telegram")),
        page=page,
        answered=answered,
        kind=kind.when(answered.is_not_null()).then(pl.lit("reply")),
        address=pl.format("https://t.me/{}/{}", "thread", number),
    )


def _bluesky(rows: pl.DataFrame) -> pl.DataFrame:
    """What is answered or quoted is an address, which holds a lasting id only sometimes."""

    def uri(column: str) -> pl.Expr:
        part = r"/profile/(did:[^/]+)/post/([^/?#]+)"
        did, post = (pl.col(column).str.extract(part, group) for group in (1, 2))
        return pl.format("bluesky:at://{}/app.bsky.feed.post/{}", did, post)

    kind = pl.when(pl.col("parent").is_not_null()).then(pl.lit("reply"))
    return _plain("bluesky")(rows).with_columns(
        answered=uri("parent"),
        quoted=uri("quoted"),
        kind=kind.when(pl.col("quoted").is_not_null()).then(pl.lit("quote")),
        language=pl.when(pl.col("language") != "N/A").then("language"),
    )


def _reddit(rows: pl.DataFrame) -> pl.DataFrame:
    """A submission opens its thread, and comments answer it or each other."""
    bare = pl.col("id").str.replace("^t[0-9]_", "")
    thread = pl.col("thread").str.replace("^t[0-9]_", "")
    opens = bare == thread
    parent = pl.when(pl.col("parent").str.contains("^t[13]_")).then("parent")
    answered = pl.coalesce(parent, pl.format("t3_{}", thread))
    worded = pl.concat_str("subject", "text", separator="\n", ignore_nulls=True)
    named = rows.with_columns(handle=pl.when(~pl.col("handle").is_in(list(DELETED))).then("handle"))
    return named.with_columns(
        post=pl.format(
            "reddit:{}_{}", pl.when(opens).then(pl.lit("t3")).otherwise(pl.lit("t1")), bare
        ),
        account=_account(named, "reddit"),
        page=pl.format("reddit:r/{}", pl.col("place").str.to_lowercase()),
        answered=pl.when(~opens).then(pl.format("reddit:{}", answered)),
        kind=pl.when(opens).then(pl.lit("original")).otherwise(pl.lit("comment")),
        text=pl.when(worded != "").then(worded),
    )


AUTHOR: Final = {"author": ("author_id",), "handle": ("author",), "text": ("body",)}
THREAD: Final = {"thread": ("thread_id",)}

DATASOURCES: Final = (
    Datasource(
        "telegram",
        frozenset({"chat", "author_username"}),
        THREAD
        | {
            "author": ("author",),
            "handle": ("author_username",),
            "name": ("author_name",),
            "text": ("body",),
            "parent": ("reply_to",),
            "retold": ("unix_timestamp_forwarded_from",),
            "links": ("link_attached",),
            "views": ("views",),
        },
        _telegram,
    ),
    Datasource(
        "tiktok",
        frozenset({"tiktok_url"}),
        AUTHOR
        | {
            "name": ("author_full",),
            "followers": ("author_followers",),
            "address": ("tiktok_url",),
            "tags": ("hashtags",),
            "likes": ("likes", "amount_likes"),
            "replies": ("comments", "amount_comments"),
            "reshares": ("shares", "amount_shares"),
            "views": ("plays", "amount_plays"),
        },
        _plain("tiktok"),
    ),
    Datasource(
        "x",
        frozenset({"is_retweet", "retweet_count"}),
        AUTHOR
        | {
            "name": ("author_fullname",),
            "bio": ("author_bio",),
            "location": ("author_location",),
            "followers": ("author_followers",),
            "following": ("author_following",),
            "address": ("link",),
            "language": ("language_guess",),
            "likes": ("like_count",),
            "reshares": ("retweet_count",),
            "replies": ("reply_count",),
            "views": ("impression_count",),
            "tags": ("hashtags",),
            "links": ("urls",),
            "names": ("mentions",),
            "retold": ("is_retweet",),
            "place": ("is_quote_tweet",),
            "parent": ("is_reply",),
            "quoted": ("quote_tweet_id",),
        },
        _x,
    ),
    Datasource(
        "bluesky",
        frozenset({"replied_to_post", "author_id"}),
        AUTHOR
        | {
            "name": ("author_display_name",),
            "address": ("link",),
            "language": ("languages",),
            "likes": ("like_count",),
            "reshares": ("repost_count",),
            "replies": ("reply_count",),
            "tags": ("tags",),
            "links": ("links",),
            "names": ("mentions",),
            "parent": ("replied_to_post",),
            "quoted": ("quoted_post",),
        },
        _bluesky,
    ),
    Datasource(
        "instagram",
        frozenset({"num_likes", "parent_id"}),
        {
            "handle": ("author",),
            "text": ("body",),
            "name": ("author_fullname",),
            "address": ("url",),
            "tags": ("hashtags",),
            "likes": ("num_likes",),
            "replies": ("num_comments",),
        },
        _plain("instagram"),
    ),
    Datasource(
        "reddit",
        frozenset({"subreddit"}),
        THREAD
        | {
            "handle": ("author",),
            "text": ("body",),
            "subject": ("subject",),
            "links": ("url",),
            "parent": ("parent",),
            "place": ("subreddit",),
        },
        _reddit,
    ),
)
