import gzip
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from loaders import Input
from loaders.errors import MissingColumn
from loaders.four_columns import ACTS, read_acts

ROWS = "account_id,object_id,content_id,timestamp_share\n Ann ,O:1,7,1606451170.518101\n,o,8,1\n"


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet"])
def test_acts_are_read_as_they_are(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"acts.{ending}"
    if ending == "parquet":
        pl.read_csv(ROWS.encode(), infer_schema=False).write_parquet(path)
    else:
        path.write_bytes(gzip.compress(ROWS.encode()) if ending == "csv.gz" else ROWS.encode())
    acts, rejects = read_acts(Input.from_path(path))
    at = datetime(2020, 11, 27, 4, 26, 10, 518101, tzinfo=UTC)
    assert acts.schema == ACTS
    assert acts.rows() == [(" Ann ", "O:1", at, "7")]
    assert rejects.rows() == [(path.name, 2, "account_id is empty")]


def test_acts_may_have_no_posts_and_columns_of_any_name(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text("who,what,when\na,o,2020-11-27T04:26:10Z\n")
    acts, _ = read_acts(Input.from_path(path), account="who", object="what", time="when")
    assert acts["post"].to_list() == [None]
    with pytest.raises(MissingColumn, match="no column 'account_id'"):
        read_acts(Input.from_path(path))


def test_a_table_without_rows_holds_no_acts(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text(ROWS.partition("\n")[0])
    acts, rejects = read_acts(Input.from_path(path))
    assert acts.schema == ACTS
    assert acts.is_empty()
    assert rejects.is_empty()


def test_acts_of_a_real_table_are_those_of_the_file(real_data: Path) -> None:
    path = real_data / "coortweet" / "russian_coord_tweets.parquet"
    acts, rejects = read_acts(Input.from_path(path))
    table = pl.read_parquet(path)
    assert rejects.is_empty()
    assert acts["actor"].equals(table["account_id"], check_names=False)
    assert acts["object"].equals(table["object_id"], check_names=False)
    assert (
        acts["at"].dt.epoch("s").equals(table["timestamp_share"].cast(pl.Int64), check_names=False)
    )
