"""Addresses on Facebook and Instagram, and the page, group or account that each is of."""

from typing import Final

import polars as pl

from loaders.distinct import each_once

FACEBOOK: Final = "fb"
INSTAGRAM: Final = "instagram"

PLACE: Final = (
    r"(?i)^(?:https?://)?(?:[a-z-]+\.)*facebook\.com/(?P<group>groups/)?(?:pages/[^/?#]+/|pg/)?"
    r"(?P<name>[^/?#]+)"
)
ACCOUNT: Final = (
    r"(?i)^(?:https?://)?(?:www\.)?instagram\.com/(?P<handle>[a-z0-9_.]{1,30})/?(?:[?#].*)?$"
)
NUMBER: Final = r"^(?:.*-)?([0-9]{8,20})$"
"""A page without a name of its own is ``/Words-of-its-title-1234567890/``."""

HANDLE: Final = r"^[A-Za-z0-9.]{3,50}$"
NO_PLACES: Final = (
    *("events", "groups", "hashtag", "l.php", "login", "media", "pages", "permalink.php", "pg"),
    *("photo", "photo.php", "photos", "plugins", "posts", "profile.php", "reel", "search", "share"),
    *("sharer", "sharer.php", "stories", "story.php", "video", "video.php", "videos", "watch"),
)
NO_ACCOUNTS: Final = ("p", "reel", "reels", "tv", "stories", "explore", "accounts")


def places(addresses: pl.Series) -> pl.DataFrame:
    """Columns key, kind (page or group), handle for each address; null where it is of neither.

    The key is ``fb:<id>``, else ``fb:@<handle>``.
    """
    return each_once(addresses, _places)


def instagram_handles(addresses: pl.Series) -> pl.Series:
    """The handle of each address that is an account's; null elsewhere."""
    found = addresses.str.strip_chars().str.extract(ACCOUNT)
    return found.set(found.str.to_lowercase().is_in(NO_ACCOUNTS).fill_null(value=False), None)


def _places(addresses: pl.Series) -> pl.DataFrame:
    part = addresses.str.strip_chars().str.extract_groups(PLACE).struct.unnest()
    name = pl.col("name")
    number = name.str.extract(NUMBER)
    is_group = pl.col("group").is_not_null()
    is_name = name.str.contains(HANDLE) & ~name.str.to_lowercase().is_in(NO_PLACES)
    handle = pl.when(number.is_null() & is_name).then(name)
    key = pl.coalesce(
        pl.format("{}:{}", pl.lit(FACEBOOK), number),
        pl.format("{}:@{}", pl.lit(FACEBOOK), handle.str.to_lowercase()),
    )
    kind = pl.when(is_group).then(pl.lit("group")).otherwise(pl.lit("page"))
    return part.select(key=key, kind=pl.when(key.is_not_null()).then(kind), handle=handle)
