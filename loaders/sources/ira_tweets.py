"""The tweets of the Internet Research Agency that Linvill and Warren published, and its lists."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Account, Mentions, Post, RedirectsTo, Reshares, Says, Text, Url
from loaders import facts
from loaders.batch import Batch, Fact, frames_of, split
from loaders.clocks import MONTH_FIRST_TIME
from loaders.entities import links_in, names_in, tags_in
from loaders.handles import by_handle
from loaders.input import Input
from loaders.ira_accounts import ACCOUNTS, LABELS, PLATFORM, USERS, exact, labelled, listed, users
from loaders.kinds import COUNT, FLAG, IDENTIFIER, TEXT, Column
from loaders.occurrences import DIGITS, Occurrences, marks
from loaders.source import Options, source
from loaders.table import Piece, Table, opened, pieces
from loaders.times import MOMENT
from loaders.urls import links
from loaders.wording import hashtags, wordings

LONGEST_HANDLE: Final = 15

KINDS: Final = {"": None, "R": "reshare", "RETWEET": "reshare", "Q": "quote"} | {
    "QUOTE_TWEET": "quote"
}
RETOLD: Final = r"^\W*RT @([A-Za-z0-9_]{1,15})\b"
ADDRESSED: Final = r"^\W*@[A-Za-z0-9_]{1,15}\b"
UNDEFINED: Final = "LANGUAGE UNDEFINED"

STEPS: Final = ("tco1_step1", "tco2_step1", "tco3_step1")
TWEETS: Final = (
    Column("at", MONTH_FIRST_TIME, filled=True, titled="publish_date"),
    Column("language", TEXT, optional=True),
    Column("post_type", TEXT),
)
WORDED: Final = (
    Column("text", TEXT, titled="content"),
    Column("retweet", FLAG, optional=True),
    Column("followers", COUNT, optional=True),
    Column("following", COUNT, optional=True),
    Column("given_id", TEXT, optional=True, titled="external_author_id"),
    Column("exact_id", IDENTIFIER, optional=True, titled="alt_external_id"),
    Column("tweet_id", IDENTIFIER, optional=True),
    Column("address", TEXT, optional=True, titled="article_url"),
    *(Column(step, TEXT, optional=True) for step in STEPS),
    *LABELS,
)
HASHED: Final = (
    Column("text", IDENTIFIER, filled=True, titled="text_hash"),
    Column("length", COUNT, optional=True, titled="text_len"),
    Column("tags", TEXT, optional=True, titled="hashtags"),
)


@source(
    title="Tweets of the Internet Research Agency (Linvill and Warren)",
    reads=(
        "The tweets as one CSV an author or as the combined CSV files, with or without tweet ids, "
        "also gzipped or as Parquet; the list of accounts (author_id, external_author_id, "
        "account_category); NBC News's list of users (screen_name); and the cut without wordings "
        "(text_hash), which repeats tweets of the others under hashes of its own and so belongs "
        "into a graph of its own. Taken are accounts, handles, categories as indicators, tweets "
        "with wording, hashtags, links with the step that each leads to, and @names; an account is "
        "x:<id> where an exact id is given and x:@<handle> elsewhere, both with the same handle; "
        "an author_id of more than 15 characters stands for one of two accounts of a handle and "
        "is kept as it is; ids rounded by a spreadsheet are none. A tweet without id is keyed by "
        "account, time, wording and occurrence, so it is another than the same tweet with its id. "
        "A text that begins with RT @name reshares the post of that name and wording. Regions, "
        "which a tool guessed, counts of updates and times of harvest are left out."
    ),
    assumes=(
        "Times, which have no zone, are UTC, as the times in the tweets' own ids show where they "
        "are given."
    ),
    sample=(
        "external_author_id,author,content,region,language,publish_date,harvested_date,following,"
        "followers,updates,post_type,account_type,retweet,account_category,new_june_2018,"
        "alt_external_id,tweet_id,article_url,tco1_step1,tco2_step1,tco3_step1\n"
        '906000000000000000,Ann_Example,"Roses, at last #Garden https://t.co/a1b2c3d4e5",Unknown,'
        "English,10/1/2017 9:58,10/1/2017 9:59,12,96,253,,Right,0,RightTroll,0,905874659000000001,"
        "914580356000000001,http://twitter.com/905874659000000001/statuses/914580356000000001,"
        "https://example.org/roses,,\n"
        "2528776985,bob_example,RT @carl_example: Roses again,Unknown,English,10/1/2017 19:58,"
        "10/1/2017 19:59,5,6,7,RETWEET,Russian,1,NonEnglish,0,,,,,,\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; which of the files it is, the header says."""
    seen = Occurrences()
    with opened(file) as table:
        if {"content", "text_hash"} & set(table.columns):
            for piece in pieces(file, table, _layout(table)):
                yield _tweets(piece, file.name, options.set_name, seen)
        elif "screen_name" in table.columns:
            for piece in pieces(file, table, USERS):
                frames = frames_of(users(piece.rows))
                yield Batch(frames=frames, rejects=piece.rejects, read=piece.read)
        else:
            for piece in pieces(file, table, ACCOUNTS):
                frames = frames_of(listed(piece.rows, options.set_name))
                yield Batch(frames=frames, rejects=piece.rejects, read=piece.read)


def _layout(table: Table) -> list[Column]:
    author = "author" if "author" in table.columns else "author_id"
    contents = WORDED if "content" in table.columns else HASHED
    return [Column("named", IDENTIFIER, filled=True, titled=author), *TWEETS, *contents]


def _tweets(piece: Piece, file: str, set_name: str, seen: Occurrences) -> Batch:
    rows, rejects = split(
        piece.rows,
        file=file,
        checks={
            "post_type is none of R, RETWEET, Q, QUOTE_TWEET and empty": pl.col("post_type")
            .fill_null("")
            .is_in(list(KINDS))
        },
    )
    rows = rows.with_columns(
        handle=pl.when(pl.col("named").str.len_chars() <= LONGEST_HANDLE).then("named"),
        language=pl.when(pl.col("language") != UNDEFINED).then("language"),
    )
    stated = _worded(rows, set_name, seen) if "given_id" in rows else _hashed(rows, set_name, seen)
    return Batch(
        frames=frames_of(stated),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _hashed(rows: pl.DataFrame, set_name: str, seen: Occurrences) -> list[Fact]:
    """Tweets of which only a hash of the wording is known; that of no wording says nothing."""
    rows = rows.with_columns(account=by_handle(PLATFORM, rows["named"]))
    rows = rows.with_columns(post=seen.keys(rows, marks=rows["text"]))
    kind = pl.col("post_type").fill_null("").replace_strict(KINDS, return_dtype=pl.String)
    items = rows.select(key="post", platform=pl.lit(PLATFORM), language="language", kind=kind)
    said = rows.filter(pl.col("length").fill_null(1) > 0)
    said = said.select("post", facts.keyed(set_name, "text").alias("key"))
    tags = rows.select("post", element=pl.col("tags").str.split(" ")).drop_nulls()
    position = pl.int_ranges(1, pl.col("element").list.len() + 1)
    tags = tags.with_columns(position=position).explode("element", "position")
    return [
        *_accounts(rows.select("account", "handle")),
        (Post, items),
        facts.posted(rows),
        (Text, said.select("key")),
        (Says, said.select(start_key="post", end_key="key")),
        *_tagged(tags),
    ]


def _worded(rows: pl.DataFrame, set_name: str, seen: Occurrences) -> list[Fact]:
    """Tweets with their wording, and all that stands in it."""
    number = pl.coalesce("exact_id", exact("given_id"))
    by_id = pl.format("{}:{}", pl.lit(PLATFORM), number)
    named = pl.lit(by_handle(PLATFORM, rows["named"]))
    rows = rows.with_columns(account=pl.coalesce(by_id, named))
    tweet = pl.format("{}:{}", pl.lit(PLATFORM), "tweet_id")
    rows = rows.with_columns(post=pl.coalesce(tweet, seen.keys(rows, marks=marks(rows["text"]))))
    said = rows.select("post").hstack(wordings(rows["text"]))
    items = rows.select("text", "language", "address", key="post", platform=pl.lit(PLATFORM))
    return [
        *_accounts(rows.select("account", "handle", "followers", "following")),
        *labelled(rows.with_columns(key="account"), set_name),
        (Post, items.with_columns(kind=rows.select(_kind()).to_series())),
        facts.posted(rows),
        *facts.said(said),
        *_retold(rows, said),
        *_contents(rows),
    ]


def _kind() -> pl.Expr:
    """A text that begins with a name answers somebody, though the files do not say so."""
    stated = pl.col("post_type").fill_null("").replace_strict(KINDS, return_dtype=pl.String)
    retold = pl.col("text").str.contains(RETOLD) | pl.col("retweet")
    own = ~pl.col("text").str.contains(ADDRESSED) & ~pl.col("retweet")
    return pl.coalesce(
        stated,
        pl.when(retold).then(pl.lit("reshare")),
        pl.when(own).then(pl.lit("original")),
    )


def _accounts(rows: pl.DataFrame) -> list[Fact]:
    """Each account once, with its greatest counts."""
    accounts = rows.group_by("account", maintain_order=True).max()
    return [
        (Account, accounts.rename({"account": "key"}).with_columns(platform=pl.lit(PLATFORM))),
        *facts.handles(accounts, pl.lit(PLATFORM)),
    ]


def _retold(rows: pl.DataFrame, said: pl.DataFrame) -> list[Fact]:
    """What texts with RT @name pass on: the post of that name with that wording, cut ones apart."""
    is_quote = pl.col("post_type").fill_null("").str.starts_with("Q")
    is_cut = pl.col("text").str.contains("…", literal=True)
    held = rows.select(
        "post", "text", "post_type", name=pl.col("text").str.extract(RETOLD), key=said["key"]
    )
    held = held.filter(~is_quote & ~is_cut).drop_nulls(["name", "key"])
    digits = pl.col("key").str.strip_prefix("sha256:").str.slice(0, DIGITS)
    held = held.with_columns(account=by_handle(PLATFORM, held["name"]))
    held = held.with_columns(other=pl.format("{}/{}", "account", digits))
    at = pl.lit(None, dtype=MOMENT)
    return [
        *_accounts(held.select("account", handle="name")),
        facts.posts(held, "other", pl.lit(PLATFORM)),
        facts.posted(held.select("account", post="other", at=at)),
        (Reshares, held.select(start_key="post", end_key="other")),
    ]


def _contents(rows: pl.DataFrame) -> list[Fact]:
    """Hashtags, names and links of the wordings."""
    names = names_in(rows).filter(pl.col("element").str.len_chars() <= LONGEST_HANDLE)
    names = names.with_columns(account=by_handle(PLATFORM, names["element"]))
    return [
        *_tagged(tags_in(rows)),
        *_accounts(names.select("account", handle="element")),
        (Mentions, names.select(start_key="post", end_key="account")),
        *_linked(rows),
    ]


def _tagged(tags: pl.DataFrame) -> list[Fact]:
    """Columns post, element, position."""
    return facts.tagged(tags.with_columns(tag=hashtags(tags["element"]), shown="element"))


def _linked(rows: pl.DataFrame) -> list[Fact]:
    """Where links lead: a post with a link whose step is known links to that step.

    The steps are those of the first three short links, so of texts that have no others.
    """
    found = links_in(rows.select("text", post="row"))
    is_short = pl.col("element").str.contains(r"^https?://t\.co/")
    only_short = found.filter(is_short.all().over("post"))
    steps = rows.unpivot(on=list(STEPS), index="row", value_name="step").drop_nulls("step")
    steps = steps.select(
        "step", post="row", position=pl.col("variable").str.slice(3, 1).cast(pl.Int64)
    )
    led = only_short.join(steps, on=["post", "position"], how="inner")
    short, far = links(led["element"]), links(led["step"])
    tie = pl.DataFrame({"start_key": short["url"], "end_key": far["url"]}).drop_nulls()
    known = led.select("post", "position", seen="element").hstack(far).drop_nulls("url")
    plain = found.join(known, on=["post", "position"], how="anti")
    plain = plain.select("post", seen="element").hstack(links(plain["element"]))
    ties = pl.concat([plain, known.select(plain.columns)]).rename({"post": "row"})
    return [
        *facts.linked(ties.join(rows.select("row", "post"), on="row")),
        (Url, tie.select(key="start_key")),
        (RedirectsTo, tie.filter(pl.col("start_key") != pl.col("end_key"))),
    ]
