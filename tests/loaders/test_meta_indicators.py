import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graph_models import Account, Domain, Hashtag, Indicator, Names, Page, Record, Url
from loaders import SOURCES, Batch, Input, Options
from loaders.errors import MissingColumn

STEPS = "Tactic ,Technique,Procedure,Indicator,Commernts\n"
STEP = "0. Acquiring assets,0.6 Acquiring domains,0.6.2 Acquiring domains,"


def load(text: str | bytes, name: str = "Q1_2023_ Ann_based_CIB_network.csv") -> Batch:
    content = text.encode() if isinstance(text, str) else text
    file = Input.from_stream(io.BytesIO(content), name=name)
    (batch,) = SOURCES["meta_indicators"].read(file, Options("s"))
    return batch


def named(batch: Batch) -> set[tuple[str, str]]:
    if Names not in batch.frames:
        return set()
    return set(batch.frames[Names].select("end_label", "end_key").rows())


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("bad[.]example[.]org", "domain", {("Domain", "bad.example.org")}),
        (
            "hxxps://bad[.]example/",
            "url",
            {("Url", "https://bad.example/"), ("Domain", "bad.example")},
        ),
        ("https://bad(dot)example/a?b", "url", {("Url", "https://bad.example/a?b")}),
        (
            "x[.]com/Ann_Example",
            "account",
            {("Url", "https://x.com/Ann_Example"), ("Account", "x:@ann_example")},
        ),
        (
            "http://t[.]me/annnews/42",
            "page",
            {("Url", "https://t.me/annnews/42"), ("Page", "telegram:@annnews")},
        ),
        (
            "https://twitter.com/ann/status/5",
            "url",
            {("Url", "https://twitter.com/ann/status/5")},
        ),
        ("#Roses", "hashtag", {("Hashtag", "roses")}),
        ("a[.]example\nb[.]example;", "domain", {("Domain", "a.example"), ("Domain", "b.example")}),
        ("https://a.example/b\nredirects to: ", "url", {("Url", "https://a.example/b")}),
        ("https://a.example/b [comment]", "url", {("Url", "https://a.example/b")}),
        ("https://a.example/b c.html", "behaviour", set()),
        ("info[at]bad[.]example, hosted elsewhere", "email", set()),
        ("Registering domains with names.example", "behaviour", set()),
        ("7,704 Facebook accounts", "count", set()),
        ("d41d8cd98f00b204e9800998ecf8427e", "hash", set()),
        ("94[.]140[.]114[.]22", "ip", set()),
    ],
)
def test_an_indicator_names_what_its_value_begins_with(
    value: str, kind: str, expected: set[tuple[str, str]]
) -> None:
    batch = load(f'{STEPS}{STEP}"{value}",\n')
    (indicator,) = batch.frames[Indicator].rows(named=True)
    assert indicator["kind"] == kind
    assert named(batch) == expected
    assert batch.rejects.is_empty()


def test_the_file_s_name_gives_network_and_report_and_the_row_the_step() -> None:
    step = '0. Acquiring,0.6 Domains,"0.6.2 Acquiring\n domains",'
    batch = load(f"\ufeff{STEPS}{step}a[.]example,so\n")
    (indicator,) = batch.frames[Indicator].rows(named=True)
    assert indicator["network"] == "Ann based CIB network (Q1 2023)"
    assert indicator["report"] == "Adversarial threat report Q1 2023"
    assert indicator["technique"] == "0.6.2 Acquiring domains"
    assert (indicator["value"], indicator["comment"]) == ("a.example", "so")


@pytest.mark.parametrize(
    ("name", "network"),
    [
        (" Q4_2024 GHANA_BASED_CIB_NETWORK.csv", "GHANA BASED CIB NETWORK (Q4 2024)"),
        ("Q2-3_2025_IOCs - Q2-3_2025_X_NETWORK.tsv", "X NETWORK (Q2-3 2025)"),
        ("Q4-1_2026_IOCs - H1_2026_X_NETWORK_2.tsv", "X NETWORK 2 (H1 2026)"),
        ("indicators.csv", None),
    ],
)
def test_networks_are_told_apart_by_quarter(name: str, network: str | None) -> None:
    batch = load(f"{STEPS}{STEP}a[.]example,\n", name)
    assert batch.frames[Indicator]["network"].to_list() == [network]


TYPED = [
    ("domain_name", "bad[.]example", "Ann: Domain", "2022-09-27"),
    ("cib_url", "https://bad.example/a", "", "2022-09-27"),
    ("android_package_name", "com.example.app", "", "2022-09-27"),
]


@pytest.mark.parametrize("form", ["csv", "tsv", "json"])
def test_the_other_schema_states_kinds_and_days_in_every_format(form: str) -> None:
    head = ("indicator_type", "indicator_value", "comment", "ds")
    mark = "\t" if form == "tsv" else ","
    text = "".join(mark.join(row) + "\n" for row in (head, *TYPED))
    if form == "json":
        text = json.dumps([dict(zip(head, row, strict=True)) for row in TYPED], indent=4)
    batch = load(text, f"2022_09_removing_behavior.{form}")
    rows = batch.frames[Indicator].sort("kind")
    assert rows["kind"].to_list() == ["android_package_name", "domain", "url"]
    assert rows["report"].unique().to_list() == ["2022 09 removing behavior"]
    assert rows["comment"].to_list() == [None, "Ann: Domain", None]
    assert str(rows["published_at"][0]) == "2022-09-27 00:00:00+00:00"
    assert named(batch) == {("Domain", "bad.example"), ("Url", "https://bad.example/a")}


def test_a_step_without_indicator_is_a_technique_and_an_empty_row_is_nothing() -> None:
    batch = load(f"{STEPS}{STEP},\n,,,,\n,,,,only a remark\n")
    (indicator,) = batch.frames[Indicator].rows(named=True)
    assert (indicator["kind"], indicator["value"]) == ("technique", "0.6.2 Acquiring domains")
    assert batch.read == 2
    assert [row[1:] for row in batch.rejects.rows()] == [(3, "it has no value")]


def test_another_table_is_told_what_it_lacks() -> None:
    with pytest.raises(MissingColumn, match="no column 'indicator', 'procedure'"):
        load("a,b\n1,2\n")


# What the flat table of all files says, against what is read of the files it was made of.

PLAIN = (("[.]", "."), ("[at]", "@"), ("[:]", ":"), ("{:}", ":"), ("hxxp", "http"))


def plain(value: str) -> str:
    for defanged, whole in PLAIN:
        value = value.replace(defanged, whole)
    return value.strip()


def flat(folder: Path) -> Iterator[tuple[str, str, str]]:
    """File, narrowest step and value of every row that says anything."""
    with (folder / "all_indicators_flat.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            steps = (row[name] for name in ("procedure", "technique", "tactic"))
            step = next((re.sub(r"\s+", " ", each).strip() for each in steps if each.strip()), "")
            value = plain(row["indicator"]) or step
            if value:
                yield Path(row["file"]).name, step, value


@pytest.fixture(scope="module")
def read(real_data: Path) -> dict[str, list[Batch]]:
    folder = real_data / "meta_threat_indicators" / "original" / "csv"
    paths = sorted(folder.rglob("*.csv"))
    source = SOURCES["meta_indicators"]
    return {path.name: list(source.read(Input.from_path(path), Options("m"))) for path in paths}


def test_the_files_hold_what_the_flat_table_holds(
    real_data: Path, read: dict[str, list[Batch]]
) -> None:
    rows = list(flat(real_data / "meta_threat_indicators"))
    assert len(read) == 55
    assert len(rows) == 11_189 - 167, "167 rows of the table are empty"
    for name, batches in read.items():
        assert sum(batch.read for batch in batches) == Counter(row[0] for row in rows)[name]
        assert all(batch.rejects.is_empty() for batch in batches)
    found = {
        (name, technique or "", value)
        for name, batches in read.items()
        for batch in batches
        for technique, value in batch.frames[Indicator].select("technique", "value").rows()
    }
    assert found == set(rows)


def all_of(read: dict[str, list[Batch]], model: type[Record]) -> pl.DataFrame:
    return pl.concat(
        batch.frames[model]
        for batches in read.values()
        for batch in batches
        if model in batch.frames
    ).unique()


def test_every_value_that_is_a_bare_domain_or_address_names_it(
    real_data: Path, read: dict[str, list[Batch]]
) -> None:
    values = {value for _, _, value in flat(real_data / "meta_threat_indicators")}
    bare = re.compile(r"(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})/?", re.IGNORECASE)
    packages = all_of(read, Indicator).filter(kind="android_package_name")["value"].to_list()
    matches = [bare.fullmatch(value) for value in values - set(packages)]
    sites = {found[1].lower() for found in matches if found}
    assert len(sites) > 6_900
    assert sites - set(all_of(read, Domain)["key"]) == {"amazing.lab"}, "nobody registers a .lab"
    http = {value for value in values if re.fullmatch(r"https?://\S+", value)}
    urls = all_of(read, Url).height
    assert len(http) - 60 < urls < len(http) + 60
    assert all_of(read, Account).height > 300
    assert all_of(read, Page).filter(platform="telegram").height > 50
    assert all_of(read, Hashtag).height == 7
