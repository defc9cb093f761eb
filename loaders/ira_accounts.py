"""Who the accounts of the Internet Research Agency were: lists of them, and their categories."""

from typing import Final

import polars as pl

from graph_models import Account
from loaders import facts
from loaders.batch import Fact
from loaders.clocks import TWITTER_TIME
from loaders.handles import by_handle
from loaders.indicators import naming
from loaders.kinds import COUNT, IDENTIFIER, TEXT, Column

PLATFORM: Final = "x"
REPORT: Final = "Russian troll tweets (Linvill and Warren, FiveThirtyEight)"

LABELS: Final = (
    Column("type", TEXT, optional=True, titled="account_type"),
    Column("category", IDENTIFIER, optional=True, titled="account_category"),
)
ACCOUNTS: Final = (
    Column("named", IDENTIFIER, filled=True, titled="author_id"),
    Column("handle", IDENTIFIER, filled=True, titled="author"),
    Column("given_id", TEXT, titled="external_author_id"),
    Column("listed_id", TEXT, optional=True, titled="congress_2017_id"),
    *LABELS,
)
USERS: Final = (
    Column("id", IDENTIFIER),
    Column("handle", IDENTIFIER, filled=True, titled="screen_name"),
    Column("name", TEXT, optional=True),
    Column("bio", TEXT, optional=True, titled="description"),
    Column("location", TEXT, optional=True),
    Column("language", TEXT, optional=True, titled="lang"),
    Column("created_at", TWITTER_TIME, optional=True),
    Column("followers", COUNT, optional=True, titled="followers_count"),
    Column("following", COUNT, optional=True, titled="friends_count"),
)


def exact(column: str) -> pl.Expr:
    """The id, null where a spreadsheet rounded it."""
    given = pl.col(column).str
    return pl.when(given.contains(r"^[0-9]{1,20}$") & ~given.contains("[0-9]{7}0{9}$")).then(column)


def users(rows: pl.DataFrame) -> list[Fact]:
    """NBC's list; some users of it are known by handle only."""
    by_id = pl.format("{}:{}", pl.lit(PLATFORM), "id")
    named = pl.lit(by_handle(PLATFORM, rows["handle"]))
    keyed = rows.with_columns(key=pl.coalesce(by_id, named))
    return [
        (Account, keyed.drop("row", "id").with_columns(platform=pl.lit(PLATFORM))),
        *facts.handles(keyed.select("handle", account="key"), pl.lit(PLATFORM)),
    ]


def listed(rows: pl.DataFrame, set_name: str) -> list[Fact]:
    """The list of accounts: each as the tweets name it, and by its id where one is certain.

    A rounded id is that of the list given to Congress where that one rounds to it.
    """
    given, certain = (
        pl.col(name).cast(pl.Int64, strict=False) for name in ("given_id", "listed_id")
    )
    digits = pl.col("given_id").str.len_chars().cast(pl.Int64)
    kept = pl.col("given_id").str.strip_chars_end("0").str.len_chars().cast(pl.Int64).clip(3)
    step = pl.lit(10.0).pow(digits - kept)
    is_rounding = ((certain - given).abs() * 2 <= step).fill_null(value=False)
    number = pl.coalesce(exact("given_id"), pl.when(is_rounding).then("listed_id"))
    numbered = rows.with_columns(key=pl.format("{}:{}", pl.lit(PLATFORM), number))
    named = rows.with_columns(key=by_handle(PLATFORM, rows["named"]))
    both = pl.concat([named, numbered.drop_nulls("key")])
    return [
        (Account, both.select("key", "handle", platform=pl.lit(PLATFORM))),
        *facts.handles(both.select("handle", account="key"), pl.lit(PLATFORM)),
        *labelled(both, set_name),
    ]


def labelled(rows: pl.DataFrame, set_name: str) -> list[Fact]:
    """Columns key, named, category, type: the publisher's category of an account."""
    told = rows.drop_nulls("category").select(
        "key", value="named", network="category", comment="type", report=pl.lit(REPORT)
    )
    return naming(told, Account, set_name=set_name, kind="account", key="key")
