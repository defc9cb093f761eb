"""Stars that StarScout suspects of having been bought: who starred which repository, and when."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Account, Liked, Post
from loaders import facts
from loaders.batch import Batch, Fact, frames_of, split
from loaders.errors import UnreadableFile
from loaders.handles import by_handle, by_pseudonym
from loaders.indicators import naming
from loaders.input import Input
from loaders.kinds import IDENTIFIER, TEXT, TIME, Column
from loaders.source import Options, source
from loaders.table import Piece, Table, opened, pieces
from loaders.times import MOMENT

PLATFORM: Final = "github"
REPORT: Final = "StarScout, arXiv:2412.13459"
REPOSITORY: Final = r"^(?P<owner>[A-Za-z0-9-]{1,39})/(?P<name>[A-Za-z0-9._-]{1,100})$"
SUSPECTED: Final = "suspected"
COUNTS: Final = {"WatchEvent", "n_stars"}


@source(
    title="Suspected GitHub stars (StarScout)",
    reads=(
        "StarScout's lists of single stars, CSV (also gzipped) or Parquet: actor, starred_at and "
        "the repository as repo or repo_name. A repository is a post of its owner, keyed by its "
        "name, and a star is a like of it; actors are pseudonyms of the set, so "
        "github:<set>:<pseudonym>; owners are known by handle; what fake_acct calls suspected is "
        "an indicator that names the actor. Files that count events or stars for each account, "
        "repository or month, and the labels in them, are refused: they hold no single star."
    ),
    assumes="A time without a zone is UTC.",
    sample=(
        "repo,actor,starred_at\n"
        "ann-example/roses,470836d88b1a0001,2023-04-04T20:15:37Z\n"
        "ann-example/roses,f935f78c5dfb0002,2023-04-04T20:15:41Z\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece."""
    with opened(file) as table:
        for piece in pieces(file, table, _layout(file, table)):
            yield _batch(piece, file.name, options.set_name)


def _layout(file: Input, table: Table) -> list[Column]:
    if "starred_at" not in table.columns and COUNTS & set(table.columns):
        raise UnreadableFile(file.name, "it counts stars and lists no single one")
    named = "repo_name" if "repo_name" in table.columns else "repo"
    return [
        Column("actor", IDENTIFIER, filled=True),
        Column("repository", IDENTIFIER, filled=True, titled=named),
        Column("at", TIME, filled=True, titled="starred_at"),
        Column("verdict", TEXT, optional=True, titled="fake_acct"),
    ]


def _batch(piece: Piece, file: str, set_name: str) -> Batch:
    part = piece.rows["repository"].str.extract_groups(REPOSITORY).struct.unnest()
    rows, rejects = split(
        piece.rows.hstack(part),
        file=file,
        checks={"the repository is no owner/name": pl.col("name").is_not_null()},
    )
    rows = rows.with_columns(
        account=by_pseudonym(PLATFORM, set_name, "actor"),
        by=by_handle(PLATFORM, rows["owner"]),
        post=pl.format("{}:{}", pl.lit(PLATFORM), pl.col("repository").str.to_lowercase()),
    )
    return Batch(
        frames=frames_of(_stated(rows, set_name)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _stated(rows: pl.DataFrame, set_name: str) -> list[Fact]:
    platform = pl.lit(PLATFORM)
    address = pl.format("https://github.com/{}", "repository")
    suspected = rows.filter(pl.col("verdict").str.starts_with(SUSPECTED))
    told = suspected.select("account", value="actor", comment="verdict", report=pl.lit(REPORT))
    return [
        facts.accounts(rows, "account", platform),
        (Account, rows.select(key="by", platform=platform, handle="owner")),
        *facts.handles(rows.select(account="by", handle="owner"), platform),
        (Post, rows.select(key="post", platform=platform, address=address)),
        facts.posted(rows.select(account="by", post="post", at=pl.lit(None, dtype=MOMENT))),
        (Liked, rows.select(start_key="account", end_key="post", at="at")),
        *naming(told, Account, set_name=set_name, kind="account", key="account"),
    ]
