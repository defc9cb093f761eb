"""Facebook groups and pages, and the communities of joint sharing that VERA-AI published."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Page
from loaders.batch import Batch, Fact, frames_of, split
from loaders.indicators import naming
from loaders.input import Input
from loaders.kinds import COUNT, IDENTIFIER, TEXT, Column
from loaders.profiles import FACEBOOK, profiles
from loaders.source import Options, source
from loaders.table import Piece, opened, pieces
from loaders.urls import links

REPORT: Final = "Coordinated sharing communities on Facebook (VERA-AI)"
APART: Final = "; "
CUT: Final = "[truncated]"

MEMBERS: Final = (
    Column("community", IDENTIFIER, filled=True),
    Column("address", IDENTIFIER, filled=True, titled="account_url"),
)
COMMUNITIES: Final = (
    Column("community", IDENTIFIER, filled=True, titled="source_community"),
    Column("label", TEXT),
    Column("region", TEXT, optional=True),
    Column("focus", TEXT, optional=True, titled="primary_focus"),
    Column("count", COUNT, titled="n_accounts"),
    Column("names", TEXT, titled="account_names"),
    Column("addresses", TEXT, filled=True, titled="account_urls"),
)


@source(
    title="Communities of Facebook groups and pages (VERA-AI)",
    reads=(
        "The table of members (community, account_url) and the table of communities "
        "(source_community, label, region, primary_focus, n_accounts, account_names, "
        "account_urls), as CSV (also gzipped) or Parquet: groups and pages by the number or name "
        "in their address, and for each an indicator of its community, whose label, region and "
        "focus are the comment. Names are taken where a community has as many as it has addresses; "
        "addresses that the publisher cut off are rejected in the table of members and left out in "
        "that of communities, as are its sums of shares and reactions. The tables do not say what "
        "was shared or when."
    ),
    assumes="What stands directly under facebook.com is a page, not a person's profile.",
    sample=(
        "community,account_url\n"
        "100,facebook.com/groups/1247341452000001\n"
        "100,facebook.com/1876828232000002\n"
        "101,facebook.com/rose.friends\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; which of the two tables it is, the header says."""
    with opened(file) as table:
        if "account_url" in table.columns:
            for piece in pieces(file, table, MEMBERS):
                yield _members(piece, file.name, options.set_name)
        else:
            for piece in pieces(file, table, COMMUNITIES):
                yield _communities(piece, file.name, options.set_name)


def _members(piece: Piece, file: str, set_name: str) -> Batch:
    checks = {
        "account_url was cut off by its publisher": ~pl.col("address").str.ends_with(CUT),
        "account_url is no address of a group or page": pl.col("key").is_not_null(),
    }
    rows = _placed(piece.rows)
    return _batch(piece, *split(rows, file=file, checks=checks), set_name)


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with kind, handle and key of the group or page that each address is of."""
    found = profiles(links(rows["address"])["url"])
    is_place = (pl.col("platform") == FACEBOOK) & (pl.col("label") == Page.label)
    told = found.select(
        pl.when(is_place).then(pl.col("handle", "key")),
        kind=pl.when(is_place).then(pl.col("kind").fill_null("page")),
    )
    return rows.hstack(told)


def _communities(piece: Piece, file: str, set_name: str) -> Batch:
    """A row becomes as many as it has addresses; one whose addresses are all none is rejected."""
    told = pl.concat_str("label", "region", "focus", separator=APART, ignore_nulls=True)
    rows = piece.rows.with_columns(
        comment=pl.when(told != "").then(told),
        address=pl.col("addresses").str.split(APART),
        name=pl.col("names").str.split(APART),
    )
    sizes = [pl.col(name).list.len().cast(pl.Int64) for name in ("address", "name")]
    is_whole = pl.all_horizontal(size == pl.col("count") for size in sizes)
    blank = pl.lit(None, dtype=pl.String).repeat_by(pl.col("address").list.len())
    rows = rows.with_columns(name=pl.when(is_whole).then("name").otherwise(blank))
    members = rows.select("row", "community", "comment", "address", "name")
    members = members.explode("address", "name")
    members = _placed(members)
    known = members.filter(pl.col("key").is_not_null() & ~pl.col("address").str.ends_with(CUT))
    checks = {"account_urls has no address of a group or page": pl.col("row").is_in(known["row"])}
    _, rejects = split(rows, file=file, checks=checks)
    return _batch(piece, known, rejects, set_name)


def _batch(piece: Piece, rows: pl.DataFrame, rejects: pl.DataFrame, set_name: str) -> Batch:
    return Batch(
        frames=frames_of(_stated(rows, set_name)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _stated(rows: pl.DataFrame, set_name: str) -> list[Fact]:
    told = [name for name in ("comment",) if name in rows.columns]
    labelled = rows.select(
        *told,
        "key",
        value="address",
        network=pl.format("community {}", "community"),
        report=pl.lit(REPORT),
    )
    return [
        (Page, rows.with_columns(platform=pl.lit(FACEBOOK))),
        *naming(labelled, Page, set_name=set_name, kind="page", key="key"),
    ]
