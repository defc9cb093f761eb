"""The German elections set from its file to clusters with evidence, counted again independently."""

import asyncio
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import neo4j
import polars as pl
import pytest

from coordination.explain import Whole, explain
from coordination.runs import run_named
from graph_store.graph import Address, Graph
from graph_store.server import LocalServer

COLUMNS = {
    "co_link": "url_id",
    "co_hashtag": "hashtag_id",
    "co_image": "phash_id",
    "co_domain": "domain_id",
}


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    return shared / "data" / "coortweet" / "german_elections_2021.parquet"


@pytest.fixture(scope="module")
def rows(file: Path) -> pl.DataFrame:
    return pl.read_parquet(file).filter(pl.col("post_id").is_not_null())


@pytest.fixture(scope="module")
def loaded(empty_graph: neo4j.Driver, file: Path, answer: Any) -> dict[str, Any]:
    return answer("load", "coortweet", file)


def test_every_row_is_read_and_the_three_without_a_post_are_rejected(
    loaded: dict[str, Any],
) -> None:
    assert (loaded["read"], loaded["rejected"]) == (218_971, 3)
    rejects = pl.read_csv(loaded["rejects_file"])
    assert rejects["reason"].to_list() == ["post_id is empty"] * 3
    assert rejects["file"].unique().to_list() == ["german_elections_2021.parquet"]


def test_the_graph_holds_what_the_file_names(
    loaded: dict[str, Any], rows: pl.DataFrame, file: Path
) -> None:
    everybody = pl.read_parquet(file)["account_id"].n_unique()
    assert everybody - rows["account_id"].n_unique() == 3, "accounts only a rejected row names"
    assert loaded["nodes"] == {
        "Account": everybody - 3,
        "Post": rows["post_id"].n_unique(),
        "Url": rows["url_id"].drop_nulls().n_unique(),
        "Hashtag": rows["hashtag_id"].drop_nulls().n_unique(),
        "Domain": rows["domain_id"].drop_nulls().n_unique(),
        "Image": rows["phash_id"].drop_nulls().n_unique(),
    }
    assert sum(loaded["nodes"].values()) == 58_314 + 194_323 + 11_960 + 17_989 + 3_620 + 6_915


def test_loading_it_again_changes_nothing(loaded: dict[str, Any], file: Path, answer: Any) -> None:
    again = answer("load", "coortweet", file)
    assert (again["read"], again["rejected"]) == (218_971, 3)
    assert set(again["nodes"].values()) == set(again["relationships"].values()) == {0}


@pytest.mark.parametrize(
    ("trace", "flagged"), [("co_link", 128), ("co_hashtag", 51), ("co_image", 53)]
)
def test_one_trace_flags_as_many_as_the_published_recipe(
    loaded: dict[str, Any], answer: Any, trace: str, flagged: int
) -> None:
    run = answer("detect", "--trace", trace)["run"]
    tiers = [row["tier"] for row in answer("accounts", "--run", run)]
    assert tiers.count(1) == pytest.approx(flagged, rel=0.05)


@pytest.fixture(scope="module")
def run(loaded: dict[str, Any], answer: Any) -> dict[str, Any]:
    return answer("detect")


def test_all_traces_together_flag_184_in_tier_1(run: dict[str, Any], answer: Any) -> None:
    accounts = answer("accounts", "--run", run["run"])
    assert [row["tier"] for row in accounts].count(1) == pytest.approx(184, rel=0.05)
    assert run["flagged"] == sum(row["tier"] <= 2 for row in accounts)
    assert run["remarks"] == []


def test_clusters_hold_only_members_with_evidence(run: dict[str, Any], answer: Any) -> None:
    clusters = answer("clusters", "--run", run["run"])
    assert len(clusters) == run["clusters"] > 0
    for cluster in clusters[:3]:
        members = answer("accounts", "--cluster", cluster["cluster"])
        assert len(members) == cluster["accounts"] + cluster["pages"] >= 3
        assert all(row["hits"] >= 2 and row["hits"] >= 2 * row["expected"] for row in members)
        assert all(line["sentence"] for line in cluster["features"])


def explained(server: LocalServer, run: str, pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The objects of `lockstep explain`, in one process."""
    address = server.start()

    async def ask() -> list[dict[str, Any]]:
        graph = await Graph.connect(Address(address.uri, address.user, address.password))
        meant = await run_named(graph, run)
        whole = Whole(graph, meant)
        found = [await explain(graph, a=a, b=b, run=meant, whole=whole) for a, b in pairs]
        await graph.close()
        return found

    return asyncio.run(ask())


def test_evidence_of_sampled_pairs_is_what_brute_force_finds_in_the_file(
    run: dict[str, Any],
    rows: pl.DataFrame,
    answer: Any,
    empty_graph: neo4j.Driver,
    local_server: LocalServer,
) -> None:
    linked = empty_graph.execute_query(
        "MATCH (a)-[link:COORDINATED_WITH {run: $run}]->(b) RETURN a.key AS a, b.key AS b",
        run=run["run"],
    )
    pairs = sorted({(record["a"], record["b"]) for record in linked.records})
    sampled = random.Random(7).sample(pairs, 20)
    everything = explained(local_server, run["run"], sampled)
    printed = answer("explain", *sampled[0], "--run", run["run"])
    assert printed["traces"][0].keys() == everything[0]["traces"][0].keys()
    for (a, b), each_pair in zip(sampled, everything, strict=True):
        found = {
            each["trace"]: [
                (row["object"], row["post_a"], row["post_b"], row["gap_s"])
                for row in each["evidence"]
            ]
            for each in each_pair["traces"]
            if each["within_s"] == 60
        }
        expected = {
            trace: by_hand
            for trace, column in COLUMNS.items()
            if (by_hand := closest_acts(rows, column, a, b, within=60))
        }
        assert found == expected, (a, b)


def closest_acts(
    rows: pl.DataFrame, column: str, a: str, b: str, *, within: float
) -> list[tuple[str, str, str, float]]:
    """Brute force over the file: per object the closest acts, the earliest on ties, by time."""
    acts: dict[str, dict[int, set[tuple[float, str]]]] = {a: defaultdict(set), b: defaultdict(set)}
    prefix = {a: a.replace(":", "_", 1), b: b.replace(":", "_", 1)}
    for key, own in acts.items():
        mine = rows.filter((pl.col("account_id") == prefix[key]) & pl.col(column).is_not_null())
        for thing, post, at in mine.select(column, "post_id", "timestamp").rows():
            own[thing].add((at, f"{key.split(':')[0]}:{post}"))
    found = []
    for thing in acts[a].keys() & acts[b].keys():
        options = [
            (abs(there - here), min(here, there), here, post_a, post_b, there)
            for here, post_a in acts[a][thing]
            for there, post_b in acts[b][thing]
        ]
        apart, first, here, post_a, post_b, there = min(options)
        if apart <= within:
            found.append((first, f"coortweet:{thing}", post_a, post_b, there - here))
    return [row[1:] for row in sorted(found)]


def test_pairs_of_the_graph_equal_pairs_of_the_file(
    loaded: dict[str, Any], rows: pl.DataFrame, answer: Any, lockstep: Any, tmp_path: Path
) -> None:
    table = rows.filter(pl.col("phash_id").is_not_null()).select(
        object_id=pl.format("coortweet:{}", "phash_id"),
        account_id=pl.col("account_id").str.replace("_", ":"),
        content_id="post_id",
        timestamp_share="timestamp",
    )
    table.write_parquet(tmp_path / "acts.parquet")
    from_graph = lockstep("pairs", "--trace", "co_image")
    from_file = lockstep("pairs", "--trace", "co_image", "--input", tmp_path / "acts.parquet")
    assert from_graph.returncode == from_file.returncode == 0, from_graph.stderr
    assert from_graph.stdout == from_file.stdout
    assert from_graph.stdout.count("\n") > 100


def test_the_russian_reshares_flag_nobody_in_tier_1(
    loaded: dict[str, Any], answer: Any, shared: Path
) -> None:
    reshares = shared / "data" / "coortweet" / "russian_coord_tweets.parquet"
    assert answer("load", "coortweet", reshares, "--set", "russian")["rejected"] == 0
    run = answer("detect", "--set", "russian", "--trace", "co_reshare")
    assert run["traces"][0]["acts"] > 30_000
    accounts = answer("accounts", "--run", run["run"])
    assert [row["tier"] for row in accounts].count(1) == 0
