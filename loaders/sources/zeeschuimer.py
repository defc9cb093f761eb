"""What the browser extension Zeeschuimer collects from TikTok, Instagram and X."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import polars as pl

from graph_models import Quotes
from loaders.batch import Batch, Fact, frames_of
from loaders.contents import tagged, worded
from loaders.input import Input
from loaders.json_parts import JsonPiece, Part, parts
from loaders.json_records import Records, records
from loaders.kinds import COUNT, IDENTIFIER, TEXT, TIME, Column, Kind
from loaders.platform import Platform, kinds
from loaders.source import Options, source
from loaders.sources import twitter_api
from loaders.x_page import status

TIKTOK: Final = Platform("tiktok")
INSTAGRAM: Final = Platform("instagram")

SORTS: Final = {
    "tiktok.com": "tiktok",
    "instagram.com": "instagram",
    "twitter.com": "tweet",
    "x.com": "tweet",
}
"""What is under ``source_platform``, and the part that such a record is."""


def _seen(values: pl.Series) -> pl.Series:
    texts = values.cast(pl.String, strict=False)
    return texts.set(~texts.is_in(list(SORTS)).fill_null(value=False), None)


SEEN: Final = Kind(pl.String(), _seen, f"is not read: {', '.join(SORTS)} are")

ENVELOPE: Final = (
    Column("platform", SEEN, filled=True, titled="source_platform"),
    Column("seen_at", TIME, titled="timestamp_collected"),
)
VIDEO: Final = (
    Column("post", IDENTIFIER, filled=True, titled="id"),
    Column("account", IDENTIFIER, titled="author.id"),
    Column("handle", IDENTIFIER, titled="author.uniqueId"),
    Column("name", TEXT, titled="author.nickname"),
    Column("bio", TEXT, titled="author.signature"),
    Column("followers", COUNT, titled="authorStatsV2.followerCount|authorStats.followerCount"),
    Column("following", COUNT, titled="authorStatsV2.followingCount|authorStats.followingCount"),
    Column("at", TIME, filled=True, titled="createTime"),
    Column("text", TEXT, titled="desc"),
    Column("language", TEXT, titled="textLanguage"),
    Column("likes", COUNT, titled="statsV2.diggCount|stats.diggCount"),
    Column("reshares", COUNT, titled="statsV2.shareCount|stats.shareCount"),
    Column("replies", COUNT, titled="statsV2.commentCount|stats.commentCount"),
    Column("views", COUNT, titled="statsV2.playCount|stats.playCount"),
    Column("quoted", IDENTIFIER, titled="duetInfo.duetFromId"),
)
MARK: Final = (
    Column("shown", TEXT, titled="hashtagName"),
    Column("account", IDENTIFIER, titled="userId"),
    Column("handle", IDENTIFIER, titled="userUniqueId"),
)
PICTURE: Final = (
    Column("post", IDENTIFIER, filled=True, titled="code|shortcode"),
    Column("account", IDENTIFIER, titled="user.pk|user.id|owner.pk|owner.id"),
    Column("handle", IDENTIFIER, titled="user.username|owner.username"),
    Column("name", TEXT, titled="user.full_name|owner.full_name"),
    Column("at", TIME, filled=True, titled="taken_at|taken_at_timestamp"),
    Column("text", TEXT, titled="caption.text"),
    Column("likes", COUNT, titled="like_count|edge_media_preview_like.count"),
    Column("replies", COUNT, titled="comment_count|edge_media_preview_comment.count"),
    Column("views", COUNT, titled="play_count|view_count|video_view_count"),
    Column("product", TEXT, titled="product_type"),
)
NAMED: Final = (
    Column("account", IDENTIFIER, titled="user.pk|user.id|node.user.id"),
    Column("handle", IDENTIFIER, titled="user.username|node.user.username"),
)
LAYOUT: Final = (
    Part("envelope", ENVELOPE),
    Part("tiktok", VIDEO, ("tiktok",), of="envelope", carries=("seen_at",)),
    Part("mark", MARK, ("textExtra[]",), of="tiktok", carries=("post",)),
    Part("instagram", PICTURE, ("instagram",), of="envelope", carries=("seen_at",)),
    Part(
        "named",
        NAMED,
        ("edge_media_to_tagged_user.edges|usertags.in[]",),
        of="instagram",
        carries=("post",),
    ),
    *twitter_api.LAYOUT,
)


@source(
    title="Zeeschuimer",
    reads=(
        "What Zeeschuimer exports for TikTok, Instagram and X, a line an item, also gzipped, and "
        "the same items as 4CAT exports them; TikTok videos with wording, counts, hashtags, named "
        "users, the video of a duet and the author; Instagram posts, known by the code in their "
        "address, with caption, its hashtags, tagged users, counts (-1 is none) and the author, "
        "advertisements as such; tweets as of the X API; music, places, pictures, comments and "
        "other platforms are left out. Follows the modules of digitalmethodsinitiative/zeeschuimer "
        "and what 4CAT maps from them."
    ),
    sample=(
        '{"nav_index": "1:1:1", "item_id": "71", "timestamp_collected": 1714564900000,'
        ' "source_platform": "tiktok.com", "source_platform_url": "https://www.tiktok.com/",'
        ' "source_url": "https://www.tiktok.com/api/", "user_agent": "", "data": {"id": "71",'
        ' "createTime": 1714564800, "desc": "Roses #june", "author": {"id": "7", "uniqueId":'
        ' "ann", "nickname": "Ann"}, "stats": {"diggCount": 5, "playCount": 90},'
        ' "textExtra": [{"hashtagName": "june"}]}}\n'
        '{"item_id": "C1", "source_platform": "instagram.com", "data": {"code": "C1", "id":'
        ' "31_8", "taken_at": 1714564800, "user": {"pk": "8", "username": "bo"}, "caption":'
        ' {"text": "Look #roses"}, "like_count": 3}}\n'
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platforms', so the set's name is in no key."""
    told = map(_told, records(file))
    for piece in parts(file, told, LAYOUT):
        yield Batch(frames=frames_of(_stated(piece)), rejects=piece.rejects, read=piece.read)


def _told(some: Records) -> Records:
    """Each item under the name of its sort, beside the platform it was seen on."""
    return replace(some, values=[_sorted(value) for value in some.values])


def _sorted(value: dict[str, Any]) -> dict[str, Any]:
    meta, data = value.get("__import_meta"), value.get("data")
    if isinstance(meta, dict):
        value, data = meta, value
    platform = value.get("source_platform")
    sort = SORTS.get(platform) if isinstance(platform, str) else None
    told: dict[str, Any] = {"source_platform": platform}
    if sort is None:
        return told
    item = data if isinstance(data, dict) else {}
    shaped = {"tiktok": _video, "instagram": _picture, "tweet": status}[sort](item)
    return told | {sort: shaped}


def _video(item: dict[str, Any]) -> dict[str, Any]:
    """A video whose author is an object, and whose duet is of a video."""
    author, duet = item.get("author"), item.get("duetInfo")
    if isinstance(author, str):
        named = {"uniqueId": author, "nickname": item.get("nickname"), "id": item.get("authorId")}
        item = item | {"author": named}
    if isinstance(duet, dict) and duet.get("duetFromId") in ("0", 0):
        item = item | {"duetInfo": None}
    return item


def _picture(item: dict[str, Any]) -> dict[str, Any]:
    """A post whose caption is where the newer layout has it, without counts that are hidden."""
    held = item.get("edge_media_to_caption")
    edges = held.get("edges") if isinstance(held, dict) else None
    if "caption" not in item and isinstance(edges, list) and edges:
        item = item | {"caption": edges[0].get("node") if isinstance(edges[0], dict) else edges[0]}
    hidden = [name for name in ("like_count", "comment_count") if item.get(name) == -1]
    return item | dict.fromkeys(hidden)


def _stated(piece: JsonPiece) -> list[Fact]:
    told = twitter_api.stated(piece)
    if piece.parts["tiktok"].height:
        told += _tiktok(piece)
    if piece.parts["instagram"].height:
        told += _instagram(piece)
    return told


def _tiktok(piece: JsonPiece) -> list[Fact]:
    rows = piece.parts["tiktok"]
    address = pl.format("https://www.tiktok.com/@{}/video/{}", "handle", "post")
    rows = TIKTOK.keyed(rows.with_columns(address=address), "post", "account", "quoted")
    rows = rows.with_columns(kinds(rows))
    marks = TIKTOK.keyed(piece.parts["mark"].rename({"tiktok_post": "post"}), "post")
    named = marks.filter(~pl.col("account").is_in(["0"]))
    named = TIKTOK.keyed(named.select("post", "account", "handle"), "account")
    return [
        *TIKTOK.profiles(_profile(rows, "bio", "followers", "following")),
        *TIKTOK.posts(rows, profiled=True),
        *TIKTOK.tied(rows, Quotes, "quoted"),
        *worded(rows),
        *tagged(_counted(marks.drop_nulls("shown"))),
        *TIKTOK.mentioned(named),
        *TIKTOK.profiles(named.select("account", "handle")),
    ]


def _instagram(piece: JsonPiece) -> list[Fact]:
    rows = piece.parts["instagram"]
    is_ad = pl.col("product").eq_missing("ad")
    kind = pl.when(is_ad).then(pl.lit("ad")).otherwise(pl.lit("original"))
    address = pl.format("https://www.instagram.com/p/{}/", "post")
    rows = INSTAGRAM.keyed(rows.with_columns(address=address, kind=kind), "post", "account")
    tags = rows.select("post", shown=pl.col("text").str.extract_all(r"#[\w]+")).explode("shown")
    named = piece.parts["named"].rename({"instagram_post": "post"})
    named = INSTAGRAM.keyed(named, "post", "account")
    return [
        *INSTAGRAM.profiles(_profile(rows)),
        *INSTAGRAM.posts(rows, profiled=True),
        *worded(rows),
        *tagged(_counted(tags.drop_nulls("shown").with_columns(place=1))),
        *INSTAGRAM.mentioned(named),
        *INSTAGRAM.profiles(named.select("account", "handle")),
    ]


def _profile(rows: pl.DataFrame, *more: str) -> pl.DataFrame:
    return rows.select("account", "handle", "name", *more, seen_at="envelope_seen_at")


def _counted(tags: pl.DataFrame) -> pl.DataFrame:
    """Places among the hashtags of each post."""
    return tags.with_columns(place=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("post"))
