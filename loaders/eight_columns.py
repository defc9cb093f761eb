"""Messages as coordination-network-toolkit reads them: a table of eight columns."""

from collections.abc import Collection
from typing import Final

import polars as pl

from loaders.input import Input
from loaders.kinds import TEXT, TIME, Column
from loaders.raw import no_rejects
from loaders.table import opened, pieces
from loaders.times import MOMENT

MESSAGES: Final = pl.Schema(
    {
        "message_id": pl.String(),
        "user_id": pl.String(),
        "timestamp": MOMENT,
        "repost_id": pl.String(),
        "reply_id": pl.String(),
        "message": pl.String(),
        "urls": pl.String(),
    }
)
"""All of its columns but username, which is for display only."""

IDENTITY: Final = ("message_id", "user_id")


def has_messages(file: Input) -> bool:
    """Whether the table names messages and users as the toolkit does. Raises LoaderError."""
    with opened(file) as table:
        return set(IDENTITY) <= set(table.columns)


def read_messages(file: Input, *, needed: Collection[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Messages as MESSAGES in the order of the table, and the rejects; what is empty is null.

    The columns that nobody needs are not read and are null too. Raises LoaderError.
    """
    layout = [
        *(Column(name, TEXT, filled=True) for name in IDENTITY),
        Column("timestamp", TIME, filled=True),
        *(Column(name, TEXT) for name in MESSAGES if name in needed),
    ]
    messages, rejects = [MESSAGES.to_frame()], [no_rejects()]
    with opened(file) as table:
        for piece in pieces(file, table, layout):
            messages.append(piece.rows.drop("row"))
            rejects.append(piece.rejects)
    return pl.concat(messages, how="diagonal", rechunk=True), pl.concat(rejects)
