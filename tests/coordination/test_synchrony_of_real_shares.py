from pathlib import Path

import polars as pl
import pytest

from coordination.posts import Claim, give_once
from coordination.synchrony import judge, measure

SHARES = Path(__file__).parents[3] / "shared" / "data" / "coortweet"


def german(*columns: str) -> list[pl.DataFrame]:
    table = pl.read_parquet(real("german_elections_2021.parquet")).with_columns(
        pl.col("timestamp").cast(pl.Int64).alias("at"),
        pl.col("account_id").rank("dense").cast(pl.UInt32).alias("actor"),
        pl.struct("account_id", "post_id").rank("dense").cast(pl.UInt32).alias("post"),
    )
    return [
        table.drop_nulls(column)
        .select("actor", pl.col(column).cast(pl.UInt32).alias("object"), "at", "post")
        .unique(["actor", "object", "post"])
        for column in columns
    ]


def real(file: str) -> Path:
    if not (SHARES / file).exists():
        pytest.skip(f"{file} is not at hand; it belongs in {SHARES}")
    return SHARES / file


def flagged(traces: list[pl.DataFrame]) -> int:
    """Accounts in tier 1, the traces taking their turns in the order given."""
    evidence = give_once([Claim(turn=turn, acts=acts) for turn, acts in enumerate(traces)])
    everyone = pl.concat([acts["actor"] for acts in traces]).n_unique()
    measured = [measure(acts, within=60) for acts in evidence]
    return int(judge(measured, actors=everyone)["tier_1"].sum())


@pytest.mark.parametrize(
    ("column", "accounts"),
    [("url_id", 128), ("hashtag_id", 51), ("phash_id", 53), ("domain_id", 8)],
)
def test_german_shares_flag_as_many_as_in_the_trial(column: str, accounts: int) -> None:
    assert flagged(german(column)) == accounts


def test_four_german_traces_together_flag_as_many_as_in_the_trial() -> None:
    assert flagged(german("url_id", "phash_id", "hashtag_id", "domain_id")) == 184


def test_russian_reshares_flag_nobody() -> None:
    table = pl.read_parquet(real("russian_coord_tweets.parquet")).select(
        pl.col("account_id").rank("dense").cast(pl.UInt32).alias("actor"),
        pl.col("object_id").rank("dense").cast(pl.UInt32).alias("object"),
        pl.col("timestamp_share").cast(pl.Int64).alias("at"),
        pl.col("content_id").rank("dense").cast(pl.UInt32).alias("post"),
    )
    assert flagged([table]) == 0
