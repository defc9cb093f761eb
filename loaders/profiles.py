"""Accounts and pages that an address names: profiles, channels, groups of known platforms."""

from typing import Final

import polars as pl

from graph_models import Account, Page
from loaders.distinct import each_once
from loaders.handles import spellings

FACEBOOK: Final = "fb"
INSTAGRAM: Final = "instagram"

NAME: Final = r"([\w.\-%~]+)"
END: Final = r"/?(?:\?.*)?$"
RESERVED: Final = (
    r"(?i)^(?:about|accounts|ads|channel|directory|discover|explore|events|feed|gaming|groups|"
    r"hashtag|help|home|i|intent|joinchat|l\.php|login|media|messages|notifications|p|pages|"
    r"permalink\.php|photo(?:\.php)?|photos|pg|play|plugins|posts|privacy|profile\.php|reels?|"
    r"results|s|search|settings|share|sharer(?:\.php)?|shorts|story\.php|stories|tag|tos|trending|"
    r"tv|video(?:\.php)?|videos|watch)$"
)
"""First parts of addresses that are no names."""

PLACES: Final = (
    ("x", rf"(?:mobile\.|www\.)?(?:twitter|x)\.com/@?{NAME}", Account, None),
    (INSTAGRAM, rf"(?:www\.)?instagram\.com/{NAME}", Account, None),
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
    (FACEBOOK, r"(?:[a-z-]+\.)*facebook\.com/profile\.php\?id=([0-9]+)", Account, None),
    (FACEBOOK, rf"(?:[a-z-]+\.)*facebook\.com/groups/{NAME}", Page, "group"),
    (FACEBOOK, rf"(?:[a-z-]+\.)*facebook\.com/(?:pages/[^/?]+/|pg/)?{NAME}", Page, None),
)
"""Platform, what a canonical address of it looks like, what it names, and the kind of page."""

SITES: Final = (
    *("facebook.com/", "instagram.com/", "medium.com/", "ok.ru/", "reddit.com/", "t.me/"),
    *("telegram.me/", "tiktok.com/", "twitter.com/", "vk.com/", "x.com/", "youtube.com/"),
)
"""One of these stands in every address of PLACES."""

IDS: Final = {
    FACEBOOK: r"^(?:.*-[0-9]{8,20}|[0-9]+)$",
    "ok": "^[0-9]+$",
    "vk": "^[0-9]+$",
    "youtube": r"^UC[\w-]{22}$",
}
"""What is an id in place of a name; Facebook may put the words of a title before it."""


def profiles(addresses: pl.Series) -> pl.DataFrame:
    """Columns label, platform, kind, handle, key of whom each canonical address names, or nulls.

    A name in an address becomes ``<platform>:@<handle>``; an id stays as it is.
    """
    elsewhere = ~addresses.str.contains_any(list(SITES)).fill_null(value=False)
    return each_once(addresses.set(elsewhere, None), _profiles)


def _profiles(addresses: pl.Series) -> pl.DataFrame:
    found: dict[str, list[pl.Expr]] = {
        name: [] for name in ("label", "platform", "kind", "handle", "id")
    }
    for platform, pattern, model, kind in PLACES:
        name = pl.col("address").str.extract(f"^https://{pattern}{END}")
        is_id = name.str.contains(IDS[platform]) if platform in IDS else pl.lit(value=False)
        told = {
            "label": pl.lit(model.label),
            "platform": pl.lit(platform),
            "kind": pl.lit(kind, dtype=pl.String),
            "handle": pl.when(~is_id).then(name),
            "id": pl.when(is_id).then(name.str.replace(r"^.*-([0-9]{8,20})$", "${1}")),
        }
        is_name = ~name.str.contains(RESERVED)
        for column, value in told.items():
            found[column].append(pl.when(is_name).then(value))
    rows = pl.DataFrame({"address": addresses}).select(
        pl.coalesce(values).alias(column) for column, values in found.items()
    )
    spelling = spellings(rows["handle"])["spelling"]
    return rows.select(
        "label",
        "platform",
        "kind",
        "handle",
        key=pl.format("{}:{}", "platform", pl.coalesce("id", "@" + pl.lit(spelling))),
    )
