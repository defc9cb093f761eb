"""What can go wrong between a file and its frames; a bad row is no error but a reject.

* LoaderError
  + UnreadableFile      no such file, a folder, empty, of another format, or damaged
  + MissingColumn       the table lacks columns that the source reads
  + DoubledColumn       a column that the source reads stands in the table twice
  + UnfitColumn         a column holds lists or structures where one value is expected
  + UnfitOptions        a source was given options that it cannot read with
  + UnfitMapping        a mapping file is no TOML, or says what no mapping can say
"""

from collections.abc import Sequence

from graph_models.errors import LockstepError

LONGEST_SHOWN = 60
MOST_SHOWN = 20


def shown(text: str) -> str:
    """A name from outside, cut and without control characters, fit for a terminal."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return clean if len(clean) <= LONGEST_SHOWN else f"{clean[: LONGEST_SHOWN - 1]}…"


def _listed(names: Sequence[str]) -> str:
    """Names in quotes, the first of them when there are many."""
    listed = ", ".join(f"'{shown(name)}'" for name in names[:MOST_SHOWN])
    more = len(names) - MOST_SHOWN
    return f"{listed} and {more} more" if more > 0 else listed


class LoaderError(LockstepError):
    """Base of every error this package raises."""


class UnreadableFile(LoaderError):
    """A file that gives no rows, or none beyond a place."""

    def __init__(self, file: str, found: str, *, after: int = 0) -> None:
        landed = f"; rows 1 to {after:,} came before the damage" if after else ""
        super().__init__(f"{shown(file)} cannot be read: {found}{landed}.")
        self.file, self.found, self.after = file, found, after


class MissingColumn(LoaderError):
    """The table lacks columns that the source cannot do without."""

    def __init__(self, file: str, missing: Sequence[str], found: Sequence[str]) -> None:
        super().__init__(
            f"{shown(file)} has no column {_listed(missing)}; it has {_listed(found)}."
        )
        self.file, self.missing, self.found = file, tuple(missing), tuple(found)


class DoubledColumn(LoaderError):
    """Two columns bear one name, and the source reads it."""

    def __init__(self, file: str, doubled: Sequence[str]) -> None:
        super().__init__(
            f"{shown(file)} has more than one column {_listed(doubled)}: rename all but one."
        )
        self.file, self.doubled = file, tuple(doubled)


class UnfitColumn(LoaderError):
    """A column of a kind from which no single value can be taken."""

    def __init__(self, file: str, column: str, found: str) -> None:
        super().__init__(
            f"{shown(file)}: column '{shown(column)}' holds {shown(found)}; "
            "texts, numbers or times are expected."
        )
        self.file, self.column, self.found = file, column, found


class UnfitOptions(LoaderError, ValueError):
    """Options that a source cannot read with."""

    def __init__(self, asked: str, expected: str) -> None:
        super().__init__(f"{shown(asked)}: give {expected}.")
        self.asked, self.expected = asked, expected


class UnfitMapping(LoaderError):
    """A mapping that does not say how to read a table."""

    def __init__(self, file: str, found: str) -> None:
        super().__init__(f"{shown(file)}: {found.rstrip('.')}; see docs/mapping.md.")
        self.file, self.found = file, found
