"""Exports of 4CAT, the capture and analysis toolkit, as CSV."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Account, In, Mentions, Page, Post, Posted, Published, Quotes, RepliesTo
from loaders import facts
from loaders.batch import Batch, Fact, frames_of, split
from loaders.entities import links_in, tags_in
from loaders.errors import UnreadableFile
from loaders.fourcat import DATASOURCES, Datasource, known
from loaders.handles import by_handle
from loaders.input import Input
from loaders.kinds import LONGEST_KEY, SEPARATOR
from loaders.source import Options, source
from loaders.table import Piece, Table, opened, pieces
from loaders.urls import links
from loaders.wording import hashtags, wordings

NEXT_ADDRESS: Final = r" *,\s*(https?://)"
LISTED: Final = frozenset({"x", "bluesky"})
"""Platforms of which the export lists all links, so that those in the wording are no others."""


@source(
    title="4CAT exports",
    reads=(
        "4CAT's CSV exports (also gzipped, or as Parquet) of Telegram, TikTok, X, Bluesky, "
        "Instagram and Reddit, told apart by their columns: accounts by id, else by handle; posts "
        "with wording, counts, hashtags, links, and on X and Bluesky mentions; what they answer "
        "or quote where its id is given; chats and subreddits as pages, which publish what a chat "
        "sends itself. A hidden count (-1) is none. unix_timestamp is read, and only where it is "
        "missing timestamp, which 4CAT writes in the zone of its own machine. Which post a retweet "
        "or a forwarded message passes on is not in the exports; pictures, music, places, "
        "reactions and scores are left out."
    ),
    assumes="A timestamp beside which there is no unix_timestamp is UTC, as on 4CAT's own images.",
    sample=(
        "id,thread_id,timestamp,unix_timestamp,link,body,author,author_fullname,author_id,"
        "language_guess,retweet_count,reply_count,like_count,impression_count,is_retweet,"
        "is_quote_tweet,is_reply,hashtags,urls,mentions\n"
        "1801,1801,2024-06-15 10:00:00,1718445600,https://x.com/ann_example/status/1801,"
        "Roses #garden,ann_example,Ann Example,77,en,1,0,3,40,no,no,no,garden,"
        "https://example.org/roses,bob_example\n"
        "1802,1801,2024-06-15 10:01:00,1718445660,https://x.com/bob_example/status/1802,"
        "@ann_example lovely,bob_example,Bob,78,en,0,0,0,,no,no,yes,,,ann_example\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platforms', so the set's name is in no key."""
    with opened(file) as table:
        datasource = _datasource(file, table)
        for piece in pieces(file, table, datasource.layout(table.columns)):
            yield _batch(piece, file.name, datasource)


def _datasource(file: Input, table: Table) -> Datasource:
    for each in DATASOURCES:
        if each.marks <= set(table.columns):
            return each
    named = ", ".join(each.platform for each in DATASOURCES)
    raise UnreadableFile(file.name, f"its columns are those of no 4CAT export of {named}")


def _batch(piece: Piece, file: str, datasource: Datasource) -> Batch:
    checks = {
        "the id has no number": pl.col("post").is_not_null(),
        "timestamp is empty": pl.col("at").is_not_null(),
        "the row has neither author nor chat": pl.col("account").is_not_null()
        | pl.col("page").is_not_null()
        | pl.lit(datasource.platform == "reddit"),
    }
    rows, rejects = split(known(piece.rows, datasource), file=file, checks=checks)
    return Batch(
        frames=frames_of(_stated(rows, datasource.platform)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _stated(rows: pl.DataFrame, platform: str) -> list[Fact]:
    profile = ("handle", "name", "bio", "location", "followers", "following")
    item = ("text", "language", "address", "likes", "reshares", "replies", "views", "kind")
    of = pl.lit(platform)
    by_account = rows.drop_nulls("account")
    pages = rows.drop_nulls("page")
    by_page = pages.filter(pl.col("account").is_null() & pl.lit(platform == "telegram"))
    inside = pages.join(by_page, on="post", how="anti")
    named = pl.col("place") if platform == "reddit" else pl.col("thread")
    return [
        (Account, by_account.select(*profile, key="account", platform=of)),
        *facts.handles(by_account, of),
        (Post, rows.select(*item, key="post", platform=of)),
        (Posted, by_account.select(start_key="account", end_key="post", at="at")),
        (Page, inside.select(key="page", platform=of, handle=named, kind=_kind(platform))),
        (Page, by_page.select(key="page", platform=of, handle=named, kind=pl.lit("channel"))),
        (Published, by_page.select(start_key="page", end_key="post", at="at")),
        (In, inside.select(start_key="post", end_key="page")),
        *_ties(rows, of),
        *_contents(rows, platform),
    ]


def _kind(platform: str) -> pl.Expr:
    """A chat in which others post may be a group or the discussion of a channel."""
    return pl.lit("subreddit" if platform == "reddit" else None, dtype=pl.String)


def _ties(rows: pl.DataFrame, platform: pl.Expr) -> list[Fact]:
    answers = rows.drop_nulls("answered").filter(pl.col("answered") != pl.col("post"))
    quotes = rows.drop_nulls("quoted")
    return [
        facts.posts(answers, "answered", platform),
        (RepliesTo, answers.select(start_key="post", end_key="answered")),
        facts.posts(quotes, "quoted", platform),
        (Quotes, quotes.select(start_key="post", end_key="quoted")),
    ]


def _contents(rows: pl.DataFrame, platform: str) -> list[Fact]:
    """What stands in the columns, and in the wording where the export has no column for it."""
    said = rows.select("post").hstack(wordings(rows["text"]))
    tags = _parts(rows, "tags", ",")
    tags = tags if tags.height else tags_in(rows)
    given = rows.select("post", parts=pl.col("links").str.replace_all(NEXT_ADDRESS, "\0${1}"))
    addresses = _parts(given, "parts", SEPARATOR)
    if platform not in LISTED:
        addresses = pl.concat([addresses, links_in(rows)])
    addresses = addresses.hstack(links(addresses["element"])).rename({"element": "seen"})
    names = _parts(rows, "names", ",")
    lasting = pl.when(pl.col("element").str.starts_with("did:")).then("element")
    names = names.with_columns(
        account=pl.coalesce(
            pl.format("{}:{}", pl.lit(platform), lasting),
            pl.lit(by_handle(platform, names["element"])),
        ),
        handle=pl.when(lasting.is_null()).then("element"),
    )
    return [
        *facts.said(said),
        *facts.tagged(tags.with_columns(tag=hashtags(tags["element"]), shown="element")),
        *facts.linked(addresses),
        (Account, names.select("handle", key="account", platform=pl.lit(platform))),
        *facts.handles(names, pl.lit(platform)),
        (Mentions, names.select(start_key="post", end_key="account")),
    ]


def _parts(rows: pl.DataFrame, column: str, apart: str) -> pl.DataFrame:
    """Columns post, element, position (from 1) of lists in one text; blank elements left out."""
    held = rows.select("post", element=pl.col(column).str.split(apart)).drop_nulls()
    position = pl.int_ranges(1, pl.col("element").list.len() + 1)
    parts = held.with_columns(position=position).explode("element", "position")
    bare = pl.col("element").str.strip_chars()
    is_fit = bare.str.len_bytes().is_between(1, LONGEST_KEY)
    return parts.with_columns(element=bare).filter(is_fit)
