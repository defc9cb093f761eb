"""Facts that wait on the disk until all of their kind are there, and come back in parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

PART = "_part"
AT_ONCE = 3
"""Parts' worth of facts that are dealt out together; that takes less than making them one row."""


@dataclass
class Spill:
    """All facts of one kind so far, a file for each batch."""

    folder: Path
    name: str
    """What its files are called."""

    _files: list[tuple[Path, int]] = field(default_factory=list)
    """With the bytes that the facts take in memory."""

    def add(self, facts: pl.DataFrame) -> None:
        """Write one batch."""
        path = self.folder / f"{self.name}-{len(self._files)}.parquet"
        facts.write_parquet(path, compression="lz4")
        self._files.append((path, int(facts.estimated_size())))

    def parts(self, identity: Sequence[str], most: int) -> Iterator[pl.DataFrame]:
        """All facts in parts of about so many bytes; what has one identity is in one part.

        Each file is read once more, dealt out and removed, so that what is held depends on ``most``
        alone.
        """
        count = 1 + sum(size for _, size in self._files) // most
        for paths in self._dealt(identity, count, most) if count > 1 else [self._paths()]:
            yield pl.read_parquet(paths)
            for path in paths:
                path.unlink()

    def _paths(self) -> list[Path]:
        return [path for path, _ in self._files]

    def _dealt(self, identity: Sequence[str], count: int, most: int) -> list[list[Path]]:
        """The files of each part, to which facts are dealt by a hash of what identifies them."""
        parts: list[list[Path]] = [[] for _ in range(count)]
        place = pl.concat_str(identity, separator="\n").hash(7) % count
        for turn, paths in enumerate(self._together(AT_ONCE * most)):
            facts = pl.read_parquet(paths).with_columns(place.alias(PART))
            for path in paths:
                path.unlink()
            for part, of_part in enumerate(parts):
                path = self.folder / f"{self.name}-{turn}-of-{part}.parquet"
                some = facts.filter(pl.col(PART) == part).drop(PART)
                some.write_parquet(path, compression="lz4")
                of_part.append(path)
        return parts

    def _together(self, most: int) -> Iterator[list[Path]]:
        """Files that follow each other, as many as take so many bytes; at least one."""
        held, size = list[Path](), 0
        for path, bytes_ in self._files:
            if held and size + bytes_ > most:
                yield held
                held, size = [], 0
            held.append(path)
            size += bytes_
        yield held
