"""Any table through a mapping: which columns are the account, the post, the time and the acts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from graph_models import Account, Post
from loaders import acts, facts
from loaders.acts import WITHOUT_POST
from loaders.batch import Batch, Fact, frames_of, split
from loaders.formats import opened_any
from loaders.hashed import hashes
from loaders.input import Input
from loaders.mapped_layout import POST, PROFILE, Layout, layout_of, object_name
from loaders.mapping import MappedAct, Mapping
from loaders.mapping_file import mapping_of, read_mapping
from loaders.source import Options, asked, source
from loaders.table import Piece, pieces
from loaders.times import MOMENT

SAMPLE_MAPPING: Final = b"""\
platform = { constant = "x" }
at = { column = "when", format = "%d.%m.%Y %H:%M:%S", zone = "Europe/Berlin" }

[account]
id = "user"
name = "shown as"
followers = "fans"

[post]
id = "tweet"

[[acts]]
kind = "url"
object = "link"

[[acts]]
kind = "hashtag"
object = { column = "tags", separator = "," }
"""

DIGITS: Final = 32
"""Hexadecimal digits of the hash by which a post without an id is known."""


@dataclass(frozen=True)
class MappedOptions(Options):
    """The mapping to read with."""

    mapping: Mapping = field(
        metadata=asked("TOML file that says what the columns mean", read_mapping)
    )


@source(
    title="Any table, through a mapping",
    reads=(
        "Any CSV, TSV, JSON (also gzipped), Parquet or XLSX table through the TOML file that "
        "--mapping names: which columns, constants, time forms and list separators make accounts, "
        "posts and acts; docs/mapping.md has every key, lockstep inspect FILE proposes one. "
        "Columns that the mapping does not name are left out."
    ),
    assumes="A time without a zone is UTC, unless the mapping names its zone.",
    sample=(
        "user,shown as,fans,tweet,when,link,tags\n"
        '7,Ann Example,120,19,01.05.2024 14:00:00,https://example.org/a,"Roses, June"\n'
        "8,Bob Example,80,20,01.05.2024 14:00:09,https://example.org/a,\n"
    ),
    example=MappedOptions("sample", mapping_of(SAMPLE_MAPPING, name="mapping")),
)
def read(file: Input, options: MappedOptions) -> Iterator[Batch]:
    """One batch for each piece of the table."""
    layout = layout_of(options.mapping)
    with opened_any(file, sheet=options.mapping.sheet) as table:
        for piece in pieces(file, table, layout.columns):
            yield _batch(piece, layout, file=file.name, options=options)


def _batch(piece: Piece, layout: Layout, *, file: str, options: MappedOptions) -> Batch:
    mapping = options.mapping
    rows = piece.rows
    if layout.constants.width:
        rows = rows.join(layout.constants, how="cross")
    if mapping.at is None:
        rows = rows.with_columns(at=pl.lit(None, dtype=MOMENT))
    objects = [object_name(place) for place in range(len(mapping.acts))]
    held = (pl.col(name).list.len() > 0 for name in objects)
    acted = pl.any_horizontal(pl.lit(not objects or mapping.has_posts), *held)
    rows, rejects = split(rows, file=file, checks={"nothing in it is acted on": acted})
    rows = rows.with_columns(account=pl.format("{}:{}", "platform", "account.id"))
    stated = _profiles(rows)
    if mapping.has_posts:
        rows = _with_posts(rows, objects, set_name=options.set_name)
        stated += _posts(rows)
    for name, act in zip(objects, mapping.acts, strict=True):
        stated += _acts(rows, name, act.kind, set_name=options.set_name)
    return Batch(
        frames=frames_of(stated),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _profiles(rows: pl.DataFrame) -> list[Fact]:
    """Accounts with what their profiles say, and the handles they went by."""
    known = {name: f"account.{name}" for name in PROFILE if f"account.{name}" in rows.columns}
    told = rows.select("platform", key="account", **known)
    if "handle" not in known:
        return [(Account, told)]
    named = told.select("platform", "handle", account="key")
    return [(Account, told), *facts.handles(named, pl.col("platform"))]


def _with_posts(rows: pl.DataFrame, objects: list[str], *, set_name: str) -> pl.DataFrame:
    """The rows with ``post``; where the table has no ids of posts, equal rows are one post."""
    if "post.id" in rows.columns:
        return rows.with_columns(post=pl.format("{}:{}", "platform", "post.id"))
    said = [pl.col(name).list.join("\n") for name in objects]
    told = [pl.col("account"), pl.col("at").dt.to_string("iso"), *said]
    texts = rows.select(
        pl.concat_str(*(each.fill_null("") for each in told), separator="\0")
    ).to_series()
    own = hashes(texts, digits=DIGITS)
    return rows.with_columns(post=pl.format("{}:{}-{}", "platform", pl.lit(set_name), own))


def _posts(rows: pl.DataFrame) -> list[Fact]:
    known = {name: f"post.{name}" for name in POST if f"post.{name}" in rows.columns}
    return [(Post, rows.select("platform", key="post", **known)), facts.posted(rows)]


def _acts(rows: pl.DataFrame, name: str, kind: MappedAct, *, set_name: str) -> list[Fact]:
    """One sort of act of every row that has an object for it; a list is an act for each element."""
    used = rows.select(
        "account", "platform", "at", *({"post"} & set(rows.columns)), object=pl.col(name)
    )
    used = used.filter(pl.col("object").list.len() > 0).explode("object").drop_nulls("object")
    if kind == "text_key":
        said = used.select("post", key=facts.keyed(set_name, "object"))
        return facts.said(
            said.with_columns(
                wording=pl.lit(None, dtype=pl.String), words=pl.lit(None, dtype=pl.Int64)
            )
        )
    platform = pl.col("platform")
    known = acts.resolved(used, kind, set_name=set_name, platform=platform).drop_nulls("key")
    if kind in WITHOUT_POST:
        return acts.stated(known, kind, platform=platform)
    about = acts.about(known, kind, platform=platform)
    says_more = kind in {"text", "reshare", "reply"}
    return [(Post, acts.item(used, kind, platform=platform)), *about] if says_more else about
