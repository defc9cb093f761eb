import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from graph_models import (
    Account,
    In,
    LinksTo,
    Mentions,
    Page,
    Post,
    Posted,
    Published,
    RepliesTo,
    Says,
    Shows,
    Tagged,
)
from loaders import SOURCES, Batch, Input, Options

TELEGRAM = SOURCES["telegram"]
AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
MESSAGE = {
    "id": 5,
    "type": "message",
    "date": "2024-05-01T14:00:00",
    "date_unixtime": "1714564800",
    "from": "Ann",
    "from_id": "user77",
    "text": "Look at this",
    "text_entities": [{"type": "plain", "text": "Look at this"}],
}


def batch_of(content: Any) -> Batch:
    file = Input.from_stream(io.BytesIO(json.dumps(content, indent=1).encode()), name="result.json")
    (batch,) = TELEGRAM.read(file, Options("s"))
    return batch


def chat(*messages: dict[str, Any], sort: str = "public_supergroup", id: int = 9) -> dict[str, Any]:
    return {"name": "Gardens", "type": sort, "id": id, "messages": [MESSAGE | m for m in messages]}


def test_a_message_in_a_group_is_posted_by_an_account_in_a_page() -> None:
    frames = batch_of(chat({})).frames
    assert frames[Posted].rows() == [("telegram:77", "telegram:9/5", AT)]
    assert frames[In].rows() == [("telegram:9/5", "telegram:9")]
    assert frames[Page].select("key", "kind", "name").rows() == [("telegram:9", "group", "Gardens")]
    assert frames[Account].select("key", "name").rows() == [("telegram:77", "Ann")]
    assert frames[Post].select("kind", "text").rows() == [("original", "Look at this")]
    assert frames[Says].height == 1


@pytest.mark.parametrize("said", [{"from_id": "channel9"}, {"from": None, "from_id": None}])
def test_a_channel_publishes_its_messages(said: dict[str, Any]) -> None:
    frames = batch_of(chat(said, sort="public_channel")).frames
    assert frames[Published].rows() == [("telegram:9", "telegram:9/5", AT)]
    assert Posted not in frames
    assert In not in frames
    assert "channel" in frames[Page]["kind"].to_list()


def test_posts_of_different_chats_have_different_keys() -> None:
    sorts = ["public_channel", "private_group", "personal_chat"]
    chats = [chat({}, sort=sort, id=1) for sort in sorts]
    left = {"list": [chat({}, id=2)]}
    batch = batch_of({"about": "", "chats": {"about": "", "list": chats}, "left_chats": left})
    assert batch.read == 4
    assert set(batch.frames[Post]["key"]) == {
        "telegram:1/5",
        "telegram:chat1/5",
        "telegram:user1/5",
        "telegram:2/5",
    }
    assert set(batch.frames[Page]["key"]) == {"telegram:1", "telegram:chat1", "telegram:2"}


def test_a_text_in_pieces_is_one_text() -> None:
    pieces = ["See ", {"type": "link", "text": "example.org/a"}, {"type": "bold", "text": "!"}]
    for entities in ({"text_entities": [{"type": "link", "text": "example.org/a"}]}, {}):
        message = MESSAGE | {"text": pieces} | entities
        if not entities:
            del message["text_entities"]
        frames = batch_of({"id": 9, "type": "private_channel", "messages": [message]}).frames
        assert frames[Post]["text"].to_list() == ["See example.org/a!"]
        assert frames[LinksTo]["end_key"].to_list() == ["https://example.org/a"]


def test_what_is_marked_in_a_text_is_read() -> None:
    entities = [
        {"type": "hashtag", "text": "#Roses"},
        {"type": "text_link", "text": "here", "href": "https://example.org/b"},
        {"type": "mention_name", "text": "Bo", "user_id": 78},
        {"type": "hashtag", "text": "#June"},
        {"type": "mention", "text": "@bo"},
    ]
    frames = batch_of(chat({"text_entities": entities})).frames
    assert frames[Tagged].rows() == [("telegram:9/5", "roses", 1), ("telegram:9/5", "june", 2)]
    assert frames[LinksTo]["end_key"].to_list() == ["https://example.org/b"]
    assert frames[Mentions].rows() == [("telegram:9/5", "telegram:78")]


def test_answers_forwards_and_photos() -> None:
    batch = batch_of(
        chat(
            {"reply_to_message_id": 4, "photo": "photos/a.jpg"},
            {"id": 6, "forwarded_from": "Other", "photo": "(File not included.)"},
            {"id": 7, "reply_to_message_id": 3, "reply_to_peer_id": "channel8"},
        )
    )
    frames = batch.frames
    assert frames[RepliesTo].rows() == [
        ("telegram:9/5", "telegram:9/4"),
        ("telegram:9/7", "telegram:8/3"),
    ]
    kinds = dict(frames[Post].drop_nulls("kind").select("key", "kind").rows())
    assert kinds == {"telegram:9/5": "reply", "telegram:9/6": "reshare", "telegram:9/7": "reply"}
    assert frames[Shows].rows() == [("telegram:9/5", "s:telegram:9/photos/a.jpg")]


def test_a_service_message_is_no_post() -> None:
    service = {
        "id": 1,
        "type": "service",
        "date_unixtime": "1",
        "actor": "Bo",
        "actor_id": "user78",
    }
    batch = batch_of({"id": 9, "type": "private_supergroup", "messages": [service]})
    assert Post not in batch.frames
    assert batch.frames[Account].select("key", "name").rows() == [("telegram:78", "Bo")]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"id": None}, "id is empty"),
        ({"date_unixtime": "noon"}, "date_unixtime|date is no time"),
        ({"from_id": "bot1"}, "from_id|actor_id is nobody"),
        ({"text": ["a", 5]}, "text is a list or an object"),
        ({"text_entities": "a"}, "text_entities is no list"),
    ],
)
def test_a_message_that_cannot_be_read_is_rejected(message: dict[str, Any], reason: str) -> None:
    batch = batch_of(chat({"id": 4}, message))
    ((_, row, found),) = batch.rejects.rows()
    assert row == 2
    plain = reason.partition("|")[2] or reason
    assert found.startswith(plain)
    assert batch.frames[Post].height == 1


def test_a_chat_of_an_unknown_sort_is_rejected() -> None:
    (reject,) = batch_of(chat({}, sort="dream")).rejects.rows()
    assert reject[2].startswith("chat.type is no sort of chat: public_channel")
