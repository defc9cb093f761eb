"""Twitter's archive of information operations: the users and tweets files as it published them."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Quotes, RepliesTo, Reshares
from loaders.batch import Batch, Fact, frames_of
from loaders.contents import linked, tagged, worded
from loaders.input import Input
from loaders.kinds import (
    ADDRESSES,
    COUNT,
    DAY,
    FLAG,
    IDENTIFIER,
    LONGEST_KEY,
    TEXT,
    TIME,
    WORDS,
    Column,
)
from loaders.platform import Platform
from loaders.source import Options, source
from loaders.table import Piece, opened, pieces
from loaders.times import MOMENT

X: Final = Platform("x")

USERS: Final = (
    Column("userid", IDENTIFIER, filled=True),
    Column("user_display_name", TEXT, optional=True),
    Column("user_screen_name", IDENTIFIER),
    Column("user_reported_location", TEXT, optional=True),
    Column("user_profile_description", TEXT, optional=True),
    Column("follower_count", COUNT, optional=True),
    Column("following_count", COUNT, optional=True),
    Column("account_creation_date", DAY, optional=True),
    Column("account_language", TEXT, optional=True),
)
TWEETS: Final = (
    *USERS,
    Column("tweetid", IDENTIFIER, filled=True),
    Column("tweet_time", TIME, filled=True),
    Column("tweet_text", TEXT),
    Column("tweet_language", TEXT, optional=True),
    Column("is_retweet", FLAG),
    Column("retweet_userid", IDENTIFIER, optional=True),
    Column("retweet_tweetid", IDENTIFIER, optional=True),
    Column("in_reply_to_userid", IDENTIFIER, optional=True),
    Column("in_reply_to_tweetid", IDENTIFIER, optional=True),
    Column("quoted_tweet_tweetid", IDENTIFIER, optional=True),
    Column("reply_count", COUNT, optional=True),
    Column("like_count", COUNT, optional=True),
    Column("retweet_count", COUNT, optional=True),
    Column("hashtags", WORDS, optional=True),
    Column("urls", ADDRESSES, optional=True),
    Column("user_mentions", WORDS, optional=True),
)
IDS: Final = (
    "userid",
    "tweetid",
    "retweet_userid",
    "retweet_tweetid",
    "in_reply_to_userid",
    "in_reply_to_tweetid",
    "quoted_tweet_tweetid",
)


@source(
    title="Twitter information operations archive",
    reads=(
        "The archive's users and tweets files as CSV (also gzipped) or Parquet, told apart by "
        "tweetid: accounts with handle and profile, tweets with wording, counts, retweeted, "
        "answered and quoted tweets, hashtags, links and mentions; hashed ids are "
        "ids, but a name or handle that equals the id is none; listed links that are no web "
        "address are left out, as are profile links, client, coordinates and poll choices."
    ),
    assumes="Times, which have no zone, are UTC.",
    sample=(
        "tweetid,userid,user_display_name,user_screen_name,user_reported_location,"
        "user_profile_description,user_profile_url,follower_count,following_count,"
        "account_creation_date,account_language,tweet_language,tweet_text,tweet_time,"
        "tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,"
        "retweet_userid,retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,"
        "retweet_count,hashtags,urls,user_mentions,poll_choices\n"
        "901,77,Ann Example,ann_example,Springfield,Gardens,,120,80,2019-03-01,en,en,"
        '"Look at this! #Roses https://t.co/a1",2020-05-01 12:00,Web App,,,,false,,,,,0,1,5,2,'
        "[Roses],[https://example.org/roses?utm_source=t],[],\n"
        "902,b1946ac92492,b1946ac92492,b1946ac92492,,,,3,9,2020-04-30,en,en,"
        '"RT @ann_example: Look at this! #Roses https://t.co/a1",2020-05-01 12:01,Web App,,,,true,'
        "77,901,,,0,0,0,2,\"['Roses', 'June']\",['https://example.org/roses'],[77],\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platform's, so the set's name is in no key."""
    with opened(file) as table:
        has_tweets = "tweetid" in table.columns
        for piece in pieces(file, table, TWEETS if has_tweets else USERS):
            yield _batch(piece, has_tweets=has_tweets)


def _batch(piece: Piece, *, has_tweets: bool) -> Batch:
    rows = X.keyed(piece.rows, *(name for name in IDS if name in piece.rows.columns))
    own_id = piece.rows["userid"]
    names = pl.col("user_display_name", "user_screen_name")
    rows = rows.with_columns(pl.when(names != own_id).then(names))
    stated = _users(rows, pl.col("tweet_time") if has_tweets else pl.lit(None, MOMENT))
    if has_tweets:
        stated += [*_tweets(rows), *_contents(rows)]
    return Batch(frames=frames_of(stated), rejects=piece.rejects, read=piece.read)


def _users(rows: pl.DataFrame, still_at: pl.Expr) -> list[Fact]:
    """Accounts as they were when the archive was made, after any tweet, and their handles."""
    return X.profiles(
        rows.select(
            account="userid",
            handle="user_screen_name",
            name="user_display_name",
            bio="user_profile_description",
            location="user_reported_location",
            language="account_language",
            created_at="account_creation_date",
            followers="follower_count",
            following="following_count",
            still_at=still_at,
        )
    )


def _tweets(rows: pl.DataFrame) -> list[Fact]:
    """Tweets; those they pass on, answer or quote, and whose those are, where it is said."""
    is_reply = pl.any_horizontal(pl.col("in_reply_to_tweetid", "in_reply_to_userid").is_not_null())
    kind = (
        pl.when("is_retweet")
        .then(pl.lit("reshare"))
        .when(is_reply)
        .then(pl.lit("reply"))
        .when(pl.col("quoted_tweet_tweetid").is_not_null())
        .then(pl.lit("quote"))
        .when(~pl.col("is_retweet"))
        .then(pl.lit("original"))
    )
    tweets = rows.select(
        post="tweetid",
        account="userid",
        at="tweet_time",
        kind=kind,
        text="tweet_text",
        language="tweet_language",
        likes="like_count",
        reshares="retweet_count",
        replies="reply_count",
        reshared="retweet_tweetid",
        reshared_from="retweet_userid",
        answered="in_reply_to_tweetid",
        answered_whom="in_reply_to_userid",
        quoted="quoted_tweet_tweetid",
    )
    return [
        *X.posts(tweets, profiled=True),
        *X.tied(tweets, Reshares, "reshared", author="reshared_from"),
        *X.tied(tweets, RepliesTo, "answered", author="answered_whom"),
        *X.tied(tweets, Quotes, "quoted"),
        *worded(tweets),
    ]


def _contents(rows: pl.DataFrame) -> list[Fact]:
    """Whom, what and where to tweets point."""
    named = _elements(rows, "user_mentions", "account")
    named = named.filter(pl.col("account").str.len_bytes() <= LONGEST_KEY)
    return [
        *tagged(_elements(rows, "hashtags", "shown")),
        *linked(_elements(rows, "urls", "seen")),
        *X.mentioned(X.keyed(named, "account")),
    ]


def _elements(rows: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """Columns post, ``name`` and place (from 1): one row for each element of each list."""
    held = rows.select("tweetid", pl.col(column).alias(name)).rename({"tweetid": "post"})
    held = held.filter(pl.col(name).list.len() > 0)
    place = pl.int_ranges(1, pl.col(name).list.len() + 1)
    return held.with_columns(place=place).explode(name, "place")
