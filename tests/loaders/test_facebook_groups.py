import csv
import io
from pathlib import Path

import polars as pl

from graph_models import Indicator, Names, Page, Record
from loaders import SOURCES, Batch, Input, Options

GROUPS = SOURCES["facebook_groups"]


def read(text: str) -> Batch:
    file = Input.from_stream(io.BytesIO(text.encode()), name="groups.csv")
    (batch,) = GROUPS.read(file, Options("vera"))
    return batch


def test_a_member_is_a_page_named_by_its_community() -> None:
    batch = read("community,account_url\n100,facebook.com/groups/1247341452360704\n")
    assert batch.frames[Page].select("key", "platform", "kind").rows() == [
        ("fb:1247341452360704", "fb", "group")
    ]
    assert batch.frames[Indicator].select("kind", "value", "network").rows() == [
        ("page", "facebook.com/groups/1247341452360704", "community 100")
    ]
    assert batch.frames[Names].select("end_label", "end_key").rows() == [
        ("Page", "fb:1247341452360704")
    ]


HEADER = "source_community,label,region,primary_focus,n_accounts,account_names,account_urls\n"


def test_names_are_taken_only_where_there_are_as_many_as_addresses() -> None:
    batch = read(
        HEADER
        + "1,Gardens,Europe,Hobby,2,Red Roses; Tulips,facebook.com/12345678; facebook.com/tulips\n"
        + "2,Cooking,,,1,Bread; and butter,facebook.com/bread\n"
        + "3,Trees,,,2,Oaks; Elms,facebook.com/groups/oaks; facebook.co... [truncated]\n"
    )
    assert set(batch.frames[Page].select("key", "name").rows()) == {
        *(("fb:12345678", "Red Roses"), ("fb:@tulips", "Tulips")),
        *(("fb:@bread", None), ("fb:@oaks", "Oaks")),
    }
    comments = dict(batch.frames[Indicator].select("network", "comment").rows())
    assert comments["community 1"] == "Gardens; Europe; Hobby"
    assert comments["community 2"] == "Cooking"
    assert batch.rejects.is_empty()


def test_what_is_no_group_or_page_is_rejected() -> None:
    batch = read(
        "community,account_url\n1,facebo... [truncated]\n1,example.org/a\n,facebook.com/roses\n1,\n"
    )
    assert [reason for _, _, reason in batch.rejects.rows()] == [
        "account_url was cut off by its publisher",
        "account_url is no address of a group or page",
        "community is empty",
        "account_url is empty",
    ]
    (reason,) = read(HEADER + "1,Gardens,,,1,A,example.org\n").rejects["reason"]
    assert reason == "account_urls has no address of a group or page"


def of(batches: list[Batch], model: type[Record]) -> pl.DataFrame:
    return pl.concat([batch.frames[model] for batch in batches]).unique()


def test_the_real_members_become_what_the_file_holds(real_data: Path) -> None:
    path = real_data / "vera_ai_facebook_clusters" / "account_url_community.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    batches = list(GROUPS.read(Input.from_path(path), Options("vera")))
    assert sum(batch.read for batch in batches) == len(rows) == 12_777
    rejects = pl.concat([batch.rejects for batch in batches])
    cut = [place for place, row in enumerate(rows, 1) if row["account_url"].endswith("[truncated]")]
    assert rejects["row"].to_list() == cut
    assert len(cut) == 4
    assert rejects["reason"].unique().to_list() == ["account_url was cut off by its publisher"]
    whole = [row for row in rows if not row["account_url"].endswith("[truncated]")]
    groups = {row["account_url"] for row in whole if "/groups/" in row["account_url"]}
    assert of(batches, Page).filter(kind="group").height == len(groups) == 12_207
    assert of(batches, Page).height == len({row["account_url"] for row in whole})
    pairs = {(row["community"], row["account_url"]) for row in whole}
    found = of(batches, Indicator)
    assert set(found.select("network", "value").rows()) == {(f"community {c}", u) for c, u in pairs}


def test_the_real_communities_name_the_members_of_the_other_table(real_data: Path) -> None:
    folder = real_data / "vera_ai_facebook_clusters"
    with (folder / "communities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tables = [
        list(GROUPS.read(Input.from_path(folder / name), Options("vera")))
        for name in ("communities.csv", "account_url_community.csv")
    ]
    assert sum(batch.read for batch in tables[0]) == len(rows) == 207
    assert all(batch.rejects.is_empty() for batch in tables[0])
    assert set(of(tables[0], Page)["key"]) == set(of(tables[1], Page)["key"])
    assert set(of(tables[0], Indicator)["key"]) == set(of(tables[1], Indicator)["key"])
    named = 0
    for row in rows:
        names, addresses = row["account_names"].split("; "), row["account_urls"].split("; ")
        if len(names) == len(addresses) == int(row["n_accounts"]):
            named += len(names)
    assert of(tables[0], Page)["name"].count() == named
