"""Who is flagged on labelled sets, with the settings that a new user gets, beside plain counting.

    python -m benchmarks.synchrony [FOLDER] > docs/quality/synchrony.md

FOLDER holds the real data sets; by default it is ``../shared/data``. No figure was used to choose
anything here; the recipe was fixed on the first month, which is therefore optimistic.
"""

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.agreement import adjusted_rand, average_precision, mutual_information
from benchmarks.detecting import detected
from benchmarks.labelled import Labelled, controls, mixtures, months, pictured, takedown
from benchmarks.local import local_server
from coordination.acts import Acts
from coordination.pairs import count
from graph_store.graph import Address

DATA = Path(__file__).parents[2] / "shared" / "data"
WORDINGS = ("co_reshare", "co_text")
FANS = "fan_"


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    data = parser.parse_args().data
    if not data.exists():
        raise SystemExit(f"{data.name} is not there: the real data sets are missing")
    with local_server() as (address, _):
        _print_flagged(data, address)
        _print_clusters(data, address)
        _print_innocents(data, address)


def _print_flagged(data: Path, address: Address) -> None:
    print("# Who is flagged on labelled sets\n")
    print("A published takedown among ordinary accounts of one debate, its month and four others.")
    print(
        "P/R over accounts; in brackets ordinary accounts flagged per 1,000, or fans; AP is average"
    )
    print("precision. Volume: who posted at least 3 times. Counting: who shares 2 wordings or more")
    print("with somebody within 60 s. These are the rules to beat.\n")
    heads = ["set", "accounts", "volume", "AP", "counting", "AP", "tier 1", "tiers 1 and 2", "AP"]
    print(f"| {' | '.join([*heads, 'wordings only'])} |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for labelled in (*mixtures(data), *months(data)):
        print(f"| {labelled.name} | {' | '.join(_row(labelled, address))} |", flush=True)


def _row(labelled: Labelled, address: Address) -> Iterator[str]:
    everyone = _everyone(labelled)
    found = asyncio.run(detected(address, labelled)).accounts
    worded = asyncio.run(detected(address, labelled, only=WORDINGS)).accounts
    table = everyone.join(found, on="account", how="left")
    table = table.join(worded.select("account", worded="tier"), on="account", how="left")
    table = table.filter(pl.col("posts") >= labelled.least_posts)
    positive = table["positive"].sum()
    yield f"{positive:,} and {table.height - positive:,}"
    for value, least in (("posts", 3), ("shared", 2)):
        yield _quality(table, pl.col(value) >= least)
        yield f"{average_precision(table[value], table['positive']):.3f}"
    yield _quality(table, pl.col("tier") == 1)
    yield _quality(table, pl.col("tier") <= 2)
    yield f"{average_precision(table['score'].fill_null(-1.0), table['positive']):.3f}"
    yield _quality(table, pl.col("worded") <= 2)


def _everyone(labelled: Labelled) -> pl.DataFrame:
    """Columns account, positive, posts and shared: the most wordings it shares with another."""
    worded = labelled.posts.drop_nulls("wording").select(
        actor="account",
        object="wording",
        at=pl.col("at") // labelled.resolution * labelled.resolution * 1_000_000,
        post=pl.lit(None, pl.String),
    )
    acts = Acts.from_frame(worded)
    pairs = count(acts, within=60, at_least=1)
    ends = pl.DataFrame(
        {
            "account": pl.concat([acts.actors.gather(pairs.a), acts.actors.gather(pairs.b)]),
            "shared": pl.concat([pl.Series(pairs.objects), pl.Series(pairs.objects)]),
        }
    )
    return (
        labelled.posts.group_by("account")
        .agg(pl.col("positive").first(), posts=pl.len())
        .join(ends.group_by("account").agg(pl.col("shared").max()), on="account", how="left")
        .with_columns(pl.col("shared").fill_null(0))
        .sort("account")
    )


def _quality(table: pl.DataFrame, rule: pl.Expr) -> str:
    flagged = table.filter(rule.fill_null(value=False))
    right, of_all = flagged["positive"].sum(), table["positive"].sum()
    ordinary = table.filter(~pl.col("positive"))
    fans = ordinary.filter(pl.col("account").str.starts_with(FANS))
    asked = fans if fans.height else ordinary
    wrong = flagged.join(asked, on="account", how="semi").height
    precision = f"{right / flagged.height:.3f}" if flagged.height else "none"
    return f"{precision}/{right / of_all:.3f} ({1000 * wrong / asked.height:.1f})"


def _print_clusters(data: Path, address: Address) -> None:
    """Communities of the one-hour network against the published categories of the accounts."""
    posts = takedown(data, "2016-09_2016-11")
    labels = pl.read_csv(data / "ira_twitter" / "accounts.csv").select(
        account="author_id", category="account_category"
    )
    language = posts.group_by("account").agg(english=pl.col("english").mean() > 0.5)
    known = language.join(labels, on="account")
    print("\n# Communities against published categories of accounts, three months\n")
    print("| partition | accounts | all, NMI / ARI | English, NMI / ARI |\n|---|---|---|---|")
    everyone = known.with_columns(community=pl.col("english").cast(pl.Int64))
    print(f"| language alone | {' | '.join(_agreement(everyone))} |")
    for name, only in (("communities", None), ("communities, wordings only", WORDINGS)):
        found = asyncio.run(detected(address, Labelled("B", posts), only=only))
        print(f"| {name} | {' | '.join(_agreement(known.join(found.communities, on='account')))} |")


def _agreement(table: pl.DataFrame) -> Iterator[str]:
    yield f"{table.height}"
    for chosen in (table, table.filter("english")):
        parts = chosen["category"], chosen["community"]
        yield f"{mutual_information(*parts):.3f} / {adjusted_rand(*parts):.3f}"


def _print_innocents(data: Path, address: Address) -> None:
    """People who share viral pictures, or are angry with airlines."""
    print("\n# Who is flagged where nobody should be\n")
    print("| set | accounts | tier 1 | tiers 1 and 2 |\n|---|---|---|---|")
    for name, posts in (
        ("viral pictures", pictured(data)),
        ("airlines", controls(data, "us_airline_2015")),
        ("debate", controls(data)),
    ):
        found = asyncio.run(detected(address, Labelled(name, posts, resolution=1))).accounts
        flagged = [found.filter(pl.col("tier") <= tier).height for tier in (1, 2)]
        print(f"| {name} | {posts['account'].n_unique():,} | {flagged[0]} | {flagged[1]} |")


if __name__ == "__main__":
    main()
