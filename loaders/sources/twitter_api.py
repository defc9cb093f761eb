"""Tweets as the interfaces of Twitter and X give them, versions 1.1 and 2."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import polars as pl

from graph_models import Quotes, RepliesTo, Reshares
from loaders import facts
from loaders.batch import Batch, Fact, frames_of
from loaders.clocks import TWITTER_TIME
from loaders.contents import linked, pictured, tagged, worded
from loaders.input import Input
from loaders.json_parts import JsonPiece, Part, parts
from loaders.json_records import Records, records
from loaders.kinds import COUNT, FLAG, IDENTIFIER, TEXT, TIME, Column
from loaders.platform import Platform, kinds
from loaders.source import Options, source

X: Final = Platform("x")

WITHIN: Final = ("data", "includes.tweets", "includes.users", "statuses")
"""Where pages of answers hold tweets and users; what tweets show and name is in themselves."""

DEEPEST: Final = 20
"""Levels of a hashed tweet that are looked into; what is read of one is not as deep."""

TWEET: Final = (
    Column("post", IDENTIFIER, filled=True, titled="id_str|id"),
    Column("account", IDENTIFIER, titled="user.id_str|user.id"),
    Column("at", TWITTER_TIME, titled="created_at"),
    Column("text", TEXT, titled="extended_tweet.full_text|full_text|text"),
    Column("language", TEXT, titled="lang"),
    Column("likes", COUNT, titled="favorite_count"),
    Column("reshares", COUNT, titled="retweet_count"),
    Column("replies", COUNT, titled="reply_count"),
    Column("views", COUNT),
    Column("reshared", IDENTIFIER, titled="retweeted_status.id_str|retweeted_status.id"),
    Column("answered", IDENTIFIER, titled="in_reply_to_status_id_str|in_reply_to_status_id"),
    Column("answers", IDENTIFIER, titled="in_reply_to_user_id_str|in_reply_to_user_id"),
    Column("quoted", IDENTIFIER, titled="quoted_status_id_str|quoted_status_id"),
    Column("is_quote", FLAG, titled="is_quote_status"),
    Column(
        "wording",
        TEXT,
        titled=(
            "retweeted_status.extended_tweet.full_text|retweeted_status.full_text|"
            "retweeted_status.text|extended_tweet.full_text|full_text|text"
        ),
    ),
)
USER: Final = (
    Column("account", IDENTIFIER, filled=True, titled="id_str|id"),
    Column("handle", IDENTIFIER, titled="screen_name"),
    Column("name", TEXT),
    Column("bio", TEXT, titled="description"),
    Column("location", TEXT),
    Column("language", TEXT, titled="lang"),
    Column("created_at", TWITTER_TIME),
    Column("followers", COUNT, titled="followers_count"),
    Column("following", COUNT, titled="friends_count"),
)
DELETION: Final = (
    Column("post", IDENTIFIER, filled=True, titled="status.id_str|status.id"),
    Column("account", IDENTIFIER, titled="status.user_id_str|status.user_id"),
    Column("removed_at", TIME, titled="timestamp_ms"),
)
NEWER_TWEET: Final = (
    Column("post", IDENTIFIER, filled=True, titled="id"),
    Column("account", IDENTIFIER, titled="author_id|author.id"),
    Column("at", TIME, titled="created_at"),
    Column("text", TEXT, titled="note_tweet.text|text"),
    Column("language", TEXT, titled="lang"),
    Column("likes", COUNT, titled="public_metrics.like_count"),
    Column("reshares", COUNT, titled="public_metrics.retweet_count"),
    Column("replies", COUNT, titled="public_metrics.reply_count"),
    Column("views", COUNT, titled="public_metrics.impression_count"),
    Column("answers", IDENTIFIER, titled="in_reply_to_user_id"),
)
NEWER_USER: Final = (
    Column("account", IDENTIFIER, filled=True, titled="id"),
    Column("handle", IDENTIFIER, titled="username"),
    Column("name", TEXT),
    Column("bio", TEXT, titled="description"),
    Column("location", TEXT),
    Column("created_at", TIME),
    Column("followers", COUNT, titled="public_metrics.followers_count"),
    Column("following", COUNT, titled="public_metrics.following_count"),
)
REFERENCE: Final = (
    Column("other", IDENTIFIER, filled=True, titled="id"),
    Column("sort", TEXT, filled=True, titled="type"),
)
LINK: Final = (Column("seen", TEXT, titled="expanded_url|url"),)
OWN: Final = ("tweet", "tweet.retweeted_status", "tweet.quoted_status")


def _held(name: str, layout: tuple[Column, ...], at: str, *, of: str = "tweet") -> Part:
    """A part of tweets, beside each of which its tweet stands."""
    return Part(name, layout, (at,), of=of, carries=("post",))


def _either(what: str, longer: str = "extended_tweet") -> str:
    return f"{longer}.entities.{what}|entities.{what}[]"


LAYOUT: Final = (
    Part("tweet", TWEET, (*OWN, "tweet.retweeted_status.quoted_status")),
    Part("author", USER, ("user",), of="tweet", carries=("at",)),
    _held("tag", (Column("shown", TEXT, titled="text"),), _either("hashtags")),
    _held("link", LINK, _either("urls")),
    _held(
        "mention",
        (
            Column("account", IDENTIFIER, titled="id_str|id"),
            Column("handle", IDENTIFIER, titled="screen_name"),
        ),
        _either("user_mentions"),
    ),
    _held(
        "medium",
        (Column("image", IDENTIFIER, titled="id_str|id"),),
        "extended_tweet.extended_entities.media|extended_entities.media|entities.media[]",
    ),
    Part("user", USER, ("user",)),
    Part("deletion", DELETION, ("delete",)),
    Part("newer_tweet", NEWER_TWEET, ("newer_tweet",)),
    Part("newer_user", NEWER_USER, ("newer_user", "newer_tweet.author")),
    _held("reference", REFERENCE, "referenced_tweets[]", of="newer_tweet"),
    _held(
        "newer_tag",
        (Column("shown", TEXT, titled="tag"),),
        _either("hashtags", "note_tweet"),
        of="newer_tweet",
    ),
    _held("newer_link", LINK, _either("urls", "note_tweet"), of="newer_tweet"),
    _held(
        "newer_mention",
        (
            Column("account", IDENTIFIER, titled="id"),
            Column("handle", IDENTIFIER, titled="username"),
        ),
        _either("mentions", "note_tweet"),
        of="newer_tweet",
    ),
    _held(
        "newer_medium",
        (Column("image", IDENTIFIER, titled="."),),
        "attachments.media_keys[]",
        of="newer_tweet",
    ),
)


@source(
    title="Tweets of the X (Twitter) API",
    reads=(
        "JSON of versions 1.1 and 2: an array, a record a line, records one after another, or "
        "pages (data with includes, statuses), also gzipped; takes tweets, those they retweet and "
        "quote, their authors with profiles and handles, hashtags, links, mentions, media by id "
        "(a video stands for its picture), users by themselves, and deletion notices; ids that "
        "were hashed (id_h, id_str_h) are ids, but hashed names are none; places, polls, client "
        "and profile pictures are left out. Follows 'Tweet object' and 'User object' of both "
        "versions in the X developer documentation."
    ),
    assumes="A tweet of version 2 without referenced_tweets is an original.",
    sample=(
        '{"created_at": "Wed Oct 10 20:19:24 +0000 2018", "id_str": "901", "text": "Look! #Roses",'
        ' "user": {"id_str": "77", "screen_name": "Ann_Example", "name": "Ann", "created_at":'
        ' "Tue Mar 01 08:00:00 +0000 2016", "followers_count": 120, "friends_count": 80},'
        ' "entities": {"hashtags": [{"text": "Roses"}], "user_mentions": [], "urls":'
        ' [{"url": "https://t.co/a1", "expanded_url": "https://example.org/roses"}]},'
        ' "favorite_count": 5, "retweet_count": 2, "lang": "en"}\n'
        '{"data": [{"id": "902", "author_id": "78", "text": "RT @Ann_Example: Look! #Roses",'
        ' "created_at": "2018-10-10T20:20:00.000Z", "referenced_tweets":'
        ' [{"type": "retweeted", "id": "901"}], "attachments": {"media_keys": ["3_55"]}}],'
        ' "includes": {"users": [{"id": "78", "username": "bo_example", "name": "Bo"}]}}\n'
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platform's, so the set's name is in no key."""
    told = map(_told, records(file, WITHIN))
    for piece in parts(file, told, LAYOUT):
        yield Batch(frames=frames_of(stated(piece)), rejects=piece.rejects, read=piece.read)


def _told(some: Records) -> Records:
    """Each record under the name of its sort."""
    is_page = some.where not in ("", "statuses")
    return replace(some, values=[_sorted(value, is_page=is_page) for value in some.values])


def _sorted(value: dict[str, Any], *, is_page: bool) -> dict[str, Any]:
    if "username" in value and "text" not in value:
        return {"newer_user": value}
    if is_page or "author_id" in value or "edit_history_tweet_ids" in value:
        return {"newer_tweet": value}
    if "screen_name" in value and "user" not in value:
        return {"user": value}
    if "delete" in value:
        return value
    return {"tweet": _unhashed(value) if "id_h" in value else value}


def _unhashed(value: Any, deep: int = DEEPEST) -> Any:
    """Hashed ids and masked texts under their proper names; they are marked ``_h`` and ``_m``."""
    if isinstance(value, list) and deep:
        return [_unhashed(each, deep - 1) for each in value]
    if not isinstance(value, dict) or not deep:
        return value
    return {_proper(key): _unhashed(each, deep - 1) for key, each in value.items()}


def _proper(key: str) -> str:
    if key.endswith("_m"):
        return key.removesuffix("_m")
    return key.removesuffix("_h") if key.endswith(("id_h", "id_str_h")) else key


def stated(piece: JsonPiece) -> list[Fact]:
    """What the parts of LAYOUT tell; those that a piece lacks tell nothing."""
    older, newer = piece.parts["tweet"], piece.parts["newer_tweet"]
    told: list[Fact] = []
    if older.height:
        told += _older(older)
    if newer.height:
        told += _newer(newer, piece.parts["reference"])
    for name in ("author", "user", "newer_user"):
        users = piece.parts[name].rename({"tweet_at": "still_at"}, strict=False)
        told += X.profiles(X.keyed(users, "account"))
    if piece.parts["deletion"].height:
        removed = X.keyed(piece.parts["deletion"], "post", "account")
        told += X.posts(removed.with_columns(at=pl.lit(None, dtype=pl.Datetime("us", "UTC"))))
    for prefix, tweet in (("", "tweet"), ("newer_", "newer_tweet")):
        told += _contents(piece, prefix, f"{tweet}_post")
    return told


def _older(tweets: pl.DataFrame) -> list[Fact]:
    """Tweets of version 1.1."""
    ids = ("post", "account", "reshared", "answered", "answers", "quoted")
    rows = X.keyed(tweets, *ids)
    is_quote = pl.when("is_quote").then(pl.lit(""))
    sorts = rows.with_columns(
        answered=pl.coalesce("answered", "answers"), quoted=pl.coalesce("quoted", is_quote)
    )
    rows = rows.with_columns(sorts.select(kinds(sorts)))
    own = rows.with_columns(quoted=pl.when(pl.col("reshared").is_null()).then("quoted"))
    return [
        *X.posts(rows, profiled=True),
        *X.tied(rows, Reshares, "reshared"),
        *X.tied(rows, RepliesTo, "answered", author="answers"),
        *X.tied(own, Quotes, "quoted"),
        *worded(rows, "wording"),
    ]


def _newer(tweets: pl.DataFrame, references: pl.DataFrame) -> list[Fact]:
    """Tweets of version 2, and what they refer to."""
    rows = X.keyed(tweets, "post", "account", "answers")
    refers = X.keyed(references.rename({"newer_tweet_post": "post"}), "post", "other")
    for name, sort in (("reshared", "retweeted"), ("answered", "replied_to"), ("quoted", "quoted")):
        one = refers.filter(pl.col("sort") == sort).unique("post", maintain_order=True)
        rows = rows.join(
            one.select("post", pl.col("other").alias(name)),
            on="post",
            how="left",
            maintain_order="left",
        )
    sorts = rows.with_columns(answered=pl.coalesce("answered", "answers"))
    rows = rows.with_columns(sorts.select(kinds(sorts)))
    return [
        *X.posts(rows),
        *X.tied(rows, Reshares, "reshared"),
        *X.tied(rows, RepliesTo, "answered", author="answers"),
        *X.tied(rows, Quotes, "quoted"),
        *worded(rows),
    ]


def _contents(piece: JsonPiece, prefix: str, post: str) -> list[Fact]:
    """What tweets of one version point to."""
    tags, addresses, named, media = (
        X.keyed(piece.parts[f"{prefix}{name}"].rename({post: "post"}), "post")
        for name in ("tag", "link", "mention", "medium")
    )
    named = X.keyed(named, "account")
    image = facts.keyed(X.name, "image")
    media = media.with_columns(pl.col("image").str.replace(r"^[0-9]+_", "")).with_columns(image)
    return [
        *tagged(tags),
        *linked(addresses),
        *X.mentioned(named),
        *X.profiles(named.select("account", "handle")),
        *pictured(media),
    ]
