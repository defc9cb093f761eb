"""Meta's Content Library: tables of posts of pages, groups and profiles, as they were exported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
from numpy.random import Generator

from planted.case import PlantedFile, truth_of
from planted.chance import identifiers
from planted.layouts.image_posts import PROFILES, write_image_posts
from planted.layouts.reactions import reactions
from planted.layouts.table import pieces, write_table
from planted.world import Settled

SOURCE: Final = "meta_content_library"
FACEBOOK: Final = "fb"
INSTAGRAM: Final = "instagram"

FOREVER: Final = 10**11

OWN_IDS: Final = "mcl:"
"""Stands before the Library's ids, which are its own and none of the platforms'."""

KINDS: Final[Mapping[str, str]] = {"outlet": "page", "public_figure": "page"}
"""What accounts of these roles are on the platform; whoever is not named is a profile."""

COUNTS = ("angry", "care", "comment", "haha", "like", "love", "reaction", "sad", "share", "wow")
COLUMNS = (
    "content_type", "creation_time", "hashtags", "id", "is_branded_content", "lang",
    "link_attachment.caption", "link_attachment.description", "link_attachment.link",
    "link_attachment.name", "mcl_url", "modified_time", "multimedia", "post_owner.id",
    "post_owner.name", "post_owner.type", "post_owner.username", "shared_post_id",
    *(f"statistics.{name}_count" for name in COUNTS), "statistics.views", "surface.id",
    "surface.name", "surface.type", "text",
)  # fmt: skip


@dataclass(frozen=True)
class Library:
    """A settled world with the ids the platform would give; replies are in no export of posts."""

    world: Settled
    platform: str
    owner_id: pl.Series
    posts: pl.DataFrame
    """Posts of the world that are no replies, with ``id`` and ``drew``, in order of time."""
    kinds: pl.Series

    @classmethod
    def of(
        cls,
        world: Settled,
        rng: Generator,
        *,
        kinds: Mapping[str, str] = KINDS,
        platform: str = FACEBOOK,
    ) -> "Library":
        """Ids and interactions drawn at random; ``kinds`` is role to page, group or profile."""
        posts = world.posts.with_columns(
            identifiers(rng, len(world.posts), digits=16).alias("id"),
            drew=pl.Series(reactions(world, rng)),
        )
        role = world.accounts["role"]
        kind = role.replace_strict(dict(kinds), default="profile", return_dtype=pl.String)
        return cls(
            world=world,
            platform=platform,
            owner_id=identifiers(rng, len(world.accounts), digits=15),
            posts=posts.filter(pl.col("replies_to").is_null()),
            kinds=kind,
        )

    def truth(self) -> pl.DataFrame:
        """Columns TRUTH, one row for each account, page or group that the files name."""
        named = pl.concat([self.posts["account"], self.posts["place"]]).drop_nulls().unique()
        own = (OWN_IDS + self.owner_id).alias("own")
        rows = truth_of(self.platform, own, self.world.accounts)
        return rows[named.sort().to_list()]

    def write(
        self,
        folder: Path,
        name: str,
        *,
        accounts: pl.DataFrame | None = None,
        since: int = 0,
        until: int = FOREVER,
    ) -> PlantedFile:
        """An export of the posts of a time; ``accounts`` is how they were called when it was made.

        Names of the day of the export stand beside all its posts, as they do in the Library.
        """
        called = self.world.accounts if accounts is None else accounts
        chosen = self._between(since, until)
        return write_table(SOURCE, folder / f"{name}.csv", self._rows(chosen, called))

    def pictures(self, *, since: int = 0, until: int = FOREVER) -> set[str]:
        """Names of the pictures that posts of a time show."""
        return set(self._between(since, until)["image"].drop_nulls())

    def write_pictures(
        self,
        folder: Path,
        *,
        accounts: pl.DataFrame | None = None,
        since: int = 0,
        until: int = FOREVER,
    ) -> PlantedFile:
        """The pictures of posts of a time, whose files are in the folder already.

        A picture without words is one that its account puts on, under the name it has then.
        """
        called = self.world.accounts if accounts is None else accounts
        shown = self._between(since, until).drop_nulls("image")
        is_face = pl.col("text").is_null()
        posts = shown.select(
            "image",
            "at",
            text=pl.coalesce("text", called["name"].gather(shown["account"])),
            event=pl.when(is_face).then(pl.lit(PROFILES)).otherwise(pl.lit("posts")),
            post_id=OWN_IDS + pl.col("id"),
            account=OWN_IDS + self.owner_id.gather(shown["account"]),
        )
        is_own = self.kinds.gather(shown["account"]) == "profile"
        shows = posts.select("image", annotation=pl.lit(None, dtype=pl.String)).unique()
        return write_image_posts(
            folder, posts.filter(is_own), shows, platform=self.platform, bare=posts.filter(~is_own)
        )

    def _between(self, since: int, until: int) -> pl.DataFrame:
        return self.posts.filter(pl.col("at").is_between(since, until, closed="left"))

    def _rows(self, posts: pl.DataFrame, called: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Rows, the newest first."""
        id_of = pl.DataFrame({"shared": self.posts["post"], "shared_post_id": self.posts["id"]})
        owners = called.select("name", "handle", self.owner_id.alias("owner"), kind=self.kinds)
        for rows in pieces(posts.reverse()):
            place = rows["place"].fill_null(rows["account"])
            told = rows.with_columns(shared=pl.coalesce("reshares", "quotes"))
            told = told.join(id_of, on="shared", how="left", maintain_order="left")
            stands = owners.select(pl.all().gather(place).name.prefix("surface_"))
            wrote = owners.select(pl.all().gather(rows["account"]))
            yield _exported(told.hstack(wrote).hstack(stands), self.platform)


def _exported(rows: pl.DataFrame, platform: str) -> pl.DataFrame:
    drew = pl.col("drew")
    has = {name: pl.col(name).is_not_null() for name in ("image", "url")}
    tags = pl.format("#{}", pl.col("tags").str.replace_all(" ", " #", literal=True))
    at = pl.from_epoch("at").dt.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    of = {"comment": drew // 12, "share": drew // 20, "reaction": drew - drew // 12 - drew // 20}
    feelings = {"love": 10, "haha": 14, "sad": 40, "angry": 35, "wow": 50, "care": 80}
    of |= {name: of["reaction"] // part for name, part in feelings.items()}
    of["like"] = of["reaction"] - pl.sum_horizontal(of[name] for name in feelings)
    site = pl.col("url").str.extract("https?://([^/]+)")
    known = {
        "content_type": pl.when(has["image"]).then(pl.lit("photos"))
        .when(has["url"]).then(pl.lit("links")).otherwise(pl.lit("status")),
        "creation_time": at,
        "hashtags": pl.format('["{}"]', pl.col("tags").str.replace_all(" ", '","', literal=True)),
        "id": pl.col("id"),
        "is_branded_content": pl.lit("false"),
        "lang": pl.when(pl.col("text").is_not_null()).then(pl.lit("en")),
        "link_attachment.caption": site,
        "link_attachment.link": pl.col("url"),
        "modified_time": at,
        "multimedia": pl.when(has["image"]).then(pl.lit('[{"type":"photo"}]')),
        "post_owner.id": pl.col("owner"),
        "post_owner.name": pl.col("name"),
        "post_owner.type": pl.col("kind"),
        "post_owner.username": pl.col("handle"),
        "shared_post_id": pl.col("shared_post_id"),
        **{f"statistics.{name}_count": of[name] for name in COUNTS},
        "surface.id": pl.col("surface_owner"),
        "surface.name": pl.col("surface_name"),
        "surface.type": pl.col("surface_kind"),
        "text": pl.concat_str("text", tags, separator=" ", ignore_nulls=True).replace("", None),
    }  # fmt: skip
    if platform == INSTAGRAM:
        known["text"] = pl.concat_str("text", "url", tags, separator=" ", ignore_nulls=True)
    nothing = pl.lit(None, dtype=pl.String)
    return rows.select(known.get(name, nothing).alias(name) for name in columns(platform))


def columns(platform: str) -> tuple[str, ...]:
    """What an export has; on Instagram links stand in the text, and posts with their owner only."""
    if platform == INSTAGRAM:
        counts = ("statistics.comment_count", "statistics.like_count", "statistics.views")
        return tuple(
            name
            for name in COLUMNS
            if name in counts
            or not name.startswith(("surface.", "link_attachment.", "shared_", "statistics."))
        )
    return COLUMNS
