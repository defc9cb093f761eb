"""Advertisements as a parliament published them: one table, an advertisement a row."""

from pathlib import Path

import polars as pl

from planted.case import PlantedFile
from planted.layouts.table import pieces, write_table

SOURCE = "facebook_ads"
FIRST = 90_001
"""Above the numbers of the advertisements that were published in this layout."""

COLUMNS = (
    "id", "pdf", "image", "clicks", "impressions", "text", "url", "spend_amount", "spend_currency",
    "created", "ended",
)  # fmt: skip


def write_ads(folder: Path, name: str, ads: pl.DataFrame) -> PlantedFile:
    """The table; ``ads`` has columns text, url (of the page), amount, currency, at and days."""
    zone = "+00:00"
    impressions = (pl.col("amount") * 140).cast(pl.Int64)
    table = ads.sort("at", "url").with_row_index("id", offset=FIRST)
    rows = table.select(
        "id",
        pdf=pl.format("data/{}/P({}).pdf", pl.from_epoch("at").dt.strftime("%Y-%m"), "id"),
        image=pl.format("images/{}.png", "id"),
        clicks=impressions // 45,
        impressions=impressions,
        text="text",
        url="url",
        spend_amount=pl.col("amount").round(2),
        spend_currency="currency",
        created=pl.from_epoch("at").dt.strftime(f"%Y-%m-%dT%H:%M:%S{zone}"),
        ended=pl.from_epoch(pl.col("at") + 86_400 * pl.col("days")).dt.strftime(
            f"%Y-%m-%dT%H:%M:%S{zone}"
        ),
    )
    return write_table(SOURCE, folder / f"{name}.csv", pieces(rows.select(COLUMNS)))
