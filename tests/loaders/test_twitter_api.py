import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
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

API = SOURCES["twitter_api"]
ANN = {
    "id_str": "77",
    "screen_name": "Ann_Example",
    "name": "Ann",
    "description": "Gardens",
    "location": "Springfield",
    "created_at": "Tue Mar 01 08:00:00 +0000 2016",
    "followers_count": 120,
    "friends_count": 80,
}
TWEET = {
    "created_at": "Wed Oct 10 20:19:24 +0000 2018",
    "id": 901,
    "id_str": "901",
    "text": "Look at this",
    "user": ANN,
    "entities": {"hashtags": [], "urls": [], "user_mentions": []},
    "lang": "en",
    "favorite_count": 5,
    "retweet_count": 2,
    "reply_count": 1,
}
AT = datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC)


def batch_of(content: Any) -> Batch:
    file = Input.from_stream(io.BytesIO(json.dumps(content).encode()), name="f.json")
    (batch,) = API.read(file, Options("s"))
    return batch


def load(*tweets: dict[str, Any]) -> Batch:
    return batch_of([TWEET | tweet for tweet in tweets])


def test_a_tweet_is_a_post_of_an_account_with_a_profile() -> None:
    frames = load({}).frames
    assert frames[Posted].rows() == [("x:77", "x:901", AT)]
    assert frames[Post].select(
        "kind", "text", "language", "likes", "reshares", "replies"
    ).rows() == [("original", "Look at this", "en", 5, 2, 1)]
    assert frames[Handle].rows() == [("x:ann_example", "x", "Ann_Example")]
    profile = frames[Account].filter(pl.col("name").is_not_null())
    assert profile.drop("language").rows() == [
        (
            "x:77",
            "x",
            "Ann_Example",
            AT,
            "Ann",
            AT,
            "Gardens",
            "Springfield",
            datetime(2016, 3, 1, 8, tzinfo=UTC),
            120,
            80,
        )
    ]


def test_the_archive_and_the_interface_give_one_tweet() -> None:
    archived = {
        "tweetid": "901",
        "userid": "77",
        "user_screen_name": "Ann_Example",
        "user_display_name": "Ann",
        "user_reported_location": "Springfield",
        "user_profile_description": "Gardens",
        "follower_count": "120",
        "following_count": "80",
        "account_creation_date": "2016-03-01 08:00",
        "tweet_time": "2018-10-10 20:19:24",
        "tweet_text": "Look at this",
        "tweet_language": "en",
        "is_retweet": "false",
        "like_count": "5",
        "retweet_count": "2",
        "reply_count": "1",
        "hashtags": "[Roses]",
        "urls": "[https://example.org/a]",
        "user_mentions": "[]",
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, list(archived))
    writer.writeheader()
    writer.writerow(archived)
    file = Input.from_stream(io.BytesIO(text.getvalue().encode()))
    (old,) = SOURCES["twitter_archive"].read(file, Options("s"))
    entities = {
        "hashtags": [{"text": "Roses"}],
        "urls": [{"url": "https://t.co/1", "expanded_url": "https://example.org/a"}],
    }
    new = load({"entities": entities})
    assert set(old.frames) == set(new.frames)
    for model, frame in old.frames.items():
        stated = new.frames[model]
        if model is Account:
            stated = stated.filter(pl.col("name").is_not_null())
        assert stated.equals(frame), model


def test_tweets_within_tweets_are_posts_and_accounts_of_their_own() -> None:
    bo, eve = ANN | {"id_str": "78", "screen_name": "bo"}, ANN | {"id_str": "79"}
    quoted = TWEET | {"id_str": "8", "user": eve, "text": "first"}
    reshared = TWEET | {
        "id_str": "9",
        "user": bo,
        "quoted_status": quoted,
        "quoted_status_id_str": "8",
        "full_text": "the whole text",
    }
    batch = load({"text": "RT @bo: the wh…", "retweeted_status": reshared, "quoted_status_id": 8})
    frames = batch.frames
    assert frames[Reshares].rows() == [("x:901", "x:9")]
    assert frames[Quotes].rows() == [("x:9", "x:8")]
    assert dict(frames[Post].select("key", "kind").drop_nulls().rows()) == {
        "x:901": "reshare",
        "x:9": "quote",
        "x:8": "original",
    }
    assert set(frames[Posted].select("start_key", "end_key").rows()) == {
        ("x:77", "x:901"),
        ("x:78", "x:9"),
        ("x:79", "x:8"),
    }
    said = frames[Says].join(frames[Text], left_on="end_key", right_on="key")
    assert dict(said.select("start_key", "wording").rows()) == {
        "x:901": "the whole text",
        "x:9": "the whole text",
        "x:8": "first",
    }


def test_an_answer_leads_to_the_tweet_and_to_whose_it_is() -> None:
    frames = load({"in_reply_to_status_id_str": "5", "in_reply_to_user_id": 6}).frames
    assert frames[RepliesTo].rows() == [("x:901", "x:5")]
    assert ("x:6", "x:5", None) in frames[Posted].rows()
    assert "reply" in frames[Post]["kind"].to_list()


def test_an_extended_tweet_is_read_whole() -> None:
    extended = {
        "full_text": "Look at this and more",
        "entities": {
            "hashtags": [{"text": "Roses"}, {"text": "June"}],
            "urls": [
                {"url": "https://t.co/1", "expanded_url": "http://Example.org/a?utm_source=x"}
            ],
            "user_mentions": [{"id": 8, "id_str": "8", "screen_name": "Bo"}, {"id_str": None}],
        },
        "extended_entities": {"media": [{"id_str": "55", "type": "photo"}, {"id_str": "56"}]},
    }
    frames = load({"truncated": True, "extended_tweet": extended}).frames
    assert frames[Post]["text"].to_list() == ["Look at this and more"]
    assert frames[Tagged].rows() == [("x:901", "roses", 1), ("x:901", "june", 2)]
    assert frames[LinksTo].rows() == [
        ("Url", "x:901", "https://example.org/a", "http://Example.org/a?utm_source=x")
    ]
    assert frames[Mentions].rows() == [("x:901", "x:8")]
    assert "x:bo" in frames[Handle]["key"].to_list()
    assert frames[Shows].rows() == [("x:901", "x:55"), ("x:901", "x:56")]


PAGE = {
    "data": [
        {
            "id": "1",
            "author_id": "77",
            "text": "short…",
            "note_tweet": {"text": "long text"},
            "created_at": "2018-10-10T20:19:24.000Z",
            "public_metrics": {
                "like_count": 3,
                "retweet_count": 2,
                "reply_count": 1,
                "impression_count": 90,
            },
            "entities": {
                "hashtags": [{"tag": "Roses"}],
                "urls": [{"expanded_url": "https://example.org/a"}],
                "mentions": [{"id": "8", "username": "Bo"}],
            },
            "attachments": {"media_keys": ["3_55"]},
            "in_reply_to_user_id": "9",
            "referenced_tweets": [{"type": "replied_to", "id": "5"}, {"type": "quoted", "id": "6"}],
        }
    ],
    "includes": {
        "users": [
            {
                "id": "77",
                "username": "Ann_Example",
                "name": "Ann",
                "created_at": "2016-03-01T08:00:00.000Z",
                "public_metrics": {"followers_count": 120, "following_count": 80},
            }
        ],
        "tweets": [{"id": "6", "author_id": "10", "text": "quoted"}],
        "media": [{"media_key": "3_55", "type": "photo"}],
    },
    "meta": {"result_count": 1},
}


def test_a_page_of_version_2_is_read_with_what_it_includes() -> None:
    batch = batch_of(PAGE)
    frames = batch.frames
    assert (batch.read, batch.rejects.height) == (3, 0)
    assert set(frames[Posted].rows()) == {
        ("x:77", "x:1", AT),
        ("x:10", "x:6", None),
        ("x:9", "x:5", None),
    }
    post = frames[Post].filter(pl.col("text") == "long text")
    assert post.select("kind", "likes", "reshares", "replies", "views").rows() == [
        ("reply", 3, 2, 1, 90)
    ]
    assert frames[RepliesTo].rows() == [("x:1", "x:5")]
    assert frames[Quotes].rows() == [("x:1", "x:6")]
    assert frames[Shows].rows() == [("x:1", "x:55")]
    assert frames[Mentions].rows() == [("x:1", "x:8")]
    assert frames[Tagged].rows() == [("x:1", "roses", 1)]
    ann = frames[Account].filter(pl.col("name") == "Ann")
    assert ann.select("key", "handle", "followers", "following").rows() == [
        ("x:77", "Ann_Example", 120, 80)
    ]


def test_users_and_deletions_stand_by_themselves() -> None:
    deletion = {
        "delete": {"status": {"id_str": "4", "user_id_str": "5"}, "timestamp_ms": "1539202764000"}
    }
    frames = batch_of([ANN, {"id": "78", "username": "bo"}, deletion]).frames
    assert set(frames[Account]["key"]) == {"x:77", "x:78", "x:5"}
    assert frames[Post].select("key", "removed_at").rows() == [("x:4", AT)]
    assert frames[Posted].rows() == [("x:5", "x:4", None)]


@pytest.mark.parametrize(
    ("tweet", "reason"),
    [
        ({"id": None, "id_str": ""}, "id is empty"),
        ({"created_at": "yesterday"}, "created_at is no time such as Wed Oct 10"),
        ({"favorite_count": -1}, "favorite_count is no count"),
        ({"user": ANN | {"followers_count": "many"}}, "user.followers_count is no count"),
        ({"user": {"name": "Ann"}}, "user.id is empty"),
        ({"entities": {"urls": {}}}, "entities.urls is no list"),
        ({"text": "a\0b"}, "extended_tweet.full_text|full_text|text has a NUL"),
        ({"quoted_status": {"text": "a"}}, "id is empty"),
    ],
)
def test_a_record_that_is_no_tweet_is_rejected(tweet: dict[str, Any], reason: str) -> None:
    batch = load({"id_str": "1"}, tweet)
    ((file, row, found),) = batch.rejects.rows()
    assert (file, row) == ("f.json", 2)
    assert found.startswith(reason)
    assert batch.frames[Post]["key"].to_list() == ["x:1"]


def test_hashed_ids_are_ids_however_deep_the_rest_is() -> None:
    deep: Any = {}
    for _ in range(900):
        deep = {"a": deep}
    user = {"id_str_h": "u", "screen_name_h": "s", "description_m": "Gardens"}
    hashed = {"id_h": "t", "text_m": "Look", "user": user, "place": deep}
    frames = batch_of([hashed]).frames
    assert frames[Posted].rows() == [("x:u", "x:t", None)]
    assert frames[Account].drop_nulls("bio").select("handle", "bio").rows() == [(None, "Gardens")]
    assert Handle not in frames


def test_the_published_sample_is_read_whole(real_data: Path) -> None:
    path = real_data / "twitter_api_v11_sample" / "sample_concatenated.json"
    text, place, tweets = path.read_text(encoding="utf-8"), 0, []
    while place < len(text):
        tweet, place = json.JSONDecoder().raw_decode(text, place)
        tweets.append(tweet)
        place += len(text[place:]) - len(text[place:].lstrip())
    (batch,) = API.read(Input.from_path(path), Options("osome"))

    assert batch.read == len(tweets) == 17
    assert batch.rejects.is_empty()
    inner = [
        each[name]
        for each in tweets
        for name in ("retweeted_status", "quoted_status")
        if name in each
    ]
    inner += [each["quoted_status"] for each in inner if "quoted_status" in each]
    acts = {(f"x:{each['user']['id_str_h']}", f"x:{each['id_str_h']}") for each in tweets + inner}
    timed = batch.frames[Posted].filter(pl.col("at").is_not_null())
    assert set(timed.select("start_key", "end_key").rows()) == acts
    reshared = {
        each["retweeted_status"]["id_str_h"] for each in tweets if "retweeted_status" in each
    }
    assert set(batch.frames[Reshares]["end_key"]) == {f"x:{each}" for each in reshared}
    texts = {f"x:{each['id_str_h']}": each["text_m"] for each in tweets}
    held = batch.frames[Post].filter(
        pl.col("key").is_in(list(texts)) & pl.col("text").is_not_null()
    )
    assert dict(held.select("key", "text").rows()) == texts
    assert Handle not in batch.frames
