import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from graph_models import (
    Account,
    Handle,
    LinksTo,
    Mentions,
    On,
    Post,
    Posted,
    Quotes,
    RepliesTo,
    Reshares,
    Says,
    Tagged,
    Text,
    UsedHandle,
)
from loaders import SOURCES, Batch, Input, Options

ARCHIVE = SOURCES["twitter_archive"]
COLUMNS = ARCHIVE.sample.partition("\n")[0].split(",")
TWEET = {
    "tweetid": "901",
    "userid": "77",
    "user_screen_name": "Ann_Example",
    "tweet_time": "2020-05-01 12:00",
    "tweet_text": "Look at this",
    "is_retweet": "False",
}


def load(*tweets: dict[str, str]) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(TWEET | tweet for tweet in tweets)
    file = Input.from_stream(io.BytesIO(text.getvalue().encode()), name="tweets.csv")
    (batch,) = ARCHIVE.read(file, Options("s"))
    return batch


def test_a_tweet_is_a_post_of_an_account_with_a_handle() -> None:
    batch = load({"like_count": "5", "retweet_count": "2", "reply_count": "1"})
    at = datetime(2020, 5, 1, 12, tzinfo=UTC)
    assert batch.frames[Posted].rows() == [("x:77", "x:901", at)]
    assert batch.frames[Handle].rows() == [("x:ann_example", "x", "Ann_Example")]
    assert batch.frames[UsedHandle].select("start_key", "end_key").rows() == [
        ("x:77", "x:ann_example")
    ]
    counts = batch.frames[Post].select("kind", "likes", "reshares", "replies")
    assert counts.rows() == [("original", 5, 2, 1)]
    assert batch.frames[Text]["wording"].to_list() == ["look at this"]


@pytest.mark.parametrize(
    ("tweet", "kind"),
    [
        ({"is_retweet": "true", "in_reply_to_tweetid": "5"}, "reshare"),
        ({"in_reply_to_tweetid": "5", "quoted_tweet_tweetid": "6"}, "reply"),
        ({"in_reply_to_userid": "9"}, "reply"),
        ({"quoted_tweet_tweetid": "6"}, "quote"),
        ({}, "original"),
        ({"is_retweet": ""}, None),
    ],
)
def test_the_kind_of_a_tweet_follows_from_its_ties(tweet: dict[str, str], kind: str | None) -> None:
    assert load(tweet).frames[Post].filter(key="x:901")["kind"].to_list() == [kind]


def test_ties_lead_to_posts_and_to_those_who_posted_them() -> None:
    batch = load(
        {"is_retweet": "True", "retweet_tweetid": "1", "retweet_userid": "8"},
        {"tweetid": "902", "in_reply_to_tweetid": "2", "in_reply_to_userid": "9"},
        {"tweetid": "903", "quoted_tweet_tweetid": "3"},
    )
    frames = batch.frames
    assert frames[Reshares].rows() == [("x:901", "x:1")]
    assert frames[RepliesTo].rows() == [("x:902", "x:2")]
    assert frames[Quotes].rows() == [("x:903", "x:3")]
    unknown_time = frames[Posted].filter(pl.col("at").is_null())
    assert unknown_time.select("start_key", "end_key").rows() == [("x:8", "x:1"), ("x:9", "x:2")]
    assert set(frames[Post]["key"]) == {"x:901", "x:902", "x:903", "x:1", "x:2", "x:3"}


@pytest.mark.parametrize("tags", ["[Roses, June]", "['Roses', 'June']", "['Roses','June']"])
def test_hashtags_keep_their_places(tags: str) -> None:
    tagged = load({"hashtags": tags}).frames[Tagged]
    assert tagged.rows() == [("x:901", "roses", 1), ("x:901", "june", 2)]


def test_links_are_canonical_and_may_hold_commas() -> None:
    batch = load({"urls": "[http://Example.org/a,b?utm_source=x, ftp://example.org/, t.co/z]"})
    assert batch.frames[LinksTo].rows() == [
        ("Url", "x:901", "https://example.org/a,b", "http://Example.org/a,b?utm_source=x"),
        ("Url", "x:901", "https://t.co/z", "t.co/z"),
    ]
    assert batch.frames[On].rows()[0] == ("https://example.org/a,b", "example.org")


def test_mentioned_accounts_are_known_by_id() -> None:
    batch = load({"user_mentions": "[8, h4sh+=]"})
    assert batch.frames[Mentions].rows() == [("x:901", "x:8"), ("x:901", "x:h4sh+=")]
    assert {"x:8", "x:h4sh+="} <= set(batch.frames[Account]["key"])


def test_a_hashed_name_is_no_name() -> None:
    hashed = {"userid": "h4sh", "user_screen_name": "h4sh", "user_display_name": "h4sh"}
    batch = load(hashed)
    assert batch.frames[Account].select("key", "handle", "name").rows() == [("x:h4sh", None, None)]
    assert Handle not in batch.frames


def test_a_text_without_words_says_nothing() -> None:
    batch = load({"tweet_text": "https://t.co/a"})
    assert Says not in batch.frames
    assert batch.frames[Post]["text"].to_list() == ["https://t.co/a"]


@pytest.mark.parametrize(
    ("tweet", "reason"),
    [
        ({"tweetid": ""}, "tweetid is empty"),
        ({"tweet_time": "30000-01-01 00:00"}, "tweet_time is no time"),
        ({"is_retweet": "perhaps"}, "is_retweet is neither true nor false"),
        ({"hashtags": "Roses"}, "hashtags is no list in square brackets"),
        ({"like_count": "-1"}, "like_count is no count"),
        ({"account_creation_date": "once"}, "account_creation_date is no day or time"),
        ({"userid": "9.19755E+17"}, "userid is a rounded number"),
    ],
)
def test_a_row_that_is_no_tweet_is_rejected(tweet: dict[str, str], reason: str) -> None:
    batch = load(tweet)
    ((file, row, found),) = batch.rejects.rows()
    assert (file, row) == ("tweets.csv", 1)
    assert found.startswith(reason)
    assert not batch.frames


def test_the_published_users_file_is_read_whole(real_data: Path) -> None:
    path = real_data / "twitter_io_china_201908" / "china_082019_1_users_csv_hashed.csv"
    with path.open(encoding="utf-8", newline="") as file:
        users = list(csv.DictReader(file))
    batches = list(ARCHIVE.read(Input.from_path(path), Options("china")))

    assert sum(batch.read for batch in batches) == len(users) == 744
    assert all(batch.rejects.is_empty() for batch in batches)
    accounts = pl.concat([batch.frames[Account] for batch in batches])
    assert set(accounts["key"]) == {f"x:{user['userid']}" for user in users}
    assert accounts["followers"].sum() == sum(int(user["follower_count"]) for user in users)
    named = [user for user in users if user["user_screen_name"] != user["userid"]]
    assert accounts["handle"].drop_nulls().len() == len(named)
    days = {f"x:{user['userid']}": user["account_creation_date"] for user in users}
    for key, created_at in accounts.select("key", "created_at").iter_rows():
        assert created_at.isoformat() == f"{days[key]}T00:00:00+00:00"
