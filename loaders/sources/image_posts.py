"""Posts that show pictures, with the pictures themselves where they lie beside the table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from graph_models import Account, Image, Post
from loaders import facts
from loaders.archive import entries, is_archive
from loaders.batch import REJECTS, Batch, Fact, frames_of, split
from loaders.contents import found, pictured
from loaders.errors import MissingColumn, UnreadableFile
from loaders.input import Input
from loaders.kinds import IDENTIFIER, LONGEST_KEY, TEXT, TIME, Column
from loaders.source import Options, asked, must_be_name, source
from loaders.table import Piece, Table, opened, pieces

if TYPE_CHECKING:
    from loaders.pictures.collection import Collection

PROFILES: Final = "profile pictures"
"""The event of rows that say who wore which picture, and under which name."""
VERDICTS: Final = ("fake", "real", "humor")
"""Annotations that judge a picture instead of saying what it shows."""

NOTHING: Final = pl.lit(None, dtype=pl.String)

POSTS: Final = (
    Column("post", IDENTIFIER, filled=True, titled="post_id"),
    Column("account", IDENTIFIER, filled=True),
    Column("text", TEXT, optional=True),
    Column("images", TEXT, titled="image_ids"),
    Column("at", TIME, optional=True, titled="created_at"),
    Column("event", TEXT, optional=True),
)
BARE: Final = (
    Column("post", IDENTIFIER, filled=True, titled="tweet_id"),
    Column("images", TEXT, filled=True, titled="image_ids"),
)
IMAGES: Final = (
    Column("image", IDENTIFIER, filled=True, titled="image_id"),
    Column("shows", TEXT, optional=True, titled="annotation"),
)


@dataclass(frozen=True)
class ImagePostOptions(Options):
    """Where the posts were."""

    platform: str = field(metadata=asked("platform, such as x"))

    def __post_init__(self) -> None:
        super().__post_init__()
        must_be_name("platform", self.platform)


@source(
    title="Posts with their pictures",
    reads=(
        "A table (CSV, TSV, gzipped or not, Parquet) with post_id, account, text, image_ids (names "
        "divided by commas), created_at and event, as the development set of MediaEval Verifying "
        "Multimedia Use has them in one piece; one with tweet_id and image_ids; one of pictures, "
        "image_id and annotation; or a folder, zip, tar or tar.gz of pictures (JPEG, PNG, GIF, "
        "WebP, BMP, AVIF) and such tables, as CSV in an archive. A picture gets its SHA-256 and "
        "PDQ hash; image_ids are its path, or its name, with or without the ending; a name that "
        "no file has is an id of the set's own. A post's wording, hashtags and links are taken. "
        "Where event is 'profile pictures', a row says who wore the picture at that time and, as "
        "text, under which name. An annotation is what a reviewer saw in the picture, unless it is "
        "fake, real or humor. Label, other events and image_url are left out, and so are links in "
        "a folder, hidden files and the frames of an animation after the first."
    ),
    assumes="A time without a zone is UTC; accounts and posts are of the platform that is named.",
    sample=(
        "post_id,account,text,image_ids,created_at,label,event\n"
        '19,7,Look at the #roses https://example.org/a,"roses_1,roses_2",2024-05-01T12:00:09Z,'
        "real,roses\n"
        "20,8,Ann Example,face_1,2024-05-01T13:00:00Z,,profile pictures\n"
        "21,8,,,2024-05-01T14:00:00Z,,\n"
    ),
    example=ImagePostOptions("sample", platform="x"),
)
def read(file: Input, options: ImagePostOptions) -> Iterator[Batch]:
    """Of a folder or archive first the pictures, then the tables, which lie in it in any order."""
    if not is_archive(file):
        yield from _table(file, options, None)
        return
    # Numba takes long to be imported, and tables do not need it.
    from loaders.pictures.collection import Collection, is_table

    collection, empty = Collection(file), True
    for batch in collection.batches():
        empty = False
        yield batch
    for entry in entries(file):
        if is_table(entry) and not entry.refused:
            empty = False
            table = entry.as_input(file.name)
            try:
                yield from _table(table, options, collection)
            except MissingColumn:
                yield _foreign(table.name, entry.place)
    if empty:
        what = "it is a folder" if file.is_folder else "it is an archive"
        raise UnreadableFile(file.name, f"{what} without tables and pictures")


def _table(
    file: Input, options: ImagePostOptions, collection: "Collection | None"
) -> Iterator[Batch]:
    with opened(file) as table:
        layout = _layout(file, table)
        for piece in pieces(file, table, layout):
            yield _batch(piece, file.name, options, collection)


def _foreign(name: str, place: int) -> Batch:
    """A table of something else that lies among the pictures."""
    why = "it has neither the columns of posts (post_id, account, image_ids) nor image_id"
    return Batch({}, pl.DataFrame([(name, place, why)], schema=REJECTS, orient="row"), read=1)


def _layout(file: Input, table: Table) -> tuple[Column, ...]:
    """What the header says that the table is. Raises MissingColumn."""
    if "account" not in table.columns and "tweet_id" in table.columns:
        return BARE
    if "post_id" not in table.columns and "image_id" in table.columns:
        return IMAGES
    if not {"post_id", "account"} & set(table.columns):
        raise MissingColumn(file.name, ["post_id", "account", "image_ids"], table.columns)
    return POSTS


def _batch(
    piece: Piece, file: str, options: ImagePostOptions, collection: "Collection | None"
) -> Batch:
    """A row with an image name that may mean different pictures, or is too long, is rejected."""
    listed = "images" in piece.rows.columns
    shown = piece.rows
    if listed:
        name = pl.col("images").str.split(",").list.eval(pl.element().str.strip_chars())
        shown = shown.with_columns(image=name.list.set_difference([""])).explode("image")
    shown = _keyed(shown, options.set_name, collection)
    doubtful = shown.filter("several")["row"].implode()
    long = shown.filter(pl.col("image").str.len_bytes() > LONGEST_KEY)["row"].implode()
    asked = "image_ids" if listed else "image_id"
    rows, rejects = split(
        piece.rows,
        file=file,
        checks={
            f"{asked} has a name that several pictures have": ~pl.col("row").is_in(doubtful),
            f"{asked} has a name longer than {LONGEST_KEY:,} bytes": ~pl.col("row").is_in(long),
        },
    )
    shown = shown.filter(pl.col("row").is_in(rows["row"].implode())).drop("several")
    stated = _posts(rows, shown, options.platform) if listed else _annotated(shown)
    return Batch(
        frames=frames_of(stated),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )


def _keyed(shown: pl.DataFrame, set_name: str, collection: "Collection | None") -> pl.DataFrame:
    """The image of each row as its key, and whether it may mean different ones."""
    own = facts.keyed(set_name, "image")
    if collection is None:
        return shown.with_columns(own, several=pl.lit(value=False))
    known = shown.hstack(collection.meant(shown["image"]))
    return known.with_columns(image=pl.coalesce("key", own))


def _annotated(shown: pl.DataFrame) -> list[Fact]:
    label = pl.when(~pl.col("shows").str.to_lowercase().is_in(VERDICTS)).then("shows")
    return [(Image, shown.select(key="image", shows=label))]


def _posts(rows: pl.DataFrame, shown: pl.DataFrame, platform: str) -> list[Fact]:
    at = pl.lit(platform)
    ids = [name for name in ("post", "account") if name in rows.columns]
    rows, shown = (
        each.with_columns(facts.keyed(platform, name) for name in ids) for each in (rows, shown)
    )
    seen = shown.drop_nulls("image")
    if "account" not in ids:
        return [facts.posts(rows, "post", at), *pictured(seen)]
    is_face = (pl.col("event") == PROFILES).fill_null(value=False)
    faces, rows = rows.filter(is_face), rows.filter(~is_face)
    worn = seen.filter(is_face).select("account", "image", seen_at="at")
    return [
        facts.accounts(rows, "account", at),
        (Account, faces.select(key="account", platform=at, name="text", name_seen_at="at")),
        *facts.worn(worn),
        (Post, rows.select("text", key="post", platform=at)),
        facts.posted(rows),
        *found(rows, rows.select("post", seen=NOTHING)),
        *pictured(seen.filter(~is_face)),
    ]
