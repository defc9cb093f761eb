"""Pictures as files in a folder, beside a table of the posts that showed them."""

from pathlib import Path

import polars as pl

from planted.case import PlantedFile
from planted.layouts.table import pieces, write_table

SOURCE = "image_posts"
POSTS = ("post_id", "account", "text", "image_ids", "created_at", "label", "event")
PROFILES = "profile pictures"
"""The event of rows that say who put which picture on, with their name as text."""
BARE = ("tweet_id", "image_ids")
IMAGES = ("image_id", "image_url", "annotation", "event")


def write_image_posts(
    folder: Path,
    posts: pl.DataFrame,
    shows: pl.DataFrame,
    *,
    platform: str,
    bare: pl.DataFrame | None = None,
) -> PlantedFile:
    """The tables beside the pictures; a picture ``a`` is the file ``a.jpg`` of the folder.

    ``posts`` has columns post_id, account (its id on the platform), text, image, at and event,
    ``shows`` has image and annotation: what a reviewer saw in it. ``bare`` has post_id and image,
    of posts whose authors are no accounts.
    """
    nothing = pl.lit(None, dtype=pl.String)
    seen = posts.sort("at", "post_id").select(
        "post_id",
        "account",
        "text",
        image_ids="image",
        created_at=pl.from_epoch("at").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        label=nothing,
        event="event",
    )
    listed = shows.sort("image").select(
        image_id="image", image_url=nothing, annotation="annotation", event=nothing
    )
    write_table(SOURCE, folder / "images.csv", pieces(listed.select(IMAGES)))
    table = write_table(SOURCE, folder / "posts.csv", pieces(seen.select(POSTS)))
    records = table.records
    if bare is not None and len(bare):
        rows = bare.select(tweet_id="post_id", image_ids="image").select(BARE)
        records += write_table(SOURCE, folder / "pages.csv", pieces(rows)).records
    return PlantedFile(SOURCE, folder, records, {"platform": platform})
