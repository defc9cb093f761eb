"""What the real files give: every file of ``../shared/data``, read by the source that takes it.

    python -m benchmarks.holdings > docs/speed/holdings.md

A dry run: records read and rejected, the reasons, and facts by kind. A file without a source is
listed with the reason.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_models import Node
from loaders import SOURCES, Input, LoaderError
from lockstep.loading import Reading, reasons
from lockstep.source_options import options_of

DATA = Path(__file__).parents[2] / "shared" / "data"
MAPPINGS = Path(__file__).parent / "mappings"
MANY = 5
"""Files of one kind beyond so many are one line."""

SOURCES_OF_FILES = (
    ("coortweet/*.parquet", "coortweet", {}),
    ("coortweet/qut_sample_data.csv", "mapped", {"--mapping": f"{MAPPINGS}/toolkit.toml"}),
    ("dima_domains/io_domains.csv", "domain_lists", {}),
    ("facebook_ira_ads/ads.csv", "facebook_ads", {}),
    ("facebook_ira_ads/*.parquet", "facebook_ads", {}),
    ("github_fake_stars/stars_*", "github_stars", {}),
    ("images_near_duplicates/imagededup", "image_posts", {"--platform": "x"}),
    ("images_near_duplicates/pdq", "image_posts", {"--platform": "x"}),
    ("images_near_duplicates/perception", "image_posts", {"--platform": "x"}),
    ("ira_twitter/*.csv", "ira_tweets", {}),
    ("ira_twitter/*.parquet", "ira_tweets", {}),
    ("ira_twitter/original_format_sample/*.csv*", "ira_tweets", {}),
    ("mediaeval_image_posts/*.parquet", "image_posts", {"--platform": "x"}),
    ("meta_threat_indicators/original/**/*.csv", "meta_indicators", {}),
    ("meta_threat_indicators/original/**/*.tsv", "meta_indicators", {}),
    ("meta_threat_indicators/original/**/*.xml", "stix", {}),
    ("retweet_botnet_2017/*.parquet", "retweeters", {}),
    ("twitter_api_v11_sample/*.json", "twitter_api", {}),
    ("twitter_io_china_201908/*.csv", "twitter_archive", {}),
    (
        "twitter_organic_controls/*.parquet",
        "mapped",
        {"--mapping": str(MAPPINGS / "controls.toml")},
    ),
    ("vera_ai_facebook_clusters/*.csv", "facebook_groups", {}),
    ("viginum/*_domains.csv", "domain_lists", {}),
    ("viginum/*.json", "stix", {}),
)
NO_SOURCE = {
    "facebook_ira_ads/ad_targets.csv": "targets of advertisements: the graph has no place for them",
    "facebook_ira_ads/targets.csv": "targets of advertisements: the graph has no place for them",
    "github_fake_stars/actor_event_counts_labelled.parquet": "counts of events, no acts",
    "github_fake_stars/repo_event_counts_labelled.parquet": "counts of events, no acts",
    "github_fake_stars/repo_month_campaign_panel.parquet": "counts by month, no acts",
    "github_fake_stars/repo_month_clustered_stars.parquet": "counts by month, no acts",
    "images_near_duplicates/labels.csv": "labels to measure with",
    "mediaeval_image_posts/set_images.txt": "labels to measure with",
    "meta_threat_indicators/all_indicators_flat.csv": "a copy of the original files",
    "meta_threat_indicators/index.json": "a list of the original files",
    "meta_threat_indicators/Online_Operations_Killchain-TTPs.csv": "the kill chain itself",
}


@dataclass(frozen=True)
class Held:
    """What one file, or a folder of like files, gave."""

    name: str
    source: str
    read: int
    rejected: int
    seconds: float
    facts: Counter[str]
    why: str


def held(path: Path, source: str, given: dict[str, str], rejects: Path) -> Held:
    """Read one file to frames."""
    name = str(path.relative_to(DATA))
    reading = Reading.of(
        SOURCES[source], [Input.from_path(path)], options_of(SOURCES[source], "set", given)
    )
    facts: Counter[str] = Counter()
    began, why = time.perf_counter(), ""
    try:
        for batch in reading.batches(rejects):
            for model, frame in batch.frames.items():
                if issubclass(model, Node):
                    facts[model.label] += frame["key"].n_unique()
    except LoaderError as error:
        why = str(error)
    report, seconds = reading.report, time.perf_counter() - began
    if report.rejects_file:
        why = ", ".join(f"{reason} ({rows:,})" for reason, rows in reasons(rejects)) + why
        rejects.unlink()
    return Held(name, source, report.read, report.rejected, seconds, facts, why)


def every_file(rejects: Path) -> Iterator[Held]:
    """Every file that a source takes, in the order of the list."""
    for pattern, source, given in SOURCES_OF_FILES:
        found = [held(path, source, given, rejects) for path in sorted(DATA.glob(pattern))]
        yield from found if len(found) <= MANY else [_together(pattern, found)]


def _together(pattern: str, found: list[Held]) -> Held:
    facts: Counter[str] = sum((each.facts for each in found), Counter())
    return Held(
        f"{pattern} ({len(found)} files)",
        found[0].source,
        sum(each.read for each in found),
        sum(each.rejected for each in found),
        sum(each.seconds for each in found),
        facts,
        "; ".join(each.why for each in found if each.why),
    )


def main() -> None:
    """Print the table."""
    if not DATA.exists():
        raise SystemExit("the real data sets are not beside the checkout (../shared)")
    print("# What the real files give\n")
    print("Nodes are counted once a batch of a file, so larger files count some of them again.\n")
    print("| file | source | read | rejected | records a second | nodes | why rejected |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        every = list(every_file(Path(folder) / "rejects.csv"))
    for each in every:
        nodes = ", ".join(f"{label} {rows:,}" for label, rows in sorted(each.facts.items()))
        rate = each.read / each.seconds if each.seconds else 0
        print(
            f"| {each.name} | {each.source} | {each.read:,} | {each.rejected:,} | {rate:,.0f} "
            f"| {nodes} | {each.why} |"
        )
    read, seconds = sum(each.read for each in every), sum(each.seconds for each in every)
    print(f"\n{read:,} records in {seconds:.0f} s.\n")
    print("## Files that no source takes\n\n| file | why |\n|---|---|")
    for name, why in NO_SOURCE.items():
        print(f"| {name} | {why} |")


if __name__ == "__main__":
    main()
