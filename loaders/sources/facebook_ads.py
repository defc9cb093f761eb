"""The Internet Research Agency's advertisements that the US House released, in three parses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import polars as pl

from graph_models import Account, Page, PaidFor, Post, Posted, Published
from loaders import facts
from loaders.batch import Batch, Fact, frames_of, split
from loaders.clocks import zoned
from loaders.entities import links_in, tags_in
from loaders.errors import UnreadableFile
from loaders.input import Input
from loaders.kinds import COUNT, IDENTIFIER, TEXT, TIME, Column, Kind
from loaders.profiles import FACEBOOK, INSTAGRAM, profiles
from loaders.source import Options, source
from loaders.table import Piece, Table, opened, pieces
from loaders.times import MOMENT
from loaders.urls import links
from loaders.wording import hashtags, wordings

FIRST, END = datetime(2015, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC)
"""The release is of advertisements from 2015 to 2017."""

NUMBER: Final = r"^(?:d I D )?([0-9]{1,5})(?:\s.*)?$"
"""The third parse leaves letters of ``Ad ID`` before it, or the wording behind it."""

PACIFIC: Final = {"PDT": -7.0, "PST": -8.0}
SCANNED: Final = r"^(?P<digits>[0-9 /:.-]+?)\s*(?P<half>[AP]M)\s*(?P<zone>P[DS]T)\b"
MISREAD: Final = (
    (r"\s+", ""),
    (r"^(?i)http(s?)(?:z|:)(?:ll|//|h|l/)", "http${1}://"),
    (r"[—–]", "-"),  # noqa: RUF001
    (r"\|", "l"),
    (r"(?i)^(https?://[^/]+\.)oom\b", "${1}com"),
    (r"(?i)//(www\.)?faoebook\.", "//${1}facebook."),
    (r"(?i)//(www\.)?ihstagram\.", "//${1}instagram."),
    (r"(?i)//((?:www\.)?(?:facebook|instagram|twitter)\.com)(\w)", "//${1}/${2}"),
)
"""What the scanner makes of blanks, colons, dashes, the letter l, of platforms' names, and of a
slash with the letter behind it."""


def _amounts(values: pl.Series) -> pl.Series:
    amounts = values.cast(pl.Float64, strict=False)
    return amounts.set(~(amounts >= 0).fill_null(value=False) | amounts.is_infinite(), None)


def _scanned(values: pl.Series) -> pl.Series:
    """``06/10/15 02: 59:53 AM PDT``: twelve digits, whatever stands between them."""
    part = values.str.extract_groups(SCANNED).struct.unnest()
    digits = pl.col("digits").str.replace_all("[^0-9]", "")
    spelt = pl.format("{} {} {}", digits, "half", "zone")
    return zoned(part.select(spelt).to_series(), "%m%d%y%I%M%S %p", PACIFIC)


AMOUNT: Final = Kind(pl.Float64(), _amounts, "is no amount: a number from 0 upwards is")
SCANNED_TIME: Final = Kind(MOMENT, _scanned, "is no time such as 06/10/15 02:59:53 AM PDT")

ADS: Final = (
    Column("number", IDENTIFIER, filled=True, titled="id"),
    Column("text", TEXT),
    Column("landing", TEXT, titled="url"),
    Column("views", COUNT, titled="impressions"),
    Column("amount", AMOUNT, titled="spend_amount"),
    Column("currency", TEXT, titled="spend_currency"),
    Column("at", TIME, titled="created"),
)
ITEMS: Final = (
    Column("number", IDENTIFIER, filled=True, titled="identifier"),
    Column("text", TEXT, titled="description"),
    Column("landing", TEXT, titled="facebook url"),
    Column("views", COUNT, titled="impressions"),
    Column("amount", AMOUNT, titled="cost"),
    Column("currency", TEXT),
    Column("at", TIME, titled="created"),
)
SCANS: Final = (
    Column("number", TEXT, filled=True, titled="ad_id"),
    Column("text", TEXT, titled="ad_text"),
    Column("landing", TEXT, titled="ad_landing_page"),
    Column("views", COUNT, titled="ad_impressions"),
    Column("at", SCANNED_TIME, titled="ad_creations_date"),
)


@source(
    title="Facebook advertisements of the Internet Research Agency",
    reads=(
        "Three parses of the advertisements that the US House released, CSV (also gzipped) or "
        "Parquet: ads.csv (id, url, spend_amount), the MITH items (identifier, facebook url, cost) "
        "and the third parse (ad_id, ad_landing_page). The release's own ad id, which all three "
        "have, makes an advertisement one post, fb:hpsci-ad:<id>, whatever parse and set it comes "
        "from. Taken are wording, hashtags, links, landing page, impressions as views, creation, "
        "and what was paid where it is more than nothing; a landing page on Facebook or Instagram "
        "is the advertiser, under the name that the scanner read; others have none, so that nobody "
        "is said to have paid. Left out are the third parse's amounts, which "
        "call dollars roubles, and its zeros, which also stand for what it could not read; times "
        "outside 2015 to 2017, which the scanner misread; clicks, pictures, ends and tags. Tables "
        "of targets are refused: the graph has no place for whom an advertisement was aimed at."
    ),
    assumes=(
        "Whoever an advertisement leads to on Facebook or Instagram published it and paid for it."
    ),
    sample=(
        "id,pdf,image,clicks,impressions,text,url,spend_amount,spend_currency,created,ended\n"
        "9001,data/2016-11/P(1)0000001.pdf,,32,396,All roses are #red,"
        "https://www.facebook.com/Rose-Friends-1579673598000001/,1050.77,RUB,"
        "2016-11-14T04:10:27-08:00,\n"
        "9002,data/2016-11/P(1)0000002.pdf,,1,7,Roses again,https ://instagram.Com/rose_friends/,"
        "10.00,USD,2016-11-15T04:10:27-08:00,2016-11-16T04:10:27-08:00\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; which of the parses it is, the header says."""
    with opened(file) as table:
        layout = _layout(file, table)
        for piece in pieces(file, table, layout):
            yield _batch(piece, file.name, is_third=layout is SCANS)


def _layout(file: Input, table: Table) -> tuple[Column, ...]:
    if {"target_id", "ad_id"} <= set(table.columns) or {"prefix", "category"} <= set(table.columns):
        raise UnreadableFile(
            file.name, "it says whom ads were aimed at, and the graph has no place for that"
        )
    if "ad_landing_page" in table.columns:
        return SCANS
    return ITEMS if "facebook url" in table.columns else ADS


def _batch(piece: Piece, file: str, *, is_third: bool) -> Batch:
    number = piece.rows["number"].str.extract(NUMBER).str.strip_chars_start("0")
    rows = piece.rows.with_columns(
        post=pl.format("{}:hpsci-ad:{}", pl.lit(FACEBOOK), number),
        at=pl.when(pl.col("at").is_between(FIRST, END, closed="left")).then("at"),
        landing_page=_mended(piece.rows["landing"]),
    )
    if is_third:
        rows = rows.with_columns(
            views=pl.when(pl.col("views") > 0).then("views"),
            amount=pl.lit(None, dtype=pl.Float64),
            currency=pl.lit(None, dtype=pl.String),
        )
    is_free = pl.col("amount").fill_null(0) == 0
    checks = {
        "the ad id is no number": pl.col("post").is_not_null(),
        "the amount has no currency": is_free | pl.col("currency").is_not_null(),
    }
    rows, rejects = split(rows, file=file, checks=checks)
    return Batch(
        frames=frames_of(_stated(rows)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _mended(addresses: pl.Series) -> pl.Series:
    for pattern, meant in MISREAD:
        addresses = addresses.str.replace_all(pattern, meant)
    return addresses


def _stated(rows: pl.DataFrame) -> list[Fact]:
    items = rows.select("text", "views", key="post", platform=pl.lit(FACEBOOK), kind=pl.lit("ad"))
    said = rows.select("post").hstack(wordings(rows["text"]))
    tags = tags_in(rows)
    tags = tags.with_columns(tag=hashtags(tags["element"]), shown="element")
    found = links_in(rows)
    found = found.select("post", mended=_mended(found["element"]), seen="element")
    landing = rows.select("post", mended="landing_page", seen="landing").drop_nulls()
    addresses = pl.concat([found, landing])
    return [
        (Post, items),
        *facts.said(said),
        *facts.tagged(tags),
        *facts.linked(addresses.hstack(links(addresses["mended"]))),
        *_of_advertisers(rows),
    ]


def _of_advertisers(rows: pl.DataFrame) -> list[Fact]:
    """Whose the landing pages are: pages on Facebook, accounts on Instagram."""
    found = rows.hstack(profiles(links(rows["landing_page"])["url"]))
    found = found.filter(pl.col("platform").is_in([FACEBOOK, INSTAGRAM]))
    pages, accounts = (found.filter(label=model.label) for model in (Page, Account))
    named = accounts.select("handle", account="key")
    return [
        (Page, pages.select("platform", "handle", "key", kind=pl.col("kind").fill_null("page"))),
        (Published, pages.select(start_key="key", end_key="post", at="at")),
        _paid(pages, Page.label),
        (Account, accounts.select("platform", "handle", "key")),
        *facts.handles(named.with_columns(accounts["platform"]), pl.col("platform")),
        (Posted, accounts.select(start_key="key", end_key="post", at="at")),
        _paid(accounts, Account.label),
    ]


def _paid(rows: pl.DataFrame, label: str) -> Fact:
    """Nobody paid where the amount is nothing."""
    paid = rows.filter(pl.col("amount") > 0)
    return PaidFor, paid.select(
        "amount", "currency", start_label=pl.lit(label), start_key="key", end_key="post"
    )
