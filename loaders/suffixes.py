"""Which part of a domain somebody registered: the public suffix list, read by columns."""

from dataclasses import dataclass
from functools import cache
from typing import Final, cast

import idna
import polars as pl
from tldextract import TLDExtract

from loaders.distinct import each_once

RESERVED: Final = ("example", "invalid", "test")
"""Set aside by RFC 2606 for names that nobody can register, and so in no list of suffixes."""

WILD: Final = "*."
EXCEPTION: Final = "!"


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules for suffixes of so many labels, private ones and others, each as a list."""

    named: pl.Series
    below: pl.Series
    """Every name directly below one of these is a suffix: rules such as ``*.ck``."""
    private_named: pl.Series
    """Suffixes of companies that give names away, such as blogspot.com."""
    private_below: pl.Series
    exceptions: pl.Series
    """Names that a rule would make suffixes and that are none."""


def registrable(domains: pl.Series) -> pl.Series:
    """The part of each domain that somebody registered; null for an IP, an id or a mere suffix.

    Private suffixes count: two blogs at one host are two. Such a host by itself is its own.
    """
    return each_once(domains, _registrable).to_series().alias(domains.name)


@cache
def _rules() -> dict[int, Rules]:
    """Number of labels to rules; as packed with tldextract: nothing is fetched or kept on disk."""
    every, public = _packed(private=True), _packed(private=False)
    sizes = {rule: rule.count(".") + 1 for rule in every}
    return {
        size: _read({rule for rule in every if sizes[rule] == size}, public)
        for size in range(1, max(sizes.values()) + 1)
    }


def _packed(*, private: bool) -> set[str]:
    packed = TLDExtract(
        suffix_list_urls=(),
        cache_dir=None,
        include_psl_private_domains=private,
        extra_suffixes=RESERVED,
    )
    rules = packed.tlds
    return {rule if rule.isascii() else idna.encode(rule).decode("ascii") for rule in rules}


def _read(rules: set[str], public: set[str]) -> Rules:
    exceptions = {rule for rule in rules if rule.startswith(EXCEPTION)}
    wild = {rule for rule in rules if rule.startswith(WILD)}
    named = rules - exceptions - wild
    return Rules(
        named=_list(named),
        below=_list({rule.removeprefix(WILD) for rule in wild}),
        private_named=_list(named - public),
        private_below=_list({rule.removeprefix(WILD) for rule in wild - public}),
        exceptions=_list({rule.removeprefix(EXCEPTION) for rule in exceptions}),
    )


def _list(names: set[str]) -> pl.Series:
    return pl.Series(sorted(names), dtype=pl.String).implode()


def _registrable(domains: pl.Series) -> pl.DataFrame:
    labels = domains.str.split(".")
    counts = labels.list.len()
    longest = counts.max()
    every = {size: rules for size, rules in _rules().items() if size <= cast(int, longest or 1)}
    held = pl.DataFrame({"domain": domains, "labels": labels, "count": counts}).with_columns(
        pl.col("labels").list.tail(size).list.join(".").alias(f"{size}")
        for size in range(len(every) + 2)
    )
    suffix, count = pl.col("suffix"), pl.col("count")
    exceptions, suffixes, private = [], [], []
    for size, rules in reversed(every.items()):
        name, parent = pl.col(f"{size}"), pl.col(f"{size - 1}")
        fits = count >= size
        is_suffix = name.is_in(rules.named) | parent.is_in(rules.below)
        is_private = name.is_in(rules.private_named) | parent.is_in(rules.private_below)
        exceptions.append(pl.when(fits & name.is_in(rules.exceptions)).then(size - 1))
        suffixes.append(pl.when(fits & is_suffix).then(size))
        private.append(is_private & (count == size))
    held = held.with_columns(
        suffix=pl.coalesce(*exceptions, *suffixes), is_private=pl.any_horizontal(private)
    )
    below = (pl.when((suffix == size) & (count > size)).then(f"{size + 1}") for size in every)
    itself = pl.when(pl.col("is_private") & (suffix == count)).then("domain")
    return held.select(registrable=pl.coalesce(*below, itself))
