"""Posts on Facebook and Instagram as Meta Content Library hands them out, as CSV."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from graph_models import Account, In, Page, Post, Posted, Published, Reshares
from loaders import facts
from loaders.batch import Batch, Fact, frames_of, split
from loaders.contents import found
from loaders.input import Input
from loaders.kinds import COUNT, IDENTIFIER, TEXT, TIME, Column
from loaders.profiles import FACEBOOK, INSTAGRAM
from loaders.source import Options, source
from loaders.table import Piece, opened, pieces

POSTS: Final = (
    Column("id", IDENTIFIER, filled=True),
    Column("at", TIME, filled=True, titled="creation_time"),
    Column("owner", IDENTIFIER, filled=True, titled="post_owner.id"),
    Column("name", TEXT, optional=True, titled="post_owner.name"),
    Column("handle", IDENTIFIER, optional=True, titled="post_owner.username"),
    Column("text", TEXT, optional=True),
    Column("language", TEXT, optional=True, titled="lang"),
    Column("address", TEXT, optional=True, titled="mcl_url"),
    Column("likes", COUNT, optional=True, titled="statistics.like_count"),
    Column("reshares", COUNT, optional=True, titled="statistics.share_count"),
    Column("replies", COUNT, optional=True, titled="statistics.comment_count"),
    Column("views", COUNT, optional=True, titled="statistics.views"),
)
ON_FACEBOOK: Final = (
    Column("sort", TEXT, filled=True, titled="post_owner.type"),
    Column("surface", IDENTIFIER, optional=True, titled="surface.id"),
    Column("surface_sort", TEXT, optional=True, titled="surface.type"),
    Column("surface_name", TEXT, optional=True, titled="surface.name"),
    Column("surface_handle", IDENTIFIER, optional=True, titled="surface.username"),
    Column("shared", IDENTIFIER, optional=True, titled="shared_post_id"),
    Column("link", TEXT, optional=True, titled="link_attachment.link"),
)
MARKS: Final = frozenset(each.title for each in ON_FACEBOOK[1:]) | {
    "statistics.reaction_count",
    "statistics.share_count",
}
PAGES: Final = ("page", "group", "event")
PEOPLE: Final = ("profile", "user")


@source(
    title="Meta Content Library",
    reads=(
        "CSV (also gzipped, or as Parquet) of posts under the library's own names of fields: id, "
        "creation_time, post_owner.id, post_owner.type, text, statistics.like_count, surface.id, "
        "link_attachment.link, shared_post_id and others. The library's ids are its own and no ids "
        "of Facebook or Instagram, so keys are fb:mcl:<id> and instagram:mcl:<id>. Pages, groups "
        "and events are pages, which publish; profiles and Instagram accounts are accounts, which "
        "post; a surface other than the owner is where the post stands. Hashtags and links are "
        "also taken from the wording. Other reactions than likes, media, activities and the text "
        "in pictures are left out."
    ),
    assumes=(
        "A table without surface, link, share or reaction columns is of Instagram; a time without "
        "a zone is UTC."
    ),
    sample=(
        "id,creation_time,lang,text,link_attachment.link,mcl_url,post_owner.type,post_owner.id,"
        "post_owner.name,post_owner.username,shared_post_id,statistics.comment_count,"
        "statistics.like_count,statistics.share_count,statistics.views,surface.type,surface.id,"
        "surface.name,surface.username\n"
        "801,2024-06-15T10:00:00+00:00,en,Roses #garden,https://example.org/roses,,page,71,"
        "Rose News,rosenews,,1,5,2,80,page,71,Rose News,rosenews\n"
        "802,2024-06-15T10:00:20+00:00,en,Roses again,https://example.org/roses,,profile,72,"
        "Ann Example,,801,0,1,0,,group,73,Gardeners,\n"
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the library's, so the set's name is in no key."""
    with opened(file) as table:
        is_facebook = bool(MARKS & set(table.columns))
        layout = (*POSTS, *ON_FACEBOOK) if is_facebook else POSTS
        for piece in pieces(file, table, layout):
            yield _facebook(piece, file.name) if is_facebook else _instagram(piece)


def _key(platform: str, column: str) -> pl.Expr:
    return pl.format("{}:mcl:{}", pl.lit(platform), column)


def _instagram(piece: Piece) -> Batch:
    rows = piece.rows.with_columns(
        post=_key(INSTAGRAM, "id"),
        owner=_key(INSTAGRAM, "owner"),
        kind=pl.lit(None, dtype=pl.String),
    )
    nothing = pl.DataFrame(schema={"post": pl.String(), "seen": pl.String()})
    stated: list[Fact] = [
        *_items(rows, INSTAGRAM),
        *_of_people(rows, INSTAGRAM),
        *found(rows, nothing),
    ]
    return Batch(frames=frames_of(stated), rejects=piece.rejects, read=piece.read)


def _facebook(piece: Piece, file: str) -> Batch:
    known = piece.rows.with_columns(pl.col("sort", "surface_sort").str.to_lowercase())
    checks = {
        "post_owner.type is none of page, group, event, profile and user": pl.col("sort").is_in(
            [*PAGES, *PEOPLE]
        )
    }
    rows, rejects = split(known, file=file, checks=checks)
    is_shared = pl.col("shared").is_not_null()
    rows = rows.with_columns(
        *(_key(FACEBOOK, name).alias(name) for name in ("owner", "surface", "shared")),
        post=_key(FACEBOOK, "id"),
        kind=pl.when(is_shared).then(pl.lit("reshare")),
    )
    shared = rows.drop_nulls("shared")
    stated: list[Fact] = [
        *_items(rows, FACEBOOK),
        *_of_people(rows.filter(pl.col("sort").is_in(PEOPLE)), FACEBOOK),
        *_of_pages(rows.filter(pl.col("sort").is_in(PAGES))),
        *_surfaces(rows),
        facts.posts(shared, "shared", pl.lit(FACEBOOK)),
        (Reshares, shared.select(start_key="post", end_key="shared")),
        *found(rows, rows.select("post", seen="link")),
    ]
    return Batch(
        frames=frames_of(stated),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _items(rows: pl.DataFrame, platform: str) -> list[Fact]:
    item = ("text", "language", "address", "likes", "reshares", "replies", "views", "kind")
    return [(Post, rows.select(*item, key="post", platform=pl.lit(platform)))]


def _of_people(rows: pl.DataFrame, platform: str) -> list[Fact]:
    """Names are those of the day of the export, which is no earlier than any post."""
    known = facts.profiled(rows.select("name", "handle", account="owner", still_at="at"))
    profile = known.drop("still_at").rename({"account": "key"})
    return [
        (Account, profile.with_columns(platform=pl.lit(platform))),
        *facts.handles(known, pl.lit(platform)),
        (Posted, rows.select(start_key="owner", end_key="post", at="at")),
    ]


def _of_pages(rows: pl.DataFrame) -> list[Fact]:
    known = facts.profiled(rows.with_columns(still_at="at"))
    times = ("handle_seen_at", "name_seen_at")
    profile = known.select(
        "name", "handle", *times, _kind("sort"), key="owner", platform=pl.lit(FACEBOOK)
    )
    return [
        (Page, profile),
        (Published, rows.select(start_key="owner", end_key="post", at="at")),
    ]


def _surfaces(rows: pl.DataFrame) -> list[Fact]:
    """A post on somebody's profile stands in no page."""
    inside = rows.filter(
        (pl.col("surface") != pl.col("owner")) & pl.col("surface_sort").is_in(PAGES)
    )
    pages = inside.select(
        _kind("surface_sort"),
        key="surface",
        platform=pl.lit(FACEBOOK),
        name="surface_name",
        handle="surface_handle",
        name_seen_at="at",
        handle_seen_at="at",
    )
    return [(Page, pages), (In, inside.select(start_key="post", end_key="surface"))]


def _kind(column: str) -> pl.Expr:
    """An event is a page of no kind that we have."""
    return pl.when(pl.col(column) != "event").then(column).alias("kind")
