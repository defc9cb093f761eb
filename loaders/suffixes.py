"""Which part of a domain somebody registered: the public suffix list, read by columns."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import idna
import polars as pl
from tldextract import TLDExtract

from loaders.distinct import each_once

NOT_LISTED: Final = ("example",)
"""Reserved for what is invented, and so in no list of suffixes."""

WILD: Final = "*."
EXCEPTION: Final = "!"


@dataclass(frozen=True, eq=False)
class Suffixes:
    """Names at whose ends others register theirs."""

    named: pl.Series
    below: pl.Series
    """Every name directly below one of these is a suffix too: rules such as ``*.ck``."""

    def hold(self, names: pl.Series, parents: pl.Series) -> pl.Series:
        """Whether each name, whose parent lacks its first label, is a suffix."""
        return names.is_in(self.named.implode()) | parents.is_in(self.below.implode())


@dataclass(frozen=True, eq=False)
class SuffixList:
    """The list as it was packed with tldextract: nothing is fetched, nothing kept on disk."""

    suffixes: Suffixes
    private: Suffixes
    """Those of companies that give names away, such as blogspot.com."""
    exceptions: pl.Series
    """Names that a rule would make suffixes and that are none."""
    longest: int
    """Labels of the longest suffix."""


def registrable(domains: pl.Series) -> pl.Series:
    """The part of each domain that somebody registered; null for an IP, an id or a mere suffix.

    Private suffixes count: two blogs at one host are two. Such a host by itself is its own.
    """
    return each_once(domains, _registrable).to_series().alias(domains.name)


@cache
def _suffix_list() -> SuffixList:
    every = _packed(private=True)
    return SuffixList(
        suffixes=_suffixes(every),
        private=_suffixes(every - _packed(private=False)),
        exceptions=pl.Series(
            [rule.removeprefix(EXCEPTION) for rule in every if rule.startswith(EXCEPTION)]
        ),
        longest=max(rule.count(".") + 1 for rule in every),
    )


def _packed(*, private: bool) -> set[str]:
    packed = TLDExtract(
        suffix_list_urls=(),
        cache_dir=None,
        include_psl_private_domains=private,
        extra_suffixes=NOT_LISTED,
    )
    rules = packed.tlds
    return {rule if rule.isascii() else idna.encode(rule).decode("ascii") for rule in rules}


def _suffixes(rules: set[str]) -> Suffixes:
    return Suffixes(
        named=pl.Series([rule for rule in rules if not rule.startswith((WILD, EXCEPTION))]),
        below=pl.Series([rule.removeprefix(WILD) for rule in rules if rule.startswith(WILD)]),
    )


def _registrable(domains: pl.Series) -> pl.DataFrame:
    listed = _suffix_list()
    labels = domains.str.split(".")
    count = labels.list.len()
    ends = [labels.list.tail(size).list.join(".") for size in range(listed.longest + 2)]
    of_suffix = pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(domains))
    is_private = count < 0
    for size in range(1, listed.longest + 1):
        has_so_many = count >= size
        is_suffix = listed.suffixes.hold(ends[size], ends[size - 1]) & has_so_many
        of_suffix = of_suffix.set(is_suffix, size)
        is_private |= listed.private.hold(ends[size], ends[size - 1]) & (count == size)
    for size in range(2, listed.longest + 1):
        is_none = ends[size].is_in(listed.exceptions.implode()) & (count >= size)
        of_suffix = of_suffix.set(is_none, size - 1)
    found = domains.set(~(is_private & (of_suffix == count)), None)
    for size in range(1, listed.longest + 1):
        found = ends[size + 1].zip_with((of_suffix == size) & (count > size), found)
    return pl.DataFrame({"registrable": found})
