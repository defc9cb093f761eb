"""Labelled sets: accounts of a published takedown among ordinary ones, and mixtures made of them.

Every mixture is dealt by fixed random orders. Merged controls are chance by construction: the
controls' posts dealt to pseudo-accounts that post as much as the takedown's accounts. Fans are
invented accounts that reshare what the campaign reshared, with delays of people.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from loaders.wording import wordings

DEBATE_HOURS = (1_438_908_240, 1_438_967_580)
"""First and last second of the controls' posts, 2015-08-07 00:44 to 17:13 UTC."""

MONTHS = ("2015-06-01", "2015-10-01", "2016-02-01", "2017-03-01")
MONTH_DAYS = 26

WORDY = 30
"""Characters from which a wording known by its hash is taken to have six words."""

FANS = (("30 min", 1800, False), ("5 min", 300, False), ("30 min and friends", 1800, True))
"""Worlds of fans: what they are called, the median delay in seconds, whether they have friends."""

COLUMNS = ("account", "text", "at", "english", "reshare", "wording", "words")


@dataclass(frozen=True, eq=False)
class Labelled:
    """Posts of accounts of which some are known to belong to an operation."""

    name: str
    posts: pl.DataFrame
    """Columns account, text (null where only its hash is known), at (seconds), english (a flag),
    reshare (a flag), wording (a key) and words; of some sets also pictures (a list), of mixtures
    positive: whether the account is of the takedown."""

    least_posts: int = 0
    """Accounts with fewer posts are part of the run and not of the figures."""

    resolution: int = 60
    """Seconds to which all times are cut: 60 where some set's times are whole minutes."""


def takedown(data: Path, cut: str = "2015-07-25_2015-08-19") -> pl.DataFrame:
    """The posts of the Internet Research Agency in a cut of the data set that has texts."""
    table = pl.read_parquet(data / "ira_twitter" / f"tweets_{cut}.parquet")
    return _worded(
        table.select(
            account="author_id",
            text="content",
            at=pl.col("publish_date").dt.epoch("s"),
            english=pl.col("language") == "English",
            reshare=pl.col("post_type") == "R",
        )
    )


def controls(data: Path, file: str = "gop_debate_2015") -> pl.DataFrame:
    """Ordinary accounts in one debate, or in another event."""
    table = pl.read_parquet(data / "twitter_organic_controls" / f"{file}.parquet")
    return _worded(
        table.select(
            account="c_" + pl.col("account"),
            text="text",
            at=pl.col("created_at").dt.epoch("s"),
            english=pl.lit(value=True),
            reshare=pl.col("text").str.contains(r"^\W*RT @"),
        )
    )


def pictured(data: Path) -> pl.DataFrame:
    """Posts that show pictures which went viral, with the column pictures."""
    table = pl.read_parquet(data / "mediaeval_image_posts" / "devset_posts.parquet")
    table = table.drop_nulls("created_at")
    posts = table.select(
        account="account",
        text="text",
        at=pl.col("created_at").dt.epoch("s"),
        english=pl.lit(value=True),
        reshare=pl.lit(value=False),
    )
    return _worded(posts).with_columns(pictures=table["image_ids"].str.split(","))


def mixtures(data: Path) -> Iterator[Labelled]:
    """The month of the debate, raw and with merged controls, in one language and in one day."""
    theirs, ordinary = takedown(data), controls(data)
    english = _english(theirs)
    yield _mixed("E0 raw", theirs, ordinary)
    yield _mixed("E1 English", english, ordinary)
    yield _mixed("E2 English, 2 posts or more", english, ordinary, least_posts=2)
    yield _mixed("E3 English, 5 posts or more", english, ordinary, least_posts=5)
    yield _mixed(
        "E4 same 16 hours", theirs.filter(pl.col("at").is_between(*DEBATE_HOURS)), ordinary
    )
    yield _mixed("E5 merged controls", theirs, merged(ordinary, theirs, seed=0))
    yield _mixed("E6 English, merged controls", english, merged(ordinary, english, seed=1))
    for name, median, friends in (
        ("30 min", 1800, False),
        ("5 min", 300, False),
        ("30 min and friends", 1800, True),
    ):
        admirers = fans(theirs, median=median, friends=friends)
        yield _mixed(f"E0 and fans, {name}", theirs, pl.concat([ordinary, admirers]))


def months(data: Path) -> Iterator[Labelled]:
    """Other months, in which wordings are known by their hashes, with the same controls."""
    every = pl.scan_parquet(data / "ira_twitter" / "all_tweets_no_text.parquet")
    ordinary = _by_length(controls(data))
    for month in MONTHS:
        begin = pl.lit(month).str.to_datetime()
        theirs = _by_length(
            every.filter(
                (pl.col("publish_date") >= begin)
                & (pl.col("publish_date") < begin + pl.duration(days=MONTH_DAYS))
                & (pl.col("text_len") > 0)
            )
            .select(
                account="author_id",
                text=pl.lit(None, pl.String),
                at=pl.col("publish_date").dt.epoch("s"),
                english=pl.col("language") == "English",
                reshare=pl.col("post_type") == "R",
                wording=pl.format("hash:{}", "text_hash"),
                words=pl.col("text_len").cast(pl.Int64),
            )
            .collect(),
            known=True,
        )
        for language, chosen in (("", theirs), (", English", _english(theirs))):
            yield _mixed(f"{month}{language}", chosen, ordinary)
            yield _mixed(f"{month}{language}, merged", chosen, merged(ordinary, chosen, seed=0))


def merged(ordinary: pl.DataFrame, theirs: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """The ordinary posts, each at its time, dealt to accounts that post as much as the others."""
    chance = np.random.default_rng(seed)
    numbers = theirs.group_by("account").len().sort("account")["len"].to_numpy()
    sizes = chance.permutation(numbers)
    owners = np.repeat(np.arange(sizes.size), sizes)
    if owners.size < ordinary.height:
        more = chance.integers(0, sizes.size, ordinary.height - owners.size)
        owners = np.concatenate([owners, more])
    dealt: NDArray[np.int64] = chance.permutation(owners[: ordinary.height])
    return ordinary.with_columns(account=pl.format("m_{}", pl.Series(dealt)))


def fans(theirs: pl.DataFrame, *, median: float, friends: bool, number: int = 1000) -> pl.DataFrame:
    """Accounts that each reshare 3 to 30 of the posts that the campaign reshared.

    ``median``: of the delay after the first reshare, in seconds, lognormal with sigma 1.3.
    ``friends``: of each four, others reshare it too with a chance of .3, some 300 s later.
    """
    chance = np.random.default_rng(0)
    reshared = (
        theirs.filter("reshare")
        .group_by("wording", "english")
        .agg(pl.col("at").min(), pl.col("words").first(), pl.len())
        .filter(pl.col("len") >= 2)
        .sort("wording", "english")
    )
    weight, first = reshared["len"].to_numpy(), reshared["at"].to_numpy()
    sides = [np.flatnonzero((reshared["english"] == side).to_numpy()) for side in (True, False)]
    rows: list[tuple[str, int, int]] = []
    for fan in range(number):
        theme = sides[0] if chance.random() < 0.5 or not sides[1].size else sides[1]
        wanted = int(np.clip(chance.lognormal(2, 0.8), 3, 30))
        share = weight[theme] / weight[theme].sum()
        for place in chance.choice(theme, min(wanted, theme.size), replace=False, p=share):
            at = int(first[place] + chance.lognormal(np.log(median), 1.3))
            rows.append((f"fan_{fan}", int(place), at))
            for other in range(4 if friends else 0):
                if other != fan % 4 and chance.random() < 0.3:
                    late = at + int(chance.exponential(300))
                    rows.append((f"fan_{fan // 4 * 4 + other}", int(place), late))
    names, places, times = zip(*rows, strict=True)
    chosen = reshared[list(places)]
    return chosen.select(
        account=pl.Series(names),
        text=pl.lit(None, pl.String),
        at=pl.Series(times),
        english="english",
        reshare=pl.lit(value=True),
        wording="wording",
        words="words",
    )


def _mixed(
    name: str, theirs: pl.DataFrame, ordinary: pl.DataFrame, *, least_posts: int = 0
) -> Labelled:
    both = [
        each.select(*COLUMNS, positive=pl.lit(positive))
        for each, positive in ((theirs, True), (ordinary, False))
    ]
    return Labelled(name, pl.concat(both), least_posts)


def _english(posts: pl.DataFrame) -> pl.DataFrame:
    """The posts of the accounts more than half of whose posts are English."""
    return posts.filter(pl.col("english").mean().over("account") > 0.5)


def _worded(posts: pl.DataFrame) -> pl.DataFrame:
    said = wordings(posts["text"])
    return posts.with_columns(wording=said["key"], words=said["words"]).select(COLUMNS)


def _by_length(posts: pl.DataFrame, *, known: bool = False) -> pl.DataFrame:
    """Six words for a wording of so many characters, one for a shorter; the texts are gone."""
    length = pl.col("words") if known else wordings(posts["text"])["wording"].str.len_chars()
    six = pl.when(length >= WORDY).then(6).otherwise(1).cast(pl.Int64)
    return posts.with_columns(words=six, text=pl.lit(None, pl.String)).drop_nulls("wording")
