import dataclasses
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from graph_models import Account, Page, Record
from loaders import SOURCES
from loaders.input import Input
from loaders.source import Options
from planted import CASES, LATER, SET, Case, Planted, PlantedFile, plant
from planted.cases.bought_engagement import PLATFORMS
from planted.innocents import ROLES

SMALL = {"scale": 0.004, "crowd": 0.5}
EVERY_CASE = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("world"), **SMALL, seed=5)


def truth(planted: Planted) -> pl.DataFrame:
    return pl.read_csv(planted.truth, infer_schema=False)


def bytes_of(planted: Planted) -> dict[str, bytes]:
    folder = planted.truth.parent
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def records(file: PlantedFile) -> int:
    """How many posts, acts or rows stand in a file, counted without the generator's help."""
    if file.path.is_dir():
        tables = set(file.path.glob("*.csv")) - {file.path / "images.csv"}
        return sum(pl.read_csv(path, infer_schema=False).height for path in tables)
    if file.path.suffix == ".json":
        held = json.loads(file.path.read_text())
        return len(held["messages"] if isinstance(held, dict) else held)
    return pl.read_csv(file.path, infer_schema=False).height


@EVERY_CASE
def test_says_what_was_reported_and_what_is_planted(case: Case) -> None:
    assert "Reported:" in case.reported
    assert "Planted:" in case.reported


@EVERY_CASE
@pytest.mark.parametrize("scale", [0.003, 0.01])
def test_has_its_stated_sizes_at_every_scale(case: Case, scale: float, tmp_path: Path) -> None:
    roles = truth(plant(tmp_path, scale=scale, crowd=0, cases=[case.name]))["role"].to_list()
    stated = dict(case.fixed) | {role: round(n * scale) for role, n in case.scaled.items()}
    assert stated
    assert {role: roles.count(role) for role in stated} == stated


@EVERY_CASE
def test_same_arguments_give_same_bytes_whatever_else_is_written(
    case: Case, world: Planted, tmp_path: Path
) -> None:
    again = plant(tmp_path, **SMALL, seed=5, cases=[case.name])
    first, second = bytes_of(world), bytes_of(again)
    names = set(second) - {"truth.csv"}
    assert names
    assert all(first[name] == second[name] for name in names)
    assert set(truth(again).iter_rows()) <= set(truth(world).iter_rows())


@EVERY_CASE
def test_another_seed_gives_other_accounts(case: Case, world: Planted, tmp_path: Path) -> None:
    other = plant(tmp_path, **SMALL, seed=6, cases=[case.name])
    assert not set(truth(other)["account"]) & set(truth(world)["account"])


def test_every_account_is_listed_once_with_a_role(world: Planted) -> None:
    listed = truth(world)
    assert listed.columns == ["account", "operation", "role"]
    assert listed["account"].is_unique().all()
    assert listed["role"].null_count() == 0
    assert set(listed["operation"].drop_nulls()) >= set(CASES)


EXPLAINED = (
    "co_link", "co_domain", "co_text", "co_image", "co_reshare", "co_reply", "co_hashtag",
    "hashtag_sequence", "co_mention", "co_engagement", "fast_reshare", "creation_burst", "schedule",
    "handle_reuse", "avatar_reuse", "renames", "lookalike_domain", "shared_owner", "succession",
    "persona_mismatch",
)  # fmt: skip


def test_somebody_lives_every_innocent_explanation(tmp_path: Path) -> None:
    listed = truth(plant(tmp_path, scale=0.012))
    lived = set(listed.filter(pl.col("operation").is_null())["role"])
    assert set(ROLES) <= lived
    assert lived - set(ROLES) == {"outlet", "public_figure", "researcher", "supporter"}
    assert set(ROLES.values()) == set(EXPLAINED)


def test_files_hold_as_many_records_as_they_claim(world: Planted) -> None:
    for file in world.files:
        assert file.path.parent == world.truth.parent
        assert records(file) == file.records > 0, file.path.name


def options_of(file: PlantedFile) -> Options:
    """What the file's source is told: the fields of its own options by their commands' names."""
    takes = type(SOURCES[file.source].example)
    fields = {field.name.rstrip("_"): field.name for field in dataclasses.fields(takes)}
    return takes(file.set, **{fields[name]: told for name, told in file.options.items()})


def test_sources_read_every_row_of_every_file_and_meet_nobody_whom_the_truth_lacks(
    world: Planted,
) -> None:
    listed, known = set(truth(world)["account"]), set[str]()
    for file in world.files:
        read = 0
        for batch in SOURCES[file.source].read(Input.from_path(file.path), options_of(file)):
            assert batch.rejects.is_empty(), (file.path.name, batch.rejects.head(3).rows())
            read += batch.read
            for model in (Account, Page):
                known |= set(batch.frames[model]["key"]) if model in batch.frames else set()
        beside = records_of_pictures(file.path) if file.path.is_dir() else 0
        assert read == file.records + beside, file.path.name
    assert known <= listed
    assert len(known) > 0.9 * len(listed)


def records_of_pictures(folder: Path) -> int:
    """The pictures themselves, and the rows of the table that says what they show."""
    listed = pl.read_csv(folder / "images.csv", infer_schema=False).height
    return listed + len(list(folder.glob("*.jpg")))


def test_nobody_is_an_account_and_a_page(world: Planted) -> None:
    keys: dict[type[Record], set[str]] = {Account: set(), Page: set()}
    for file in world.files:
        for batch in SOURCES[file.source].read(Input.from_path(file.path), options_of(file)):
            for model, found in keys.items():
                found |= set(batch.frames[model]["key"]) if model in batch.frames else set()
    assert len(keys[Page]) > 10
    assert not keys[Account] & keys[Page]


def test_what_was_exported_again_is_a_set_of_its_own(world: Planted) -> None:
    later = {file.path.name for file in world.files if file.set == LATER}
    assert {file.set for file in world.files} == {SET, LATER}
    assert later == {
        "borrowed_personas_second_export.csv",
        "borrowed_personas_second_pictures",
        *(f"bought_engagement_{each}_likes_four_weeks_later.csv" for each in PLATFORMS),
    }


def test_order_of_keys_tells_nothing_about_the_operation(world: Planted) -> None:
    tested = 0
    for _, listed in truth(world).group_by(pl.col("account").str.extract("^([^:]+):")):
        ranked = listed.sort("account")["operation"].is_not_null().to_numpy()
        if min(ranked.sum(), (~ranked).sum()) > 100:
            places = np.flatnonzero(ranked) / len(ranked)
            deciles = np.quantile(places, np.linspace(0.1, 0.9, 9))
            assert abs(places.mean() - 0.5) < 0.08
            assert all(later - earlier < 0.2 for earlier, later in pairwise(deciles.tolist()))
            tested += 1
    assert tested


@pytest.mark.parametrize(
    ("case", "sizes"),
    [
        ("bought_engagement", {"market_account": 18_739}),
        ("spamouflage", {"poster": 7_704, "page": 954, "group": 15, "instagram_account": 15}),
        ("doppelganger", {"pusher": 1_633, "imitator_page": 703, "formal_portrait": 81}),
        ("borrowed_personas", {"persona": 4_071, "turned_persona": 718}),
        ("core_of_a_crowd", {"core": 19, "successor": 5, "amplifier": 326, "supporter": 52_000}),
    ],
)
def test_sizes_at_scale_1_are_those_of_the_reports(case: str, sizes: dict[str, int]) -> None:
    stated = {**CASES[case].fixed, **CASES[case].scaled}
    assert {role: stated[role] for role in sizes} == sizes
