"""The data sets of the R package CooRTweet: a wide table of posts, and a table of reshares."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Image, Post, Shows
from loaders import facts
from loaders.batch import Batch, Fact, frames_of
from loaders.input import Input
from loaders.kinds import IDENTIFIER, PLATFORM, TIME, Column
from loaders.source import Options, source
from loaders.sources import shares
from loaders.table import Piece, opened, pieces

ABSENT: Final = ("", "NA")
"""R writes NA, without quotes, for no value."""

OBJECTS: Final = ("url_id", "hashtag_id", "domain_id", "phash_id")

WIDE: Final = (
    Column("platform", PLATFORM, filled=True),
    Column("account_id", IDENTIFIER, filled=True),
    Column("post_id", IDENTIFIER, filled=True),
    Column("timestamp", TIME, filled=True),
    *(Column(name, IDENTIFIER) for name in OBJECTS),
)
RESHARES: Final = (
    Column("account", IDENTIFIER, filled=True, titled="account_id"),
    Column("object", IDENTIFIER, filled=True, titled="object_id"),
    Column("post", IDENTIFIER, filled=True, titled="content_id"),
    Column("at", TIME, filled=True, titled="timestamp_share"),
)


@source(
    title="CooRTweet data sets",
    reads=(
        "The package's tables as CSV (also gzipped) or Parquet: german_elections (account_id, "
        "post_id, url_id, hashtag_id, domain_id, phash_id, timestamp, platform; ids are the set's "
        "own; an account id such as fb_12670 of platform fb is read as fb:12670) and "
        "russian_coord_tweets (object_id, account_id, content_id, timestamp_share; reshares on "
        "Twitter, platform tw); times are unix seconds; NA without quotes is no value."
    ),
    assumes="Reshares are of Twitter, platform tw; a time without a zone is UTC.",
    sample=(
        "account_id,post_id,url_id,hashtag_id,domain_id,phash_id,timestamp,platform\n"
        "fb_12670,129235,23678,NA,3498,NA,1629601200,fb\n"
        "fb_12670,129236,NA,NA,3498,77,1629601260,fb\n"
        "tw_99,129300,NA,41,NA,NA,1629601300,tw\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; which of the two tables it is, the header says."""
    as_reshares = shares.ShareOptions(options.set_name, as_="reshare", platform="tw")
    with opened(file, absent=ABSENT) as table:
        if "content_id" in table.columns:
            for piece in pieces(file, table, RESHARES):
                yield shares.batch(piece, file=file.name, options=as_reshares)
        else:
            for piece in pieces(file, table, WIDE):
                yield _batch(piece, options.set_name)


def _batch(piece: Piece, set_name: str) -> Batch:
    """A post that has several links or tags is several rows."""
    account = pl.col("account_id").str.strip_prefix(pl.col("platform") + "_")
    rows = piece.rows.with_columns(
        *(facts.keyed(set_name, name) for name in OBJECTS),
        account=pl.format("{}:{}", "platform", account),
        post=pl.format("{}:{}", "platform", "post_id"),
        at="timestamp",
    )
    return Batch(frames=frames_of(_stated(rows)), rejects=piece.rejects, read=piece.read)


def _stated(rows: pl.DataFrame) -> list[Fact]:
    platform = pl.col("platform")
    pictures = rows.drop_nulls("phash_id")
    addresses = rows.select(
        "post", url="url_id", domain="domain_id", seen=pl.lit(None, dtype=pl.String)
    )
    return [
        facts.accounts(rows, "account", platform),
        (Post, rows.select(key="post", platform=platform)),
        facts.posted(rows),
        *facts.linked(addresses),
        *facts.tagged(rows.select("post", tag="hashtag_id")),
        (Image, pictures.select(key="phash_id")),
        (Shows, pictures.select(start_key="post", end_key="phash_id")),
    ]
