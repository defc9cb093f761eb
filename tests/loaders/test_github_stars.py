import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from graph_models import Account, Indicator, Liked, Names, Post, Posted
from loaders import SOURCES, Batch, Input, Options
from loaders.errors import MissingColumn, UnreadableFile

STARS = SOURCES["github_stars"]


def read(text: str) -> list[Batch]:
    file = Input.from_stream(io.BytesIO(text.encode()), name="stars.csv")
    return list(STARS.read(file, Options("stars")))


def test_a_star_is_a_like_of_what_the_owner_posted() -> None:
    (batch,) = read("repo,actor,starred_at\nAnn/Roses,470836,2023-04-04T20:15:37Z\n")
    at = datetime(2023, 4, 4, 20, 15, 37, tzinfo=UTC)
    assert batch.frames[Liked].rows() == [("github:stars:470836", "github:ann/roses", at)]
    assert batch.frames[Posted].rows() == [("github:@ann", "github:ann/roses", None)]
    assert batch.frames[Post]["address"].to_list() == ["https://github.com/Ann/Roses"]
    assert set(batch.frames[Account]["key"]) == {"github:stars:470836", "github:@ann"}


def test_only_what_the_list_suspects_is_an_indicator() -> None:
    (batch,) = read(
        "repo_name,actor,starred_at,fake_acct\n"
        "ann/roses,a,2022-08-25 21:25:19 UTC,suspected-activity_cluster\n"
        "ann/roses,b,2022-08-25 21:25:20 UTC,unknown\n"
    )
    assert batch.frames[Liked].height == 2
    assert batch.frames[Indicator].select("value", "comment").rows() == [
        ("a", "suspected-activity_cluster")
    ]
    assert batch.frames[Names]["end_key"].to_list() == ["github:stars:a"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ann,a,2022-08-25 21:25:19 UTC", "the repository is no owner/name"),
        ("ann/roses/x,a,2022-08-25 21:25:19 UTC", "the repository is no owner/name"),
        ("ann/roses,,2022-08-25 21:25:19 UTC", "actor is empty"),
        ("ann/roses,a,", "starred_at is empty"),
        ("ann/roses,a,once", "starred_at is no time"),
    ],
)
def test_a_row_that_is_no_star_is_rejected(row: str, reason: str) -> None:
    (batch,) = read(f"repo,actor,starred_at\n{row}\n")
    ((_, number, found),) = batch.rejects.rows()
    assert number == 1
    assert found.startswith(reason)


def test_a_table_of_counts_is_told_from_one_of_stars() -> None:
    with pytest.raises(UnreadableFile, match="it counts stars and lists no single one"):
        read("actor,WatchEvent,label\na,1.0,suspected_fake\n")
    with pytest.raises(MissingColumn, match="'starred_at'"):
        read("actor,repo\na,ann/roses\n")


def test_the_real_stars_are_read_whole(real_data: Path) -> None:
    path = real_data / "github_fake_stars" / "stars_low_activity_flagged.parquet"
    rows = pl.read_parquet(path).to_dicts()
    batches = list(STARS.read(Input.from_path(path), Options("stars")))
    assert sum(batch.read for batch in batches) == len(rows) == 34_284
    assert all(batch.rejects.is_empty() for batch in batches)
    liked = pl.concat([batch.frames[Liked] for batch in batches])
    # A repository that is listed in two spellings has every star of it twice.
    assert set(liked.rows()) == {
        (
            f"github:stars:{row['actor']}",
            f"github:{row['repo'].lower()}",
            datetime.fromisoformat(row["starred_at"]),
        )
        for row in rows
    }
    assert liked.height == 33_937


def test_the_real_stars_with_verdicts_are_read_whole(real_data: Path) -> None:
    path = real_data / "github_fake_stars" / "stars_activity_cluster_flagged.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (batch,) = STARS.read(Input.from_path(path), Options("stars"))
    assert batch.read == len(rows) == batch.frames[Liked].height == 264
    assert batch.rejects.is_empty()
    suspected = {row["actor"] for row in rows if row["fake_acct"] != "unknown"}
    assert set(batch.frames[Indicator]["value"]) == suspected
    seconds = sum(
        datetime.fromisoformat(row["starred_at"].replace(" UTC", "+00:00")).timestamp()
        for row in rows
    )
    assert batch.frames[Liked]["at"].dt.epoch("s").sum() == seconds
