import gzip
from pathlib import Path

import polars as pl
import pytest

from graph_models import (
    Account,
    Domain,
    Hashtag,
    Image,
    LinksTo,
    On,
    Post,
    Posted,
    Record,
    Reshares,
    Shows,
    Tagged,
    Url,
)
from loaders import SOURCES, Batch, Input, Options
from loaders.errors import MissingColumn


def load(path: Path) -> list[Batch]:
    return list(SOURCES["coortweet"].read(Input.from_path(path), Options("de")))


def all_of(batches: list[Batch], model: type[Record]) -> pl.DataFrame:
    return pl.concat([batch.frames[model] for batch in batches if model in batch.frames]).unique()


def test_the_german_elections_become_what_the_file_holds(real_data: Path) -> None:
    path = real_data / "coortweet" / "german_elections_2021.parquet"
    table = pl.read_parquet(path)
    kept = table.filter(pl.col("post_id").is_not_null())
    batches = load(path)

    assert sum(batch.read for batch in batches) == table.height == 218_971
    rejects = pl.concat([batch.rejects for batch in batches])
    bad_rows = table.with_row_index("row", offset=1).filter(pl.col("post_id").is_null())["row"]
    assert rejects["row"].to_list() == bad_rows.to_list() == [41_001, 50_976, 72_319]
    assert rejects["reason"].unique().to_list() == ["post_id is empty"]

    only_rejected = set(table["account_id"]) - set(kept["account_id"])
    assert len(only_rejected) == 3
    accounts = all_of(batches, Account)
    assert set(accounts["key"]) == {name.replace("_", ":", 1) for name in kept["account_id"]}
    assert accounts.height == 58_317 - 3
    sizes = {Post: 194_323, Url: 11_960, Hashtag: 17_989, Domain: 3_620, Image: 6_915}
    columns = {
        Post: "post_id",
        Url: "url_id",
        Hashtag: "hashtag_id",
        Domain: "domain_id",
        Image: "phash_id",
    }
    for model, column in columns.items():
        assert all_of(batches, model)["key"].n_unique() == kept[column].drop_nulls().n_unique()
        assert all_of(batches, model).height == sizes[model]


def test_relationships_of_the_german_elections_are_the_pairs_of_the_file(real_data: Path) -> None:
    path = real_data / "coortweet" / "german_elections_2021.parquet"
    kept = pl.read_parquet(path).filter(pl.col("post_id").is_not_null())
    batches = load(path)

    def pairs(*columns: str) -> int:
        return kept.select(columns).drop_nulls().n_unique()

    links = all_of(batches, LinksTo)
    no_url = kept.filter(pl.col("url_id").is_null())
    only_domain = no_url.select("post_id", "domain_id").drop_nulls()
    assert links.filter(end_label="Url").height == pairs("post_id", "url_id")
    assert only_domain.height == 22_429
    assert links.filter(end_label="Domain").height == only_domain.n_unique()
    assert all_of(batches, On).height == pairs("url_id", "domain_id")
    assert all_of(batches, Tagged).height == pairs("post_id", "hashtag_id")
    assert all_of(batches, Shows).height == pairs("post_id", "phash_id")
    posted = all_of(batches, Posted)
    assert posted.height == pairs("post_id", "account_id")
    one = kept.row(12_345, named=True)
    at = posted.filter(end_key=f"{one['platform']}:{one['post_id']}")["at"].item()
    assert at.timestamp() == one["timestamp"]


def test_the_russian_reshares_become_what_the_file_holds(real_data: Path) -> None:
    path = real_data / "coortweet" / "russian_coord_tweets.parquet"
    table = pl.read_parquet(path)
    batches = load(path)

    assert sum(batch.read for batch in batches) == table.height == 35_125
    assert all(batch.rejects.is_empty() for batch in batches)
    assert all_of(batches, Account).height == table["account_id"].n_unique() == 9_509
    posts = set(table["content_id"]) | set(table["object_id"])
    assert set(all_of(batches, Post)["key"]) == {f"tw:{post}" for post in posts}
    assert all_of(batches, Post).filter(kind="reshare").height == table["content_id"].n_unique()
    reshares = table.select("content_id", "object_id").n_unique()
    assert all_of(batches, Reshares).height == reshares


@pytest.mark.parametrize("name", ["german_elections_2021", "russian_coord_tweets"])
@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_csv_says_the_same_as_parquet(
    real_data: Path, tmp_path: Path, name: str, ending: str
) -> None:
    original = real_data / "coortweet" / f"{name}.parquet"
    text = pl.read_parquet(original).write_csv(null_value="NA").encode()
    copy = tmp_path / f"{name}.{ending}"
    copy.write_bytes(gzip.compress(text, 1) if ending.endswith("gz") else text)

    for from_csv, from_parquet in zip(load(copy), load(original), strict=True):
        assert from_csv.read == from_parquet.read
        assert from_csv.rejects.drop("file").equals(from_parquet.rejects.drop("file"))
        assert list(from_csv.frames) == list(from_parquet.frames)
        for model, frame in from_csv.frames.items():
            assert frame.equals(from_parquet.frames[model])


def test_na_is_no_value_unless_it_is_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    head = "account_id,post_id,url_id,hashtag_id,domain_id,phash_id,timestamp,platform\n"
    path.write_text(head + 'fb_1,2,NA,"NA",NA,,1629601200,fb\n')
    (batch,) = load(path)
    assert Url not in batch.frames
    assert batch.frames[Hashtag]["key"].to_list() == ["de:NA"]


def test_a_table_of_neither_layout_is_told_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(MissingColumn, match="no column 'platform'.*it has 'a', 'b'"):
        load(path)
