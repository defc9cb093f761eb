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
    Reshares,
    Tagged,
    UsedHandle,
)
from loaders import SOURCES, Batch, Input, Options
from loaders.errors import MissingColumn

LIBRARY = SOURCES["meta_content_library"]
POST = {
    "id": "801",
    "creation_time": "2024-06-15T10:00:00+0000",
    "post_owner.id": "71",
    "post_owner.name": "Rose News",
    "post_owner.username": "RoseNews",
    "text": "Roses #now https://example.org/b",
    "statistics.like_count": "5",
    "statistics.comment_count": "1",
    "statistics.views": "80",
    "mcl_url": "https://www.facebook.com/transparency-tools/content-library/post/801",
}
ON_FACEBOOK = {
    "post_owner.type": "page",
    "surface.type": "page",
    "surface.id": "71",
    "surface.name": "Rose News",
    "surface.username": "RoseNews",
    "statistics.share_count": "2",
    "shared_post_id": "",
    "link_attachment.link": "https://example.org/a",
}
AT = datetime(2024, 6, 15, 10, tzinfo=UTC)


def load(row: dict[str, str]) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    file = Input.from_stream(io.BytesIO(text.getvalue().encode()), name="posts.csv")
    (batch,) = LIBRARY.read(file, Options("s"))
    return batch


def test_the_library_s_ids_are_no_ids_of_the_platform() -> None:
    frames = load(POST | ON_FACEBOOK).frames
    assert frames[Published].rows() == [("fb:mcl:71", "fb:mcl:801", AT)]
    assert frames[Page].select("kind", "name", "handle").rows() == [
        ("page", "Rose News", "RoseNews")
    ]
    counts = frames[Post].select("likes", "reshares", "replies", "views", "address")
    assert counts.rows() == [(5, 2, 1, 80, POST["mcl_url"])]
    assert frames[LinksTo]["end_key"].to_list() == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert frames[Tagged]["end_key"].to_list() == ["now"]
    assert In not in frames


def test_a_profile_s_post_stands_in_the_group_it_was_made_to() -> None:
    row = {"post_owner.type": "PROFILE", "surface.id": "73", "surface.type": "GROUP"}
    frames = load(POST | ON_FACEBOOK | row | {"shared_post_id": "700"}).frames
    assert frames[Posted].rows() == [("fb:mcl:71", "fb:mcl:801", AT)]
    assert frames[In].rows() == [("fb:mcl:801", "fb:mcl:73")]
    assert frames[Page].select("key", "kind").rows() == [("fb:mcl:73", "group")]
    assert frames[Reshares].rows() == [("fb:mcl:801", "fb:mcl:700")]
    assert frames[Post].filter(key="fb:mcl:801")["kind"].to_list() == ["reshare"]
    on_a_profile = ON_FACEBOOK | row | {"surface.type": "profile"}
    assert In not in load(POST | on_a_profile).frames


def test_a_table_without_the_columns_of_facebook_is_of_instagram() -> None:
    frames = load(POST).frames
    assert frames[Posted].rows() == [("instagram:mcl:71", "instagram:mcl:801", AT)]
    assert frames[Account].select("key", "handle", "name").rows() == [
        ("instagram:mcl:71", "RoseNews", "Rose News")
    ]
    assert frames[UsedHandle]["end_key"].to_list() == ["instagram:rosenews"]
    assert frames[LinksTo]["end_key"].to_list() == ["https://example.org/b"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": ""}, "id is empty"),
        ({"id": "9.6378e+14"}, "id is a rounded number"),
        ({"creation_time": "soon"}, "creation_time is no time"),
        ({"post_owner.type": "robot"}, "post_owner.type is none of page, group, event"),
        ({"statistics.views": "many"}, "statistics.views is no count"),
    ],
)
def test_a_row_that_is_no_post_is_rejected(row: dict[str, str], reason: str) -> None:
    ((_, number, found),) = load(POST | ON_FACEBOOK | row).rejects.rows()
    assert number == 1
    assert found.startswith(reason)


def test_a_table_of_facebook_must_say_what_owners_are() -> None:
    row = {name: value for name, value in ON_FACEBOOK.items() if name != "post_owner.type"}
    with pytest.raises(MissingColumn, match=r"no column 'post_owner\.type'"):
        load(POST | row)
