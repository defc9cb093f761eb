"""Others ranked by their ties to known ones, in a real graph."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from coordination.errors import NothingLoaded, SeedsWithoutActs, UnknownName
from coordination.rank import Ranked, Ranking, rank
from graph_models import Account, Follows, Liked, LinksTo, Page, Posted, Published, SourceFile, Url
from graph_store.graph import Graph
from graph_store.write import Writer
from loaders import SOURCES, Input
from lockstep.loading import Reading, load
from lockstep.source_options import options_of
from planted import Planted, plant

SCALE = 0.02


@pytest.fixture
def ranked(graph: Graph, run: Any) -> Any:
    """Write a world and rank around some of it."""

    def look(world: Any, *seeds: str, limit: int = 100) -> Ranking:
        file = {"key": "s:1", "set": "s", "source": "t", "name": "t", "sha256": "1"}
        row = {name: file.get(name) for name in SourceFile.columns()}
        run(Writer(graph).write({SourceFile: pl.DataFrame([row], schema=SourceFile.columns())}))
        run(Writer(graph, set_name="s").write(world.frames()))
        return run(rank(graph, seeds=seeds, limit=limit))  # type: ignore[no-any-return]

    return look


def market(world: Any) -> Any:
    """Ten accounts like two tests and what five customers post; twenty fans like one customer."""
    for customer in range(5):
        world.tie(Posted, f"x:5{customer}", f"x:90{customer}")
    for seller in range(10):
        for test in ("x:801", "x:802")[: 1 + seller % 2]:
            world.tie(Liked, f"x:1{seller}", test)
        for customer in range(5):
            world.tie(Liked, f"x:1{seller}", f"x:90{customer}")
    for seller in range(3):
        for customer in range(5):
            world.tie(Liked, f"x:2{seller}", f"x:90{customer}")
    for fan in range(20):
        world.tie(Liked, f"x:3{fan:02}", "x:900")
    return world


def actors(found: Ranking) -> list[Ranked]:
    return [row for row in found.rows if row.label in {"Account", "Page"}]


def test_who_delivered_comes_first_then_who_serves_the_same_then_fans(
    world: Any, ranked: Any
) -> None:
    found = ranked(market(world), "x:801", "x:802")
    order = [row.entity for row in actors(found)]
    assert set(order[:10]) == {f"x:1{seller}" for seller in range(10)}
    assert set(order[10:13]) == {f"x:2{seller}" for seller in range(3)}
    assert set(order[13:]) == {f"x:3{fan:02}" for fan in range(20)}
    assert found.rows[0].score == 1.0
    assert found.remarks == []


def test_reasons_name_what_was_served_and_whose_it_is(world: Any, ranked: Any) -> None:
    found = ranked(market(world), "x:801", "x:802")
    best = found.rows[0]
    assert best.why[0] == "Acted on 2 of 2 seeds: x:801, x:802."
    assert best.why[1] == (
        "Served 5 things besides that others near the seeds serve (how many of them): "
        "x:900 (10), x:901 (10), x:902 (10) and 2 more."
    )
    things = [row for row in found.rows if row.label == "Post"]
    assert {row.entity for row in things} == {f"x:90{customer}" for customer in range(5)}
    assert things[0].why[:2] == [
        "10 of 10 accounts and pages near the seeds acted on it.",
        "Posted by x:51.",
    ]
    assert things[0].similarity == pytest.approx(10 / 13)


def test_an_account_as_a_seed_ranks_those_who_share_its_things(world: Any, ranked: Any) -> None:
    found = ranked(market(world), "x:10", "x:11")
    order = [row.entity for row in actors(found)]
    assert set(order[:8]) == {f"x:1{seller}" for seller in range(2, 10)}
    shared = "Acted on 7 things that seeds acted on: x:801, x:900, x:901 and 4 more."
    assert found.rows[0].why[0] == shared
    assert found.rows[0].similarity is not None
    assert not {"x:10", "x:11"} & {row.entity for row in found.rows}


def test_a_link_and_a_page_can_be_seeds(world: Any, ranked: Any) -> None:
    for n in range(3):
        world.post(f"x:{n}", None, (LinksTo, "https://a.example/1", {"end_model": Url}))
        world.tie(Liked, f"x:1{n}", "fb:77")
    world.tie(Published, "fb:7", "fb:77", start_model=Page)
    world.tie(Follows, "x:20", "fb:7", end_model=Page)
    found = ranked(world, "https://a.example/1", "fb:7")
    assert {row.entity for row in found.rows} == {*(f"x:{n}" for n in (0, 1, 2, 10, 11, 12, 20))}


def test_the_order_of_loading_has_no_say(graph: Graph, run: Any, world: Any, ranked: Any) -> None:
    first = ranked(market(world), "x:801")
    run(graph.run("MATCH (n) DETACH DELETE n"))
    for rows in world.facts.values():
        rows.reverse()
    assert ranked(world, "x:801") == first


def test_what_cannot_be_ranked_is_one_sentence(
    graph: Graph, run: Any, world: Any, ranked: Any
) -> None:
    with pytest.raises(NothingLoaded):
        run(rank(graph, seeds=["x:1"], limit=10))
    world.node(Account, "x:999")
    with pytest.raises(SeedsWithoutActs, match="Nobody is tied to x:999"):
        ranked(market(world), "x:999")
    with pytest.raises(UnknownName, match="did you mean x:801"):
        ranked(world, "x:8011")


@pytest.fixture(scope="module")
def planted_market(connected: Graph, run: Any, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """The case of bought engagement, what was still there later aside."""
    run(connected.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"))
    folder = tmp_path_factory.mktemp("market")
    world = plant(folder, scale=SCALE, cases=["bought_engagement"])
    alike: dict[str, list[Any]] = {}
    for file in world.files:
        if "comment_words" not in file.path.name and "later" not in file.path.name:
            alike.setdefault(repr(file.options), []).append(file)
    for same in alike.values():
        given = {f"--{name}": told for name, told in same[0].options.items()}
        options = options_of(SOURCES[same[0].source], "planted", given)
        inputs = [Input.from_path(file.path) for file in same]
        reading = Reading.of(SOURCES[same[0].source], inputs, options)
        run(
            load(
                connected,
                reading,
                rejects=folder / "rejects.csv",
                writers=2,
                progress=lambda name, records: None,
            )
        )
    return world


def of_market(found: Ranking, truth: Path) -> float:
    """Share of market accounts among the first so many actors as there are of them."""
    roles = pl.read_csv(truth, infer_schema=False).filter(pl.col("role") == "market_account")
    bought = set(roles["account"])
    first = [row.entity for row in found.rows if row.label == "Account"][: len(bought)]
    return len(bought.intersection(first)) / len(bought)


@pytest.mark.parametrize(("share", "least"), [(1, 0.95), (2, 0.8)])
def test_test_posts_lead_to_the_accounts_that_deliver(
    planted_market: Planted, connected: Graph, run: Any, share: int, least: float
) -> None:
    asked = planted_market.truth.parent / "bought_engagement_tests.txt"
    seeds = asked.read_text().split()[::share]
    found = run(rank(connected, seeds=seeds, limit=10_000))
    assert of_market(found, planted_market.truth) >= least
    assert found.remarks == []
    customers = pl.read_csv(planted_market.truth, infer_schema=False).filter(role="customer")
    served = [row for row in found.rows if row.label == "Post"][:20]
    owners = {line for row in served for line in row.why if line.startswith("Posted by")}
    assert owners & {f"Posted by {each}." for each in customers["account"]}
