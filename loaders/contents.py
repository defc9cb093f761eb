"""What posts hold: wordings, hashtags, links, pictures; as told, or as found in a wording."""

import polars as pl

from graph_models import Image, Shows
from loaders import facts
from loaders.batch import Fact
from loaders.entities import links_in, tags_in
from loaders.urls import links
from loaders.wording import hashtags, wordings


def worded(rows: pl.DataFrame, text: str = "text") -> list[Fact]:
    """Columns post and its wording."""
    if rows.is_empty():
        return []
    return facts.said(rows.select("post").hstack(wordings(rows[text])))


def tagged(rows: pl.DataFrame) -> list[Fact]:
    """Columns post, shown (a hashtag as people write it) and place (its position, from 1)."""
    if rows.is_empty():
        return []
    shown = pl.col("shown").str.strip_chars().str.strip_chars_start("#＃")
    tags = rows.with_columns(shown, tag=hashtags(rows["shown"]), position="place")
    return facts.tagged(tags.select("post", "tag", "shown", "position"))


def linked(rows: pl.DataFrame) -> list[Fact]:
    """Columns post and seen (an address); what is no web address is left out."""
    if rows.is_empty():
        return []
    return facts.linked(rows.select("post", "seen").hstack(links(rows["seen"])))


def pictured(rows: pl.DataFrame) -> list[Fact]:
    """Columns post and image (a key)."""
    held = rows.drop_nulls("image")
    return [
        (Image, held.select(key="image")),
        (Shows, held.select(start_key="post", end_key="image")),
    ]


def found(rows: pl.DataFrame, told: pl.DataFrame) -> list[Fact]:
    """Columns post and text: the wording, and the hashtags and links that stand in it.

    ``told``: post and seen, the addresses that the source lists besides.
    """
    tags = tags_in(rows).select("post", shown="element", place="position")
    written = links_in(rows).select("post", seen="element")
    addresses = pl.concat([told.select("post", "seen").drop_nulls(), written])
    return [*worded(rows), *tagged(tags), *linked(addresses)]
