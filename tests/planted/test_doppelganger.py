import polars as pl
import pytest
from PIL import Image

from loaders.input import Input
from loaders.source import Options
from loaders.sources import twitter_archive
from planted import Planted, plant
from planted.cases.doppelganger import LOOKALIKES, PUBLISHED, SPENT
from planted.layouts.crowdtangle import COLUMNS
from planted.layouts.facebook_ads import COLUMNS as AD_COLUMNS
from planted.lookalike import TECHNIQUES
from planted.petition import SITES

SCALE = 0.05


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return plant(tmp_path_factory.mktemp("doppelganger"), scale=SCALE, cases=["doppelganger"])


def read(world: Planted, name: str) -> pl.DataFrame:
    return pl.read_csv(world.truth.parent / name, infer_schema=False)


@pytest.fixture(scope="module")
def roles(world: Planted) -> pl.DataFrame:
    return read(world, "truth.csv")


@pytest.fixture(scope="module")
def tweets(world: Planted, roles: pl.DataFrame) -> pl.DataFrame:
    told = read(world, "doppelganger_tweets.csv")
    keys = told.with_columns(account=pl.format("x:{}", "userid"))
    return keys.join(roles, on="account", how="left")


@pytest.fixture(scope="module")
def pages(world: Planted, roles: pl.DataFrame) -> pl.DataFrame:
    told = read(world, "doppelganger_pages.csv")
    keys = told.with_columns(account=pl.format("fb:{}", "Facebook Id"))
    return keys.join(roles, on="account", how="left")


def final_domains(pages: pl.DataFrame) -> pl.Series:
    imitating = pages.filter(pl.col("role") == "imitator_page")
    return imitating["Final Link"].str.extract("https://([^/]+)/").drop_nulls()


def test_truth_lists_exactly_the_accounts_and_pages_of_the_files(
    world: Planted, roles: pl.DataFrame, pages: pl.DataFrame, tweets: pl.DataFrame
) -> None:
    users = "x:" + read(world, "doppelganger_users.csv")["userid"]
    assert set(roles["account"]) >= set(users) | set(pages["account"])
    assert set(users) >= set(tweets["account"])
    assert set(roles["account"]) - set(users) - set(pages["account"]) == set()


def test_sizes_are_the_reports_in_proportion(roles: pl.DataFrame) -> None:
    assert (roles["role"] == "pusher").sum() == round(1_633 * SCALE)
    assert (roles["role"] == "imitator_page").sum() == round(703 * SCALE)
    guilty = roles["operation"].is_not_null().sum()
    public = roles["role"].is_in(["outlet", "public_figure"]).sum()
    assert len(roles) - guilty - public == pytest.approx(3 * guilty, abs=2)


def test_advertisements_cost_what_was_reported_in_proportion(
    world: Planted, pages: pl.DataFrame
) -> None:
    ads = read(world, "doppelganger_ads.csv")
    assert tuple(ads.columns) == AD_COLUMNS
    paid = ads.with_columns(account="fb:" + ads["url"].str.extract(r"-(\d+)/$"))
    told = paid.join(pages.select("account", "role").unique(), on="account")
    assert len(told) == len(ads)
    own = told.filter(pl.col("role") == "imitator_page")
    assert own["spend_amount"].cast(pl.Float64).sum() == pytest.approx(SPENT * SCALE, rel=0.01)
    assert set(told["role"]) == {"imitator_page", "agency_client"}
    assert set(own["spend_currency"]) == {"USD", "EUR"}


def test_links_lead_over_burners_to_lookalikes(pages: pl.DataFrame, tweets: pl.DataFrame) -> None:
    assert tuple(pages.columns[: len(COLUMNS)]) == COLUMNS
    led = pages.filter(pl.col("role") == "imitator_page").drop_nulls("Final Link")
    assert (led["Link"] != led["Final Link"]).all()
    assert 45 <= final_domains(pages).n_unique() <= LOOKALIKES
    short = set(led["Link"].str.extract("https://([^/]+)/"))
    pushed = tweets.filter(pl.col("role") == "pusher")["urls"].str.extract("https://([^/]+)/")
    assert pushed.drop_nulls().is_in([*short, *SITES]).mean() > 0.9


def test_lookalikes_imitate_outlets_by_every_technique(world: Planted, pages: pl.DataFrame) -> None:
    outlets = pages.filter(pl.col("role") == "outlet")
    real = outlets["Link"].str.extract(r"https://([^/]+)\.example/").drop_nulls().unique().to_list()
    used = set()
    for domain in final_domains(pages).unique():
        stem, _, rest = domain.partition(".")
        if stem in real:
            used.add(TECHNIQUES[0] if rest == "test" else TECHNIQUES[3])
        elif stem.replace("-", "") in real:
            used.add(TECHNIQUES[1])
        else:
            used.add(TECHNIQUES[2])
    assert used == set(TECHNIQUES)
    listed = read(world, "doppelganger_domains.csv")
    clones = listed.filter(pl.col("operation") == "Doppelganger")
    assert len(clones) == PUBLISHED
    assert set(clones["reason"].str.extract(r"Clone de (.+)\.example$")) <= set(real)


def test_waves_open_before_they_post_and_replace_each_other(
    world: Planted, tweets: pl.DataFrame
) -> None:
    own = tweets.filter(pl.col("role") == "pusher")
    spans = own.group_by("userid").agg(
        first=pl.col("tweet_time").min().str.slice(0, 10),
        last=pl.col("tweet_time").max().str.slice(0, 10),
        opened=pl.col("account_creation_date").first(),
    )
    assert (spans["opened"] < spans["first"]).all()
    days = spans.select(
        (pl.col("last").str.to_date() - pl.col("first").str.to_date()).dt.total_days()
    ).to_series()
    assert 3 <= days.median() <= 14
    assert spans["first"].n_unique() >= 6
    born = spans["opened"].value_counts()["count"]
    assert born.max() >= 3


def share_going_on(posts: pl.DataFrame, text: str, at: str) -> float:
    """Share of the accounts that say two things of one that fell silent before they came."""
    words = pl.col(text).str.replace_all(r"https?://\S+|@\w+", "").str.strip_chars()
    said = posts.select("account", text=words, at=at).drop_nulls("text").unique()
    lives = said.group_by("account").agg(first=pl.col("at").min(), last=pl.col("at").max())
    said = said.join(lives, on="account").unique(["account", "text"])
    again = said.join(said, on="text", suffix="_heir").filter(pl.col("last") < pl.col("first_heir"))
    heirs = again.group_by("account", "account_heir").len().filter(pl.col("len") > 1)
    return heirs["account_heir"].n_unique() / len(lives)


def test_those_who_replace_others_go_on_with_what_these_had_said(
    tweets: pl.DataFrame, pages: pl.DataFrame
) -> None:
    pushers = tweets.filter(pl.col("role") == "pusher")
    imitators = pages.filter(pl.col("role") == "imitator_page")
    others = tweets.filter(pl.col("role").is_in(["fan", "news_reader", "friend", "signer"]))
    assert share_going_on(pushers, "tweet_text", "tweet_time") > 0.6
    assert share_going_on(imitators, "Message", "Post Created") > 0.4
    assert share_going_on(others, "tweet_text", "tweet_time") < 0.1


def test_pushers_drip_over_hours(tweets: pl.DataFrame) -> None:
    own = tweets.filter((pl.col("role") == "pusher") & pl.col("urls").is_not_null())
    gaps = own.sort("urls", "tweet_time").select(
        pl.col("tweet_time").str.to_datetime().diff().over("urls").dt.total_seconds()
    )
    assert (gaps.to_series().drop_nulls() <= 60).mean() < 0.1
    assert gaps.to_series().median() > 600


def test_reviewed_pictures_are_there_and_only_the_operation_disagrees(
    world: Planted, roles: pl.DataFrame
) -> None:
    folder = world.truth.parent / "doppelganger_pictures"
    posts = read(world, "doppelganger_pictures/posts.csv")
    seen = read(world, "doppelganger_pictures/images.csv")
    assert {path.stem for path in folder.glob("*.jpg")} >= set(posts["image_ids"])
    assert set(seen["image_id"]) == set(posts["image_ids"])
    for path in sorted(folder.glob("*.jpg"))[:20]:
        with Image.open(path) as picture:
            assert picture.size == (128, 128)
    both = posts.with_columns(account="x:" + posts["account"]).join(roles, on="account")
    both = both.join(seen, left_on="image_ids", right_on="image_id")
    assert len(both) == len(posts)
    formal = both.filter(pl.col("role") == "formal_portrait")
    assert len(formal) == 81
    assert set(formal["annotation"]) == {"a man in formal dress"}
    assert set(both["operation"].drop_nulls()) == {"formal_dress"}
    assert len(both) == 4 * 81


@pytest.mark.parametrize("name", ["doppelganger_users.csv", "doppelganger_tweets.csv"])
def test_the_source_it_is_written_for_reads_every_row(name: str, world: Planted) -> None:
    path = world.truth.parent / name
    batches = list(twitter_archive.read.read(Input.from_path(path), Options("doppelganger")))
    assert sum(batch.read for batch in batches) == len(read(world, name))
    assert all(batch.rejects.is_empty() for batch in batches)
