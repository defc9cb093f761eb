import csv
import io
from datetime import UTC, datetime

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
    Quotes,
    RepliesTo,
    Tagged,
)
from loaders import SOURCES, Batch, Input, Options
from loaders.errors import MissingColumn, UnreadableFile

FOURCAT = SOURCES["fourcat"]
AT = datetime(2024, 6, 15, 10, 0, tzinfo=UTC)
TIMES = {"timestamp": "2024-06-15 12:00:00", "unix_timestamp": "1718445600"}

TELEGRAM = TIMES | {
    "id": "RoseNews-5",
    "thread_id": "RoseNews",
    "chat": "RoseNews",
    "author": "1001",
    "author_username": "RoseNews",
    "author_name": "",
    "body": "Roses #now https://example.org/b",
    "reply_to": "",
    "views": "90",
    "unix_timestamp_forwarded_from": "",
    "link_attached": "https://example.org/a",
}
TIKTOK = TIMES | {
    "id": "73",
    "thread_id": "73",
    "author": "Ann.Example",
    "author_full": "Ann",
    "author_followers": "12",
    "body": "Look #roses",
    "tiktok_url": "https://www.tiktok.com/@Ann.Example/video/73",
    "likes": "5",
    "comments": "1",
    "shares": "2",
    "plays": "80",
    "hashtags": "roses,june",
}
TWEET = TIMES | {
    "id": "1801",
    "thread_id": "1801",
    "body": "Roses https://t.co/abc",
    "author": "ann",
    "author_id": "77",
    "retweet_count": "1",
    "is_retweet": "no",
    "is_quote_tweet": "no",
    "is_reply": "no",
    "quote_tweet_id": "",
    "hashtags": "",
    "urls": "https://example.org/a,b,http://example.org/c",
    "mentions": "Bob",
}
SKEET = {
    "id": "at://did:plc:aaa/app.bsky.feed.post/3k",
    "thread_id": "at://did:plc:aaa/app.bsky.feed.post/3k",
    "timestamp": "1718445600.0",
    "author": "ann.example.org",
    "author_id": "did:plc:aaa",
    "body": "Roses",
    "tags": "",
    "links": "",
    "mentions": "bob.example.org,did:plc:bbb",
    "replied_to_post": "",
    "quoted_post": "https://bsky.app/profile/did:plc:ccc/post/3m",
    "languages": "N/A",
}
PICTURE = TIMES | {
    "id": "Cxy",
    "thread_id": "Cxy",
    "parent_id": "Cxy",
    "author": "ann_example",
    "body": "Look #roses",
    "url": "https://www.instagram.com/p/Cxy",
    "hashtags": "",
    "num_likes": "-1",
    "num_comments": "3",
}
REDDIT = TIMES | {
    "id": "abc",
    "thread_id": "abc",
    "subreddit": "Gardening",
    "author": "ann",
    "body": "",
    "subject": "Roses",
    "url": "https://example.org/a",
    "parent": "",
}


def load(row: dict[str, str]) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    file = Input.from_stream(io.BytesIO(text.getvalue().encode()), name="export.csv")
    (batch,) = FOURCAT.read(file, Options("s"))
    return batch


def test_the_unix_time_counts_for_the_other_is_of_the_machine_s_own_zone() -> None:
    assert load(TIKTOK).frames[Posted]["at"].to_list() == [AT]
    alone = load(TIKTOK | {"unix_timestamp": "", "timestamp": "2024-06-15 10:00:00"})
    assert alone.frames[Posted]["at"].to_list() == [AT]
    older = {name: value for name, value in TIKTOK.items() if name != "unix_timestamp"}
    assert load(older | {"timestamp": "1718445600"}).frames[Posted]["at"].to_list() == [AT]


def test_what_a_telegram_chat_sends_itself_is_published_by_it() -> None:
    frames = load(TELEGRAM).frames
    assert frames[Published].rows() == [("telegram:@rosenews", "telegram:rosenews/5", AT)]
    assert frames[Page].select("kind", "handle").rows() == [("channel", "RoseNews")]
    assert Posted not in frames
    assert frames[Post].select("views", "address").rows() == [(90, "https://t.me/RoseNews/5")]
    assert frames[LinksTo]["end_key"].to_list() == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert frames[Tagged]["end_key"].to_list() == ["now"]


def test_a_telegram_message_of_somebody_stands_in_its_chat() -> None:
    message = {"id": "6", "author": "55", "author_username": "", "reply_to": "5"}
    frames = load(TELEGRAM | message).frames
    assert frames[Posted].rows() == [("telegram:55", "telegram:rosenews/6", AT)]
    assert frames[In].rows() == [("telegram:rosenews/6", "telegram:@rosenews")]
    assert frames[RepliesTo].rows() == [("telegram:rosenews/6", "telegram:rosenews/5")]
    assert frames[Post].filter(key="telegram:rosenews/6")["kind"].to_list() == ["reply"]
    assert frames[Page]["kind"].to_list() == [None]
    forwarded = load(TELEGRAM | {"unix_timestamp_forwarded_from": "1718445000"}).frames
    assert forwarded[Post]["kind"].to_list() == ["reshare"]


def test_a_video_is_a_post_of_an_account() -> None:
    frames = load(TIKTOK).frames
    assert frames[Posted].rows() == [("tiktok:@ann.example", "tiktok:73", AT)]
    counts = frames[Post].select("likes", "replies", "reshares", "views")
    assert counts.rows() == [(5, 1, 2, 80)]
    assert frames[Tagged].select("end_key", "position").rows() == [("roses", 1), ("june", 2)]
    with_id = load(TIKTOK | {"author_id": "9"}).frames
    assert with_id[Account].select("key", "handle").rows() == [("tiktok:9", "Ann.Example")]
    old = {name: value for name, value in TIKTOK.items() if name != "likes"}
    assert load(old | {"amount_likes": "4"}).frames[Post]["likes"].to_list() == [4]


@pytest.mark.parametrize(
    ("tweet", "kind"),
    [
        ({}, "original"),
        ({"is_retweet": "yes"}, "reshare"),
        ({"is_reply": "yes", "is_quote_tweet": "yes"}, "reply"),
        ({"is_quote_tweet": "yes"}, "quote"),
        ({"is_retweet": ""}, None),
    ],
)
def test_yes_and_no_say_what_a_tweet_is(tweet: dict[str, str], kind: str | None) -> None:
    assert load(TWEET | tweet).frames[Post]["kind"].to_list() == [kind]


def test_a_tweet_s_links_are_those_that_are_listed() -> None:
    frames = load(TWEET | {"quote_tweet_id": "1700"}).frames
    assert frames[LinksTo]["end_key"].to_list() == [
        "https://example.org/a,b",
        "https://example.org/c",
    ]
    assert frames[Mentions].rows() == [("x:1801", "x:@bob")]
    assert frames[Quotes].rows() == [("x:1801", "x:1700")]


def test_bluesky_posts_are_known_by_lasting_ids() -> None:
    frames = load(SKEET).frames
    post = "bluesky:at://did:plc:aaa/app.bsky.feed.post/3k"
    assert frames[Posted].rows() == [("bluesky:did:plc:aaa", post, AT)]
    assert frames[Quotes].rows() == [(post, "bluesky:at://did:plc:ccc/app.bsky.feed.post/3m")]
    assert frames[Mentions]["end_key"].to_list() == [
        "bluesky:@bob.example.org",
        "bluesky:did:plc:bbb",
    ]
    assert frames[Post].filter(key=post).select("kind", "language").rows() == [("quote", None)]
    named = load(SKEET | {"quoted_post": "https://bsky.app/profile/ann.org/post/3m"}).frames
    assert Quotes not in named


def test_a_hidden_count_is_none() -> None:
    frames = load(PICTURE).frames
    assert frames[Post].select("key", "likes", "replies").rows() == [("instagram:Cxy", None, 3)]
    assert frames[Posted]["start_key"].to_list() == ["instagram:@ann_example"]
    assert frames[Tagged]["end_key"].to_list() == ["roses"]


def test_submissions_and_comments_stand_in_a_subreddit() -> None:
    frames = load(REDDIT).frames
    assert frames[Posted].rows() == [("reddit:@ann", "reddit:t3_abc", AT)]
    assert frames[In].rows() == [("reddit:t3_abc", "reddit:r/gardening")]
    assert frames[Post]["text"].to_list() == ["Roses"]
    comment = {"id": "def", "subject": "", "body": "Nice", "author": "[deleted]"}
    frames = load(REDDIT | comment).frames
    assert Posted not in frames
    assert frames[RepliesTo].rows() == [("reddit:t1_def", "reddit:t3_abc")]
    nested = load(REDDIT | comment | {"parent": "t1_xyz"}).frames
    assert nested[RepliesTo].rows() == [("reddit:t1_def", "reddit:t1_xyz")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (TIKTOK | {"id": ""}, "id is empty"),
        (TIKTOK | {"unix_timestamp": "", "timestamp": ""}, "timestamp is empty"),
        (TIKTOK | {"unix_timestamp": "soon"}, "unix_timestamp is no time"),
        (TIKTOK | {"likes": "-2"}, "likes is no count"),
        (TIKTOK | {"author": ""}, "the row has neither author nor chat"),
        (TELEGRAM | {"id": "RoseNews"}, "the id has no number"),
    ],
)
def test_a_row_that_is_no_post_is_rejected(row: dict[str, str], reason: str) -> None:
    ((_, number, found),) = load(row).rejects.rows()
    assert number == 1
    assert found.startswith(reason)


def test_an_export_of_another_sort_is_told() -> None:
    with pytest.raises(UnreadableFile, match="no 4CAT export of telegram, tiktok, x"):
        load({"id": "1", "thread_id": "1", "board": "pol"})
    with pytest.raises(MissingColumn, match="no column 'id'"):
        load({"tiktok_url": "1"})
