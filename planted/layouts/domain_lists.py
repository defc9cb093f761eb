"""Domains that others published as an operation's, one a row, with whom they pose as."""

from pathlib import Path

import polars as pl

from planted.case import PlantedFile
from planted.layouts.table import pieces, write_table

SOURCE = "domain_lists"
COLUMNS = (
    "operation", "domain", "match_type", "reason", "source", "report_url", "identified_date",
    "risk", "tags",
)  # fmt: skip


def write_domains(folder: Path, name: str, domains: pl.DataFrame) -> PlantedFile:
    """The table; ``domains`` has columns operation, domain, imitates (or null) and at."""
    rows = domains.sort("at", "domain").select(
        "operation",
        "domain",
        match_type=pl.lit("exact"),
        reason=pl.when(pl.col("imitates").is_not_null())
        .then(pl.format("Clone de {}", "imitates"))
        .otherwise(pl.lit("Site de relais")),
        source=pl.lit("Media Observatory"),
        report_url=pl.lit("https://observatory.example/reports/clones"),
        identified_date=pl.from_epoch("at").dt.strftime("%Y-%m-%d"),
        risk=pl.lit("high"),
        tags=pl.format("{}|Usurpation", "operation"),
    )
    return write_table(SOURCE, folder / f"{name}.csv", pieces(rows.select(COLUMNS)))
