"""What a source is: a documented reader of one format, registered by its module."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from loaders.batch import Batch
from loaders.errors import UnfitOptions
from loaders.input import Input

NAME = re.compile(r"[^\s:/\\\x00-\x1f\x7f]{1,100}")
"""A name that may stand before the colon of a key."""


@dataclass(frozen=True)
class Options:
    """What every source is told; a source with questions of its own extends it."""

    set_name: str
    """The set that what is read belongs to; a set's opaque ids become ``<set>:<id>``."""

    def __post_init__(self) -> None:
        must_be_name("set", self.set_name)


def must_be_name(what: str, given: str) -> None:
    """Refuse a name that would blur the keys made of it. Raises UnfitOptions."""
    if not NAME.fullmatch(given):
        raise UnfitOptions(
            f"{what} '{given}'", "a name of 1 to 100 characters without blanks, colons or slashes"
        )


def asked(meaning: str, read: Callable[[str], object] | None = None) -> dict[str, object]:
    """Metadata of an option's field: what it means, and how its text on a command line is read.

    ``read`` raises LoaderError; without it the text is the value.
    """
    return {"meaning": meaning, "read": read}


OptionsT = TypeVar("OptionsT", bound=Options)
Read = Callable[[Input, OptionsT], Iterator[Batch]]


@dataclass(frozen=True)
class Source:
    """A format we can read, with what a reader must know before trusting it."""

    name: str
    title: str
    reads: str
    """One sentence: which files, what it takes from them, what it assumes."""
    sample: str
    """A small file of the format, as text."""
    example: Options
    """Options that the sample reads with; their class is what ``read`` takes."""
    read: Callable[[Input, Options], Iterator[Batch]]
    """Batches in the order of the file. Raises LoaderError, also between batches."""
    assumes: str = ""
    """What is taken for granted that the files do not say, as a sentence for the load's report."""


SOURCES: dict[str, Source] = {}
"""Every source by its name, which is that of its module."""


def source(
    *, title: str, reads: str, sample: str, example: OptionsT, assumes: str = ""
) -> Callable[[Read[OptionsT]], Source]:
    """Register the decorated reader under its module's name."""
    takes = type(example)

    def register(read: Read[OptionsT]) -> Source:
        name = read.__module__.rpartition(".")[2]

        def read_checked(file: Input, options: Options) -> Iterator[Batch]:
            if not isinstance(options, takes):
                raise UnfitOptions(f"options of {name}", f"{takes.__name__}, not {options!r}")
            return read(file, options)

        SOURCES[name] = Source(
            name=name,
            title=title,
            reads=reads,
            sample=sample,
            example=example,
            read=read_checked,
            assumes=assumes,
        )
        return SOURCES[name]

    return register
