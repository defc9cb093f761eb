import io
from datetime import UTC, datetime

import polars as pl
import pytest

from graph_models import (
    Account,
    Domain,
    Follows,
    Hashtag,
    Image,
    Liked,
    LinksTo,
    Mentions,
    On,
    Post,
    Posted,
    Record,
    RepliesTo,
    Reshares,
    Says,
    Shows,
    Tagged,
    Text,
    Url,
)
from loaders import Batch, Input
from loaders.acts import Act
from loaders.errors import MissingColumn, UnfitOptions
from loaders.kinds import IDENTIFIER
from loaders.sources import shares
from loaders.sources.shares import ShareOptions

HEADER = "account_id,object_id,content_id,timestamp_share\n"
AT = datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def load(as_: Act, *rows: str, header: str = HEADER, **names: str) -> Batch:
    text = header + "".join(f"{row}\n" for row in rows)
    file = Input.from_stream(io.BytesIO(text.encode()), name="shares.csv")
    options = ShareOptions("s", as_=as_, platform="x", **names)
    (batch,) = shares.read.read(file, options)
    return batch


def pairs(batch: Batch, model: type[Record]) -> list[tuple[str, str]]:
    return batch.frames[model].select("start_key", "end_key").rows()


def keys(batch: Batch, model: type[Record]) -> set[str]:
    return set(batch.frames[model]["key"])


def test_a_shared_link_is_an_act_on_its_canonical_address() -> None:
    batch = load("url", "a,http://Example.org/?utm_source=y,p,1600000000", "b,77,q,1600000000")
    assert batch.frames[Posted].rows() == [("x:a", "x:p", AT), ("x:b", "x:q", AT)]
    assert keys(batch, Url) == {"https://example.org/", "s:77"}
    assert pairs(batch, On) == [("https://example.org/", "example.org")]
    assert batch.frames[LinksTo].rows() == [
        ("Url", "x:p", "https://example.org/", "http://Example.org/?utm_source=y"),
        ("Url", "x:q", "s:77", None),
    ]


def test_a_shared_domain_is_a_link_to_a_domain_alone() -> None:
    batch = load("domain", "a,www.Example.org,p,1600000000", "b,77,q,1600000000")
    assert Url not in batch.frames
    assert set(batch.frames[Domain].rows()) == {
        ("example.org", None, "example.org"),
        ("s:77", None, None),
    }
    assert batch.frames[LinksTo]["end_label"].to_list() == ["Domain", "Domain"]


def test_hashtags_of_any_case_are_one() -> None:
    batch = load("hashtag", "a,#Roses,p,1600000000", "b,roses,q,1600000000", "c,#,r,1600000000")
    assert keys(batch, Hashtag) == {"roses"}
    assert set(batch.frames[Hashtag]["tag"]) == {"Roses", "roses"}
    assert pairs(batch, Tagged) == [("x:p", "roses"), ("x:q", "roses")]
    assert batch.rejects.rows() == [("shares.csv", 3, "object_id names nothing")]


def test_a_wording_is_normalised_and_the_post_keeps_it() -> None:
    batch = load("text", 'a,"RT @b: Hello, World!",p,1600000000', "b,…,q,1600000000")
    assert batch.frames[Text].select("wording", "words").rows() == [("hello world", 2)]
    assert batch.frames[Post].select("key", "text").rows() == [("x:p", "RT @b: Hello, World!")]
    assert len(pairs(batch, Says)) == 1
    assert batch.rejects.rows() == [("shares.csv", 2, "object_id names no words")]


def test_an_image_is_an_id_of_the_set() -> None:
    assert pairs(load("image", "a,77,p,1600000000"), Shows) == [("x:p", "s:77")]
    assert keys(load("image", "a,77,p,1600000000"), Image) == {"s:77"}


@pytest.mark.parametrize(("as_", "model"), [("reshare", Reshares), ("reply", RepliesTo)])
def test_an_answered_or_reshared_post_is_a_post_too(as_: Act, model: type[Record]) -> None:
    batch = load(as_, "a,o,p,1600000000")
    assert pairs(batch, model) == [("x:p", "x:o")]
    assert batch.frames[Post].select("key", "kind").rows() == [("x:p", as_), ("x:o", None)]


def test_a_mentioned_account_is_an_account() -> None:
    batch = load("mention", "a,b,p,1600000000")
    assert pairs(batch, Mentions) == [("x:p", "x:b")]
    assert keys(batch, Account) == {"x:a", "x:b"}


@pytest.mark.parametrize("header", [HEADER, "account_id,object_id,timestamp_share\n"])
def test_likes_and_follows_need_no_post_of_their_own(header: str) -> None:
    row = "a,o,,1600000000" if header == HEADER else "a,o,1600000000"
    liked = load("like", row, header=header)
    assert liked.frames[Liked].rows() == [("x:a", "x:o", AT)]
    assert keys(liked, Post) == {"x:o"}
    followed = load("follow", row, header=header)
    assert followed.frames[Follows].rows() == [("Account", "x:a", "x:o", AT)]
    assert keys(followed, Account) == {"x:a", "x:o"}
    assert Post not in followed.frames


def test_every_other_act_needs_its_post_column() -> None:
    with pytest.raises(MissingColumn, match="no column 'content_id'"):
        load("url", "a,o,1600000000", header="account_id,object_id,timestamp_share\n")


def test_columns_have_any_name_and_order_and_delimiter() -> None:
    names = {"account": "who", "object": "what", "post": "by", "time": "when"}
    rows = ["2020-09-13T12:26:40Z;p;1;o;a"]
    batch = load("reshare", *rows, header="when;by;extra;what;who\n", **names)
    assert batch.frames[Posted].rows() == [("x:a", "x:p", AT)]


def test_one_column_may_be_two_things() -> None:
    batch = load("reshare", "a,o,p,1600000000", post="object_id")
    assert pairs(batch, Reshares) == [("x:o", "x:o")]


def test_numbers_of_parquet_are_the_ids_that_csv_would_give() -> None:
    floats = IDENTIFIER.read(pl.Series([7.0, None, 2.0**60, 7.5]))
    assert floats.to_list() == ["7", None, None, "7.5"]
    assert IDENTIFIER.read(pl.Series([2**60])).to_list() == [str(2**60)]


@pytest.mark.parametrize(("as_", "platform"), [("video", "x"), ("url", "x:y"), ("url", "")])
def test_options_without_meaning_are_refused(as_: Act, platform: str) -> None:
    with pytest.raises(UnfitOptions):
        ShareOptions("s", as_=as_, platform=platform)
