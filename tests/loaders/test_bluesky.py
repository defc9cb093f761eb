import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from graph_models import (
    Account,
    Follows,
    Handle,
    Liked,
    LinksTo,
    Mentions,
    Post,
    Posted,
    Quotes,
    RepliesTo,
    Reshares,
    Shows,
    Tagged,
)
from loaders import SOURCES, Batch, Input, Options

BLUESKY = SOURCES["bluesky"]
AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
ANN, BO = "did:plc:ann", "did:plc:bo"
POST = f"at://{ANN}/app.bsky.feed.post/1"
OTHER = f"at://{BO}/app.bsky.feed.post/2"
RECORD = {
    "$type": "app.bsky.feed.post",
    "text": "Look at this",
    "createdAt": "2024-05-01T12:00:00.000Z",
    "langs": ["en", "de"],
}
VIEW = {
    "uri": POST,
    "cid": "bafy",
    "author": {"did": ANN, "handle": "Ann.example.org", "displayName": "Ann"},
    "record": RECORD,
    "likeCount": 3,
    "repostCount": 2,
    "replyCount": 1,
    "indexedAt": "2024-05-01T12:00:01.000Z",
}


def batch_of(*values: Any) -> Batch:
    content = b"".join(json.dumps(each).encode() + b"\n" for each in values)
    file = Input.from_stream(io.BytesIO(content), name="f.json")
    (batch,) = BLUESKY.read(file, Options("s"))
    return batch


def event(collection: str, record: Any, **others: Any) -> dict[str, Any]:
    commit = {"operation": "create", "collection": collection, "rkey": "9", "record": record}
    return {"did": BO, "time_us": 1714564800000000, "kind": "commit", "commit": commit | others}


def test_a_post_of_a_feed_is_posted_by_its_author() -> None:
    batch = batch_of({"feed": [{"post": VIEW}], "cursor": "x"})
    frames = batch.frames
    assert (batch.read, batch.rejects.height) == (1, 0)
    assert frames[Posted].rows() == [(f"bluesky:{ANN}", f"bluesky:{POST}", AT)]
    assert frames[Post].drop("removed_at", "views").rows() == [
        (
            f"bluesky:{POST}",
            "bluesky",
            "original",
            "Look at this",
            "en",
            "https://bsky.app/profile/did:plc:ann/post/1",
            3,
            2,
            1,
        )
    ]
    assert frames[Handle].rows() == [("bluesky:ann.example.org", "bluesky", "Ann.example.org")]


def test_the_same_post_comes_from_a_feed_by_itself_and_as_an_event() -> None:
    event_of_it = event("app.bsky.feed.post", RECORD, rkey="1") | {"did": ANN}
    batch = batch_of({"feed": [{"post": VIEW}]}, {"posts": [VIEW]}, VIEW, event_of_it)
    assert batch.read == 4
    assert batch.frames[Posted].height == 1


def test_what_a_post_names_and_shows() -> None:
    features = [
        {"$type": "app.bsky.richtext.facet#tag", "tag": "Roses"},
        {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/a?utm_source=x"},
        {"$type": "app.bsky.richtext.facet#mention", "did": BO},
    ]
    record = RECORD | {
        "facets": [{"index": {}, "features": [each]} for each in features],
        "tags": ["June", "Roses"],
        "embed": {
            "$type": "app.bsky.embed.recordWithMedia",
            "record": {"record": {"uri": OTHER, "cid": "x"}},
            "media": {"images": [{"alt": "", "image": {"ref": {"$link": "bafkimage"}}}]},
        },
    }
    frames = batch_of(VIEW | {"record": record}).frames
    post = f"bluesky:{POST}"
    assert frames[Tagged].rows() == [(post, "roses", 1), (post, "june", 2)]
    assert frames[LinksTo]["end_key"].to_list() == ["https://example.org/a"]
    assert frames[Mentions].rows() == [(post, f"bluesky:{BO}")]
    assert frames[Quotes].rows() == [(post, f"bluesky:{OTHER}")]
    assert frames[Shows].rows() == [(post, "bluesky:bafkimage")]
    assert "quote" in frames[Post]["kind"].to_list()


def test_a_card_is_a_link_and_a_quoted_list_is_no_post() -> None:
    card = {"embed": {"external": {"uri": "https://example.org/card", "title": "x"}}}
    assert batch_of(VIEW | {"record": RECORD | card}).frames[LinksTo].height == 1
    quoted = {"embed": {"record": {"uri": f"at://{BO}/app.bsky.graph.list/7", "cid": "x"}}}
    assert Quotes not in batch_of(VIEW | {"record": RECORD | quoted}).frames


def test_posts_that_are_answered_or_quoted_are_read_too() -> None:
    other = VIEW | {"uri": OTHER, "author": {"did": BO, "handle": "handle.invalid"}}
    embedded = {"$type": "app.bsky.embed.record#view", "record": other | {"value": RECORD}}
    reply = {"reply": {"parent": {"uri": OTHER}, "root": {"uri": OTHER}}}
    item = {
        "post": VIEW | {"record": RECORD | reply},
        "reply": {"parent": other, "root": {"uri": OTHER, "notFound": True}},
    }
    for content in ({"feed": [item]}, {"feed": [{"post": VIEW | {"embed": embedded}}]}):
        frames = batch_of(content).frames
        assert (f"bluesky:{BO}", f"bluesky:{OTHER}", AT) in frames[Posted].rows()
        assert set(frames[Account]["key"]) == {f"bluesky:{ANN}", f"bluesky:{BO}"}
    assert batch_of({"feed": [item]}).frames[RepliesTo].rows() == [
        (f"bluesky:{POST}", f"bluesky:{OTHER}")
    ]


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ({}, f"bluesky:{POST}#{BO}"),
        ({"uri": f"at://{BO}/app.bsky.feed.repost/9"}, f"bluesky:at://{BO}/app.bsky.feed.repost/9"),
    ],
)
def test_a_repost_in_a_feed_is_an_act_of_the_reposter(uri: dict[str, str], key: str) -> None:
    reason = {"by": {"did": BO, "handle": "bo.org"}, "indexedAt": "2024-05-01T13:00:00Z"} | uri
    frames = batch_of({"feed": [{"post": VIEW, "reason": reason}]}).frames
    assert frames[Reshares].rows() == [(key, f"bluesky:{POST}")]
    assert (f"bluesky:{BO}", key, AT.replace(hour=13)) in frames[Posted].rows()
    assert "bluesky:bo.org" in frames[Handle]["key"].to_list()


def test_events_are_acts() -> None:
    subject = {"subject": {"uri": POST, "cid": "x"}, "createdAt": "2024-05-01T12:00:00Z"}
    batch = batch_of(
        event("app.bsky.feed.like", subject),
        event("app.bsky.feed.repost", subject),
        event("app.bsky.graph.follow", {"subject": ANN, "createdAt": "2024-05-01T12:00:00Z"}),
        event("app.bsky.feed.post", None, operation="delete"),
        event("app.bsky.feed.like", None, operation="delete"),
        event("app.bsky.graph.block", {"subject": ANN}),
        event("app.bsky.feed.like", {"subject": {"uri": f"at://{BO}/app.bsky.feed.generator/1"}}),
        {"did": BO, "time_us": 1, "kind": "identity", "identity": {"did": BO, "handle": "bo.org"}},
        {"did": BO, "time_us": 1, "kind": "account", "account": {"active": True, "did": BO}},
    )
    frames = batch.frames
    assert (batch.read, batch.rejects.height) == (9, 0)
    bo, repost = f"bluesky:{BO}", f"bluesky:at://{BO}/app.bsky.feed.repost/9"
    assert frames[Liked].rows() == [(bo, f"bluesky:{POST}", AT)]
    assert frames[Reshares].rows() == [(repost, f"bluesky:{POST}")]
    assert frames[Follows].rows() == [("Account", bo, f"bluesky:{ANN}", AT)]
    removed = frames[Post].drop_nulls("removed_at").select("key", "removed_at").rows()
    assert removed == [(f"bluesky:at://{BO}/app.bsky.feed.post/9", AT)]
    assert frames[Handle]["key"].to_list() == ["bluesky:bo.org"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"uri": None}, "uri is empty"),
        ({"uri": "https://bsky.app/x"}, "uri is no address such as at://"),
        ({"author": {"did": "ann"}}, "author.did is no DID"),
        ({"record": RECORD | {"createdAt": "0001-01-01T00:00:00Z"}}, "record.createdAt is no time"),
        ({"record": "gone"}, "record is no object"),
        ({"likeCount": "many"}, "likeCount is no count"),
    ],
)
def test_a_post_that_cannot_be_read_is_rejected(value: dict[str, Any], reason: str) -> None:
    batch = batch_of(VIEW, VIEW | value)
    ((_, row, found),) = batch.rejects.rows()
    assert row == 2
    assert found.startswith(reason)
    assert batch.frames[Posted].height == 1


def test_an_event_without_a_record_is_rejected() -> None:
    ((_, _, reason),) = batch_of(VIEW, event("app.bsky.feed.like", None)).rejects.rows()
    assert reason == "like.subject.uri is empty"
