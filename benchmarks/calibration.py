"""Do the pair nulls keep their word? Shuffled traces hold no coordination: who is reported anyway?

    python -m benchmarks.calibration [FOLDER] [--runs 200] > docs/quality/calibration.md

FOLDER holds the real data sets; by default it is ``../shared/data``.

Two shuffles of the distinct acts: the actors over all acts of the trace, and the actors inside each
object of at least three, the other objects left out. A null holds when at most a tenth of the runs
report any pair at q <= .05; one exactly at its level exceeds a twentieth in four of ten tries.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.by_hand import GERMAN_COLUMNS, acts_of
from coordination.acts import Acts
from coordination.chance import judge
from coordination.pairs import count
from planted import plant

DATA = Path(__file__).parents[2] / "shared" / "data"
WITHIN = 60.0
LEVEL = 0.05
SEED = 20_210_926
COLUMNS = ("actor", "object", "at")

Shuffle = Callable[[Acts, np.random.Generator], NDArray[np.uint32]]


def over_all_acts(acts: Acts, chance: np.random.Generator) -> NDArray[np.uint32]:
    """Deal the actors of all acts anew."""
    return chance.permutation(acts.actor)


def inside_objects(acts: Acts, chance: np.random.Generator) -> NDArray[np.uint32]:
    """Deal the actors of each object's acts anew among that object's acts."""
    actor = np.empty_like(acts.actor)
    dealt = np.lexsort((chance.random(len(acts)), acts.object))
    actor[np.argsort(acts.object, kind="stable")] = acts.actor[dealt]
    return actor


def runs_with_a_report(acts: Acts, shuffle: Shuffle, *, runs: int, within: float = WITHIN) -> int:
    """In how many shuffles, with fixed seeds, any pair of two objects or more is reported."""
    reports = 0
    for run in range(runs):
        dealt = replace(acts, actor=shuffle(acts, np.random.default_rng([SEED, run])))
        pairs = count(dealt, within=within, threads=1)
        reports += bool((judge(dealt, pairs, within=within, threads=1).q <= LEVEL).any())
    return reports


def distinct(frame: pl.DataFrame) -> pl.DataFrame:
    """The acts of a frame, each once, whatever posts made it."""
    once = frame.drop_nulls(COLUMNS).unique(COLUMNS, maintain_order=True)
    return once.with_columns(post=pl.lit(None, pl.String))


def widely_shared(frame: pl.DataFrame) -> pl.DataFrame:
    """The acts on objects of at least three actors."""
    return frame.filter(pl.col("actor").n_unique().over("object") >= 3)


PLANTED = ("co_reply", "fast_reshare")
"""Timed traces of which no real set here has acts: those of a planted world."""


def traces(data: Path) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Set, trace, and its acts as columns actor, object, post and at."""
    german = pl.read_parquet(data / "coortweet" / "german_elections_2021.parquet")
    for trace, kind in GERMAN_COLUMNS.items():
        yield (
            "german",
            trace,
            _acts(german, "account_id", f"{kind}_id", "post_id", "timestamp"),
        )
    russian = pl.read_parquet(data / "coortweet" / "russian_coord_tweets.parquet")
    reshares = _acts(russian, "account_id", "object_id", "content_id", "timestamp_share")
    yield "russian", "co_reshare", reshares
    stars = pl.read_parquet(data / "github_fake_stars" / "stars_low_activity_flagged.parquet")
    moment = pl.col("starred_at").str.to_datetime(time_zone="UTC")
    starred = stars.with_columns(post=pl.lit(None, pl.String), at=moment.dt.epoch("s"))
    yield "github stars", "co_engagement", _acts(starred, "actor", "repo", "post", "at")
    tweets = {
        "debate": ("twitter_organic_controls/gop_debate_2015", "account", "text", "created_at"),
        "ira 2015": (
            "ira_twitter/tweets_2015-07-25_2015-08-19", "author_id", "content", "publish_date",
        ),
    }  # fmt: skip
    for name, (file, actor, text, at) in tweets.items():
        said = pl.read_parquet(data / f"{file}.parquet").with_row_index("post")
        said = said.with_columns(
            at=pl.col(at).dt.epoch("s"),
            wording=pl.col(text).str.to_lowercase().str.replace_all(r"https?://\S+|\W+", " "),
            mention=pl.col(text).str.to_lowercase().str.extract_all(r"@\w+"),
        )
        yield name, "co_text", _acts(said, actor, "wording", "post", "at")
        named = said.explode("mention", empty_as_null=True)
        yield name, "co_mention", _acts(named, actor, "mention", "post", "at")


def planted() -> Iterator[tuple[str, str, pl.DataFrame]]:
    """The same of the traces that only a planted world has."""
    with TemporaryDirectory() as folder:
        files = plant(Path(folder), scale=0.2).files
        acts = pl.DataFrame(
            sorted({act for file in files for act in acts_of(file) if act[0] in PLANTED}),
            schema=["trace", "actor", "object", "at", "post"],
            orient="row",
        )
    for trace in PLANTED:
        yield "planted", trace, _acts(acts.filter(trace=trace), "actor", "object", "post", "at")


def _acts(frame: pl.DataFrame, actor: str, thing: str, post: str, at: str) -> pl.DataFrame:
    keys = {"actor": actor, "object": thing, "post": post}
    return frame.select(
        **{name: pl.col(column).cast(pl.String) for name, column in keys.items()},
        at=pl.col(at).cast(pl.Int64) * 1_000_000,
    ).drop_nulls(COLUMNS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    if not options.data.exists():
        raise SystemExit(f"{options.data.name} is not there: the real data sets are missing")
    print("# Calibration of the pair nulls\n")
    print(f"Shuffled traces that report any pair at q <= {LEVEL}, of {options.runs} (see")
    print("`benchmarks/calibration.py`); a null holds when at most a tenth of them do.\n")
    print(f"| set | trace, {WITHIN:.0f} s | acts | dealt anew over all acts | inside each object |")
    print("|---|---|---|---|---|")
    for name, trace, frame in chain(traces(options.data), planted()):
        acts = Acts.from_frame(distinct(frame))
        shared = Acts.from_frame(widely_shared(distinct(frame)))
        over_all = runs_with_a_report(acts, over_all_acts, runs=options.runs)
        inside = runs_with_a_report(shared, inside_objects, runs=options.runs)
        print(
            f"| {name} | {trace} | {len(acts):,} | {over_all} of {options.runs} "
            f"| {inside} of {options.runs} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
