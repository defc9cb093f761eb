from pathlib import Path

import polars as pl
import pytest

from loaders.input import Input
from loaders.source import Options
from loaders.sources import twitter_archive
from planted import plant
from planted.cases.core_of_a_crowd import FIXED
from planted.innocents import EXPLANATIONS
from planted.layouts.twitter_archive import TWEETS, USERS

SCALE = 0.02
POSTS_OF_THE_350 = round(121_000 * SCALE**0.5)


def read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / name, infer_schema=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("core")
    plant(folder, scale=SCALE, cases=["core_of_a_crowd"])
    return folder


@pytest.fixture(scope="module")
def users(folder: Path) -> pl.DataFrame:
    users = read(folder, "core_of_a_crowd_users.csv")
    keys = users.with_columns(account=pl.format("x:{}", "userid"))
    return keys.join(read(folder, "truth.csv"), on="account", how="full", coalesce=True)


@pytest.fixture(scope="module")
def tweets(folder: Path, users: pl.DataFrame) -> pl.DataFrame:
    tweets = read(folder, "core_of_a_crowd_tweets.csv")
    at = pl.col("tweet_time").str.to_datetime("%Y-%m-%d %H:%M:%S")
    return tweets.with_columns(at=at).join(users.select("userid", "role", "operation"), on="userid")


def in_role(table: pl.DataFrame, *roles: str) -> pl.DataFrame:
    return table.filter(pl.col("role").is_in(roles))


def test_tables_have_the_columns_of_the_archive_in_order(folder: Path) -> None:
    assert tuple(read(folder, "core_of_a_crowd_users.csv").columns) == USERS
    assert tuple(read(folder, "core_of_a_crowd_tweets.csv").columns) == TWEETS


def test_truth_lists_exactly_the_accounts_of_the_files(
    users: pl.DataFrame, tweets: pl.DataFrame
) -> None:
    assert users["userid"].null_count() == 0
    assert users["role"].null_count() == 0
    assert users["userid"].is_unique().all()
    assert users["user_screen_name"].str.to_lowercase().is_unique().all()
    named = pl.concat([tweets[c].drop_nulls() for c in ("retweet_userid", "in_reply_to_userid")])
    mentioned = tweets["user_mentions"].drop_nulls().str.extract_all(r"\d+").explode()
    assert set(named) | set(mentioned) <= set(users["userid"])
    assert len(tweets) == len(tweets["tweetid"].unique())


def test_350_write_all_they_are_reported_to_write_in_proportion(tweets: pl.DataFrame) -> None:
    own = tweets.filter(pl.col("operation").is_not_null())
    assert len(own) == POSTS_OF_THE_350
    assert own["userid"].n_unique() == sum(FIXED.values()) == 350
    counted = ("like_count", "retweet_count", "reply_count", "quote_count")
    drawn = own.select(pl.sum_horizontal(pl.col(counted).cast(pl.Int64)).sum()).item()
    assert drawn == pytest.approx(35_200_000 * SCALE**0.5, rel=0.1)


def test_five_of_the_core_open_on_one_day_and_fall_silent_with_the_month(
    users: pl.DataFrame, tweets: pl.DataFrame
) -> None:
    days = in_role(users, "core")["account_creation_date"].value_counts()
    assert days.filter(pl.col("account_creation_date") == "2023-03-08")["count"].to_list() == [5]
    five = in_role(users, "core").filter(pl.col("account_creation_date") == "2023-03-08")
    last = tweets.filter(pl.col("userid").is_in(five["userid"].implode()))["at"].dt.date().max()
    assert str(last) <= "2023-03-31"
    first = in_role(tweets, "successor")["at"].dt.date().min()
    assert str(first) >= "2023-04-04"


def test_names_within_a_group_of_the_core_resemble_each_other(users: pl.DataFrame) -> None:
    names = in_role(users, "core", "successor")["user_display_name"].to_list()
    pairs = {name: set(name.split()) for name in names}
    for name, words in pairs.items():
        assert sum(len(words & other) >= 2 for other in pairs.values()) >= 4, name


def test_core_posts_the_same_wording_within_the_minute(tweets: pl.DataFrame) -> None:
    core = in_role(tweets, "core", "successor").sort("tweet_text", "at")
    gap = core.select((pl.col("at") - pl.col("at").shift(1)).over("tweet_text").dt.total_seconds())
    gaps = gap.to_series().drop_nulls()
    assert len(gaps) > 0.4 * len(core)
    assert (gaps <= 60).mean() > 0.7


def test_funnel_amplifiers_come_first_and_the_crowd_after(tweets: pl.DataFrame) -> None:
    posts = tweets.select(retweet_tweetid="tweetid", posted="at", author="role")
    delays = (
        tweets.join(posts, on="retweet_tweetid")
        .filter(pl.col("author").is_in(["core", "successor"]))
        .with_columns(seconds=(pl.col("at") - pl.col("posted")).dt.total_seconds())
    )
    assert (delays["seconds"] > 0).all()
    fast = {
        role: (in_role(delays, role)["seconds"] <= 60).mean() for role in ("amplifier", "supporter")
    }
    assert fast["amplifier"] > 0.3
    assert fast["supporter"] < 0.05
    assert in_role(delays, "supporter")["seconds"].median() > 1_800


def test_retweets_repeat_what_they_pass_on(tweets: pl.DataFrame) -> None:
    original = tweets.select(
        retweet_tweetid="tweetid", text="tweet_text", retweet_of="userid",
        handle="user_screen_name", tags="hashtags", source_is_retweet="is_retweet",
    )  # fmt: skip
    passed = tweets.filter(pl.col("is_retweet") == "True")
    both = passed.join(original, on="retweet_tweetid")
    assert len(both) == len(passed) > 1_000
    wording = pl.format("RT @{}: {}", "handle", "text")
    assert both.select((pl.col("tweet_text") == wording).all()).item()
    assert both.select((pl.col("retweet_userid") == pl.col("retweet_of")).all()).item()
    assert both.select(pl.col("hashtags").eq_missing(pl.col("tags")).all()).item()
    assert set(both["source_is_retweet"]) == {"False"}


def test_rows_are_in_order_of_time_and_ids_rise_with_it(tweets: pl.DataFrame, folder: Path) -> None:
    table = read(folder, "core_of_a_crowd_tweets.csv")
    assert table["tweet_time"].is_sorted()
    assert table["tweetid"].cast(pl.Int64).is_sorted()


def test_nobody_posts_before_being_there(tweets: pl.DataFrame) -> None:
    assert (tweets["account_creation_date"] <= tweets["tweet_time"].str.slice(0, 10)).all()
    assert tweets["tweet_time"].min() >= "2023-03-01"
    assert tweets["tweet_time"].max() < "2023-06-01"


def test_nothing_but_behaviour_tells_the_operation_apart(tweets: pl.DataFrame) -> None:
    clients = tweets.group_by(pl.col("operation").is_null()).agg(
        pl.col("tweet_client_name").unique()
    )
    told = [set(names) for names in clients["tweet_client_name"].to_list()]
    assert told[0] == told[1]
    for column in ("account_language", "tweet_language"):
        assert tweets[column].n_unique() == 1


@pytest.mark.parametrize("role", sorted(EXPLANATIONS))
def test_every_innocent_explanation_is_lived(role: str, users: pl.DataFrame) -> None:
    assert EXPLANATIONS[role].live.__doc__
    living = in_role(users, role)
    assert len(living) >= 10
    assert living["operation"].null_count() == len(living)


def test_every_account_posts(users: pl.DataFrame, tweets: pl.DataFrame) -> None:
    assert tweets["userid"].n_unique() == len(users)


def test_crowd_counts_innocents_for_every_account_of_the_operation(
    users: pl.DataFrame, tmp_path: Path
) -> None:
    assert len(in_role(users, *EXPLANATIONS)) == 3 * 350
    plant(tmp_path, scale=0.005, crowd=0, cases=["core_of_a_crowd"])
    roles = set(read(tmp_path, "truth.csv")["role"])
    assert roles == {*FIXED, "supporter", "public_figure", "outlet"}


def test_a_handful_of_innocents_is_enough_for_a_world(tmp_path: Path) -> None:
    plant(tmp_path, scale=0.001, crowd=0.06, cases=["core_of_a_crowd"])
    assert set(EXPLANATIONS) <= set(read(tmp_path, "truth.csv")["role"])


def test_activity_is_heavy_tailed_and_follows_the_day(tweets: pl.DataFrame) -> None:
    crowd = in_role(tweets, "supporter")
    amount = crowd["userid"].value_counts()["count"].sort(descending=True)
    assert amount.head(len(amount) // 10).sum() > 0.3 * amount.sum()
    hours = crowd["at"].dt.hour()
    assert (hours.is_between(1, 3)).mean() < 0.03
    assert (hours.is_between(17, 20)).mean() > 0.2


@pytest.mark.parametrize("name", ["core_of_a_crowd_users.csv", "core_of_a_crowd_tweets.csv"])
def test_the_source_it_is_written_for_reads_every_row(name: str, folder: Path) -> None:
    path = folder / name
    batches = list(twitter_archive.read.read(Input.from_path(path), Options("planted")))
    assert sum(batch.read for batch in batches) == len(read(folder, name))
    assert all(batch.rejects.is_empty() for batch in batches)
