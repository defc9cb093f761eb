import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from graph_models import (
    Account,
    LinksTo,
    Page,
    PaidFor,
    Post,
    Posted,
    Published,
    Record,
    Tagged,
)
from loaders import SOURCES, Batch, Input, Options
from loaders.errors import UnreadableFile

PARSES = SOURCES["facebook_ads"]
AD = {
    "id": "374",
    "impressions": "137",
    "text": "Roses are #red",
    "url": "https://www.facebook.com/Red-Roses-1579673598947501/",
    "spend_amount": "44.87",
    "spend_currency": "RUB",
    "created": "2015-06-10T02:59:53-07:00",
}
SCAN = {
    "ad_id": "374",
    "ad_text": "Roses are red",
    "ad_landing_page": "https://www .facebook.com/Red-Roses-1579673598947501/",
    "ad_impressions": "137",
    "ad_creations_date": "06/10/15 02:59:53 AM PDT",
}
KEY = "fb:hpsci-ad:374"
AT = datetime(2015, 6, 10, 9, 59, 53, tzinfo=UTC)


def load(ad: dict[str, str]) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ad))
    writer.writeheader()
    writer.writerow(ad)
    file = Input.from_stream(io.BytesIO(text.getvalue().encode()), name="ads.csv")
    (batch,) = PARSES.read(file, Options("ads"))
    return batch


def test_an_ad_is_a_post_that_its_page_published_and_paid_for() -> None:
    frames = load(AD).frames
    assert frames[Post].select("key", "kind", "views").rows() == [(KEY, "ad", 137)]
    assert frames[Published].rows() == [("fb:1579673598947501", KEY, AT)]
    assert frames[PaidFor].rows() == [("Page", "fb:1579673598947501", KEY, "RUB", 44.87)]
    assert frames[Page].select("key", "kind").rows() == [("fb:1579673598947501", "page")]
    assert frames[Tagged]["end_key"].to_list() == ["red"]


def test_the_third_parse_says_the_same_of_the_same_ad() -> None:
    frames = load(SCAN).frames
    assert frames[Post]["key"].to_list() == [KEY]
    assert frames[Published].rows() == [("fb:1579673598947501", KEY, AT)]
    assert PaidFor not in frames
    nothing = load(SCAN | {"ad_impressions": "0"}).frames
    assert nothing[Post]["views"].to_list() == [None]


@pytest.mark.parametrize("scanned", ["d I D 374", "374 Free the roses!", "374", "0374"])
def test_the_number_of_an_ad_is_found_among_what_was_scanned_with_it(scanned: str) -> None:
    assert load(SCAN | {"ad_id": scanned}).frames[Post]["key"].to_list() == [KEY]


@pytest.mark.parametrize(
    "scanned",
    [
        "06/10/15 02: 59:53 AM PDT",
        "06 /10/15 02:59 :53 AM PDT",
        "06/10/1502:59:53AM PDT Ad Custom Includes",
        "06/10/15 01:59:53 AM PST",
    ],
)
def test_a_scanned_time_has_twelve_digits_and_a_zone(scanned: str) -> None:
    assert load(SCAN | {"ad_creations_date": scanned}).frames[Published]["at"].to_list() == [AT]


@pytest.mark.parametrize(
    ("scanned", "link"),
    [
        ("https://www.faoebook.com/roses", "https://facebook.com/roses"),
        ("https://www.facebook.oom/roses", "https://facebook.com/roses"),
        ("httpszllwww.instagram.Com/roses/", "https://instagram.com/roses/"),
        ("https:Hb|ackroses.com/", "https://blackroses.com/"),
        ("https://www.facebook.comNeterans-Roses-1757336424535312/", None),
    ],
)
def test_an_address_is_mended_where_only_one_reading_is_left(scanned: str, link: str) -> None:
    frames = load(AD | {"url": scanned}).frames
    (found,) = frames[LinksTo].select("end_key", "seen").rows()
    assert found[1] == scanned
    if link:
        assert found[0] == link
    else:
        assert frames[Page]["key"].to_list() == ["fb:1757336424535312"]


def test_an_ad_on_instagram_is_an_account_s() -> None:
    frames = load(AD | {"url": "https://instagram.Com/red_roses/"}).frames
    assert frames[Posted].rows() == [("instagram:@red_roses", KEY, AT)]
    assert frames[PaidFor]["start_label"].to_list() == ["Account"]
    assert frames[Account].select("key", "handle").rows() == [("instagram:@red_roses", "red_roses")]


def test_nobody_paid_nothing_and_nobody_known_paid_for_a_site() -> None:
    assert PaidFor not in load(AD | {"spend_amount": "0.00", "spend_currency": ""}).frames
    frames = load(AD | {"url": "https://example.org/"}).frames
    assert PaidFor not in frames
    assert Published not in frames


def test_a_year_outside_the_release_is_no_time() -> None:
    frames = load(AD | {"created": "2018-05-05T01:08:10-07:00"}).frames
    assert frames[Published]["at"].to_list() == [None]


@pytest.mark.parametrize(
    ("ad", "reason"),
    [
        (AD | {"id": "none"}, "the ad id is no number"),
        (AD | {"spend_currency": ""}, "the amount has no currency"),
        (AD | {"spend_amount": "-1"}, "spend_amount is no amount"),
        (AD | {"created": "once"}, "created is no time"),
        (SCAN | {"ad_creations_date": "06/10/15 02:5&:53 AM PDT"}, "ad_creations_date is no time"),
        (SCAN | {"ad_creations_date": "06/10/15 02:59:53 AM"}, "ad_creations_date is no time"),
    ],
)
def test_what_cannot_be_read_is_rejected(ad: dict[str, str], reason: str) -> None:
    ((_, row, found),) = load(ad).rejects.rows()
    assert row == 1
    assert found.startswith(reason)


def test_tables_of_targets_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="the graph has no place for that"):
        load({"target_id": "ec3ac", "ad_id": "3186"})
    with pytest.raises(UnreadableFile, match="the graph has no place for that"):
        load({"id": "ec3ac", "name": "x", "category": "location", "prefix": "location"})


NAMES = ("ads.csv", "mith_items.parquet", "third_parse_all_ads.parquet")


@pytest.fixture(scope="module")
def parses(real_data: Path) -> dict[str, list[Batch]]:
    folder = real_data / "facebook_ira_ads"
    return {
        name: list(PARSES.read(Input.from_path(folder / name), Options(name))) for name in NAMES
    }


def of(batches: list[Batch], model: type[Record]) -> pl.DataFrame:
    return pl.concat([batch.frames[model] for batch in batches if model in batch.frames]).unique()


@pytest.mark.parametrize(("name", "count"), list(zip(NAMES, (3_498, 3_012, 3_517), strict=True)))
def test_the_real_parses_are_read(parses: dict[str, list[Batch]], name: str, count: int) -> None:
    assert sum(batch.read for batch in parses[name]) == count
    rejects = pl.concat([batch.rejects for batch in parses[name]])
    assert rejects.height == (13 if name == NAMES[2] else 0)
    assert of(parses[name], Post)["key"].n_unique() == count - rejects.height
    assert all(reason.startswith("ad_creations_date") for reason in rejects["reason"])


def test_the_parses_meet_at_the_same_ads(real_data: Path, parses: dict[str, list[Batch]]) -> None:
    ads, items, scans = ({*of(parses[name], Post)["key"]} for name in NAMES)
    assert items < ads
    assert len(ads & scans) == 3_498 - 13
    assert len(scans - ads) == 19
    # Two of the parses name the PDF as well, which tells independently which ads are the same.
    folder = real_data / "facebook_ira_ads"
    with (folder / NAMES[0]).open(encoding="utf-8", newline="") as file:
        by_pdf = {Path(row["pdf"]).stem: row["id"] for row in csv.DictReader(file)}
    table = pl.read_parquet(folder / NAMES[2])
    rejected = set(pl.concat([batch.rejects for batch in parses[NAMES[2]]])["row"])
    for row, (pdf, scanned) in enumerate(table.select("file_id", "ad_id").iter_rows(), 1):
        number = "".join(char for char in scanned.split("D")[-1].split()[0] if char.isdigit())
        assert by_pdf.get(pdf, number) == number
        assert (f"fb:hpsci-ad:{number}" in scans) == (row not in rejected)


def test_times_of_the_parses_agree_but_for_what_a_scanner_misread(
    parses: dict[str, list[Batch]],
) -> None:
    ads, items, scans = (
        of(parses[name], Published).drop_nulls("at").select("end_key", "at") for name in NAMES
    )
    assert ads.join(items, on="end_key").filter(pl.col("at") != pl.col("at_right")).is_empty()
    both = ads.join(scans, on="end_key")
    assert both.filter(pl.col("at") != pl.col("at_right")).height / both.height < 0.01


def test_what_was_paid_is_what_the_files_say(
    real_data: Path, parses: dict[str, list[Batch]]
) -> None:
    with (real_data / "facebook_ira_ads" / NAMES[0]).open(encoding="utf-8", newline="") as file:
        rows = {f"fb:hpsci-ad:{row['id']}": row for row in csv.DictReader(file)}
    paid = of(parses[NAMES[0]], PaidFor)
    for _, _, ad, currency, amount in paid.iter_rows():
        assert (currency, amount) == (rows[ad]["spend_currency"], float(rows[ad]["spend_amount"]))
    with_page = [
        ad
        for ad, row in rows.items()
        if float(row["spend_amount"]) > 0
        and row["url"].startswith("https://www.facebook.com/")
        and row["url"].rstrip("/").rsplit("-")[-1].isdigit()
    ]
    assert set(with_page) <= set(paid["end_key"])
    assert len(with_page) > 900
