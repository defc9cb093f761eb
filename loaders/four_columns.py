"""A table of acts as bare columns: what is compared without a graph."""

import polars as pl

from loaders.input import Input
from loaders.kinds import TEXT, TIME, Column
from loaders.raw import no_rejects
from loaders.table import opened, pieces
from loaders.times import MOMENT

ACTS = pl.Schema({"actor": pl.String(), "object": pl.String(), "at": MOMENT, "post": pl.String()})


def read_acts(
    file: Input,
    *,
    account: str = "account_id",
    object: str = "object_id",
    post: str = "content_id",
    time: str = "timestamp_share",
    with_posts: bool = False,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Acts with columns actor, object, at, post, and the rejects.

    Strings are kept as they are, times to the microsecond (one without a zone is UTC). A table
    without the post column gives acts without posts, unless every act must have one. Raises
    LoaderError.
    """
    layout = (
        Column("actor", TEXT, filled=True, titled=account),
        Column("object", TEXT, filled=True, titled=object),
        Column("at", TIME, filled=True, titled=time),
        Column("post", TEXT, filled=with_posts, optional=not with_posts, titled=post),
    )
    acts, rejects = [ACTS.to_frame()], [no_rejects()]
    with opened(file) as table:
        for piece in pieces(file, table, layout):
            acts.append(piece.rows.select(list(ACTS)))
            rejects.append(piece.rejects)
    return pl.concat(acts, rechunk=True), pl.concat(rejects)
