"""Who retweeted a tweet, without times: the lists of the botnet that struck in August 2017."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Account, Post, Reshares
from loaders import facts
from loaders.batch import Batch, Fact, frames_of, split
from loaders.handles import by_handle, by_pseudonym
from loaders.input import Input
from loaders.kinds import COUNT, IDENTIFIER, TEXT, TIME, Column
from loaders.source import Options, source
from loaders.table import Piece, opened, pieces
from loaders.times import MOMENT

PLATFORM: Final = "x"
TWEET: Final = (
    r"(?i)^https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?P<handle>[a-z0-9_]{1,15})"
    r"/status(?:es)?/(?P<id>[0-9]{1,20})(?:[/?#].*)?$"
)
RETWEETERS: Final = (
    Column("account", IDENTIFIER, filled=True),
    Column("target_tweet", IDENTIFIER, filled=True),
    Column("followers", COUNT, optional=True, titled="followers_count"),
    Column("following", COUNT, optional=True, titled="friends_count"),
    Column("created_at", TIME, optional=True),
    Column("language", TEXT, optional=True, titled="lang"),
)


@source(
    title="Lists of retweeters",
    reads=(
        "Tables with a row for each account that retweeted a tweet (account, target_tweet as the "
        "tweet's address, followers_count, friends_count, created_at, lang), as CSV (also gzipped) "
        "or Parquet. Every row is a reshare by that account, without a time, for the lists have "
        "none; accounts are pseudonyms of the set, so x:<set>:<pseudonym>; who posted the tweet is "
        "known by handle. The number of tweets, and the length and digits of the hidden name, are "
        "left out."
    ),
    assumes="Each account retweeted a tweet once.",
    sample=(
        "followers_count,friends_count,statuses_count,created_at,lang,screen_name_len,"
        "screen_name_digits,account,target_tweet\n"
        "3,848,9,2011-05-26T14:24:19Z,es,8,3,ba87c2a4207d0001,"
        "https://twitter.com/ann_example/status/902673891792000001\n"
        "12,1,73,2012-12-30T01:20:28Z,en,6,0,7fb05e3e23b40002,"
        "https://twitter.com/ann_example/status/902673891792000001\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece."""
    with opened(file) as table:
        for piece in pieces(file, table, RETWEETERS):
            yield _batch(piece, file.name, options.set_name)


def _batch(piece: Piece, file: str, set_name: str) -> Batch:
    tweet = piece.rows["target_tweet"].str.extract_groups(TWEET).struct.unnest()
    rows, rejects = split(
        piece.rows.hstack(tweet),
        file=file,
        checks={"target_tweet is no address of a tweet": pl.col("id").is_not_null()},
    )
    rows = rows.with_columns(
        account=by_pseudonym(PLATFORM, set_name, "account"),
        author=by_handle(PLATFORM, rows["handle"]),
    )
    rows = rows.with_columns(
        post=pl.format("{}/reshares/{}", "account", "id"),
        target=pl.format("{}:{}", pl.lit(PLATFORM), "id"),
    )
    return Batch(
        frames=frames_of(_stated(rows)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _stated(rows: pl.DataFrame) -> list[Fact]:
    platform, never = pl.lit(PLATFORM), pl.lit(None, dtype=MOMENT)
    profile = ("followers", "following", "created_at", "language")
    original = rows.select(key="target", platform=platform, address="target_tweet")
    reshare = rows.select(key="post", platform=platform, kind=pl.lit("reshare"))
    return [
        (Account, rows.select(*profile, key="account", platform=platform)),
        (Account, rows.select("handle", key="author", platform=platform)),
        *facts.handles(rows.select("handle", account="author"), platform),
        (Post, original),
        (Post, reshare),
        facts.posted(rows.select("account", "post", at=never)),
        facts.posted(rows.select(account="author", post="target", at=never)),
        (Reshares, rows.select(start_key="post", end_key="target")),
    ]
