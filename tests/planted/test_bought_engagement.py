import polars as pl
import pytest

from loaders.input import Input
from loaders.sources import shares
from planted import Planted, plant
from planted.cases.bought_engagement import BOUGHT, PLATFORMS, SCALED
from planted.engaged import SHARES

SCALE = 0.05
ACT = {"likes": "like", "views": "view", "comments": "reply", "follows": "follow"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("bought"), scale=SCALE, cases=["bought_engagement"])


@pytest.fixture(scope="module")
def roles(world: Planted) -> pl.DataFrame:
    return pl.read_csv(world.truth, infer_schema=False)


@pytest.fixture(scope="module")
def acts(world: Planted, roles: pl.DataFrame) -> pl.DataFrame:
    """Columns act, account, object (keys), at, and the role of whoever acted."""
    tables = [
        pl.read_csv(file.path, infer_schema=False).select(
            act=pl.lit(file.options["as"]),
            account=pl.format("{}:{}", pl.lit(file.options["platform"]), "account_id"),
            object=pl.format("{}:{}", pl.lit(file.options["platform"]), "object_id"),
            at=pl.col("timestamp_share").cast(pl.Int64),
        )
        for file in world.files
        if file.options["as"] != "text" and "later" not in file.path.name
    ]
    return pl.concat(tables).join(roles, on="account", how="left")


@pytest.fixture(scope="module")
def tests(world: Planted) -> pl.Series:
    """Keys of the test posts."""
    return pl.Series((world.truth.parent / "bought_engagement_tests.txt").read_text().split())


def posts(world: Planted) -> pl.DataFrame:
    """Key and time of every post, and the key of its author."""
    tables = [
        pl.read_csv(file.path, infer_schema=False).select(
            post=pl.format("{}:{}", pl.lit(file.options["platform"]), "content_id"),
            author=pl.format("{}:{}", pl.lit(file.options["platform"]), "account_id"),
            posted=pl.col("timestamp_share").cast(pl.Int64),
        )
        for file in world.files
        if file.path.name.endswith("_posts.csv")
    ]
    return pl.concat(tables)


def test_truth_lists_exactly_those_who_act_or_are_acted_on(
    world: Planted, roles: pl.DataFrame, acts: pl.DataFrame
) -> None:
    followed = acts.filter(pl.col("act") == "follow")["object"]
    assert set(roles["account"]) == set(acts["account"]) | set(followed) | set(
        posts(world)["author"]
    )


def test_sizes_are_the_reports_in_proportion(roles: pl.DataFrame) -> None:
    counted = dict(roles["role"].value_counts().iter_rows())
    for role, size in SCALED.items():
        assert counted[role] == round(size * SCALE)
    guilty = roles["operation"].is_not_null().sum()
    ordinary = len(roles) - guilty - counted["researcher"]
    assert ordinary == pytest.approx(3 * guilty, rel=0.02)
    assert set(SHARES) < set(roles["role"])


def test_what_was_bought_is_what_was_delivered(
    roles: pl.DataFrame, acts: pl.DataFrame, tests: pl.Series
) -> None:
    testers = roles.filter(pl.col("role") == "researcher")["account"]
    for what, amount in BOUGHT.items():
        aim = testers if what == "follows" else tests
        done = acts.filter((pl.col("act") == ACT[what]) & pl.col("object").is_in(aim.implode()))
        assert set(done["role"]) == {"market_account"}
        assert len(done) == pytest.approx(amount * SCALE, rel=0.02), what


def test_every_market_account_delivers_and_serves_others_too(
    world: Planted, acts: pl.DataFrame, tests: pl.Series, roles: pl.DataFrame
) -> None:
    owned = posts(world).join(roles, left_on="author", right_on="account")
    owner = dict(owned.select("post", "role").iter_rows())
    market = acts.filter((pl.col("role") == "market_account") & (pl.col("act") != "follow"))
    aim = market.with_columns(owner=pl.col("object").replace_strict(owner))
    follows = acts.filter((pl.col("role") == "market_account") & (pl.col("act") == "follow"))
    testers = roles.filter(pl.col("role") == "researcher")["account"]
    serving = set(aim.filter(pl.col("object").is_in(tests.implode()))["account"])
    serving |= set(follows.filter(pl.col("object").is_in(testers.implode()))["account"])
    assert len(serving) == round(SCALED["market_account"] * SCALE)
    others = aim.filter(pl.col("owner") == "customer")
    assert others["account"].n_unique() > 0.95 * len(serving)
    assert len(others) > 8 * len(serving)
    assert len(aim.filter(pl.col("owner") == "creator")) > len(serving)


def test_deliveries_drip_over_hours(world: Planted, acts: pl.DataFrame, tests: pl.Series) -> None:
    likes = acts.filter((pl.col("act") == "like") & pl.col("object").is_in(tests.implode()))
    orders = likes.group_by("object").agg(
        hours=(pl.col("at").quantile(0.9) - pl.col("at").quantile(0.1)) / 3_600,
        gap=pl.col("at").sort().diff().median(),
    )
    assert 2 < orders["hours"].median() < 24
    assert orders["gap"].median() > 60


def test_nobody_acts_on_a_post_before_it_is_out_or_likes_it_twice(
    world: Planted, acts: pl.DataFrame
) -> None:
    out = acts.filter(pl.col("act") != "follow").join(
        posts(world), left_on="object", right_on="post", how="left"
    )
    assert out["posted"].null_count() == 0
    assert (out["at"] > out["posted"]).all()
    once = acts.filter(pl.col("act").is_in(["like", "follow"]))
    assert once.select("act", "account", "object").is_unique().all()


def test_four_in_five_are_still_there_four_weeks_later(
    world: Planted, acts: pl.DataFrame, tests: pl.Series
) -> None:
    later = [
        pl.read_csv(file.path, infer_schema=False).select(
            pl.format("{}:{}", pl.lit(file.options["platform"]), "account_id").alias("account"),
            pl.format("{}:{}", pl.lit(file.options["platform"]), "object_id").alias("object"),
        )
        for file in world.files
        if "later" in file.path.name
    ]
    assert len(later) == len(PLATFORMS)
    likes = acts.filter((pl.col("act") == "like") & pl.col("object").is_in(tests.implode()))
    left = likes.join(pl.concat(later), on=["account", "object"], how="semi")
    assert len(left) == sum(len(each) for each in later)
    assert len(left) / len(likes) == pytest.approx(0.8, abs=0.04)
    gone = likes.join(left, on=["account", "object"], how="anti")["account"]
    assert not set(gone) & set(left["account"])


def test_the_source_it_is_written_for_reads_every_row(world: Planted) -> None:
    read = 0
    for file in world.files:
        if file.options["as"] != "view" and file.options["platform"] == "x":
            told = {"as_": file.options["as"], "platform": "x"}
            asked = shares.ShareOptions("planted", **told)  # type: ignore[arg-type]
            batches = list(shares.read.read(Input.from_path(file.path), asked))
            assert sum(batch.read for batch in batches) == file.records
            assert all(batch.rejects.is_empty() for batch in batches)
            read += 1
    assert read == 6
