"""Accounts and pages known by the name in their address only, and the names that accounts used."""

import polars as pl

from graph_models import Handle, UsedHandle
from loaders.batch import Fact


def by_handle(platform: str, column: str) -> pl.Expr:
    """Key of whoever is known by handle only, ``x:@ann_example``; null where there is none.

    No platform's id begins with an at sign, so this is never the key of a numbered account.
    """
    bare = pl.col(column).str.strip_chars().str.strip_prefix("@")
    return pl.format("{}:@{}", pl.lit(platform), bare.str.to_lowercase())


def by_pseudonym(platform: str, set_name: str, column: str) -> pl.Expr:
    """Key of an account under a name that only the set knows, ``x:<set>:<id>``.

    Without the set, a pseudonym of digits would be the id of somebody else.
    """
    return pl.format("{}:{}:{}", pl.lit(platform), pl.lit(set_name), column)


def used_handles(rows: pl.DataFrame, *, account: str, handle: str, platform: str) -> list[Fact]:
    """Who went by which handle; ``account`` and ``handle`` name the columns."""
    named = rows.drop_nulls([account, handle]).select(
        start_key=account,
        end_key=pl.format("{}:{}", pl.lit(platform), pl.col(handle).str.to_lowercase()),
        handle=handle,
    )
    return [
        (Handle, named.select(key="end_key", platform=pl.lit(platform), handle="handle")),
        (UsedHandle, named.select("start_key", "end_key")),
    ]
