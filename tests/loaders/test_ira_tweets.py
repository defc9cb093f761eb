import csv
import gzip
import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from graph_models import (
    Account,
    Indicator,
    LinksTo,
    Mentions,
    Names,
    Post,
    Posted,
    Record,
    RedirectsTo,
    Reshares,
    Says,
    Tagged,
    Text,
    UsedHandle,
)
from loaders import SOURCES, Batch, Input, Options

IRA = SOURCES["ira_tweets"]
COMBINED = IRA.sample.partition("\n")[0].split(",")
BY_AUTHOR = [
    "author_id",
    "content",
    "region",
    "language",
    "publish_date",
    "harvested_date",
    "following",
    "followers",
    "updates",
    "post_type",
    "retweet",
]
TWEET = {
    "author_id": "Ann_Example",
    "content": "Roses at last",
    "publish_date": "2016-06-16 18:37:00",
    "retweet": "0",
}
AT = datetime(2016, 6, 16, 18, 37, tzinfo=UTC)


def written(columns: list[str], rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(content: bytes) -> list[Batch]:
    file = Input.from_stream(io.BytesIO(content), name="tweets.csv")
    return list(IRA.read(file, Options("ira")))


def load(*tweets: dict[str, str], columns: list[str] = BY_AUTHOR) -> Batch:
    (batch,) = read(written(columns, [TWEET | tweet for tweet in tweets]))
    return batch


def combined(**tweet: str) -> Batch:
    given = {name: value for name, value in TWEET.items() if name != "author_id"}
    (batch,) = read(written(COMBINED, [given | {"author": "Ann_Example"} | tweet]))
    return batch


def all_of(batches: list[Batch], model: type[Record]) -> pl.DataFrame:
    return pl.concat([batch.frames[model] for batch in batches if model in batch.frames]).unique()


def test_an_account_without_id_has_a_key_that_no_id_can_be() -> None:
    batch = load({"followers": "7", "following": "5"}, {"followers": "9", "content": "More"})
    known = batch.frames[Account].select("key", "handle", "followers", "following")
    assert known.rows() == [("x:@ann_example", "Ann_Example", 9, 5)]
    assert batch.frames[UsedHandle].select("start_key", "end_key").rows() == [
        ("x:@ann_example", "x:ann_example")
    ]


def test_a_name_too_long_for_a_handle_is_none() -> None:
    batch = load({"author_id": "4MySquad3312143142"})
    assert batch.frames[Account].select("key", "handle").rows() == [("x:@4mysquad3312143142", None)]
    assert UsedHandle not in batch.frames


def test_a_tweet_without_id_is_known_by_account_time_and_wording() -> None:
    batch = load({}, {"content": "Else"}, {"publish_date": "2016-06-16 18:38:00"})
    keys = batch.frames[Posted]["end_key"].to_list()
    assert len(set(keys)) == 3
    assert all(key.startswith("x:@ann_example/20160616T183") for key in keys)
    assert batch.frames[Posted].row(0) == ("x:@ann_example", keys[0], AT)


def test_equal_tweets_are_numbered_whatever_the_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [TWEET | {"content": "Again" if place % 3 else "Once"} for place in range(30)]
    whole = read(written(BY_AUTHOR, rows))
    assert all_of(whole, Post).height == 30
    monkeypatch.setattr("loaders.csv_records.ROWS_AT_A_TIME", 7)
    parts = read(written(BY_AUTHOR, rows))
    assert len(parts) == 5
    keys = [key for batch in parts for key in batch.frames[Posted]["end_key"]]
    assert keys == whole[0].frames[Posted]["end_key"].to_list()
    (first, *_, last) = [key for key in keys if key.split("/")[2] == keys[1].split("/")[2]]
    assert last == f"{first}/20"


def test_a_tweet_with_its_own_ids_is_keyed_by_them() -> None:
    batch = combined(
        external_author_id="906000000000000000",
        alt_external_id="905874659000000001",
        tweet_id="914580356000000001",
        article_url="http://twitter.com/a",
        publish_date="10/1/2017 9:58",
    )
    at = datetime(2017, 10, 1, 9, 58, tzinfo=UTC)
    posted = ("x:905874659000000001", "x:914580356000000001", at)
    assert batch.frames[Posted].rows() == [posted]
    assert batch.frames[Post]["address"].to_list() == ["http://twitter.com/a"]


@pytest.mark.parametrize(
    ("given", "key"),
    [("2528776985", "x:2528776985"), ("906000000000000000", "x:@ann_example")]
    + [("9.06E+17", "x:@ann_example"), ("", "x:@ann_example")],
)
def test_a_rounded_id_is_none(given: str, key: str) -> None:
    assert combined(external_author_id=given).frames[Account]["key"].to_list() == [key]


@pytest.mark.parametrize(
    ("tweet", "kind"),
    [
        ({"post_type": "R", "retweet": "1"}, "reshare"),
        ({"post_type": "RETWEET", "retweet": "1"}, "reshare"),
        ({"post_type": "QUOTE_TWEET", "retweet": "1"}, "quote"),
        ({"content": "RT @bob: Roses"}, "reshare"),
        ({"content": "@bob roses"}, None),
        ({"content": "'@bob roses'"}, None),
        ({"retweet": ""}, None),
        ({}, "original"),
    ],
)
def test_the_kind_is_what_the_file_and_the_text_say(tweet: dict[str, str], kind: str) -> None:
    posts = load(tweet).frames[Post]
    assert posts.filter(pl.col("text").is_not_null())["kind"].to_list() == [kind]


def test_a_retold_text_reshares_the_post_of_that_name_and_wording() -> None:
    batch = load(
        {"content": "RT @Bob: Roses are red"},
        {"content": "RT @bob Roses, are red!", "author_id": "Carl"},
        {"content": "RT @bob: Roses are …", "author_id": "Dan"},
    )
    originals = batch.frames[Reshares]["end_key"].to_list()
    assert len(originals) == 2
    assert len(set(originals)) == 1
    posted = batch.frames[Posted].filter(end_key=originals[0])
    assert posted.rows() == [("x:@bob", originals[0], None)]


def test_what_stands_in_the_text_is_taken_unless_it_was_cut() -> None:
    text = "Hi .@bob #Roses #12 http://t.co/Ab https://t.co/c… #Ju… @da…"
    frames = load({"content": text}).frames
    assert frames[Tagged].select("end_key", "position").rows() == [("roses", 1)]
    assert frames[Mentions]["end_key"].to_list() == ["x:@bob"]
    assert frames[LinksTo].select("end_key", "seen").rows() == [
        ("https://t.co/Ab", "http://t.co/Ab")
    ]


def test_a_short_link_leads_to_its_step() -> None:
    frames = combined(
        content="a https://t.co/one b https://t.co/two",
        tco1_step1="http://example.org/a?utm_source=x",
    ).frames
    assert set(frames[LinksTo].select("end_key", "seen").rows()) == {
        ("https://example.org/a", "https://t.co/one"),
        ("https://t.co/two", "https://t.co/two"),
    }
    assert frames[RedirectsTo].rows() == [("https://t.co/one", "https://example.org/a")]


def test_a_category_is_an_indicator_that_names_the_account() -> None:
    frames = combined(account_category="RightTroll", account_type="Right").frames
    found = frames[Indicator].select("kind", "value", "network", "comment")
    assert found.rows() == [("account", "Ann_Example", "RightTroll", "Right")]
    assert frames[Names].select("end_label", "end_key").rows() == [("Account", "x:@ann_example")]


@pytest.mark.parametrize(
    ("tweet", "reason"),
    [
        ({"author_id": ""}, "author_id is empty"),
        ({"publish_date": "13/13/2017 9:58"}, "publish_date is no time"),
        ({"post_type": "X"}, "post_type is none of"),
        ({"followers": "-1"}, "followers is no count"),
    ],
)
def test_a_row_that_is_no_tweet_is_rejected(tweet: dict[str, str], reason: str) -> None:
    batch = load(tweet)
    ((_, row, found),) = batch.rejects.rows()
    assert row == 1
    assert found.startswith(reason)


def test_a_listed_account_is_known_by_name_and_by_its_certain_id() -> None:
    columns = "author_id,author,external_author_id,account_type,account_category,congress_2017_id"
    rows = [
        "a,a,906000000000000000,Right,RightTroll,905874659358453760",
        "b,b,777000000000000000,?,Unknown,3072888643",
        "c5,c,3268721905,Right,RightTroll,3067781452",
        "d,d,,,Commercial,",
    ]
    (batch,) = read("\n".join([columns, *rows, ""]).encode())
    assert set(batch.frames[Account].select("key", "handle").rows()) == {
        *(("x:@a", "a"), ("x:905874659358453760", "a"), ("x:@b", "b")),
        *(("x:@c5", "c"), ("x:3268721905", "c"), ("x:@d", "d")),
    }
    assert batch.frames[Names].height == 6


def tweets_of(folder: Path, name: str) -> tuple[list[dict[str, str]], list[Batch]]:
    path = folder / "ira_twitter" / name
    if path.suffix == ".parquet":
        rows = pl.read_parquet(path).cast(pl.String).to_dicts()
    else:
        opening = gzip.open if path.suffix == ".gz" else open
        with opening(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    return rows, list(IRA.read(Input.from_path(path), Options("ira")))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("original_format_sample/TEN_GOP.csv.gz", 11_341),
        ("original_format_sample/Pamela_Moore13.csv.gz", 6_242),
        ("tweets_2015-07-25_2015-08-19.parquet", 53_232),
    ],
)
def test_real_tweets_become_what_the_files_hold(real_data: Path, name: str, count: int) -> None:
    rows, batches = tweets_of(real_data, name)
    assert sum(batch.read for batch in batches) == len(rows) == count
    assert all(batch.rejects.is_empty() for batch in batches)
    posted = all_of(batches, Posted).drop_nulls("at")
    assert posted.height == posted["end_key"].n_unique() == count
    by_account = Counter(f"x:@{row['author_id'].lower()}" for row in rows)
    assert dict(posted["start_key"].value_counts().iter_rows()) == by_account
    seconds = sum(
        datetime.fromisoformat(f"{row['publish_date']}+00:00").timestamp() for row in rows
    )
    assert posted["at"].dt.epoch("s").sum() == seconds
    kinds = dict(all_of(batches, Post)["kind"].value_counts().iter_rows())
    quotes = [row for row in rows if row["post_type"] == "Q"]
    assert kinds["quote"] == len(quotes)
    retold = [row for row in rows if not row["post_type"] and row["content"].startswith("RT @")]
    assert kinds["reshare"] == sum(row["post_type"] == "R" for row in rows) + len(retold)


def test_the_two_layouts_give_a_tweet_one_key(real_data: Path) -> None:
    _, by_author = tweets_of(real_data, "original_format_sample/TEN_GOP.csv.gz")
    _, cut = tweets_of(real_data, "tweets_2016-09_2016-11.parquet")
    assert sum(batch.read for batch in cut) == 326_980
    assert all(batch.rejects.is_empty() for batch in cut)
    own = all_of(cut, Posted).filter(start_key="x:@ten_gop").drop_nulls("at")
    assert own.height == 2_346
    assert own.join(all_of(by_author, Posted), on=["end_key", "at"], how="semi").height == 2_346


def test_the_cut_without_wordings_is_read_whole(real_data: Path) -> None:
    path = real_data / "ira_twitter" / "all_tweets_no_text.parquet"
    table = pl.read_parquet(path, columns=["author_id", "text_hash", "text_len"])
    posts, hashes, saying = 0, set[str](), 0
    for batch in IRA.read(Input.from_path(path), Options("ira")):
        assert batch.rejects.is_empty()
        posts += batch.frames[Posted].height
        saying += batch.frames[Says].height
        hashes |= set(batch.frames[Text]["key"])
    assert posts == table.height == 2_149_133
    worded = table.filter(pl.col("text_len") > 0)
    assert saying == worded.height
    assert hashes == {f"ira:{each}" for each in worded["text_hash"].unique()}


def test_the_real_lists_of_accounts_are_read_whole(real_data: Path) -> None:
    listed, batches = tweets_of(real_data, "accounts.csv")
    assert sum(batch.read for batch in batches) == len(listed) == 2_856
    assert all(batch.rejects.is_empty() for batch in batches)
    ids = set()
    for row in listed:
        given, other = row["external_author_id"], row["congress_2017_id"]
        if given and not given.endswith("000000000"):
            ids.add(given)
        elif given and len(given) == len(other):
            places = max(3, len(given.rstrip("0")))
            if round(int(other) / 10 ** (18 - places)) == int(given[:places]):
                ids.add(other)
    keys = set(all_of(batches, Account)["key"])
    assert {key for key in keys if "@" not in key} == {f"x:{each}" for each in ids}
    assert {key for key in keys if "@" in key} == {
        f"x:@{row['author_id'].lower()}" for row in listed
    }
    categories = Counter(row["account_category"] for row in listed)
    assert dict(all_of(batches, Indicator)["network"].value_counts().iter_rows()) == categories

    users, batches = tweets_of(real_data, "nbc_users.csv")
    assert all(batch.rejects.is_empty() for batch in batches)
    named = {f"x:{row['id']}" if row["id"] else f"x:@{row['screen_name'].lower()}" for row in users}
    assert set(all_of(batches, Account)["key"]) == named
    followers = sum(int(row["followers_count"] or 0) for row in users)
    assert all_of(batches, Account)["followers"].sum() == followers
