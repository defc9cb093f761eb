"""What a post's wording states by itself: its words, hashtags and links, beside links given."""

import polars as pl

from loaders import facts
from loaders.batch import Fact
from loaders.entities import links_in, tags_in
from loaders.urls import links
from loaders.wording import hashtags, wordings


def worded(rows: pl.DataFrame, given: pl.DataFrame) -> list[Fact]:
    """Columns post, text; ``given`` has post and address, as the source lists links beside it."""
    said = rows.select("post").hstack(wordings(rows["text"]))
    tags = tags_in(rows)
    written = links_in(rows).select("post", seen="element")
    addresses = pl.concat([given.select("post", seen="address").drop_nulls(), written])
    return [
        *facts.said(said),
        *facts.tagged(tags.with_columns(tag=hashtags(tags["element"]), shown="element")),
        *facts.linked(addresses.hstack(links(addresses["seen"]))),
    ]
