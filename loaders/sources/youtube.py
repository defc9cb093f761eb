"""Comments on YouTube videos, and videos, as the Data API gives them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import polars as pl

from graph_models import RepliesTo
from loaders.batch import Batch, Fact, frames_of
from loaders.contents import linked, tagged, worded
from loaders.html_text import plain
from loaders.input import Input
from loaders.json_parts import JsonPiece, Part, parts
from loaders.json_records import Records, records
from loaders.kinds import COUNT, IDENTIFIER, TEXT, TIME, Column
from loaders.platform import Platform
from loaders.source import Options, source

YOUTUBE: Final = Platform("youtube")
WITHIN: Final = ("items",)
SEARCHES: Final = "youtube.com/results?search_query="
"""What a hashtag in a comment leads to."""

COMMENT: Final = (
    Column("post", IDENTIFIER, filled=True, titled="id"),
    Column("account", IDENTIFIER, titled="snippet.authorChannelId.value"),
    Column("name", TEXT, titled="snippet.authorDisplayName"),
    Column("at", TIME, filled=True, titled="snippet.publishedAt"),
    Column("original", TEXT, titled="snippet.textOriginal"),
    Column("html", TEXT, titled="snippet.textDisplay"),
    Column("likes", COUNT, titled="snippet.likeCount"),
    Column("parent", IDENTIFIER, titled="snippet.parentId"),
    Column("video", IDENTIFIER, titled="snippet.videoId"),
    Column("channel", IDENTIFIER, titled="snippet.channelId"),
)
THREAD: Final = (
    Column("post", IDENTIFIER, filled=True, titled="snippet.topLevelComment.id"),
    Column("video", IDENTIFIER, titled="snippet.videoId"),
    Column("channel", IDENTIFIER, titled="snippet.channelId"),
    Column("replies", COUNT, titled="snippet.totalReplyCount"),
)
VIDEO: Final = (
    Column("post", IDENTIFIER, filled=True, titled="id"),
    Column("account", IDENTIFIER, titled="snippet.channelId"),
    Column("name", TEXT, titled="snippet.channelTitle"),
    Column("at", TIME, titled="snippet.publishedAt"),
    Column("title", TEXT, titled="snippet.title"),
    Column("language", TEXT, titled="snippet.defaultAudioLanguage|snippet.defaultLanguage"),
    Column("likes", COUNT, titled="statistics.likeCount"),
    Column("replies", COUNT, titled="statistics.commentCount"),
    Column("views", COUNT, titled="statistics.viewCount"),
)
TAG: Final = (Column("shown", TEXT, titled="."),)

LAYOUT: Final = (
    Part("thread", THREAD, ("thread",)),
    Part(
        "comment",
        COMMENT,
        ("thread.snippet.topLevelComment", "thread.replies.comments[]", "comment"),
    ),
    Part("video", VIDEO, ("video",)),
    Part("tag", TAG, ("snippet.tags[]",), of="video", carries=("post",)),
)


@source(
    title="YouTube comments",
    reads=(
        "Pages (items) of commentThreads.list, comments.list and videos.list of the YouTube Data "
        "API v3, or their resources by themselves, also gzipped; takes comments as posts that "
        "reply to their video or comment, with wording, links and likes, their authors by channel "
        "id with name or handle, videos with title, tags and counts, and whose channel a video is "
        "of; a channel is an account; a comment of a deleted channel has no author; pictures and "
        "ratings are left out. Follows 'CommentThreads', 'Comments' and 'Videos' "
        "(developers.google.com/youtube/v3/docs)."
    ),
    assumes="The text of a comment without textOriginal is HTML.",
    sample=(
        '{"kind": "youtube#commentThreadListResponse", "items": [{"kind":'
        ' "youtube#commentThread", "id": "c1", "snippet": {"channelId": "UCvideo", "videoId": "v1",'
        ' "totalReplyCount": 1, "topLevelComment": {"kind": "youtube#comment", "id": "c1",'
        ' "snippet": {"authorDisplayName": "@ann", "authorChannelId": {"value": "UCann"},'
        ' "textOriginal": "Roses!", "likeCount": 2, "videoId": "v1",'
        ' "publishedAt": "2024-05-01T12:00:00Z"}}}, "replies": {"comments": [{"id": "c1.r",'
        ' "snippet": {"authorDisplayName": "@bo", "authorChannelId": {"value": "UCbo"},'
        ' "textOriginal": "Yes", "parentId": "c1", "publishedAt": "2024-05-01T12:01:00Z"}}]}}]}\n'
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platform's, so the set's name is in no key."""
    told = map(_told, records(file, WITHIN))
    for piece in parts(file, told, LAYOUT):
        yield Batch(frames=frames_of(_stated(piece)), rejects=piece.rejects, read=piece.read)


def _told(some: Records) -> Records:
    """Each record under the name of its sort."""
    return replace(some, values=[{_sort(value): value} for value in some.values])


def _sort(value: dict[str, Any]) -> str:
    snippet = value.get("snippet")
    if isinstance(snippet, dict) and "topLevelComment" in snippet:
        return "thread"
    return "video" if value.get("kind") == "youtube#video" else "comment"


def _stated(piece: JsonPiece) -> list[Fact]:
    threads = YOUTUBE.keyed(piece.parts["thread"], "post", "video", "channel")
    comments = YOUTUBE.keyed(
        piece.parts["comment"], "post", "account", "parent", "video", "channel"
    )
    counted = threads.select("post", "replies").drop_nulls().unique("post", maintain_order=True)
    shown = plain(comments["html"])
    text = pl.coalesce("original", shown["text"])
    rows = comments.with_columns(
        text=pl.when(text != "").then(text),
        kind=pl.lit("comment"),
        links=shown["links"],
    ).join(counted, on="post", how="left", maintain_order="left")
    top = rows.filter(pl.col("parent").is_null())
    seen = rows.select("post", seen="links").explode("seen").drop_nulls("seen")
    columns = ["post", "video", "channel"]
    return [
        *YOUTUBE.profiles(_named(rows)),
        *YOUTUBE.posts(rows, profiled=True),
        *YOUTUBE.tied(rows, RepliesTo, "parent"),
        *YOUTUBE.tied(top.select(columns), RepliesTo, "video", author="channel"),
        *YOUTUBE.tied(threads.select(columns), RepliesTo, "video", author="channel"),
        *worded(rows),
        *linked(seen.filter(~pl.col("seen").str.contains(SEARCHES, literal=True))),
        *_videos(piece),
    ]


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """A name that begins with an at sign is a handle."""
    is_handle = pl.col("name").str.starts_with("@")
    return rows.select(
        "account",
        name=pl.when(~is_handle).then("name"),
        handle=pl.when(is_handle).then(pl.col("name").str.slice(1)),
    )


def _videos(piece: JsonPiece) -> list[Fact]:
    """Videos with their titles as wordings."""
    rows = YOUTUBE.keyed(piece.parts["video"], "post", "account")
    tags = YOUTUBE.keyed(piece.parts["tag"].rename({"video_post": "post"}), "post")
    stated = rows.with_columns(
        text="title",
        kind=pl.lit("original"),
        address=pl.format(
            "https://www.youtube.com/watch?v={}", pl.col("post").str.strip_prefix("youtube:")
        ),
    )
    return [
        *YOUTUBE.profiles(rows.select("account", "name")),
        *YOUTUBE.posts(stated, profiled=True),
        *worded(stated),
        *tagged(tags.drop_nulls("shown")),
    ]
