"""Facts that many sources state: who posted, what posts link to, tag, say; who went by what."""

from typing import Final

import polars as pl

from graph_models import (
    Account,
    Domain,
    Handle,
    Hashtag,
    Image,
    LinksTo,
    On,
    Page,
    Post,
    Posted,
    Says,
    Tagged,
    Text,
    Url,
    UsedHandle,
    Wore,
)
from graph_models.base import SEEN
from loaders.batch import Fact
from loaders.handles import spellings
from loaders.suffixes import registrable
from loaders.times import MOMENT

SEEN_WHEN: Final = ("seen_at", "still_at")


def keyed(whose: str, column: str) -> pl.Expr:
    """``whose:id`` from a column of ids, under the column's name; null stays null."""
    return pl.format("{}:{}", pl.lit(whose), column).alias(column)


def accounts(rows: pl.DataFrame, key: str, platform: pl.Expr) -> Fact:
    """Accounts known by key only; ``key`` names the column, rows without it are left out."""
    return Account, rows.drop_nulls(key).select(key=pl.col(key), platform=platform)


def profiled(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what says when their names and handles were seen.

    Optionally seen_at, when the source saw them, or still_at, when or after which it did.
    """
    if not set(SEEN_WHEN) & set(rows.columns):
        return rows
    last = _seen(rows)["last_seen"]
    held = [name for name in ("handle", "name") if name in rows.columns]
    return rows.with_columns(last.alias(f"{name}{SEEN}") for name in held)


def handles(rows: pl.DataFrame, platform: pl.Expr) -> list[Fact]:
    """Columns account, handle; optionally seen_at or still_at, as ``profiled`` takes them."""
    seen = _seen(rows)
    named = rows.select("account", platform=platform, **seen)
    named = named.hstack(spellings(rows["handle"])).drop_nulls(["account", "spelling"])
    named = named.with_columns(key=pl.format("{}:{}", "platform", "spelling"))
    return [
        (Handle, named.select("key", "platform", "handle")),
        (UsedHandle, named.select(*seen, start_key="account", end_key="key")),
    ]


def worn(rows: pl.DataFrame, *, by: type[Account] | type[Page] = Account) -> list[Fact]:
    """Columns account (or page), image (its key); optionally seen_at, sha256, pdq, pdq_quality."""
    seen = _seen(rows)
    held = rows.with_columns(**seen).drop_nulls(["account", "image"])
    known = [name for name in ("sha256", "pdq", "pdq_quality") if name in held.columns]
    label = pl.lit(by.label)
    return [
        (Image, held.select(*known, key="image")),
        (Wore, held.select(*seen, start_label=label, start_key="account", end_key="image")),
    ]


def _seen(rows: pl.DataFrame) -> dict[str, pl.Expr]:
    """First and last time; what was still so at a time may have been so since long before."""
    never = pl.lit(None, MOMENT)
    first, still = (pl.col(name) if name in rows.columns else never for name in SEEN_WHEN)
    return {"first_seen": first, "last_seen": pl.coalesce(first, still)}


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
