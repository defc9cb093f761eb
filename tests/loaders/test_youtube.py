import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from graph_models import Account, Handle, LinksTo, Post, Posted, RepliesTo, Says, Tagged, Text
from loaders import SOURCES, Batch, Input, Options

YOUTUBE = SOURCES["youtube"]
AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
SNIPPET = {
    "authorDisplayName": "@Ann",
    "authorChannelUrl": "http://www.youtube.com/@Ann",
    "authorChannelId": {"value": "UCann"},
    "channelId": "UCvideo",
    "videoId": "v1",
    "textDisplay": "Look at <b>this</b>",
    "textOriginal": "Look at *this*",
    "likeCount": 5,
    "publishedAt": "2024-05-01T12:00:00Z",
    "updatedAt": "2024-05-01T12:00:00Z",
}
COMMENT = {"kind": "youtube#comment", "id": "c1", "snippet": SNIPPET}


def comment(id: str = "c1", **changed: Any) -> dict[str, Any]:
    return {"kind": "youtube#comment", "id": id, "snippet": SNIPPET | changed}


def thread(top: dict[str, Any], *replies: dict[str, Any]) -> dict[str, Any]:
    snippet = {
        "videoId": "v1",
        "channelId": "UCvideo",
        "totalReplyCount": 7,
        "topLevelComment": top,
    }
    held = {"replies": {"comments": list(replies)}} if replies else {}
    return {"kind": "youtube#commentThread", "id": top["id"], "snippet": snippet} | held


def batch_of(*values: Any) -> Batch:
    content = b"".join(json.dumps(each).encode() + b"\n" for each in values)
    file = Input.from_stream(io.BytesIO(content), name="f.json")
    (batch,) = YOUTUBE.read(file, Options("s"))
    return batch


def test_a_comment_replies_to_its_video() -> None:
    batch = batch_of({"kind": "youtube#commentThreadListResponse", "items": [thread(comment())]})
    frames = batch.frames
    assert (batch.read, batch.rejects.height) == (1, 0)
    assert frames[RepliesTo].rows() == [("youtube:c1", "youtube:v1")]
    assert set(frames[Posted].rows()) == {
        ("youtube:UCann", "youtube:c1", AT),
        ("youtube:UCvideo", "youtube:v1", None),
    }
    assert frames[Post].drop_nulls("kind").select(
        "key", "kind", "text", "likes", "replies"
    ).rows() == [("youtube:c1", "comment", "Look at *this*", 5, 7)]
    assert frames[Handle].rows() == [("youtube:ann", "youtube", "Ann")]


def test_a_reply_replies_to_its_comment() -> None:
    reply = comment(
        "c1.r", parentId="c1", authorDisplayName="Bo", authorChannelId={"value": "UCbo"}
    )
    for content in (thread(comment(), reply), {"items": [reply, comment()]}):
        frames = batch_of(content).frames
        assert set(frames[RepliesTo].rows()) == {
            ("youtube:c1.r", "youtube:c1"),
            ("youtube:c1", "youtube:v1"),
        }
        assert "Bo" in frames[Account]["name"].to_list()


def test_a_text_that_is_only_shown_is_read_without_its_html() -> None:
    html = (
        'See <a href="https://example.org/a">it</a><br>'
        '<a href="http://www.youtube.com/results?search_query=%23x">#x</a>'
    )
    frames = batch_of(comment(textDisplay=html, textOriginal=None)).frames
    assert frames[Post].drop_nulls("text")["text"].to_list() == ["See it\n#x"]
    assert frames[LinksTo]["end_key"].to_list() == ["https://example.org/a"]
    assert frames[Says].height == frames[Text].height == 1


def test_a_comment_of_a_deleted_channel_has_no_author() -> None:
    snippet = {key: value for key, value in SNIPPET.items() if key != "authorChannelId"}
    frames = batch_of({"items": [COMMENT | {"snippet": snippet}]}).frames
    assert frames[Posted].rows() == [("youtube:UCvideo", "youtube:v1", None)]


def test_a_video_is_a_post_of_its_channel() -> None:
    video = {
        "kind": "youtube#video",
        "id": "v1",
        "snippet": {
            "channelId": "UCvideo",
            "channelTitle": "Gardens",
            "title": "About roses",
            "tags": ["Roses", "June"],
            "publishedAt": "2024-05-01T12:00:00Z",
        },
        "statistics": {"viewCount": "90", "likeCount": "5", "commentCount": "2"},
    }
    frames = batch_of({"items": [video]}).frames
    assert frames[Posted].rows() == [("youtube:UCvideo", "youtube:v1", AT)]
    post = frames[Post].select("text", "likes", "replies", "views", "address")
    assert post.rows() == [("About roses", 5, 2, 90, "https://www.youtube.com/watch?v=v1")]
    assert frames[Tagged].rows() == [("youtube:v1", "roses", 1), ("youtube:v1", "june", 2)]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"kind": "youtube#comment"}, "id is empty"),
        (comment(publishedAt=None), "snippet.publishedAt is empty"),
        (comment(likeCount="some"), "snippet.likeCount is no count"),
        (comment(authorChannelId="UCann"), "snippet.authorChannelId is no object"),
        (COMMENT | {"snippet": "x"}, "snippet is no object"),
        (thread({"id": None}), "thread.snippet.topLevelComment.id is empty"),
        (thread(comment(), "x"), "the record holds something that is no object"),
    ],
)
def test_a_comment_that_cannot_be_read_is_rejected(value: Any, reason: str) -> None:
    batch = batch_of({"items": [comment("c0"), value]})
    ((_, row, found),) = batch.rejects.rows()
    assert row == 2
    assert found == reason or found.startswith(reason)
    assert [key for key in batch.frames[Post]["key"] if key != "youtube:v1"] == ["youtube:c0"]
