import csv
import io
from datetime import UTC, datetime

import pytest

from graph_models import (
    Account,
    In,
    LinksTo,
    Page,
    Post,
    Posted,
    Published,
    RedirectsTo,
    Tagged,
)
from loaders import SOURCES, Batch, Input, Options
from loaders.errors import MissingColumn

EXPORTS = SOURCES["crowdtangle"]
POST = {
    "Page Name": "Rose News",
    "User Name": "RoseNews",
    "Facebook Id": "5550296508",
    "Page Admin Top Country": "US",
    "Page Description": "All about roses",
    "Page Created": "2010-03-04 12:00:00",
    "Followers at Posting": "1,350",
    "Post Created": "2021-01-15 10:30:00 EST",
    "Likes": "1,200",
    "Comments": "30",
    "Shares": "4",
    "Post Views": "0",
    "URL": "https://www.facebook.com/5550296508/posts/10160459263386509",
    "Message": "Roses #now",
    "Link": "https://bit.ly/3roses",
    "Final Link": "https://example.org/roses?fbclid=x",
}
PICTURE = {
    "Account": "Ann Example",
    "User Name": "Ann_Example",
    "Followers at Posting": "12,345,678",
    "Post Created": "2021-07-15 16:30:00 CEST",
    "Likes": "5",
    "Comments": "1",
    "Views": "80",
    "URL": "https://www.instagram.com/p/CxY-_9/",
    "Link": "https://www.instagram.com/p/CxY-_9/",
    "Description": "Roses #now",
}
AT = datetime(2021, 1, 15, 15, 30, tzinfo=UTC)
KEY = "fb:5550296508_10160459263386509"


def load(row: dict[str, str]) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    content = b"\xef\xbb\xbf" + text.getvalue().encode()
    (batch,) = EXPORTS.read(Input.from_stream(io.BytesIO(content), name="export.csv"), Options("s"))
    return batch


def test_a_page_publishes_a_post() -> None:
    frames = load(POST).frames
    assert frames[Published].rows() == [("fb:5550296508", KEY, AT)]
    page = frames[Page].row(0, named=True)
    assert (page["kind"], page["name"], page["handle"]) == ("page", "Rose News", "RoseNews")
    assert (page["country"], page["about"], page["followers"]) == ("US", "All about roses", 1_350)
    assert page["created_at"] == datetime(2010, 3, 4, 12, tzinfo=UTC)
    counts = frames[Post].select("likes", "replies", "reshares", "views")
    assert counts.rows() == [(1_200, 30, 4, 0)]
    assert frames[Tagged]["end_key"].to_list() == ["now"]


def test_a_post_links_to_where_its_short_link_led() -> None:
    frames = load(POST).frames
    assert frames[LinksTo]["end_key"].to_list() == ["https://example.org/roses"]
    assert frames[RedirectsTo].rows() == [("https://bit.ly/3roses", "https://example.org/roses")]
    direct = load(POST | {"Final Link": ""}).frames
    assert direct[LinksTo]["end_key"].to_list() == ["https://bit.ly/3roses"]
    assert RedirectsTo not in direct


def test_a_group_s_post_stands_in_the_group() -> None:
    row = {name: value for name, value in POST.items() if name != "Page Name"}
    group = {"Group Name": "Gardeners", "URL": "https://www.facebook.com/groups/55/permalink/77777"}
    frames = load(row | group).frames
    assert frames[In].rows() == [("fb:5550296508_77777", "fb:5550296508")]
    assert frames[Published].rows() == [("fb:5550296508", "fb:5550296508_77777", AT)]
    assert frames[Page].select("kind", "name").rows() == [("group", "Gardeners")]


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://www.facebook.com/rosenews/videos/123456789/", "123456789"),
        ("https://www.facebook.com/photo.php?fbid=123456789&set=a.1&type=3", "123456789"),
        ("https://www.facebook.com/permalink.php?story_fbid=123456789&id=5550296508", "123456789"),
        ("https://www.facebook.com/rosenews/posts/pfbid02AbCdEf", "pfbid02AbCdEf"),
    ],
)
def test_the_number_of_a_post_is_found_in_every_sort_of_address(address: str, number: str) -> None:
    assert load(POST | {"URL": address}).frames[Post]["key"].to_list() == [
        f"fb:5550296508_{number}"
    ]


@pytest.mark.parametrize(
    ("stamp", "hour"),
    [
        ("2021-01-15 10:30:00 EST", 15),
        ("2021-01-15 10:30:00 CET", 9),
        ("2021-01-15 10:30:00 PST", 18),
        ("2021-01-15 10:30:00 UTC", 10),
        ("2021-01-15 10:30:00 AEDT", -1),
        ("2021-01-15 10:30:00 -03:00", 13),
        ("2021-01-15T10:30:00Z", 10),
    ],
)
def test_a_zone_is_resolved(stamp: str, hour: int) -> None:
    at = load(POST | {"Post Created": stamp}).frames[Published]["at"].item()
    assert (at - datetime(2021, 1, 15, 0, 30, tzinfo=UTC)).total_seconds() == hour * 3_600


@pytest.mark.parametrize(
    "stamp", ["2021-01-15 10:30:00", "2021-01-15 10:30:00 IST", "EST", "1610722200"]
)
def test_a_zone_is_never_guessed(stamp: str) -> None:
    ((_, _, reason),) = load(POST | {"Post Created": stamp}).rejects.rows()
    assert reason.startswith("Post Created is no time with a zone")


def test_a_picture_is_a_post_of_an_account() -> None:
    frames = load(PICTURE).frames
    at = datetime(2021, 7, 15, 14, 30, tzinfo=UTC)
    assert frames[Posted].rows() == [("instagram:@ann_example", "instagram:CxY-_9", at)]
    assert frames[Account].select("name", "handle", "followers").rows() == [
        ("Ann Example", "Ann_Example", 12_345_678)
    ]
    assert frames[Post].select("likes", "replies", "views", "text").rows() == [
        (5, 1, 80, "Roses #now")
    ]
    assert LinksTo not in frames


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (POST | {"Likes": "1,2,3"}, "Likes is no count"),
        (POST | {"Facebook Id": ""}, "Facebook Id is empty"),
        (POST | {"URL": "https://www.facebook.com/rosenews"}, "URL has no number of a post"),
        (PICTURE | {"URL": "https://www.instagram.com/ann/"}, "URL has no code of a post"),
        (PICTURE | {"User Name": ""}, "User Name is empty"),
    ],
)
def test_a_row_that_is_no_post_is_rejected(row: dict[str, str], reason: str) -> None:
    ((_, number, found),) = load(row).rejects.rows()
    assert number == 1
    assert found.startswith(reason)


def test_a_table_of_something_else_is_told_what_it_lacks() -> None:
    with pytest.raises(MissingColumn, match="no column 'Post Created'"):
        load({"Account": "a", "User Name": "b"})
    with pytest.raises(MissingColumn, match="'Page Name'"):
        load({"Facebook Id": "a", "Post Created": "b"})
