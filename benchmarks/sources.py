"""How fast every source brings a file into frames, against a plain parse of the same file.

    python -m benchmarks.sources [NAME …] [--records 100000] > docs/speed/sources.md

Files grown from the sources' own samples, repeated with ids, authors and wordings of their own; and
real files where they lie beside this checkout. Processor seconds, so that other work on the machine
counts little and threads bring no advantage. The plain parse is ``polars.read_csv`` with every
column as text, ``polars.read_parquet``, or ``orjson.loads`` of the whole text or of each line.
"""

import argparse
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import orjson
import polars as pl

from benchmarks.timing import seconds
from loaders import SOURCES, Input, Options, Source

REAL: Final = Path(__file__).parents[2] / "shared" / "data"
REAL_FILES: Final = {
    "coortweet": ("coortweet/german_elections_2021.parquet",),
    "domain_lists": ("dima_domains/io_domains.csv",),
    "facebook_ads": ("facebook_ira_ads/ads.csv",),
    "facebook_groups": ("vera_ai_facebook_clusters/account_url_community.csv",),
    "image_posts": ("mediaeval_image_posts/devset_posts.parquet",),
    "ira_tweets": (
        "ira_twitter/all_tweets_no_text.parquet",
        "ira_twitter/tweets_2015-07-25_2015-08-19.parquet",
    ),
    "retweeters": ("retweet_botnet_2017/retweeters_benimmo.parquet",),
    "stix": ("viginum/portal_kombat_stix21.json",),
}

OWN: Final = {
    "bluesky": r'post/1|"rkey": "2|Roses',
    "coortweet": r"129\d{3}",
    "crowdtangle": r"10160459|at last",
    "domain_lists": r"rosen(?=\.example)|rosenews",
    "facebook_ads": r"roses are|Roses again",
    "facebook_groups": r"00000[12]|rose\.friends",
    "fourcat": r"180[12]|Roses|lovely",
    "github_stars": r"8b1a0001|5dfb0002",
    "ira_tweets": r"914580356|Roses, at last|Roses again",
    "mapped": r"(?<=0,)19|(?<=0,)20(?=,)",
    "mastodon": r'"id": "[12]|statuses/[12]|to_id": "1|Roses|>this',
    "meta_content_library": r"\b80[12](?=,)|Roses",
    "meta_indicators": r"news(?=\[)|ann_example|\$5",
    "retweeters": r"7d0001|b40002",
    "shares": r"(?<=,[78],)(?:19|20)",
    "stix": r"--[12]|news(?=\.)|ann_example",
    "telegram": r'"id": [12]|to_message_id": 1|Look |Roses',
    "twitter_api": r"90[12]|Look!",
    "twitter_archive": r"90[12](?=,)|this!",
    "youtube": r'"c1|Roses|Yes',
    "zeeschuimer": r'"71|"C1|Roses|Look',
}
"""What of a sample is followed by a number in each repetition: ids and wordings. As many digits
that stood there go."""

GROUPED: Final = {
    "bluesky": r'plc:ann|plc:bo|"ann(?=\.)',
    "coortweet": r"fb_12670|tw_99|23678|3498|,41",
    "crowdtangle": r"5550296|org/roses",
    "facebook_ads": r"-1579673598|rose_friends",
    "facebook_groups": r"(?<=\n)10[01]",
    "fourcat": r"\w+_example|,7[78](?=,)|org/roses",
    "github_stars": r"/roses",
    "ira_tweets": r"9060000000|25287769|\w+_[Ee]xample|org/roses",
    "mapped": r"(?<=\n)[78]|org/a",
    "mastodon": r"\bann\b|\bbo\b|org/r\b",
    "meta_content_library": r"\b7[123](?=,)|rosenews|org/roses",
    "retweeters": r"902673891",
    "shares": r",[78](?=,)|org/a",
    "telegram": r"user77|org/roses",
    "twitter_api": r'"7[78]|\w+_[Ee]xample|org/roses|3_55',
    "twitter_archive": r"(?<=,)77(?=,)|b1946ac92492|ann_example|org/roses",
    "youtube": r'"v1|UC(?:ann|bo)|@ann|@bo',
    "zeeschuimer": r'"[78](?=")|"(?:ann|bo)',
}
"""What is followed by a number that GROUP repetitions share: authors and addresses."""

GROUP: Final = 20
ARRAYS: Final = {"mastodon", "stix", "telegram", "youtube"}
"""Sources whose sample is one text with the records in its first array."""


def grown(source: Source, repetitions: int) -> Iterator[str]:
    """The sample's records so many times, in one file."""
    sample, between = source.sample.rstrip(), "\n"
    if source.name in ARRAYS:
        first, last = sample.index("[") + 1, sample.rindex("]")
        head, body, tail, between = sample[:first], sample[first:last], sample[last:], ",\n"
    elif sample[0] == "{":
        head, body, tail = "", sample, "\n"
    else:
        head, _, rows = sample.partition("\n")
        body, tail, between = "\n" + rows, "\n", ""
    marked = re.sub(rf"({OWN[source.name]})(?:\d{{6}})?", "\\1\0own\0", body)
    shared = GROUPED.get(source.name, r"(?!)")
    marked = re.sub(rf"({shared})(?:\d{{5}})?", "\\1\0grouped\0", marked)
    parts = marked.split("\0")
    yield head
    for number in range(repetitions):
        told = {"own": f"{number:06}", "grouped": f"{number // GROUP:05}"}
        yield (between if number else "") + "".join(told.get(part, part) for part in parts)
    yield tail


def plain(path: Path) -> Callable[[], object]:
    """What parses the file and nothing else."""
    if path.suffix == ".parquet":
        return lambda: pl.read_parquet(path)
    if path.suffix == ".csv":
        return lambda: pl.read_csv(path, infer_schema=False)
    with path.open("rb") as file:
        is_lines = file.readline().rstrip().endswith(b"}") and bool(file.readline())
    if is_lines:
        return lambda: [orjson.loads(line) for line in path.read_bytes().splitlines()]
    return lambda: orjson.loads(path.read_bytes())


def read(source: Source, path: Path, options: Options) -> tuple[int, int]:
    """Records read and rejected; the frames are let go as soon as they are there."""
    counts = [0, 0]
    for batch in source.read(Input.from_path(path), options):
        counts[0] += batch.read
        counts[1] += batch.rejects.height
    return counts[0], counts[1]


def line(source: Source, path: Path, what: str, rounds: int) -> str:
    """One row of the table."""
    count, rejected = read(source, path, source.example)
    assert rejected < count / 100, f"{source.name} rejects {rejected} of {count} records"
    ours = seconds(lambda: read(source, path, source.example), rounds)
    theirs = seconds(plain(path), rounds)
    return (
        f"| {source.name} | {what} | {count:,} | {path.stat().st_size / 1e6:,.1f} | "
        f"{count / ours:,.0f} | {count / theirs:,.0f} | {ours / theirs:.1f} |"
    )


def _grown(folder: Path, source: Source, records: int) -> Path:
    """A file of at least so many records like the sample's."""
    path = folder / f"{source.name}.{'json' if source.sample[0] in '{[' else 'csv'}"
    path.write_text(source.sample, encoding="utf-8")
    held, _ = read(source, path, source.example)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(grown(source, -(-records // held)))
    return path


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", default=sorted(SOURCES))
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--real", action=argparse.BooleanOptionalAction, default=True)
    asked = parser.parse_args()
    print("# Sources: from a file to frames\n")
    print(f"Medians of {asked.rounds} rounds; records per processor second; the last column is the")
    print("source's time over the plain parse's. See `benchmarks/sources.py`.\n")
    print("| source | file | records | MB | records/s | plain parse | times plain |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.names:
            source = SOURCES[name]
            if name in OWN:
                path = _grown(Path(folder), source, asked.records)
                print(line(source, path, "grown", asked.rounds), flush=True)
                path.unlink()
            for real in (REAL / each for each in REAL_FILES.get(name, ()) if asked.real):
                if real.exists():
                    print(line(source, real, real.name, asked.rounds), flush=True)


if __name__ == "__main__":
    main()
