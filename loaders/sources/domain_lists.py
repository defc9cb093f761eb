"""Published lists of domains that information operations used, and of whom they pose as."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Domain, Imitates
from loaders.batch import Batch, Fact, frames_of, split
from loaders.clocks import DAY_FIRST
from loaders.indicators import naming
from loaders.input import Input
from loaders.kinds import IDENTIFIER, TEXT, Column
from loaders.source import Options, source
from loaders.table import Piece, Table, opened, pieces
from loaders.urls import domains

DOT: Final = r"\[\.\]|\(\.\)|\[dot\]"
CLONE: Final = (
    r"^Clone d(?:e l['’]|e |u |es |['’])"  # noqa: RUF001
    r"(?P<whom>[^,(]+?)\s*(?:\((?P<note>[^)]*)\))?\s*(?:,.*)?$"
)
MISSPELT: Final = r"^Typosquatting de ['‘«]\s*(?P<whom>[^'’»]+?)\s*['’»]"  # noqa: RUF001
SITE: Final = r"(?i)^(?:[a-z0-9-]+\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)$"
PATTERNS: Final = ("contains", "pattern")

OPERATIONS: Final = (
    Column("network", IDENTIFIER, filled=True, titled="operation"),
    Column("value", IDENTIFIER, filled=True, titled="domain"),
    Column("match", TEXT, filled=True, titled="match_type"),
    Column("comment", TEXT, titled="reason"),
    Column("publisher", TEXT, titled="source"),
    Column("report", TEXT, titled="report_url"),
)
PORTAL_KOMBAT: Final = (
    Column("value", IDENTIFIER, filled=True, titled="domain"),
    Column("created", DAY_FIRST, titled="create date"),
    Column("seen", DAY_FIRST, titled="first seen"),
)
RRN: Final = (
    Column("value", IDENTIFIER, filled=True, titled="domain name"),
    Column("created", DAY_FIRST, titled="created on"),
)


@source(
    title="Lists of domains of information operations",
    reads=(
        "M82's table of nine operations (operation, domain, match_type, reason, report_url) and "
        "VIGINUM's lists of Portal Kombat (domain, create date, first seen, type) and of RRN "
        "(domain name, created on), told apart by their columns, as CSV (also gzipped) or Parquet: "
        "domains, and an indicator for each with operation, report and the publisher's reason, or "
        "the day of registration or first sight. A reason such as 'Clone de Bild.de' or "
        "'Typosquatting de' an outlet makes the domain imitate the one named, or, where only the "
        "outlet's name is given, <set>:<name>. Words and patterns to be found in domains are "
        "indicators that name none. Risk, tags and the day of identification are left out."
    ),
    assumes="VIGINUM's two lists are of Portal Kombat and RRN, which only their columns show.",
    sample=(
        "operation,domain,match_type,reason,source,report_url,identified_date,risk,tags\n"
        "Rosebed,rosen.example,exact,Clone de Rosen.de (typosquatting),Example Institute,"
        "https://example.org/report,2024-05-01,high,A|B\n"
        "Rosebed,rosenews,contains,Mot des noms de domaine,Example Institute,"
        "https://example.org/report,2024-05,medium,A\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece."""
    with opened(file) as table:
        layout = _layout(table)
        for piece in pieces(file, table, layout):
            yield _batch(_told(piece, layout), file.name, options.set_name)


def _layout(table: Table) -> tuple[Column, ...]:
    if "domain name" in table.columns:
        return RRN
    return PORTAL_KOMBAT if "create date" in table.columns else OPERATIONS


def _told(piece: Piece, layout: tuple[Column, ...]) -> Piece:
    """Rows of any of the lists with the columns of the first."""
    if layout is OPERATIONS:
        rows = piece.rows.with_columns(report=pl.coalesce("report", "publisher"))
        return Piece(rows, piece.rejects, piece.read)
    days = [("registered {}", "created"), ("first seen {}", "seen")]
    remarks = [
        pl.format(remark, pl.col(name).dt.strftime("%Y-%m-%d"))
        for remark, name in days
        if name in piece.rows.columns
    ]
    operation = "Portal Kombat" if layout is PORTAL_KOMBAT else "RRN"
    rows = piece.rows.with_columns(
        network=pl.lit(operation),
        match=pl.lit("exact"),
        comment=pl.coalesce(remarks),
        report=pl.lit(f"VIGINUM, {operation}"),
    )
    return Piece(rows, piece.rejects, piece.read)


def _batch(piece: Piece, file: str, set_name: str) -> Batch:
    value = piece.rows["value"].str.replace_all(DOT, ".").str.strip_chars()
    is_site = pl.col("value").str.contains(SITE) & (pl.col("match") != "pattern")
    known = piece.rows.with_columns(value=value).with_columns(
        domain=pl.when(is_site).then(domains(value))
    )
    checks = {
        "match_type is none of exact, contains and pattern": pl.col("match").is_in(
            ["exact", *PATTERNS]
        ),
        "the domain is none": pl.col("domain").is_not_null() | pl.col("match").is_in(PATTERNS),
    }
    rows, rejects = split(known, file=file, checks=checks)
    return Batch(
        frames=frames_of(_stated(rows, set_name)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _stated(rows: pl.DataFrame, set_name: str) -> list[Fact]:
    sites, words = (
        rows.filter(pl.col("domain").is_not_null() == is_site) for is_site in (True, False)
    )
    posing = _posing(sites, set_name)
    return [
        (Domain, sites.select(key="domain")),
        *naming(sites, Domain, set_name=set_name, kind="domain", key="domain"),
        *naming(words, Domain, set_name=set_name, kind="domain pattern", key="domain"),
        (Domain, posing.select("outlet", key="domain")),
        (Domain, posing.select("outlet", key="original")),
        (Imitates, posing.select("technique", start_key="domain", end_key="original")),
    ]


def _posing(rows: pl.DataFrame, set_name: str) -> pl.DataFrame:
    """Columns domain, original, outlet, technique of those that pose as another.

    The note behind the outlet's name may hold its domain, or say that letters were changed.
    """
    clone = rows["comment"].str.extract_groups(CLONE).struct.unnest()
    misspelt = rows["comment"].str.extract(MISSPELT)
    whom = pl.coalesce("whom", misspelt)
    held = rows.hstack(clone).with_columns(outlet=whom).drop_nulls("outlet")
    named = [domains(held[name].set(~_is_site(held[name]), None)) for name in ("note", "outlet")]
    own = pl.format("{}:{}", pl.lit(set_name), pl.col("outlet").str.to_lowercase())
    changed = pl.col("whom").is_null() | pl.col("note").str.starts_with("typosquatting")
    technique = pl.when(changed.fill_null(value=False)).then(pl.lit("typosquatting"))
    return held.select(
        "domain",
        "outlet",
        original=pl.coalesce(*named, own),
        technique=technique.otherwise(pl.lit("clone")),
    ).filter(pl.col("domain") != pl.col("original"))


def _is_site(values: pl.Series) -> pl.Series:
    return values.str.contains(SITE).fill_null(value=False)
