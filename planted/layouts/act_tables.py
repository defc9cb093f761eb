"""What happened on a platform as tables of acts, one for each kind of act."""

from pathlib import Path

import polars as pl
from numpy.random import Generator

from planted.case import PlantedFile, truth_of
from planted.chance import Ids, identifiers
from planted.layouts.table import pieces, write_table
from planted.stage import Played

SOURCE = "shares"
REMAIN = 0.8
"""Share of what was bought that is still there four weeks later, as reported: four in five."""


class ActTables:
    """The ids of one platform, and its tables."""

    def __init__(self, played: Played, platform: str, rng: Generator) -> None:
        self.played = played
        self.platform = platform
        self._rng = rng
        self._account = identifiers(rng, len(played.accounts), digits=12)
        self._post = identifiers(rng, len(played.posts), digits=14)

    def truth(self) -> pl.DataFrame:
        """Columns TRUTH, one row for each account that does or has anything."""
        played = self.played
        named = [played.posts["account"], played.follows["object"]]
        acts = (played.likes, played.views, played.follows, played.comments)
        here = pl.concat(named + [each["account"] for each in acts]).unique().sort()
        return truth_of(self.platform, self._account, played.accounts)[here.to_list()]

    def keys(self, posts: Ids) -> list[str]:
        """The posts as the graph knows them."""
        return [f"{self.platform}:{each}" for each in self._post.gather(posts)]

    def write(self, folder: Path, name: str) -> list[PlantedFile]:
        """Posts and comments with their wordings, and who liked, viewed, followed, commented."""
        played = self.played
        comment = identifiers(self._rng, len(played.comments), digits=15)
        posts = played.posts.with_columns(self._post.alias("content_id"), object_id="text")
        answered = self._acts(played.comments, self._post).with_columns(content_id=comment)
        said = answered.with_columns(object_id=played.comments["text"])
        tables = {
            "posts": ("text", self._named(posts)),
            "comments": ("reply", answered),
            "comment_words": ("text", said),
            "likes": ("like", self._acts(played.likes, self._post)),
            "follows": ("follow", self._acts(played.follows, self._account)),
            "views": ("view", self._acts(played.views, self._post)),
        }
        return [
            self._table(folder, f"{name}_{what}", act, rows)
            for what, (act, rows) in tables.items()
            if len(rows)
        ]

    def write_later(self, folder: Path, name: str, tests: Ids) -> PlantedFile:
        """Who still likes the tests four weeks later: accounts were removed, with all they did."""
        gone = pl.Series(self._rng.random(len(self.played.accounts)) >= REMAIN)
        likes = self.played.likes.filter(pl.col("object").is_in(pl.Series(tests).implode()))
        left = likes.filter(~gone.gather(likes["account"]))
        rows = self._acts(left, self._post)
        return self._table(folder, f"{name}_likes_four_weeks_later", "like", rows).later()

    def _named(self, acts: pl.DataFrame) -> pl.DataFrame:
        known = acts.with_columns(self._account.gather(acts["account"]).alias("account_id"))
        return known.with_columns(timestamp_share="at").sort("at", maintain_order=True)

    def _acts(self, acts: pl.DataFrame, things: pl.Series) -> pl.DataFrame:
        return self._named(acts).with_columns(object_id=things.gather(acts["object"]))

    def _table(self, folder: Path, name: str, act: str, rows: pl.DataFrame) -> PlantedFile:
        columns = ["account_id", "object_id", "timestamp_share"]
        if "content_id" in rows.columns:
            columns.insert(2, "content_id")
        told = {"as": act, "platform": self.platform}
        return write_table(SOURCE, folder / f"{name}.csv", pieces(rows.select(columns)), **told)
