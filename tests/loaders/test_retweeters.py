import io
from pathlib import Path

import polars as pl
import pytest

from graph_models import Account, Post, Posted, Reshares
from loaders import SOURCES, Batch, Input, Options

LISTS = SOURCES["retweeters"]
HEADER = "account,target_tweet,followers_count,friends_count,created_at,lang\n"


def load(*rows: str) -> Batch:
    file = Input.from_stream(io.BytesIO((HEADER + "\n".join(rows)).encode()), name="list.csv")
    (batch,) = LISTS.read(file, Options("bots"))
    return batch


def test_a_retweeter_reshares_the_tweet_at_a_time_that_nobody_wrote_down() -> None:
    address = "https://twitter.com/Ann_Example/status/902"
    batch = load(f"0001,{address},3,848,2011-05-26T14:24:19Z,es")
    assert batch.frames[Posted].rows() == [
        ("x:bots:0001", "x:bots:0001/reshares/902", None),
        ("x:@ann_example", "x:902", None),
    ]
    assert batch.frames[Reshares].rows() == [("x:bots:0001/reshares/902", "x:902")]
    assert batch.frames[Post].select("key", "kind", "address").rows() == [
        ("x:902", None, address),
        ("x:bots:0001/reshares/902", "reshare", None),
    ]
    account = batch.frames[Account].select("followers", "following", "language").row(0)
    assert account == (3, 848, "es")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,https://twitter.com/ann_example,,,,", "target_tweet is no address of a tweet"),
        ("a,https://example.org/ann/status/9,,,,", "target_tweet is no address of a tweet"),
        (",https://twitter.com/ann/status/9,,,,", "account is empty"),
        ("a,https://twitter.com/ann/status/9,,,then,", "created_at is no time"),
    ],
)
def test_a_row_without_a_tweet_or_a_retweeter_is_rejected(row: str, reason: str) -> None:
    ((_, number, found),) = load(row).rejects.rows()
    assert number == 1
    assert found.startswith(reason)


@pytest.mark.parametrize(("name", "count"), [("benimmo", 73_645), ("briankrebs", 11_569)])
def test_the_real_lists_are_read_whole(real_data: Path, name: str, count: int) -> None:
    path = real_data / "retweet_botnet_2017" / f"retweeters_{name}.parquet"
    rows = pl.read_parquet(path).to_dicts()
    batches = list(LISTS.read(Input.from_path(path), Options("bots")))
    assert sum(batch.read for batch in batches) == len(rows) == count
    assert all(batch.rejects.is_empty() for batch in batches)
    pairs = {
        (f"x:bots:{row['account']}/reshares/{tweet}", f"x:{tweet}")
        for row in rows
        for tweet in [row["target_tweet"].rsplit("/", 1)[1]]
    }
    reshares = pl.concat([batch.frames[Reshares] for batch in batches])
    assert set(reshares.rows()) == pairs
    accounts = pl.concat([batch.frames[Account] for batch in batches])
    followers = {(row["account"], int(row["followers_count"])) for row in rows}
    assert accounts["followers"].sum() == sum(each for _, each in followers)
