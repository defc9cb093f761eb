import json
from collections.abc import Callable
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from loaders.input import Input
from loaders.sources import shares
from planted import Planted, plant
from planted.cases.spamouflage import AN_ITEM, FIXED, FORUMS, POSTS, SCALED
from planted.layouts.meta_content_library import COLUMNS

SCALE = 0.05


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("spamouflage"), scale=SCALE, cases=["spamouflage"])


def read(world: Planted, name: str) -> pl.DataFrame:
    return pl.read_csv(world.truth.parent / name, infer_schema=False)


@pytest.fixture(scope="module")
def roles(world: Planted) -> pl.DataFrame:
    return read(world, "truth.csv")


@pytest.fixture(scope="module")
def posts(world: Planted, roles: pl.DataFrame) -> pl.DataFrame:
    """What stands on Facebook, with the role of whoever posted."""
    told = read(world, "spamouflage_facebook.csv").with_columns(
        account="fb:mcl:" + pl.col("post_owner.id"),
        at=pl.col("creation_time").str.to_datetime("%Y-%m-%dT%H:%M:%S%z"),
    )
    return told.join(roles, on="account", how="left")


@pytest.fixture(scope="module")
def forums(world: Planted) -> pl.DataFrame:
    """Account's key, wording and time on all forums."""
    tables = [
        pl.read_csv(file.path, infer_schema=False).select(
            account=pl.format("{}:{}", pl.lit(file.options["platform"]), "account_id"),
            text="object_id",
            at=pl.from_epoch(pl.col("timestamp_share").cast(pl.Int64)).dt.replace_time_zone("UTC"),
        )
        for file in world.files
        if file.source == "shares"
    ]
    assert len(tables) == FORUMS
    return pl.concat(tables)


def test_truth_lists_exactly_whom_the_files_name(
    world: Planted, roles: pl.DataFrame, posts: pl.DataFrame, forums: pl.DataFrame
) -> None:
    instagram = read(world, "spamouflage_instagram.csv")["post_owner.id"]
    named = set(posts["account"]) | set("fb:mcl:" + posts["surface.id"]) | set(forums["account"])
    named |= set("instagram:mcl:" + instagram)
    for file in world.files:
        if file.source == "telegram":
            named.add(f"telegram:{json.loads(file.path.read_text())['id']}")
        if file.source == "mastodon":
            statuses = json.loads(file.path.read_text())
            authors = {status["account"]["acct"].lower() for status in statuses}
            named |= {f"mastodon:{author}@tooting.example" for author in authors}
    assert set(roles["account"]) == named


def test_sizes_are_the_reports_in_proportion(world: Planted, roles: pl.DataFrame) -> None:
    counted = dict(roles["role"].value_counts().iter_rows())
    for role, size in FIXED.items():
        assert counted[role] == size
    for role, size in SCALED.items():
        assert counted[role] == round(size * SCALE)
    platforms = {account.partition(":")[0] for account in roles["account"]}
    assert len(platforms) > 50
    guilty = roles["operation"].is_not_null().sum()
    ordinary = len(roles) - guilty - counted["outlet"] - counted["public_figure"]
    assert ordinary == pytest.approx(3 * guilty, rel=0.02)


def test_work_follows_the_hours_of_offices_with_breaks(posts: pl.DataFrame) -> None:
    own = posts.filter(pl.col("operation").is_not_null())
    assert own["at"].dt.weekday().is_between(1, 6).all()
    hours = own["at"].dt.hour()
    assert hours.is_between(0, 14).all()
    by_hour = np.bincount(hours.to_numpy(), minlength=24)
    assert by_hour[4:7].min() < 0.6 * by_hour[1:4].max()
    others = posts.filter(pl.col("operation").is_null())["at"].dt.hour()
    assert others.is_between(15, 22).mean() > 0.2


def test_each_account_posts_as_a_job_and_items_are_as_many_as_that_takes(
    posts: pl.DataFrame, forums: pl.DataFrame
) -> None:
    counted = dict(posts["role"].value_counts().iter_rows())
    for role, each in POSTS.items():
        assert counted[role] == pytest.approx(each * round(SCALED[role] * SCALE), rel=0.1)
    items = forums["text"].str.extract(r"(/t/\d+)").drop_nulls().n_unique()
    assert sum(counted[role] for role in POSTS) / items == pytest.approx(AN_ITEM, rel=0.1)


def test_items_appear_on_a_forum_first_and_are_copied_with_slips(
    posts: pl.DataFrame, forums: pl.DataFrame
) -> None:
    page = forums.with_columns(link=pl.col("text").str.extract(r"(https://\S+/t/\d+)"))
    first = page.drop_nulls("link").group_by("link").agg(first=pl.col("at").min())
    own = posts.filter(pl.col("operation").is_not_null())
    linked = own.join(first, left_on="link_attachment.link", right_on="link")
    assert len(linked) > 0.25 * len(own)
    assert (linked["at"] > linked["first"]).all()
    assert (linked["at"] - linked["first"]).dt.total_hours().median() > 4
    wordings = (
        linked.drop_nulls("text")
        .group_by("link_attachment.link")
        .agg(pl.col("text").n_unique().alias("wordings"), pl.len())
    )
    assert wordings.filter(pl.col("len") >= 8)["wordings"].median() >= 2


def test_accounts_post_the_same_item_in_sittings_of_minutes(posts: pl.DataFrame) -> None:
    own = posts.filter((pl.col("role") == "poster") & pl.col("link_attachment.link").is_not_null())
    gaps = own.sort("link_attachment.link", "at").select(
        pl.col("at").diff().over("link_attachment.link").dt.total_seconds()
    )
    seconds = gaps.to_series().drop_nulls()
    assert 30 < seconds.median() < 1_200
    assert (seconds <= 60).mean() < 0.5


def test_nearly_nobody_reacts(posts: pl.DataFrame) -> None:
    drawn = posts.with_columns(pl.col("statistics.reaction_count").cast(pl.Int64))
    means = drawn.group_by(pl.col("role").is_in(["poster", "page"])).agg(
        pl.col("statistics.reaction_count").mean()
    )
    (own,), (others,) = (
        means.filter(pl.col("role") == mine)["statistics.reaction_count"] for mine in (True, False)
    )
    assert own < 1 < others


def test_copies_of_an_items_picture_are_near_and_named_apart(
    world: Planted, posts: pl.DataFrame, perceptual_hash: Callable[[Image.Image], NDArray[np.bool_]]
) -> None:
    folder = world.truth.parent / "spamouflage_pictures"
    of_people = read(world, "spamouflage_pictures/posts.csv").select("post_id", "image_ids")
    of_pages = read(world, "spamouflage_pictures/pages.csv").rename({"tweet_id": "post_id"})
    shown = pl.concat([of_people, of_pages])
    shown = shown.with_columns(pl.col("post_id").str.strip_prefix("mcl:"))
    assert set(shown["post_id"]) <= set(posts["id"])
    own = posts.filter(pl.col("operation").is_not_null()).drop_nulls("link_attachment.link")
    both = own.join(shown, left_on="id", right_on="post_id")
    by_item = both.group_by("link_attachment.link").agg(pl.col("image_ids").unique().sort())
    compared, near = 0, 0
    for names in by_item.sort("link_attachment.link")["image_ids"].head(25).to_list():
        hashes = []
        for name in names:
            with Image.open(folder / f"{name}.jpg") as picture:
                plain = picture.convert("RGB")
                hashes.append([perceptual_hash(plain), perceptual_hash(ImageOps.mirror(plain))])
        for one, other in combinations(hashes, 2):
            compared += 1
            near += min((one[0] != each).sum() for each in other) <= 31
    assert compared > 20
    assert near / compared > 0.8


def test_instagram_lacks_what_the_library_has_on_facebook_only(world: Planted) -> None:
    assert tuple(read(world, "spamouflage_facebook.csv").columns) == COLUMNS
    instagram = read(world, "spamouflage_instagram.csv")
    lacking = {name.partition(".")[0] for name in set(COLUMNS) - set(instagram.columns)}
    assert lacking == {"surface", "link_attachment", "shared_post_id", "statistics"}
    assert instagram["text"].str.contains("https://").any()


def test_the_source_it_is_written_for_reads_every_row_of_the_forums(world: Planted) -> None:
    for file in [file for file in world.files if file.source == "shares"][:5]:
        asked = shares.ShareOptions("planted", as_="text", platform=file.options["platform"])
        batches = list(shares.read.read(Input.from_path(file.path), asked))
        assert sum(batch.read for batch in batches) == file.records
        assert all(batch.rejects.is_empty() for batch in batches)
