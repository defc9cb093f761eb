"""Links in one spelling, so that the same destination is one node."""

from typing import Final

import polars as pl

from loaders.defanging import refanged_links
from loaders.distinct import each_once
from loaders.hosts import hosts
from loaders.kinds import LONGEST_KEY
from loaders.spelling import resolved, spelt, without_amp, without_tracking

AUTHORITY: Final = (
    r"(?i)^(?P<user>[^\\]*@)?(?P<host>\[[0-9a-f:.]+\]|[^@:\[\]]*)(?::(?P<port>[0-9]{0,5}))?$"
)
AMP_VIEWER: Final = (
    r"(?i)^(?:(?:[^/]+\.)?(?:google\.[a-z]{2,3}(?:\.[a-z]{2})?|bing\.com)/amp|"
    r"[^/]+\.cdn\.ampproject\.org/(?:c|v|wp))/(?:s/)?"
    r"(?P<host>[^/:@]{1,253})(?::(?P<port>[0-9]{0,5}))?(?P<path>/.*)?$"
)
"""Hosts that show other sites' pages, and where in the path the page's own address stands."""

LONGEST_GIVEN: Final = 16 * LONGEST_KEY
"""Bytes that are looked at; what is left out of an address may be longer than what is kept."""


def links(values: pl.Series) -> pl.DataFrame:
    """Columns url and domain for each text; both null where it is no web address.

    The canonical address is https (http shows the same page nearly everywhere), the host in lower
    case and ASCII without ``www.`` and a final dot, no user, default port, fragment or tracking
    parameter, "/" for an empty path; the other parameters keep their order. Escapes are kept only
    where they say something, in capitals. AMP and mobile pages are the page that they show.
    ``example.org/a`` without a scheme is an address too, if a public suffix ends its host; a
    defanged address is one. An address of more than LONGEST_KEY bytes is none.

    The domain is that host, not the registrable domain: an imitator may be a subdomain, and an
    indicator that names a subdomain does not accuse its neighbours.
    """
    return each_once(values, _links)


def domains(values: pl.Series) -> pl.Series:
    """The domain of each text, which is a host or an address; null where it is neither.

    A host by itself is a domain only under a public suffix: no file name, IP or intranet name is.
    """
    return links(values)["domain"].alias(values.name)


def _links(texts: pl.Series) -> pl.DataFrame:
    short = texts.set(texts.str.len_bytes() > LONGEST_GIVEN, None)
    cleaned = refanged_links(short.str.strip_chars().str.replace_all(r"[\t\r\n]", ""))
    part = _parted(cleaned)
    part = part.with_columns(
        hosts(part["host"]),
        path=resolved(spelt(part["path"])),
        query=without_tracking(spelt(part["query"])),
    )
    is_link = part["has_scheme"] | part["registrable"].is_not_null()
    part = _shown(part)
    part = part.with_columns(
        port=pl.col("port").str.strip_chars_start("0").fill_null(""), path=without_amp(part["path"])
    )
    is_default = pl.col("port").is_in(["", "80", "443"])
    port = pl.when(is_default).then(pl.lit("")).otherwise(":" + pl.col("port"))
    asked = pl.when(pl.col("query") == "").then(pl.lit("")).otherwise("?" + pl.col("query"))
    url = pl.concat_str(pl.lit("https://"), "domain", port, "path", asked)
    fits = is_link & (url.str.len_bytes() <= LONGEST_KEY)
    return part.select(
        url=pl.when(fits).then(url), domain=pl.when(fits & url.is_not_null()).then("domain")
    )


def _parted(texts: pl.Series) -> pl.DataFrame:
    """Columns has_scheme, host, port, path, query: cut with as few patterns as will do."""
    head, text = pl.col("text").str.head(8).str.to_lowercase(), pl.col("text")
    scheme = (
        pl.when(head.str.starts_with("https://"))
        .then(8)
        .when(head.str.starts_with("http://"))
        .then(7)
        .otherwise(0)
    )
    whole = pl.DataFrame({"text": texts.str.splitn("#", 2).struct[0]})
    part = whole.select(text.str.slice(scheme), has_scheme=scheme > 0).with_columns(
        text.str.splitn("?", 2).struct.rename_fields(["before", "query"]).struct.unnest()
    )
    part = part.with_columns(
        pl.col("before").str.splitn("/", 2).struct.rename_fields(["host", "path"]).struct.unnest()
    )
    part = part.select(
        "has_scheme",
        "host",
        port=pl.lit(None, dtype=pl.String),
        path="/" + pl.col("path").fill_null(""),
        query=pl.col("query").fill_null(""),
    )
    more = part["host"].str.contains("[@:]").arg_true()
    if not len(more):
        return part
    held = part["host"].gather(more).str.extract_groups(AUTHORITY).struct.unnest()
    allowed = part["has_scheme"].gather(more) | held["user"].is_null()
    return part.with_columns(
        host=part["host"].scatter(more, held["host"].set(~allowed, None)),
        port=part["port"].scatter(more, held["port"]),
    )


def _shown(part: pl.DataFrame) -> pl.DataFrame:
    """Instead of an AMP viewer, the page that it shows."""
    places = part.select(pl.concat_str("host", "path").str.contains(AMP_VIEWER)).to_series()
    wrapped = places.fill_null(value=False).arg_true()
    while len(wrapped):
        viewer = part[wrapped]
        address = viewer.select(pl.concat_str("host", "path")).to_series()
        inner = address.str.extract_groups(AMP_VIEWER).struct.unnest()
        inner = inner.with_columns(hosts(inner["host"]), path=pl.col("path").fill_null("/"))
        known = inner["registrable"].is_not_null()
        wrapped, inner = wrapped.filter(known), inner.filter(known)
        part = part.with_columns(part[name].scatter(wrapped, inner[name]) for name in inner.columns)
    return part
