import io
import json
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from graph_models import (
    Account,
    Handle,
    Mentions,
    Post,
    Posted,
    Quotes,
    Reshares,
    Says,
    Tagged,
    Text,
)
from loaders import SOURCES, Batch, Input, Options

ZEESCHUIMER = SOURCES["zeeschuimer"]
AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
VIDEO = {
    "id": "71",
    "createTime": 1714564800,
    "desc": "Look at this #Roses @bo",
    "textLanguage": "en",
    "author": {"id": "7", "uniqueId": "ann", "nickname": "Ann", "signature": "Gardens"},
    "authorStats": {"followerCount": 3, "followingCount": 4},
    "stats": {"diggCount": 1, "playCount": 9, "shareCount": 2, "commentCount": 3},
    "statsV2": {"diggCount": "5", "playCount": "90", "shareCount": "6", "commentCount": "7"},
    "textExtra": [
        {"hashtagName": "Roses", "userId": "", "userUniqueId": ""},
        {"hashtagName": "", "userId": "8", "userUniqueId": "bo"},
        {"hashtagName": "june"},
    ],
    "music": {"id": "1", "title": "original"},
    "duetInfo": {"duetFromId": "0"},
}
PICTURE = {
    "id": "31_8",
    "pk": "31",
    "code": "C1",
    "taken_at": 1714564800,
    "media_type": 1,
    "user": {"pk": "8", "username": "Bo", "full_name": "Bo B"},
    "caption": {"text": "Look #roses, #June!"},
    "like_count": 3,
    "comment_count": 2,
    "usertags": {"in": [{"user": {"pk": 9, "username": "eve"}}]},
}
USER = {
    "rest_id": "77",
    "legacy": {
        "screen_name": "Ann_Example",
        "name": "Ann",
        "description": "Gardens",
        "created_at": "Tue Mar 01 08:00:00 +0000 2016",
        "followers_count": 120,
        "friends_count": 80,
    },
}
TWEET = {
    "rest_id": "901",
    "id": "901",
    "core": {"user_results": {"result": USER}},
    "legacy": {
        "id_str": "901",
        "user_id_str": "77",
        "created_at": "Wed May 01 12:00:00 +0000 2024",
        "full_text": "Look at this #Roses",
        "entities": {"hashtags": [{"text": "Roses"}], "urls": [], "user_mentions": []},
        "favorite_count": 5,
        "retweet_count": 2,
        "reply_count": 1,
        "lang": "en",
    },
    "views": {"count": "90"},
}


def item(platform: str, data: Any) -> dict[str, Any]:
    return {
        "nav_index": "1:1:1",
        "item_id": "1",
        "timestamp_collected": 1714564900000,
        "source_platform": platform,
        "source_platform_url": f"https://www.{platform}/",
        "source_url": "",
        "user_agent": "",
        "data": data,
    }


def batch_of(*values: Any) -> Batch:
    content = b"".join(json.dumps(each).encode() + b"\n" for each in values)
    file = Input.from_stream(io.BytesIO(content), name="f.ndjson")
    (batch,) = ZEESCHUIMER.read(file, Options("s"))
    return batch


def test_a_tiktok_video_is_a_post() -> None:
    batch = batch_of(item("tiktok.com", VIDEO))
    frames = batch.frames
    assert (batch.read, batch.rejects.height) == (1, 0)
    assert frames[Posted].rows() == [("tiktok:7", "tiktok:71", AT)]
    assert frames[Post].select(
        "kind", "language", "likes", "reshares", "replies", "views"
    ).rows() == [("original", "en", 5, 6, 7, 90)]
    assert frames[Post]["address"].to_list() == ["https://www.tiktok.com/@ann/video/71"]
    assert frames[Tagged].rows() == [("tiktok:71", "roses", 1), ("tiktok:71", "june", 2)]
    assert frames[Mentions].rows() == [("tiktok:71", "tiktok:8")]
    ann = frames[Account].filter(pl.col("name") == "Ann")
    assert ann.select("key", "handle", "bio", "followers", "following").rows() == [
        ("tiktok:7", "ann", "Gardens", 3, 4)
    ]
    assert set(frames[Handle]["key"]) == {"tiktok:ann", "tiktok:bo"}


def test_a_duet_quotes_a_video() -> None:
    frames = batch_of(item("tiktok.com", VIDEO | {"duetInfo": {"duetFromId": "70"}})).frames
    assert frames[Quotes].rows() == [("tiktok:71", "tiktok:70")]
    assert "quote" in frames[Post]["kind"].to_list()


def test_a_video_of_an_embedded_page_names_its_author_only() -> None:
    frames = batch_of(item("tiktok.com", VIDEO | {"author": "ann", "nickname": "Ann"})).frames
    assert Posted not in frames
    assert frames[Post]["key"].to_list() == ["tiktok:71"]


def test_an_instagram_post_is_read_in_either_layout() -> None:
    graph = {
        "__typename": "GraphImage",
        "id": "31",
        "shortcode": "C1",
        "taken_at_timestamp": 1714564800,
        "owner": {"id": "8", "username": "Bo", "full_name": "Bo B"},
        "edge_media_to_caption": {"edges": [{"node": {"text": "Look #roses, #June!"}}]},
        "edge_media_preview_like": {"count": 3},
        "edge_media_preview_comment": {"count": 2},
        "edge_media_to_tagged_user": {
            "edges": [{"node": {"user": {"id": "9", "username": "eve"}}}]
        },
    }
    listed, graphed = (batch_of(item("instagram.com", each)).frames for each in (PICTURE, graph))
    assert set(listed) == set(graphed)
    assert all(listed[model].equals(graphed[model]) for model in listed)
    assert listed[Posted].rows() == [("instagram:8", "instagram:C1", AT)]
    assert listed[Post].select("text", "likes", "replies", "address").rows() == [
        ("Look #roses, #June!", 3, 2, "https://www.instagram.com/p/C1/")
    ]
    assert listed[Tagged].rows() == [("instagram:C1", "roses", 1), ("instagram:C1", "june", 2)]
    assert listed[Mentions].rows() == [("instagram:C1", "instagram:9")]


def test_an_advertisement_and_hidden_counts_on_instagram() -> None:
    ad = PICTURE | {"product_type": "ad", "like_count": -1, "caption": None}
    frames = batch_of(item("instagram.com", ad)).frames
    assert frames[Post].select("kind", "text", "likes", "replies").rows() == [("ad", None, None, 2)]
    assert Says not in frames


@pytest.mark.parametrize("platform", ["twitter.com", "x.com"])
def test_a_tweet_of_a_page_is_the_tweet_of_the_interface(platform: str) -> None:
    user = USER["legacy"] | {"id_str": "77"}
    plain = json.dumps(TWEET["legacy"] | {"user": user}).encode()
    file = Input.from_stream(io.BytesIO(plain))
    (expected,) = SOURCES["twitter_api"].read(file, Options("s"))
    newer = {
        "rest_id": "77",
        "core": {key: user[key] for key in ("screen_name", "name", "created_at")},
        "profile_bio": {"description": "Gardens"},
        "legacy": {"followers_count": 120, "friends_count": 80},
    }
    adaptive = {"type": "adaptive", "id": 901, "legacy": TWEET["legacy"], "user": user}
    for tweet in (
        TWEET,
        {"__typename": "TweetWithVisibilityResults", "tweet": TWEET},
        TWEET | {"core": {"user_results": {"result": newer}}},
        adaptive,
    ):
        frames = batch_of(item(platform, tweet)).frames
        assert set(frames) == set(expected.frames)
        for model, frame in expected.frames.items():
            seen = frames[model]
            if model is Post and tweet is not adaptive:
                assert seen["views"].to_list() == [90]
                seen = seen.with_columns(views=pl.lit(None, dtype=pl.Int64))
            assert seen.equals(frame), model


def test_tweets_within_tweets_are_posts_of_their_own() -> None:
    other = TWEET | {"rest_id": "8", "legacy": TWEET["legacy"] | {"id_str": "8"}}
    note = {"note_tweet_results": {"result": {"text": "long text"}}}
    reshare = TWEET | {
        "legacy": TWEET["legacy"]
        | {"retweeted_status_result": {"result": other | {"note_tweet": note}}}
    }
    frames = batch_of(item("x.com", reshare)).frames
    assert frames[Reshares].rows() == [("x:901", "x:8")]
    assert frames[Text]["wording"].to_list() == ["long text"]
    quote = TWEET | {"quoted_status_result": {"result": {"tombstone": {}}}}
    quote["legacy"] = TWEET["legacy"] | {"quoted_status_id_str": "8"}
    assert batch_of(item("x.com", quote)).frames[Quotes].rows() == [("x:901", "x:8")]


def test_items_as_4cat_exports_them_are_the_same() -> None:
    exported = VIDEO | {"__import_meta": {"source_platform": "tiktok.com", "item_id": "71"}}
    ours, theirs = (batch_of(each).frames for each in (item("tiktok.com", VIDEO), exported))
    assert all(ours[model].equals(theirs[model]) for model in ours)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (item("9gag.com", {}), "source_platform is not read: tiktok.com, instagram.com"),
        ({"data": VIDEO}, "source_platform is empty"),
        (item("tiktok.com", None), "tiktok.id is empty"),
        (item("tiktok.com", VIDEO | {"createTime": "then"}), "tiktok.createTime is no time"),
        (item("instagram.com", PICTURE | {"user": "me"}), "instagram.user is no object"),
        (item("x.com", {"__typename": "TweetTombstone"}), "id is empty"),
        (item("x.com", TWEET | {"views": {"count": "many"}}), "views is no count"),
    ],
)
def test_an_item_that_cannot_be_read_is_rejected(value: Any, reason: str) -> None:
    batch = batch_of(item("tiktok.com", VIDEO), value)
    ((_, row, found),) = batch.rejects.rows()
    assert row == 2
    assert found.startswith(reason)
    assert batch.frames[Posted].height == 1
