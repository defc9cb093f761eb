import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from graph_models import (
    Account,
    Handle,
    LinksTo,
    Mentions,
    Post,
    Posted,
    Quotes,
    RepliesTo,
    Reshares,
    Says,
    Shows,
    Tagged,
    Text,
)
from loaders import SOURCES, Batch, Input, Options

MASTODON = SOURCES["mastodon"]
AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
ANN = {
    "id": "7",
    "username": "Ann",
    "acct": "Ann",
    "url": "https://a.example/@Ann",
    "display_name": "Ann",
    "note": "<p>Gardens &amp; more</p>",
    "created_at": "2020-01-01T00:00:00.000Z",
    "followers_count": 3,
    "following_count": 4,
}
BO = {"acct": "bo@b.example", "url": "https://b.example/@bo", "note": ""}
URI = "https://a.example/users/Ann/statuses/1"
STATUS = {
    "id": "1",
    "uri": URI,
    "url": "https://a.example/@Ann/1",
    "created_at": "2024-05-01T12:00:00.000Z",
    "content": "<p>Look at this</p>",
    "language": "en",
    "account": ANN,
    "favourites_count": 5,
    "reblogs_count": 2,
    "replies_count": 1,
    "mentions": [],
    "tags": [],
    "media_attachments": [],
    "reblog": None,
    "in_reply_to_id": None,
    "card": None,
}
OTHER = STATUS | {"id": "2", "uri": "https://b.example/users/bo/statuses/9", "account": BO}


def batch_of(content: Any) -> Batch:
    file = Input.from_stream(io.BytesIO(json.dumps(content).encode()), name="f.json")
    (batch,) = MASTODON.read(file, Options("s"))
    return batch


def test_a_status_is_a_post_of_an_account_of_its_server() -> None:
    frames = batch_of([STATUS]).frames
    assert frames[Posted].rows() == [("mastodon:ann@a.example", f"mastodon:{URI}", AT)]
    post = frames[Post].select(
        "kind", "text", "language", "address", "likes", "reshares", "replies"
    )
    assert post.rows() == [("original", "Look at this", "en", STATUS["url"], 5, 2, 1)]
    profile = frames[Account].drop_nulls("name")
    assert profile.select("handle", "name", "bio", "followers", "following").rows() == [
        ("ann@a.example", "Ann", "Gardens & more", 3, 4)
    ]
    assert frames[Handle]["key"].to_list() == ["mastodon:ann@a.example"]


def test_an_account_seen_from_its_own_server_and_from_another_is_one() -> None:
    remote = ANN | {"acct": "ann@A.example"}
    frames = batch_of([STATUS, STATUS | {"account": remote}]).frames
    assert frames[Posted].height == 1


def test_a_boost_holds_the_status_it_passes_on() -> None:
    frames = batch_of([STATUS | {"uri": f"{URI}/activity", "reblog": OTHER}]).frames
    assert frames[Reshares].rows() == [(f"mastodon:{URI}/activity", f"mastodon:{OTHER['uri']}")]
    assert frames[Posted].height == 2
    assert set(frames[Post]["kind"].drop_nulls()) == {"reshare", "original"}


def test_a_quote_holds_the_status_it_quotes() -> None:
    frames = batch_of([STATUS | {"quote": {"state": "accepted", "quoted_status": OTHER}}]).frames
    assert frames[Quotes].rows() == [(f"mastodon:{URI}", f"mastodon:{OTHER['uri']}")]
    assert frames[Posted].height == 2


def test_an_answer_leads_to_the_status_that_is_there() -> None:
    frames = batch_of(
        {"ancestors": [STATUS], "descendants": [OTHER | {"in_reply_to_id": "1"}]}
    ).frames
    assert frames[RepliesTo].rows() == [(f"mastodon:{OTHER['uri']}", f"mastodon:{URI}")]
    alone = batch_of([OTHER | {"in_reply_to_id": "1"}]).frames
    assert RepliesTo not in alone
    assert alone[Post]["kind"].to_list() == ["reply"]


def test_what_a_status_points_to() -> None:
    status = STATUS | {
        "content": '<p>See <a href="https://example.org/a?utm_source=x">it</a></p>',
        "card": {"url": "https://example.org/b"},
        "tags": [{"name": "roses", "url": "x"}, {"name": "June"}],
        "mentions": [{"id": "1", "acct": "bo@b.example", "url": "https://b.example/@bo"}],
        "media_attachments": [
            {"id": "5", "type": "image", "url": "https://a.example/c/1.png", "remote_url": None},
            {
                "id": "6",
                "url": "https://a.example/c/2.png",
                "remote_url": "https://b.example/2.png",
            },
        ],
    }
    frames = batch_of([status]).frames
    post = f"mastodon:{URI}"
    assert frames[LinksTo]["end_key"].to_list() == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert frames[Tagged].rows() == [(post, "roses", 1), (post, "june", 2)]
    assert frames[Mentions].rows() == [(post, "mastodon:bo@b.example")]
    assert frames[Shows]["end_key"].to_list() == [
        "mastodon:https://a.example/c/1.png",
        "mastodon:https://b.example/2.png",
    ]
    assert frames[Text]["wording"].to_list() == ["see it"]
    assert frames[Says].height == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ({"uri": None}, "uri is empty"),
        ({"created_at": "now"}, "created_at is no time"),
        ({"account": {"acct": "ann"}}, "account.acct@host is empty"),
        ({"account": {"acct": "ann", "url": "https://[broken"}}, "account.acct@host is empty"),
        ({"account": None}, "account.acct@host is empty"),
        ({"mentions": [{"acct": "x"}]}, "mentions.acct@host is empty"),
        ({"tags": "x"}, "tags is no list"),
        ({"reblog": {"content": "x"}}, "uri is empty"),
    ],
)
def test_a_status_that_cannot_be_read_is_rejected(status: dict[str, Any], reason: str) -> None:
    batch = batch_of([OTHER, STATUS | status])
    ((_, row, found),) = batch.rejects.rows()
    assert row == 2
    assert found.startswith(reason)
    assert batch.frames[Posted].height == 1
