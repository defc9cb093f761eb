"""CrowdTangle's historical data of pages: a table of their posts, with links and where they led."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from planted.case import PlantedFile, truth_of
from planted.chance import Ids, identifiers
from planted.layouts.reactions import reactions
from planted.layouts.table import pieces, write_table
from planted.world import Settled

SOURCE = "crowdtangle"
PLATFORM = "fb"
SCORE = (
    "Overperforming Score (weighted  —  Likes 1x Shares 1x Comments 1x Love 1x Wow 1x Haha 1x "
    "Sad 1x Angry 1x Care 1x )"
)
COLUMNS = (
    "Page Name", "User Name", "Facebook Id", "Page Category", "Page Admin Top Country",
    "Page Description", "Page Created", "Likes at Posting", "Followers at Posting", "Post Created",
    "Post Created Date", "Post Created Time", "Type", "Total Interactions", "Likes", "Comments",
    "Shares", "Love", "Wow", "Haha", "Sad", "Angry", "Care", "Video Share Status",
    "Is Video Owner?", "Post Views", "Total Views", "Total Views For All Crossposts",
    "Video Length", "URL", "Message", "Link", "Final Link", "Image Text", "Link Text",
    "Description", "Sponsor Id", "Sponsor Name", "Sponsor Category", SCORE,
)  # fmt: skip
FEELINGS = ("Love", "Wow", "Haha", "Sad", "Angry", "Care")


@dataclass(frozen=True)
class Pages:
    """A settled world in which all accounts are pages, with the ids the platform would give."""

    world: Settled
    page_id: pl.Series
    post_id: pl.Series
    finals: pl.DataFrame
    """Columns url and final: where links that redirect lead."""
    drawn: Ids
    """Interactions of each post."""

    @classmethod
    def of(cls, world: Settled, rng: Generator, finals: pl.DataFrame) -> "Pages":
        """Ids and interactions drawn at random."""
        return cls(
            world=world,
            page_id=identifiers(rng, len(world.accounts), digits=15),
            post_id=identifiers(rng, len(world.posts), digits=15),
            finals=finals.unique("url", keep="first", maintain_order=True),
            drawn=reactions(world, rng),
        )

    def truth(self) -> pl.DataFrame:
        """Columns TRUTH, one row for each page."""
        return truth_of(PLATFORM, self.page_id, self.world.accounts)

    def addresses(self) -> pl.Series:
        """Where each page stands."""
        handle = self.world.accounts["handle"]
        return pl.select(
            pl.format("https://www.facebook.com/{}-{}/", handle, self.page_id)
        ).to_series()

    def write(self, folder: Path, name: str) -> PlantedFile:
        """The table of posts, the newest first, as the export has them."""
        return write_table(SOURCE, folder / f"{name}.csv", self._rows())

    def _rows(self) -> Iterator[pl.DataFrame]:
        posts = self.world.posts.with_columns(self.post_id.alias("post_id"), drew=self.drawn)
        posts = posts.join(self.finals, on="url", how="left", maintain_order="left").reverse()
        accounts = self.world.accounts.with_columns(self.page_id.alias("page_id"))
        for rows in pieces(posts):
            own = accounts.select(
                pl.col("page_id", "name", "handle", "bio", "location", "created", "followers")
                .gather(rows["account"])
            )  # fmt: skip
            yield _exported(rows.hstack(own))


def _exported(rows: pl.DataFrame) -> pl.DataFrame:
    at = pl.from_epoch("at")
    likes, comments, shares = pl.col("drew") * 6 // 10, pl.col("drew") // 8, pl.col("drew") // 10
    feelings = pl.col("drew") - likes - comments - shares
    fans = pl.col("followers")
    tags = pl.format("#{}", pl.col("tags").str.replace_all(" ", " #", literal=True))
    known = {
        "Page Name": pl.col("name"),
        "User Name": pl.col("handle"),
        "Facebook Id": pl.col("page_id"),
        "Page Category": pl.lit("MEDIA_NEWS_COMPANY"),
        "Page Admin Top Country": pl.lit(None, dtype=pl.String),
        "Page Description": pl.col("bio"),
        "Page Created": pl.from_epoch("created").dt.strftime("%Y-%m-%d %H:%M:%S"),
        "Likes at Posting": fans * 9 // 10,
        "Followers at Posting": fans,
        "Post Created": at.dt.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "Post Created Date": at.dt.strftime("%Y-%m-%d"),
        "Post Created Time": at.dt.strftime("%H:%M:%S"),
        "Type": pl.when(pl.col("url").is_not_null())
        .then(pl.lit("Link"))
        .when(pl.col("image").is_not_null())
        .then(pl.lit("Photo"))
        .otherwise(pl.lit("Status")),
        "Total Interactions": _thousands(pl.col("drew")),
        "Likes": likes,
        "Comments": comments,
        "Shares": shares,
        **{name: _nth(feelings, place) for place, name in enumerate(FEELINGS)},
        "Is Video Owner?": pl.lit("-"),
        "Post Views": pl.lit(0),
        "Total Views": pl.lit(0),
        "Total Views For All Crossposts": pl.lit(0),
        "URL": pl.format("https://www.facebook.com/{}/posts/{}", "page_id", "post_id"),
        "Message": pl.concat_str("text", tags, separator=" ", ignore_nulls=True),
        "Link": pl.col("url"),
        "Final Link": pl.col("final"),
        SCORE: pl.lit(np.float64(1.0)),
    }
    nothing = pl.lit(None, dtype=pl.String)
    return rows.select(known.get(name, nothing).alias(name) for name in COLUMNS)


def _nth(total: pl.Expr, place: int) -> pl.Expr:
    """A whole share of the total, so that all six add up to it."""
    return (total + place) // len(FEELINGS)


def _thousands(count: pl.Expr) -> pl.Expr:
    """With commas, as the export writes this one column."""
    low = pl.format("{},{}", count // 1000, (count % 1000).cast(pl.String).str.zfill(3))
    return pl.when(count < 1000).then(count.cast(pl.String)).otherwise(low)
