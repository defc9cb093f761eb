"""The real files by sets, whole or cut."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.holdings import DATA, SOURCES_OF_FILES
from loaders import SOURCES, Input
from lockstep.loading import Reading
from lockstep.source_options import options_of

HASHED, HASHED_SET = DATA / "ira_twitter" / "all_tweets_no_text.parquet", "ira_twitter_hashed"
"""A file that repeats others of its folder under hashes, and the set that it is."""


@dataclass(frozen=True)
class Part:
    """Files of one set that one source reads alike."""

    set: str
    source: str
    paths: tuple[Path, ...]
    told: tuple[tuple[str, str], ...]

    def reading(self) -> Reading:
        """A reading of them that has not begun."""
        source = SOURCES[self.source]
        inputs = [Input.from_path(path) for path in self.paths]
        return Reading.of(source, inputs, options_of(source, self.set, dict(self.told)))


def parts() -> list[Part]:
    """Every file that a source takes, by sets."""
    found = []
    for pattern, source, told in SOURCES_OF_FILES:
        of_set: dict[str, list[Path]] = {}
        for path in sorted(DATA.glob(pattern)):
            name = HASHED_SET if path == HASHED else pattern.partition("/")[0]
            of_set.setdefault(name, []).append(path)
        found += [
            Part(name, source, tuple(paths), tuple(told.items())) for name, paths in of_set.items()
        ]
    return sorted(found, key=lambda part: part.set)


def cut(part: Part, folder: Path, rows: int) -> Part:
    """The first rows of each of the part's tables; what is no table stays whole."""
    paths = []
    for path in part.paths:
        place = folder / path.relative_to(DATA)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            pl.read_parquet(path).head(rows).write_parquet(place)
        elif path.suffix in (".csv", ".tsv"):
            place.write_bytes(_first(path.read_bytes(), rows))
        elif path.suffix == ".gz":
            place.write_bytes(gzip.compress(_first(gzip.decompress(path.read_bytes()), rows)))
        else:
            place = path
        paths.append(place)
    return Part(part.set, part.source, tuple(paths), part.told)


def _first(table: bytes, rows: int) -> bytes:
    """The header and so many records, whose fields may have lines in quotes."""
    kept, is_open = [], False
    for line in table.splitlines(keepends=True):
        kept.append(line)
        is_open ^= line.count(b'"') % 2 == 1
        rows -= not is_open
        if rows < 0:
            break
    return b"".join(kept)
