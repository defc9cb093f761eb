"""Facts that many sources state about posts: who posted, what they link to, tag, say."""

import polars as pl

from graph_models import (
    Account,
    Domain,
    Hashtag,
    LinksTo,
    On,
    Post,
    Posted,
    Says,
    Tagged,
    Text,
    Url,
)
from loaders.batch import Fact
from loaders.suffixes import registrable


def keyed(whose: str, column: str) -> pl.Expr:
    """``whose:id`` from a column of ids, under the column's name; null stays null."""
    return pl.format("{}:{}", pl.lit(whose), column).alias(column)


def accounts(rows: pl.DataFrame, key: str, platform: pl.Expr) -> Fact:
    """Accounts known by key only; ``key`` names the column, rows without it are left out."""
    return Account, rows.drop_nulls(key).select(key=pl.col(key), platform=platform)


def posts(rows: pl.DataFrame, key: str, platform: pl.Expr) -> Fact:
    """Posts known by key only; ``key`` names the column, rows without it are left out."""
    return Post, rows.drop_nulls(key).select(key=pl.col(key), platform=platform)


def posted(rows: pl.DataFrame) -> Fact:
    """Columns account, post, at."""
    return Posted, rows.select(start_key="account", end_key="post", at="at")


def domains(rows: pl.DataFrame, key: str) -> Fact:
    """Domains and what of them was registered; ``key`` names the column."""
    held = rows.drop_nulls(key).select(key=pl.col(key)).unique(maintain_order=True)
    return Domain, held.with_columns(registrable=registrable(held["key"]))


def linked(rows: pl.DataFrame) -> list[Fact]:
    """Columns post, url, domain, seen: an address and its domain, or a domain alone."""
    whole = rows.drop_nulls("url")
    only_domain = rows.filter(pl.col("url").is_null() & pl.col("domain").is_not_null())
    to_url = whole.select(start_key="post", end_label=pl.lit(Url.label), end_key="url", seen="seen")
    to_domain = only_domain.select(
        start_key="post", end_label=pl.lit(Domain.label), end_key="domain", seen="seen"
    )
    return [
        (Url, whole.select(key="url")),
        domains(rows, "domain"),
        (On, whole.drop_nulls("domain").select(start_key="url", end_key="domain")),
        (LinksTo, to_url),
        (LinksTo, to_domain),
    ]


def tagged(rows: pl.DataFrame) -> list[Fact]:
    """Columns post, tag (the hashtag's key); optionally shown (as people write it), position."""
    held = rows.drop_nulls("tag")
    shown = pl.col("shown") if "shown" in held.columns else pl.lit(None, dtype=pl.String)
    position = pl.col("position") if "position" in held.columns else pl.lit(None, dtype=pl.Int64)
    return [
        (Hashtag, held.select(key="tag", tag=shown)),
        (Tagged, held.select(start_key="post", end_key="tag", position=position)),
    ]


def said(rows: pl.DataFrame) -> list[Fact]:
    """Columns post, key, wording, words; a post without wording says nothing."""
    held = rows.drop_nulls("key")
    return [
        (Text, held.select("key", "wording", "words")),
        (Says, held.select(start_key="post", end_key="key")),
    ]
