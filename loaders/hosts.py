"""Hosts in one spelling."""

from typing import Final

import idna
import polars as pl

from loaders.distinct import each_once
from loaders.suffixes import registrable

LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST: Final = rf"^(?:\[[0-9a-f:.]+\]|{LABEL}(?:\.{LABEL})*)$"
LONGEST: Final = 253
LONGEST_GIVEN: Final = 4 * LONGEST

VARIANT: Final = r"(?:(?:^|\.)(?:m|mobile|amp))+$"
"""Labels right before a registrable domain, where a site repeats itself for small screens."""

WEB: Final = r"^(?:www(?:\.|$))+"


def hosts(values: pl.Series) -> pl.DataFrame:
    """Columns host, domain and registrable for each text; null where it is no host.

    A host is in lower case and ASCII (other scripts as UTS 46 says), without a final dot and
    without ``m.``, ``mobile.`` or ``amp.`` before the registrable domain. Its domain lacks ``www.``
    too. What is registrable is null where no public suffix ends the host.
    """
    return each_once(values, _hosts)


def _hosts(values: pl.Series) -> pl.DataFrame:
    short = values.set(values.str.len_bytes() > LONGEST_GIVEN, None)
    lower = short.str.to_lowercase()
    foreign = short.str.contains(r"[^\x00-\x7f]").fill_null(value=False).arg_true()
    if len(foreign):
        lower = lower.scatter(foreign, [_ascii(host) for host in short.gather(foreign)])
    spelt = lower.str.strip_chars_end(".")
    is_host = spelt.str.contains(HOST) & (spelt.str.len_bytes() <= LONGEST)
    host = spelt.set(~is_host.fill_null(value=False), None)
    registered, whole = pl.col("registrable"), pl.col("host")
    before = whole.str.head(whole.str.len_bytes().cast(pl.Int64) - registered.str.len_bytes() - 1)
    is_below = (whole != registered).fill_null(value=False)
    front = pl.when(is_below).then(before.str.replace(VARIANT, ""))
    read = pl.DataFrame({"host": host, "registrable": registrable(host)}).with_columns(front=front)
    return read.select(
        host=_below(pl.col("front")),
        domain=_below(pl.col("front").str.replace(WEB, "")),
        registrable="registrable",
    )


def _below(front: pl.Expr) -> pl.Expr:
    """The registrable domain with these labels before it; the host itself where front is null."""
    return (
        pl.when(front.is_null())
        .then("host")
        .when(front == "")
        .then("registrable")
        .otherwise(pl.concat_str(front, pl.lit("."), "registrable"))
    )


def _ascii(host: str) -> str | None:
    """Processed as browsers do (UTS 46, not transitional); what IDNA 2008 forbids is kept."""
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
    except idna.IDNAError:
        return None
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
        for label in mapped.split(".")
    )
