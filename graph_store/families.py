"""Keeping families of near-duplicates: the one thing that runs write on what sources assert."""

from typing import LiteralString

import polars as pl

from graph_store.graph import Graph

ROWS_A_BATCH = 10_000

OF_TEXTS: LiteralString = (
    "UNWIND $rows AS row MATCH (text:Text {key: row[0]}) SET text.family = row[1]"
)
OF_IMAGES: LiteralString = (
    "UNWIND $rows AS row MATCH (image:Image {key: row[0]}) SET image.family = row[1]"
)
SETTLED: LiteralString = "MATCH (ledger:Ledger {key: 'graph'}) SET ledger.families = $changes"


async def keep_texts(graph: Graph, families: pl.DataFrame) -> None:
    """Set the family of wordings, from columns key and family; null takes it away."""
    await _keep(graph, OF_TEXTS, families)


async def keep_images(graph: Graph, families: pl.DataFrame) -> None:
    """Set the family of pictures; as above."""
    await _keep(graph, OF_IMAGES, families)


async def settle(graph: Graph, *, changes: int) -> None:
    """Say that the families are those of the graph after so many changes."""
    await graph.run(SETTLED, changes=changes)


async def _keep(graph: Graph, statement: LiteralString, families: pl.DataFrame) -> None:
    for piece in families.select("key", "family").iter_slices(ROWS_A_BATCH):
        await graph.run(statement, rows=[list(row) for row in piece.rows()])
