"""The pictures that lie together, described, and which of them a name in a table means."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import polars as pl

from graph_models import Image
from loaders.archive import DAMAGE, Entry, entries
from loaders.batch import REJECTS, Batch, frames_of
from loaders.input import Input
from loaders.pictures.description import MOST_BYTES, Description, described_all
from loaders.pictures.unfit import UnfitPicture

TABLES: Final = (".csv", ".tsv", ".txt", ".parquet", ".csv.gz", ".tsv.gz", ".txt.gz")
AT_A_TIME: Final = 1_000
"""Pictures of a batch."""

WAYS: Final[tuple[Callable[[pl.Expr], pl.Expr], ...]] = (
    lambda path: path,
    lambda path: path.str.replace(r"\.[^./]*$", ""),
    lambda path: path.str.extract("([^/]*)$"),
    lambda path: path.str.extract(r"([^/]*?)(?:\.[^./]*)?$"),
)
"""How a table may name a file, the strictest first: path, path without its ending, the same of
the name alone."""

NAMED: Final = pl.Schema({"path": pl.String(), "key": pl.String()})


def is_table(entry: Entry) -> bool:
    """Whether its name is that of a table."""
    return entry.name.lower().endswith(TABLES)


@dataclass
class Collection:
    """Pictures of a folder or archive, which are known by name once all batches were had."""

    file: Input
    _named: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=NAMED)])

    def batches(self) -> Iterator[Batch]:
        """An Image for every picture; a reject's row is the file's number in the folder."""
        pictures = (entry for entry in entries(self.file) if entry.refused or not is_table(entry))
        found = described_all((entry, _bytes(entry)) for entry in pictures)
        while some := list(islice(found, AT_A_TIME)):
            good = [(entry, each) for entry, each in some if isinstance(each, Description)]
            rows = pl.DataFrame(
                {
                    "path": [entry.name for entry, _ in good],
                    "sha256": [each.sha256 for _, each in good],
                    "pdq": [each.pdq for _, each in good],
                    "pdq_quality": [each.quality for _, each in good],
                }
            ).with_columns(key=pl.format("sha256:{}", "sha256"))
            self._named.append(rows.select(NAMED.names()))
            rejects = [
                (f"{self.file.name}/{entry.name}", entry.place, str(each))
                for entry, each in some
                if isinstance(each, UnfitPicture)
            ]
            yield Batch(
                frames=frames_of([(Image, rows)]),
                rejects=pl.DataFrame(rejects, schema=REJECTS, orient="row"),
                read=len(some),
            )

    def meant(self, names: pl.Series) -> pl.DataFrame:
        """Columns key, null where a name is no picture's, and several: different ones have it."""
        known = pl.concat(self._named)
        asked = names.drop_nulls().unique().to_frame("name")
        for number, way in enumerate(WAYS):
            held = known.select("key", name=way(pl.col("path"))).group_by("name")
            found = held.agg(pl.first("key"), several=pl.col("key").n_unique() > 1)
            asked = asked.join(found, on="name", how="left", suffix=f"{number}")
        strictest = [
            pl.coalesce(column, *(f"{column}{number}" for number in range(1, len(WAYS))))
            for column in ("key", "several")
        ]
        rows = names.alias("name").to_frame()
        found = rows.join(
            asked.select("name", *strictest), on="name", how="left", maintain_order="left"
        )
        return found.select("key", pl.col("several").fill_null(value=False))


def _bytes(entry: Entry) -> bytes | UnfitPicture:
    if entry.refused:
        return UnfitPicture(entry.refused)
    try:
        data = entry.read(MOST_BYTES)
    except DAMAGE:
        return UnfitPicture("its bytes cannot be read to their end")
    longest = f"it is longer than {MOST_BYTES >> 20} MiB"
    return UnfitPicture(longest) if data is None else data
