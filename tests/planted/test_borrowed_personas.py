from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from planted import Planted, plant
from planted.cases.borrowed_personas import NIGHT, SCALED, SPAN
from planted.layouts.meta_content_library import COLUMNS
from planted.persona import heard_elsewhere
from planted.public import public
from planted.world import World

SCALE = 0.03
FIRST, SECOND = "borrowed_personas_first_export.csv", "borrowed_personas_second_export.csv"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("personas")
    return plant(folder, scale=SCALE, cases=["borrowed_personas"])


def read(world: Planted, name: str) -> pl.DataFrame:
    return pl.read_csv(world.truth.parent / name, infer_schema=False)


@pytest.fixture(scope="module")
def roles(world: Planted) -> pl.DataFrame:
    return read(world, "truth.csv")


@pytest.fixture(scope="module")
def posts(world: Planted, roles: pl.DataFrame) -> pl.DataFrame:
    """Both exports, with the role of whoever posted."""
    both = [
        read(world, name).with_columns(export=pl.lit(place))
        for place, name in enumerate([FIRST, SECOND])
    ]
    told = pl.concat(both).with_columns(
        account="fb:mcl:" + pl.col("post_owner.id"),
        at=pl.col("creation_time").str.to_datetime("%Y-%m-%dT%H:%M:%S%z").dt.epoch("s"),
    )
    return told.join(roles, on="account", how="left")


@pytest.fixture(scope="module")
def names(posts: pl.DataFrame) -> pl.DataFrame:
    """How each account that is in both exports was called in each."""
    called = posts.group_by("account", "role", "export").agg(
        name=pl.col("post_owner.name").unique(), handle=pl.col("post_owner.username").unique()
    )
    assert called.select((pl.col("name", "handle").list.len() == 1).all()).row(0) == (True, True)
    flat = called.with_columns(pl.col("name", "handle").list.first())
    before, after = (flat.filter(pl.col("export") == place) for place in (0, 1))
    return before.join(after, on=["account", "role"], suffix="_after")


def test_tables_have_the_columns_of_the_library(world: Planted) -> None:
    assert tuple(read(world, FIRST).columns) == COLUMNS == tuple(read(world, SECOND).columns)


def test_truth_lists_exactly_those_who_post(roles: pl.DataFrame, posts: pl.DataFrame) -> None:
    assert set(posts["account"]) == set(roles["account"])
    assert posts["id"].is_unique().all()


def test_sizes_are_the_reports_in_proportion(roles: pl.DataFrame) -> None:
    assert sum(SCALED.values()) == 4_789
    counted = dict(roles["role"].value_counts().iter_rows())
    for role, size in SCALED.items():
        assert counted[role] == round(size * SCALE)
    guilty = roles["operation"].is_not_null().sum()
    ordinary = len(roles) - guilty - counted["outlet"] - counted["public_figure"]
    assert ordinary == pytest.approx(3 * guilty, rel=0.02)


def test_exports_meet_at_the_night_in_which_some_turn(posts: pl.DataFrame) -> None:
    by_export = posts.group_by("export").agg(first=pl.col("at").min(), last=pl.col("at").max())
    (_, _, last), (_, first, _) = by_export.sort("export").iter_rows()
    assert last < NIGHT <= first


def test_turned_personas_change_name_handle_picture_and_subject(
    names: pl.DataFrame, posts: pl.DataFrame
) -> None:
    turned = names.filter(pl.col("role") == "turned_persona")
    assert len(turned) == round(SCALED["turned_persona"] * SCALE)
    assert (turned["name"] != turned["name_after"]).all()
    assert (turned["handle"] != turned["handle_after"]).all()
    own = posts.filter((pl.col("role") == "turned_persona") & (pl.col("export") == 1))
    pictures = own.filter(pl.col("text").is_null())
    assert set(pictures["account"]) == set(turned["account"])
    assert pictures["at"].max() < NIGHT + 8 * 3_600
    assert own["link_attachment.link"].null_count() == len(own)


def test_some_new_handles_have_a_past(names: pl.DataFrame) -> None:
    past = names.join(names, left_on="handle_after", right_on="handle", suffix="_of_past")
    taken = past.filter(pl.col("account") != pl.col("account_of_past"))
    share = (taken["role"] == "turned_persona").sum() / (names["role"] == "turned_persona").sum()
    assert 0.1 < share < 0.6
    squatted = taken.filter(pl.col("role") == "squatter")
    assert len(squatted) >= 3
    assert set(squatted["role_of_past"]) == {"rebrander"}


def test_nobody_else_is_called_otherwise_later(names: pl.DataFrame) -> None:
    others = names.filter(~pl.col("role").is_in(["turned_persona", "rebrander", "squatter"]))
    assert (others["name"] == others["name_after"]).all()
    assert (others["handle"] == others["handle_after"]).all()
    rebranded = names.filter(pl.col("role") == "rebrander")
    assert (rebranded["handle"] != rebranded["handle_after"]).all()


def test_personas_post_what_was_said_elsewhere_in_sittings(posts: pl.DataFrame) -> None:
    own = posts.filter((pl.col("role") == "persona") & pl.col("text").is_not_null())
    shared = own.filter(pl.len().over("text") > 1)
    assert 0.4 < len(shared) / len(own) < 0.9
    gaps = shared.sort("text", "at").select(pl.col("at").diff().over("text")).to_series()
    assert 60 < gaps.drop_nulls().median() < 900
    linked = own["link_attachment.link"].drop_nulls()
    assert linked.str.starts_with("https://x.com/").mean() > 0.3
    assert len(linked.filter(linked.str.contains(".example/"))) > 0


def test_as_much_is_said_elsewhere_as_there_are_to_repost_it() -> None:
    world = World(np.random.default_rng(1), SPAN)
    heard = heard_elsewhere(world, public(world), 9_000)
    assert 9_000 <= len(heard.at) == len(heard.text) == len(heard.url) < 9_500
    assert (np.diff(heard.at) >= 0).all()
    assert heard.within(1) == pytest.approx(len(heard.at) / SPAN.days, rel=0.05)


def test_personas_wear_near_copies_and_ordinary_people_their_own_faces(
    world: Planted, posts: pl.DataFrame, perceptual_hash: Callable[[Image.Image], NDArray[np.bool_]]
) -> None:
    tables = [
        read(world, f"{folder}/posts.csv").with_columns(
            pl.format("{}/{}.jpg", pl.lit(folder), "image_ids").alias("image_ids")
        )
        for folder in ("borrowed_personas_pictures", "borrowed_personas_second_pictures")
    ]
    shown = pl.concat(tables).with_columns(pl.col("post_id").str.strip_prefix("mcl:"))
    assert set(shown["post_id"]) <= set(posts["id"])
    faces = shown.filter(pl.col("event") == "profile pictures")
    wordless = posts.filter(pl.col("text").is_null() & (pl.col("content_type") == "photos"))
    assert set(faces["post_id"]) == set(wordless["id"])

    def near(role: str) -> tuple[float, int]:
        """Share of the role's profile pictures that are near another one, and their number."""
        worn = posts.filter((pl.col("role") == role) & pl.col("text").is_null())
        names = shown.filter(pl.col("post_id").is_in(worn["id"].implode()))["image_ids"].to_list()
        hashes = []
        for name in names:
            with Image.open(world.truth.parent / name) as picture:
                straight = picture.convert("RGB")
                hashes.append(
                    (perceptual_hash(straight), perceptual_hash(ImageOps.mirror(straight)))
                )
        found = 0
        for place, (mine, _) in enumerate(hashes):
            others = hashes[:place] + hashes[place + 1 :]
            found += any(min((mine != a).sum(), (mine != b).sum()) <= 31 for a, b in others)
        return found / len(names), len(names)

    share, amount = near("persona")
    assert amount == round(SCALED["persona"] * SCALE)
    assert 0.4 < share < 0.9
    assert near("fan_picture")[0] > 0.7
    assert near("default_picture")[0] == 1.0
    assert near("rebrander")[0] == 0.0


def test_who_turned_is_seen_in_each_export_under_the_name_and_face_of_that_time(
    world: Planted, names: pl.DataFrame
) -> None:
    turned = names.filter(pl.col("role") == "turned_persona")
    for folder, name in (("pictures", "name"), ("second_pictures", "name_after")):
        faces = read(world, f"borrowed_personas_{folder}/posts.csv")
        faces = faces.filter(pl.col("event") == "profile pictures")
        faces = faces.with_columns(account="fb:" + pl.col("account"))
        own = turned.join(faces, on="account", suffix="_shown")
        assert set(own["account"]) == set(turned["account"])
        assert (own["text"] == own[name]).all()
    shared = [
        {path.name for path in (world.truth.parent / f"borrowed_personas_{folder}").glob("*.jpg")}
        for folder in ("pictures", "second_pictures")
    ]
    assert shared[0] & shared[1], "what is posted before and after lies in both"
