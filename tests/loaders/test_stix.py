import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from graph_models import Account, Domain, Indicator, Names, Page, Url
from loaders import SOURCES, Batch, Input, LoaderError, Options
from loaders.errors import UnreadableFile

STIX = SOURCES["stix"]


def read(content: bytes, name: str = "b.json") -> list[Batch]:
    return list(STIX.read(Input.from_stream(io.BytesIO(content), name=name), Options("s")))


def load(*objects: Any) -> Batch:
    numbered = [
        {"id": f"{each.get('type')}--{n}", **each} if isinstance(each, dict) else each
        for n, each in enumerate(objects)
    ]
    content = json.dumps({"type": "bundle", "id": "bundle--1", "objects": numbered}).encode()
    (batch,) = read(content)
    return batch


def told(batch: Batch) -> list[tuple[str, str]]:
    return batch.frames[Indicator].select("kind", "value").rows()


def named(batch: Batch) -> set[tuple[str, str]]:
    if Names not in batch.frames:
        return set()
    return set(batch.frames[Names].select("end_label", "end_key").rows())


@pytest.mark.parametrize(
    ("told_of", "indicator", "whom"),
    [
        (
            {"type": "domain-name", "value": "bad[.]example"},
            ("domain", "bad.example"),
            {"bad.example"},
        ),
        ({"type": "url", "value": "a text"}, ("behaviour", "a text"), set()),
        ({"type": "ipv4-addr", "value": "192.0.2.1"}, ("ip", "192.0.2.1"), set()),
        (
            {"type": "channel", "name": "t.me/ann_news"},
            ("page", "t.me/ann_news"),
            {"https://t.me/ann_news", "telegram:@ann_news"},
        ),
        ({"type": "channel", "name": "news.example"}, ("domain", "news.example"), {"news.example"}),
        ({"type": "channel", "name": "Ann's news"}, ("channel", "Ann's news"), set()),
        (
            {"type": "user-account", "account_login": "@Ann", "account_type": "twitter"},
            ("account", "@Ann"),
            {"x:@ann"},
        ),
        (
            {"type": "user-account", "user_id": "77", "account_type": "facebook"},
            ("account", "77"),
            {"fb:77"},
        ),
        (
            {"type": "user-account", "display_name": "Ann E", "account_type": "facebook"},
            ("account", "Ann E"),
            set(),
        ),
        (
            {"type": "user-account", "user_id": "ann", "labels": ["telegram"]},
            ("account", "ann"),
            {"telegram:@ann"},
        ),
        (
            {"type": "media-content", "title": "A cartoon", "url": "àremplir"},
            ("media-content", "A cartoon"),
            set(),
        ),
        ({"type": "narrative", "name": "All is well"}, ("narrative", "All is well"), set()),
        ({"type": "file", "hashes": {"SHA-256": "aa"}}, ("sha256", "aa"), set()),
        ({"type": "autonomous-system", "number": 64496}, ("autonomous system", "AS64496"), set()),
    ],
)
def test_an_object_indicates_and_names(
    told_of: dict[str, Any], indicator: tuple[str, str], whom: set[str]
) -> None:
    batch = load(told_of)
    assert told(batch) == [indicator]
    assert {key for _, key in named(batch)} == whom
    assert batch.rejects.is_empty()


def test_patterns_are_taken_apart() -> None:
    pattern = (
        "[domain-name:value IN ('a.example', 'b.example') OR file:hashes.'SHA-256' = 'aa'] "
        "FOLLOWEDBY [url:value = 'https://c.example/it\\\\'s' AND url:value LIKE '%x%']"
    ).replace("\\\\", "\\")
    batch = load({"type": "indicator", "pattern": pattern, "name": "Bad"})
    assert sorted(told(batch)) == [
        ("domain", "a.example"),
        ("domain", "b.example"),
        ("sha256", "aa"),
        ("url", "https://c.example/it's"),
    ]
    assert batch.frames[Indicator]["comment"].unique().to_list() == ["Bad"]


def test_an_indicator_has_its_campaign_techniques_and_report() -> None:
    batch = load(
        {"type": "domain-name", "id": "d--1", "value": "bad.example"},
        {"type": "campaign", "id": "c--1", "name": "Weeds"},
        {"type": "attack-pattern", "id": "t--1", "name": "Memes", "x_mitre_id": "T1"},
        {"type": "attack-pattern", "id": "t--2", "name": "Bots"},
        {"type": "relationship", "source_ref": "d--1", "target_ref": "c--1"},
        {"type": "relationship", "source_ref": "t--1", "target_ref": "d--1"},
        {"type": "relationship", "source_ref": "d--1", "target_ref": "t--2"},
        {"type": "report", "name": "Gardens", "published": "31/01/2024"},
    )
    rows = batch.frames[Indicator].filter(kind="domain")
    assert rows["technique"].sort().to_list() == ["Bots", "T1 Memes"]
    assert set(rows["network"]) == {"Weeds"}
    assert set(rows["report"]) == {"Gardens"}
    assert str(rows["published_at"][0]) == "2024-01-31 00:00:00+00:00"
    assert named(batch) == {("Domain", "bad.example")}
    techniques = batch.frames[Indicator].filter(kind="technique")
    assert techniques["network"].null_count() == 2
    assert batch.read == 8


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"type": "domain-name"}, "the domain-name has no value"),
        ({"type": "domain-name", "value": ["a"]}, "the domain-name has no value"),
        ({"type": "indicator", "pattern": "[domain-name:value ="}, "the pattern is wrong or nests"),
        ({"type": "indicator", "pattern": "[" + "(" * 9_000}, "the pattern is wrong or nests"),
        ({"type": "indicator", "pattern": "x" * 60_000}, "the pattern is longer than"),
        ({"type": "indicator", "pattern": "[file:size > 5]"}, "the pattern compares nothing"),
        ({"type": "x-custom"}, "an object of type x-custom is none that is read"),
        ({"type": ["campaign"]}, "the object has no type"),
        ({"type": "user-account"}, "the user-account has no account_login"),
        (7, "the object is no JSON object"),
    ],
)
def test_an_object_that_says_nothing_is_rejected_with_its_number(broken: Any, reason: str) -> None:
    batch = load({"type": "domain-name", "value": "good.example"}, broken)
    ((_, number, found),) = batch.rejects.rows()
    assert number == 2
    assert found.startswith(reason)
    assert told(batch) == [("domain", "good.example")]


def test_a_day_that_is_none_is_rejected() -> None:
    batch = load(
        {"type": "domain-name", "value": "good.example"},
        {"type": "report", "name": "R", "published": "99/99/2024"},
    )
    assert batch.frames == {}
    assert batch.rejects["row"].to_list() == [1]


PACKAGE = """<stix:STIX_Package xmlns:stix="http://stix.mitre.org/stix-1"
 xmlns:indicator="http://stix.mitre.org/Indicator-2" xmlns:cybox="http://cybox.mitre.org/cybox-2"
 xmlns:D="http://cybox.mitre.org/objects#DomainNameObject-1"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><stix:Indicators>
<stix:Indicator id="2024_some_report:domain_name-1"><indicator:Title>Bad</indicator:Title>
<cybox:Properties xsi:type="D:DomainNameObjectType"><D:Value>bad[.]example</D:Value>
</cybox:Properties></stix:Indicator><stix:Indicator id="2024_some_report:2"/>
</stix:Indicators></stix:STIX_Package>"""


def test_a_package_of_version_1_is_read_too() -> None:
    (batch,) = read(PACKAGE.encode(), "p.xml")
    (row,) = batch.frames[Indicator].rows(named=True)
    assert (row["kind"], row["value"], row["comment"]) == ("domain", "bad.example", "Bad")
    assert row["report"] == "2024 some report"
    assert batch.rejects.rows() == [("p.xml", 2, "it observes nothing")]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
UNREADABLE = {
    "empty": b"",
    "blank": b" \n",
    "text": b"hello",
    "cut bundle": b'{"type": "bundle", "objects": [{"id": "a--1"',
    "deep": b"[" * 100_000,
    "no list": b'{"type": "bundle", "id": "bundle--1", "objects": {"a": 1}}',
    "other JSON": b'[{"who": "ann"}]',
    "lone surrogate": b'{"type": "bundle", "id": "bundle--1", "name": "\\ud800"}',
    "entities": (BOMB + PACKAGE).encode(),
    "other XML": b"<html></html>",
    "cut XML": PACKAGE[:-30].encode(),
    "deep XML": b"<a>" * 100_000,
    "NUL": b"<\0",
    "latin": b"<?xml version='1.0' encoding='no-such'?><a/>",
    "UTF-16": PACKAGE.encode("utf-16")[:300],
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_stix_is_one_sentence(content: bytes) -> None:
    with pytest.raises(LoaderError) as caught:
        read(content)
    assert isinstance(caught.value, UnreadableFile)
    assert "\n" not in str(caught.value)


def test_a_deep_package_does_not_end_the_process() -> None:
    deep = PACKAGE.replace(
        "<indicator:Title>Bad", "<a>" * 50_000 + "</a>" * 50_000 + "<b/>" + "<indicator:Title>Bad"
    )
    (batch,) = read(deep.encode())
    assert batch.read == 2


# Against the real exports, with a few lines of plain Python each.


def objects(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8-sig"))["objects"]
    return found


@pytest.mark.parametrize("name", ["rrn", "portal_kombat", "matriochka"])
def test_official_exports_are_read_whole(real_data: Path, name: str) -> None:
    path = real_data / "viginum" / f"{name}_stix21.json"
    (batch,) = STIX.read(Input.from_path(path), Options("v"))
    held = objects(path)
    assert batch.read == len(held)
    assert batch.rejects.is_empty()
    domains = {each["value"] for each in held if each["type"] == "domain-name"}
    channels = {each["name"] for each in held if each["type"] == "channel"}
    domains |= {name for name in channels if "/" not in name}
    bare = {name.lower().removeprefix("www.") for name in domains}
    assert not bare or bare <= set(batch.frames[Domain]["key"])
    twitter = {name for name in channels if name.startswith("twitter.com/")}
    keys = {f"x:@{name.partition('/')[2].lower()}" for name in twitter}
    assert not keys or keys <= set(batch.frames[Account]["key"])
    telegram = {name.partition("/")[2].lower() for name in channels if name.startswith("t.me/")}
    assert not telegram or {f"telegram:@{name}" for name in telegram} <= set(
        batch.frames[Page]["key"]
    )
    techniques = {
        f"{each['x_mitre_id']} {each['name']}" for each in held if each["type"] == "attack-pattern"
    }
    rows = batch.frames[Indicator]
    assert set(rows.filter(kind="technique")["value"]) == techniques
    assert not [value for value in rows["value"] if re.fullmatch(r"[aà] ?remplir", value)]
    assert Url not in batch.frames or not batch.frames[Url]["key"].str.contains("remplir").any()


def test_domains_of_a_campaign_are_those_tied_to_it(real_data: Path) -> None:
    path = real_data / "viginum" / "rrn_stix21.json"
    (batch,) = STIX.read(Input.from_path(path), Options("v"))
    held = {each["id"]: each for each in objects(path)}
    tied = set()
    for each in held.values():
        if each["type"] == "relationship":
            ends = [held.get(each[end], {}) for end in ("source_ref", "target_ref")]
            kinds = {end.get("type") for end in ends}
            if kinds == {"domain-name", "campaign"}:
                tied |= {end["value"] for end in ends if end["type"] == "domain-name"}
    found = batch.frames[Indicator].filter(kind="domain", network="RRN")["value"]
    assert set(found) == tied
    assert len(tied) > 300


def test_packages_say_what_the_tables_of_the_same_reports_say(real_data: Path) -> None:
    folder = real_data / "meta_threat_indicators" / "original"
    for path in sorted((folder / "stix1").glob("*.xml")):
        table = folder / "csv" / f"{path.stem}.csv"
        (package,) = STIX.read(Input.from_path(path), Options("m"))
        batches = SOURCES["meta_indicators"].read(Input.from_path(table), Options("m"))
        values = {value for batch in batches for value in batch.frames[Indicator]["value"]}
        assert set(package.frames[Indicator]["value"]) == values
        assert package.rejects.is_empty()
