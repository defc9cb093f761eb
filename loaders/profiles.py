"""Accounts and pages that an address names: profiles, channels, groups of known platforms."""

from typing import Final

import polars as pl

from graph_models import Account, Page
from loaders.distinct import each_once

NAME: Final = r"([\w.\-%~]+)"
END: Final = r"(?:/|\?.*)?$"
RESERVED: Final = (
    r"(?i)^(?:about|ads|channel|directory|discover|explore|events|feed|gaming|groups|hashtag|help|"
    r"home|i|intent|joinchat|login|messages|notifications|p|pages|permalink\.php|photo(?:\.php)?|pg|"
    r"play|privacy|profile\.php|reel|results|s|search|settings|share|sharer(?:\.php)?|shorts|"
    r"story\.php|stories|tag|tos|trending|video|videos|watch)$"
)
"""First parts of addresses that are no names."""

PLACES: Final = (
    ("x", rf"(?:mobile\.|www\.)?(?:twitter|x)\.com/@?{NAME}", Account, None),
    ("instagram", rf"(?:www\.)?instagram\.com/{NAME}", Account, None),
    ("tiktok", rf"(?:www\.|m\.)?tiktok\.com/@{NAME}", Account, None),
    ("reddit", rf"(?:\w+\.)?reddit\.com/u(?:ser)?/{NAME}", Account, None),
    ("reddit", rf"(?:\w+\.)?reddit\.com/r/{NAME}", Page, "subreddit"),
    ("telegram", rf"(?:t|telegram)\.me/(?:s/)?{NAME}(?:/[0-9]+)?", Page, "channel"),
    ("youtube", rf"(?:www\.|m\.)?youtube\.com/@{NAME}", Account, None),
    ("youtube", r"(?:www\.|m\.)?youtube\.com/channel/(UC[\w-]{22})", Account, None),
    ("vk", r"(?:www\.|m\.)?vk\.com/id([0-9]+)", Account, None),
    ("vk", r"(?:www\.|m\.)?vk\.com/(?:club|public)([0-9]+)", Page, "group"),
    ("vk", rf"(?:www\.|m\.)?vk\.com/{NAME}", Page, None),
    ("ok", r"(?:www\.|m\.)?ok\.ru/group/([0-9]+)", Page, "group"),
    ("medium", rf"(?:www\.)?medium\.com/@{NAME}", Account, None),
    ("fb", r"(?:[a-z-]+\.)?facebook\.com/profile\.php\?id=([0-9]+)", Account, None),
    ("fb", rf"(?:[a-z-]+\.)?facebook\.com/groups/{NAME}", Page, "group"),
    ("fb", rf"(?:[a-z-]+\.)?facebook\.com/{NAME}", Page, None),
)
"""Platform, what a canonical address of it looks like, what it names, and the kind of page."""

IDS: Final = r"^(?:UC[\w-]{22}|[0-9]+)$"
WITH_IDS: Final = frozenset({"fb", "ok", "vk", "youtube"})
"""Platforms whose addresses may hold an id in place of a name."""


def profiles(addresses: pl.Series) -> pl.DataFrame:
    """Columns label, platform, kind, handle, key of whom each canonical address names, or nulls.

    A name in an address becomes ``<platform>:@<name>`` in small letters, since no id begins with an
    at sign; an id stays as it is.
    """
    return each_once(addresses, _profiles)


def _profiles(addresses: pl.Series) -> pl.DataFrame:
    found: dict[str, list[pl.Expr]] = {
        name: [] for name in ("label", "platform", "kind", "handle", "key")
    }
    for platform, pattern, model, kind in PLACES:
        name = pl.col("address").str.extract(f"^https://{pattern}{END}")
        is_id = name.str.contains(IDS) & pl.lit(platform in WITH_IDS)
        key = pl.when(is_id).then(name).otherwise("@" + name.str.to_lowercase())
        told = {
            "label": pl.lit(model.label),
            "platform": pl.lit(platform),
            "kind": pl.lit(kind, dtype=pl.String),
            "handle": pl.when(~is_id).then(name),
            "key": pl.format("{}:{}", pl.lit(platform), key),
        }
        is_name = ~name.str.contains(RESERVED)
        for column, value in told.items():
            found[column].append(pl.when(is_name).then(value))
    rows = pl.DataFrame({"address": addresses})
    return rows.select(pl.coalesce(values).alias(column) for column, values in found.items())
