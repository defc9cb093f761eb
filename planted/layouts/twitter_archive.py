"""The official archive of information operations: one table of users, one of tweets."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from planted.case import PlantedFile, truth_of
from planted.chance import Ids, Weights, identifiers
from planted.world import Settled

SOURCE = "twitter_archive"
PLATFORM = "x"

USERS = (
    "userid", "user_display_name", "user_screen_name", "user_reported_location",
    "user_profile_description", "user_profile_url", "follower_count", "following_count",
    "account_creation_date", "account_language",
)  # fmt: skip

TWEETS = (
    "tweetid", *USERS, "tweet_language", "tweet_text", "tweet_time", "tweet_client_name",
    "in_reply_to_userid", "in_reply_to_tweetid", "quoted_tweet_tweetid", "is_retweet",
    "retweet_userid", "retweet_tweetid", "latitude", "longitude", "quote_count", "reply_count",
    "like_count", "retweet_count", "hashtags", "urls", "user_mentions", "poll_choices",
)  # fmt: skip

CLIENTS = ("Telephone app", "Pocket app", "Web client", "Desk client")
ROWS_AT_A_TIME = 100_000

_EPOCH_MS = 1_288_834_974_657
"""Milliseconds since 1970 at which the platform's post ids begin to count."""


@dataclass(frozen=True)
class Archive:
    """A settled world with the ids and counts that the platform would give it."""

    world: Settled
    userid: pl.Series
    tweetid: pl.Series
    """One for each post, in the order of the posts, rising with time."""
    users: pl.DataFrame
    interactions: Ids
    """What each post drew in likes, reshares, replies and quotes; 0 for a reshare."""

    @classmethod
    def of(cls, world: Settled, reach: Weights, rng: Generator) -> "Archive":
        """Ids and counts; ``reach`` is how many interactions a post of each account draws."""
        userid = identifiers(rng, len(world.accounts), digits=18).alias("userid")
        author = world.posts["account"].to_numpy()
        liking = np.exp(1.2 * rng.standard_normal(len(author)) - 0.72)
        drawn = np.where(world.posts["reshares"].is_null(), reach[author] * liking, 0)
        return cls(
            world=world,
            userid=userid,
            tweetid=pl.Series("tweetid", _tweetids(rng, world.posts["at"].to_numpy())),
            users=_users(world.accounts, userid),
            interactions=drawn.astype(np.int64),
        )

    def truth(self) -> pl.DataFrame:
        """Columns TRUTH, one row for each account."""
        return truth_of(PLATFORM, self.userid, self.world.accounts)

    def write(self, folder: Path, name: str, rng: Generator) -> tuple[PlantedFile, ...]:
        """The two tables, users shuffled and tweets in order of time."""
        users, tweets = folder / f"{name}_users.csv", folder / f"{name}_tweets.csv"
        self.users.select(USERS)[rng.permutation(len(self.users))].write_csv(users)
        clients = rng.choice(len(CLIENTS), size=len(self.users), p=(0.5, 0.25, 0.2, 0.05))
        with tweets.open("wb") as file:
            for rows in self._tweets(pl.Series(CLIENTS, dtype=pl.String).gather(clients)):
                rows.write_csv(file, include_header=file.tell() == 0)
        return (
            PlantedFile(SOURCE, users, len(self.users)),
            PlantedFile(SOURCE, tweets, len(self.world.posts)),
        )

    def _tweets(self, clients: pl.Series) -> Iterator[pl.DataFrame]:
        """The table of tweets, some rows at a time."""
        posts = self.world.posts.with_columns(self.tweetid, interactions=self.interactions)
        shared = posts["reshares"].drop_nulls().to_numpy()
        ids = posts["post"].to_numpy()
        passed_on = np.bincount(shared, minlength=int(ids.max(initial=0)) + 1)
        posts = posts.with_columns(passed_on=pl.Series(passed_on).gather(posts["post"]))
        accounts = self.users.with_columns(tweet_client_name=clients)
        row_of = np.zeros(len(passed_on), np.int64)
        row_of[ids] = np.arange(len(posts))
        for rows in posts.iter_slices(ROWS_AT_A_TIME):
            yield _tweet_rows(rows, posts, pl.Series(row_of), accounts)


def _tweetids(rng: Generator, at: Ids) -> pl.Series:
    """Ids that rise with the ordered times, as the platform's do."""
    milliseconds = np.sort(at * 1_000 + rng.integers(0, 1_000, size=len(at))) - _EPOCH_MS
    low = np.arange(len(at)) % 2**22
    return pl.Series((milliseconds << 22) + low).cast(pl.String)


def _users(accounts: pl.DataFrame, userid: pl.Series) -> pl.DataFrame:
    return accounts.select(
        userid,
        user_display_name="name",
        user_screen_name="handle",
        user_reported_location="location",
        user_profile_description="bio",
        user_profile_url=pl.lit(None, dtype=pl.String),
        follower_count="followers",
        following_count="following",
        account_creation_date=pl.from_epoch("created").dt.strftime("%Y-%m-%d"),
        account_language=pl.lit("en"),
    )


def _tweet_rows(
    rows: pl.DataFrame, posts: pl.DataFrame, row_of: pl.Series, accounts: pl.DataFrame
) -> pl.DataFrame:
    """Posts as rows of the table; a reshare repeats the wording, tags and links it passes on."""
    told = _told(rows, posts, row_of, accounts)
    is_retweet = pl.col("reshares").is_not_null()
    body = pl.concat_str(
        pl.format("@{}", "mention_handle"), "wording", _tagged(pl.col("all_tags")), "link",
        separator=" ", ignore_nulls=True,
    )  # fmt: skip
    drew = pl.col("interactions")
    table = told.with_columns(
        tweet_language=pl.lit("en"),
        tweet_text=pl.when(is_retweet)
        .then(pl.format("RT @{}: {}", "target_handle", body))
        .otherwise(body),
        tweet_time=pl.from_epoch("at").dt.strftime("%Y-%m-%d %H:%M:%S"),
        in_reply_to_userid=pl.when(pl.col("replies_to").is_not_null()).then("target_userid"),
        in_reply_to_tweetid=pl.when(pl.col("replies_to").is_not_null()).then("target_tweetid"),
        quoted_tweet_tweetid=pl.when(pl.col("quotes").is_not_null()).then("target_tweetid"),
        is_retweet=pl.when(is_retweet).then(pl.lit("True")).otherwise(pl.lit("False")),
        retweet_userid=pl.when(is_retweet).then("target_userid"),
        retweet_tweetid=pl.when(is_retweet).then("target_tweetid"),
        latitude=pl.lit(None, dtype=pl.String),
        longitude=pl.lit(None, dtype=pl.String),
        quote_count=drew // 50,
        reply_count=drew // 12,
        like_count=drew - drew // 50 - drew // 12 - drew // 6,
        retweet_count=pl.max_horizontal(drew // 6, "passed_on"),
        hashtags=_listed(pl.col("all_tags").str.split(" ")),
        urls=_listed(pl.concat_list("link").list.drop_nulls()),
        user_mentions=_listed(
            pl.concat_list(
                "mention_userid", pl.when(is_retweet).then("target_userid")
            ).list.drop_nulls()
        ),
        poll_choices=pl.lit(None, dtype=pl.String),
    )
    return table.select(TWEETS)


def _told(
    rows: pl.DataFrame, posts: pl.DataFrame, row_of: pl.Series, accounts: pl.DataFrame
) -> pl.DataFrame:
    """The rows with their account's columns and with what they pass on, answer or mention."""
    target = rows.select(pl.coalesce("reshares", "replies_to", "quotes")).to_series()
    aim = posts.select(
        pl.col("tweetid", "account", "text", "tags", "url", "mentions").gather(
            row_of.gather(target)
        )
    )
    is_retweet = rows["reshares"].is_not_null()
    mentioned = aim["mentions"].zip_with(is_retweet, rows["mentions"])
    handles, userids = accounts["user_screen_name"], accounts["userid"]
    return rows.with_columns(
        target_tweetid=aim["tweetid"],
        target_userid=userids.gather(aim["account"]),
        target_handle=handles.gather(aim["account"]),
        wording=aim["text"].zip_with(is_retweet, rows["text"]),
        all_tags=aim["tags"].zip_with(is_retweet, rows["tags"]),
        link=aim["url"].zip_with(is_retweet, rows["url"]),
        mention_handle=handles.gather(mentioned),
        mention_userid=userids.gather(mentioned),
    ).hstack(accounts.select(pl.all().gather(rows["account"])))


def _tagged(tags: pl.Expr) -> pl.Expr:
    """The tags with the number sign before each."""
    return pl.format("#{}", tags.str.replace_all(" ", " #", literal=True))


def _listed(values: pl.Expr) -> pl.Expr:
    """A list as the archive writes it, null where it is empty."""
    inner = pl.lit("['") + values.list.join("', '") + pl.lit("']")
    return pl.when(values.list.len() > 0).then(inner)
