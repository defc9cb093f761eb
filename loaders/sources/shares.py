"""Any table of acts: who did what to which object, by which post, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

import polars as pl

from loaders import acts, facts
from loaders.acts import WITHOUT_POST, Act
from loaders.batch import Batch, frames_of, split
from loaders.errors import UnfitOptions
from loaders.input import Input
from loaders.kinds import IDENTIFIER, TEXT, TIME, Column
from loaders.source import Options, asked, must_be_name, source
from loaders.table import Piece, opened, pieces


@dataclass(frozen=True)
class ShareOptions(Options):
    """What the columns mean and what they are called."""

    as_: Act = field(metadata=asked(f"what the object is: {', '.join(get_args(Act))}"))
    platform: str = field(metadata=asked("platform, such as x"))
    account: str = field(default="account_id", metadata=asked("column of the account"))
    object: str = field(default="object_id", metadata=asked("column of the object"))
    post: str = field(default="content_id", metadata=asked("column of the post"))
    time: str = field(default="timestamp_share", metadata=asked("column of the time"))

    def __post_init__(self) -> None:
        super().__post_init__()
        must_be_name("platform", self.platform)
        if self.as_ not in get_args(Act):
            raise UnfitOptions(f"shares as '{self.as_}'", f"one of {', '.join(get_args(Act))}")


@source(
    title="Table of acts",
    reads=(
        "Any CSV (also gzipped) or Parquet table with one act a row: account, object, post and "
        "time, in columns of any name; --as says what the object is, --platform where it happened. "
        "Web addresses, domains, hashtags and wordings are brought into one spelling; objects that "
        "are no address or domain, and all images, are ids of the set's own; ids stay as they are."
    ),
    assumes="A time without a zone is UTC.",
    sample=(
        "object_id,account_id,content_id,timestamp_share\n"
        "https://example.org/a?utm_source=x,7,19,1714564800\n"
        "https://example.org/a,8,20,2024-05-01T12:00:09Z\n"
    ),
    example=ShareOptions("sample", as_="url", platform="x"),
)
def read(file: Input, options: ShareOptions) -> Iterator[Batch]:
    """One batch for each piece of the table."""
    thing = TEXT if options.as_ == "text" else IDENTIFIER
    layout = [
        Column("account", IDENTIFIER, filled=True, titled=options.account),
        Column("object", thing, filled=True, titled=options.object),
        Column("at", TIME, filled=True, titled=options.time),
    ]
    if options.as_ not in WITHOUT_POST:
        layout.append(Column("post", IDENTIFIER, filled=True, titled=options.post))
    with opened(file) as table:
        for piece in pieces(file, table, layout):
            yield batch(piece, file=file.name, options=options)


def batch(piece: Piece, *, file: str, options: ShareOptions) -> Batch:
    """The facts of a piece with columns account, object, at and, unless it needs none, post."""
    own = [name for name in ("account", "post") if name in piece.rows.columns]
    named = piece.rows.with_columns(facts.keyed(options.platform, name) for name in own)
    platform = pl.lit(options.platform)
    resolved = acts.resolved(named, options.as_, set_name=options.set_name, platform=platform)
    nothing = "nothing" if options.as_ == "hashtag" else "no words"
    rows, rejects = split(
        resolved,
        file=file,
        checks={f"{options.object} names {nothing}": pl.col("key").is_not_null()},
    )
    return Batch(
        frames=frames_of(acts.stated(rows, options.as_, platform=platform)),
        rejects=pl.concat([piece.rejects, rejects]).sort("row"),
        read=piece.read,
    )
