"""Small forums as somebody copied them: a table of acts for each, the object being the wording."""

from pathlib import Path

import polars as pl
from numpy.random import Generator

from planted.case import PlantedFile, truth_of
from planted.chance import Ids, identifiers
from planted.layouts.table import pieces, write_table
from planted.world import Settled

SOURCE = "shares"
COLUMNS = ("account_id", "object_id", "content_id", "timestamp_share")


def write_forums(
    folder: Path, name: str, world: Settled, forum: Ids, forums: list[str], rng: Generator
) -> tuple[list[PlantedFile], pl.DataFrame]:
    """One table for each forum, and the truth about all of them; ``forum`` is each account's."""
    account_id = identifiers(rng, len(world.accounts), digits=6)
    posts = world.posts.drop_nulls("text").with_columns(
        account_id=account_id.gather(world.posts.drop_nulls("text")["account"]),
        forum=pl.Series(forum).gather(world.posts.drop_nulls("text")["account"]),
    )
    table = posts.select(
        "account_id",
        "forum",
        object_id=pl.concat_str("text", "url", separator=" ", ignore_nulls=True),
        content_id=identifiers(rng, len(posts), digits=8),
        timestamp_share="at",
    )
    files, truths = [], []
    for place, site in enumerate(forums):
        own = table.filter(pl.col("forum") == place).select(COLUMNS)
        path = folder / f"{name}_{site}.csv"
        files.append(write_table(SOURCE, path, pieces(own), **{"as": "text", "platform": site}))
        members = pl.Series(forum) == place
        truths.append(truth_of(site, account_id.filter(members), world.accounts.filter(members)))
    return files, pl.concat(truths)
