"""What is found in published sets, with the settings that a new user gets, beside what they say.

    python -m benchmarks.labels [FOLDER] > docs/quality/labels.md

FOLDER holds the real data sets; by default it is ``../shared/data``. Every set is loaded and looked
through as a new user would, each by itself. Nothing was chosen by these figures.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.agreement import adjusted_rand, mutual_information
from benchmarks.local import local_server
from coordination.acts import Acts
from coordination.detect import Report, Settings, detect
from coordination.pairs import count
from coordination.rank import rank
from coordination.reading import Scope, read_acts
from coordination.replicas.coortweet import detect_groups, generate_coordinated_network
from coordination.support import supported
from coordination.ties import ACTORS
from coordination.traces import TRACES, UNTIMED
from cypher import findings
from cypher.findings import LikenessOfActor
from graph_store.graph import Address, Graph
from loaders import SOURCES, Input
from lockstep.loading import Reading, load
from lockstep.source_options import options_of

DATA = Path(__file__).parents[2] / "shared" / "data"
WITHIN = 60.0
BUSY = 3
SEEDS = 93
"""Half of the 186 accounts that are suspected in the list that has others too."""

GERMAN, RUSSIAN = (
    "coortweet/german_elections_2021.parquet",
    "coortweet/russian_coord_tweets.parquet",
)
LOW_ACTIVITY = "github_fake_stars/stars_low_activity_flagged.parquet"
TWO_REPOSITORIES = "github_fake_stars/stars_activity_cluster_flagged.csv"
RETWEETERS = [
    f"retweet_botnet_2017/retweeters_{name}.parquet" for name in ("benimmo", "briankrebs")
]
MEMBERS = "vera_ai_facebook_clusters/account_url_community.csv"
COMMUNITIES = "vera_ai_facebook_clusters/communities.csv"

Labels = Callable[[Path], Iterator[tuple[str, pl.DataFrame]]]
"""What was published of the accounts of a set: what it says, and columns account, positive."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """A set with what was published of its accounts."""

    name: str
    source: str
    files: Sequence[str]
    labels: Labels


@dataclass(frozen=True, eq=False)
class Found:
    """What a run found in a set."""

    accounts: pl.DataFrame
    """Columns account, acts, shared (most objects within the window with one other), tier,
    supported; of everybody who is labelled or did anything at a known time."""

    report: Report
    loaded: float
    """Seconds."""


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    data = parser.parse_args().data
    if not data.exists():
        raise SystemExit(f"{data.name} is not there: the real data sets are missing")
    with local_server() as (address, folder):
        print("\n".join(asyncio.run(_pages(data, address, folder))))


async def _pages(data: Path, address: Address, folder: Path) -> list[str]:
    graph = await Graph.connect(address)
    found, ranked = dict[str, Found](), list[str]()
    for each in SETS:
        found[each.name] = await _found(graph, each, data, folder)
        if each.labels is _suspected_stars:
            ranked = await _ranked(graph, data)
    await graph.close()
    return [*_held(found), *_agreement(data, found), *ranked, *_communities(data)]


async def _found(graph: Graph, published: Published, data: Path, folder: Path) -> Found:
    source, scope = SOURCES[published.source], Scope([published.name])
    inputs = [Input.from_path(data / file) for file in published.files]
    reading = Reading.of(source, inputs, options_of(source, published.name, {}))
    loaded = await load(
        graph, reading, rejects=folder / "rejects.csv", writers=2, progress=lambda name, n: None
    )
    settings = Settings(scope=scope, traces=list(TRACES.values()), untimed=list(UNTIMED.values()))
    report = await detect(graph, settings)
    print(f"{published.name}: {loaded.seconds:.0f} s, {report.seconds:.0f} s", file=sys.stderr)
    tiers = await graph.ask(findings.ACCOUNTS, run=report.run, cluster=None)
    tiered = pl.DataFrame(
        [(row.account, row.tier) for row in tiers],
        schema={"account": pl.String(), "tier": pl.Int64()},
        orient="row",
    )
    borne: dict[str, list[LikenessOfActor]] = {}
    for row in await graph.ask(findings.LIKENESSES, run=report.run, trace=None):
        each = LikenessOfActor(trace=row.trace, thing=row.thing, q=row.q)
        borne.setdefault(row.account, []).append(each)
    held = [account for account, these in borne.items() if supported(these)]
    accounts = (await _rules(graph, scope)).join(tiered, on="account", how="full", coalesce=True)
    accounts = accounts.with_columns(supported=pl.col("account").is_in(held))
    return Found(accounts, report, loaded.seconds)


async def _rules(graph: Graph, scope: Scope) -> pl.DataFrame:
    """What plain counting says: columns account, acts, shared."""
    frames = [await read_acts(graph, trace, scope) for trace in TRACES.values()]
    acted = pl.concat([frame.select("actor", "object", "post", "at") for frame in frames])
    own = pl.when(pl.col("post").is_null()).then("object").otherwise("post")
    once = acted.select("actor", "at", own.alias("post")).unique()
    shared = [pl.DataFrame(schema={"actor": pl.String(), "shared": pl.Int32()})]
    for frame in frames:
        acts = Acts.from_frame(frame)
        pairs = count(acts, within=WITHIN)
        for end in (pairs.a, pairs.b):
            named = pl.Series("actor", acts.actors.gather(end))
            shared.append(pl.DataFrame({"actor": named, "shared": pairs.objects}))
    most = pl.concat(shared).group_by("actor").agg(pl.col("shared").max())
    counted = once.group_by("actor").agg(acts=pl.len()).join(most, on="actor", how="left")
    return counted.rename({"actor": "account"}).with_columns(pl.col("shared").fill_null(0))


def _held(found: dict[str, Found]) -> Iterator[str]:
    yield "# Published sets: what is found\n"
    yield "Loaded and looked through with the settings that a new user gets. Links beat all three"
    yield "nulls; flagged is tier 1 or 2; candidates are tier 3; explained are those who openly"
    yield "follow one source. No time is known of the retweeters, and of the pages nothing but"
    yield "their addresses: nobody can be flagged there.\n"
    heads = ["acts with a time", "accounts", "links", "flagged", "clusters", "candidates"]
    yield f"| set | {' | '.join([*heads, 'explained', 'load, s', 'detect, s'])} |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, each in found.items():
        timed = [row for row in each.report.traces if row.within_s is not None]
        cells = [
            sum(row.acts for row in timed),
            each.accounts["acts"].count(),
            sum(row.kept for row in timed),
            each.report.flagged,
            each.report.clusters,
            each.accounts.filter(pl.col("tier") == 3).height,
            each.report.explained,
            round(each.loaded),
            round(each.report.seconds),
        ]
        yield f"| {name} | {' | '.join(f'{cell:,}' for cell in cells)} |"


def _agreement(data: Path, found: dict[str, Found]) -> Iterator[str]:
    yield "\n# How it agrees with what was published\n"
    yield "Precision/recall of the published accounts among all that the publication is on; in"
    yield "brackets others flagged per 1,000. Volume: who acted at least 3 times. Counting: who"
    yield "shares 2 objects or more with somebody within 60 s. CooRTweet's result is another tool's"
    yield "and no truth; suspicion of stars is its publisher's, by few acts or by clusters.\n"
    heads = ["of which published", "volume", "counting", "tier 1", "tiers 1 and 2", "tier 3 too"]
    yield f"| set | what was published | accounts | {' | '.join([*heads, 'supported'])} |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for published in SETS:
        for says, labels in published.labels(data):
            table = labels.join(found[published.name].accounts, on="account", how="left")
            rules = [
                pl.col("acts") >= BUSY,
                pl.col("shared") >= 2,
                *(pl.col("tier") <= tier for tier in (1, 2, 3)),
                pl.col("supported"),
            ]
            cells = [_quality(table, rule) for rule in rules]
            sizes = f"{table.height:,} | {table['positive'].sum():,}"
            yield f"| {published.name} | {says} | {sizes} | {' | '.join(cells)} |"


def _quality(table: pl.DataFrame, rule: pl.Expr) -> str:
    flagged = table.filter(rule.fill_null(value=False))
    right, others = flagged["positive"].sum(), table.height - table["positive"].sum()
    recall = right / table["positive"].sum()
    if not flagged.height:
        return "nobody"
    if not others:
        return f"-/{recall:.3f}"
    wrong = 1000 * (flagged.height - right) / others
    return f"{right / flagged.height:.3f}/{recall:.3f} ({wrong:.1f})"


async def _ranked(graph: Graph, data: Path) -> list[str]:
    """Half of the suspected as seeds: where are the other half among the accounts of that list?"""
    *_, (says, labels) = _suspected_stars(data)
    suspected = labels.filter("positive")["account"].sort()
    seeds, sought = suspected[:SEEDS], suspected[SEEDS:]
    ranked = await rank(graph, seeds=seeds.to_list(), limit=100_000)
    placed = pl.DataFrame(
        {"account": [row.entity for row in ranked.rows if row.label in ACTORS]}
    ).join(labels, on="account", maintain_order="left")
    first = placed.head(len(sought))["positive"].sum()
    left = labels.height - len(seeds)
    return [
        "\n# Ranked by half of what was published\n",
        f"Of {says}: {len(seeds)} suspected as seeds, {left} accounts left, of which {len(sought)}",
        f"suspected. Among the first {len(sought)} ranked are {first} ({first / len(sought):.3f});",
        f"in any order {len(sought) / left:.3f} are expected. All of them starred one of the same",
        "two repositories.",
    ]


def _communities(data: Path) -> Iterator[str]:
    """The published partition of pages, which nothing that was published lets anybody find."""
    members = pl.read_csv(data / MEMBERS)
    regions = pl.read_csv(data / COMMUNITIES, infer_schema_length=None).select(
        pl.col("source_community").cast(pl.Int64).alias("community"), "region"
    )
    known = members.join(regions, on="community").drop_nulls("region")
    agreed = mutual_information(known["community"], known["region"])
    rand = adjusted_rand(known["community"], known["region"])
    yield "\n# Communities of pages\n"
    yield f"vera_ai publishes {members['community'].n_unique()} communities of {members.height:,}"
    yield "groups and pages, and neither what they shared nor when, so ours are none. The region"
    yield f"alone, which is published beside, agrees with them by NMI {agreed:.3f}, ARI {rand:.3f}."


def _named_by_coortweet(file: str, *kinds: str) -> Labels:
    """Accounts of CooRTweet's network at its defaults: 10 s, twice, edges above the median."""

    def labels(data: Path) -> Iterator[tuple[str, pl.DataFrame]]:
        table = pl.read_parquet(data / file)
        if "platform" not in table.columns:
            table = table.rename({"content_id": "post_id", "timestamp_share": "timestamp"})
            table = table.with_columns(platform=pl.lit("tw"))
        own = pl.col("account_id").cast(pl.String).str.strip_prefix(pl.col("platform") + "_")
        table = table.with_columns(account=pl.format("{}:{}", "platform", own))
        named = pl.concat([_network(table, kind) for kind in kinds]).unique()
        everybody = table.select(pl.col("account").unique())
        positive = pl.col("account").is_in(named.implode())
        yield "CooRTweet's network, 10 s", everybody.with_columns(positive=positive)

    return labels


def _network(table: pl.DataFrame, kind: str) -> pl.Series:
    acts = table.select(
        pl.col(kind).cast(pl.String).alias("object"),
        pl.col("post_id").cast(pl.String).alias("post"),
        actor="account",
        at=pl.col("timestamp").cast(pl.Int64) * 1_000_000,
    )
    groups = detect_groups(Acts.from_frame(acts), within=10, min_participation=2)
    edges = generate_coordinated_network(groups, edge_weight=0.5).filter(weight_threshold=1)
    return pl.concat([edges["from"], edges["to"]]).unique().alias("account")


def _suspected_stars(data: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    key = pl.format("github:github_stars:{}", "actor").alias("account")
    low = pl.read_parquet(data / LOW_ACTIVITY).select(key).unique()
    yield "suspected for few acts, all of the list", low.with_columns(positive=pl.lit(value=True))
    stars = pl.read_csv(data / TWO_REPOSITORIES)
    suspected = pl.col("fake_acct").str.starts_with("suspected")
    told = stars.select(key, positive=suspected).group_by("account").agg(pl.col("positive").any())
    yield "suspected among all who starred two repositories", told


def _on_both_lists(data: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    key = pl.format("x:retweeters:{}", "account").alias("account")
    lists = pl.concat([pl.read_parquet(data / file).select(key).unique() for file in RETWEETERS])
    told = lists.group_by("account").agg(positive=pl.len() == len(RETWEETERS))
    yield "retweeted both tweets that were attacked", told


def _nothing(data: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    yield from ()


SETS = (
    Published(
        name="vera_ai", source="facebook_groups", files=[COMMUNITIES, MEMBERS], labels=_nothing
    ),
    Published(
        name="russian",
        source="coortweet",
        files=[RUSSIAN],
        labels=_named_by_coortweet(RUSSIAN, "object_id"),
    ),
    Published(
        name="github_stars",
        source="github_stars",
        files=[LOW_ACTIVITY, TWO_REPOSITORIES],
        labels=_suspected_stars,
    ),
    Published(name="retweeters", source="retweeters", files=RETWEETERS, labels=_on_both_lists),
    Published(
        name="german_elections",
        source="coortweet",
        files=[GERMAN],
        labels=_named_by_coortweet(GERMAN, "url_id", "hashtag_id", "domain_id", "phash_id"),
    ),
)
"""The small ones first: whatever is there already is looked at by every question that scans."""


if __name__ == "__main__":
    main()
