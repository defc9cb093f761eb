"""Published indicators: what each value is, and the account, page, address or domain it names."""

from typing import Final

import polars as pl

from graph_models import (
    Account,
    Domain,
    Hashtag,
    Indicator,
    Names,
    Node,
    On,
    Page,
    Url,
)
from loaders import facts
from loaders.batch import Fact
from loaders.defanging import refanged
from loaders.hashed import hashes
from loaders.profiles import profiles
from loaders.urls import links
from loaders.wording import hashtags

COLUMNS: Final = ("kind", "value", "network", "technique", "report", "published_at", "comment")
"""What a publication says of an indicator; kind is null where it does not say what the value is."""

IDENTITY: Final = ("network", "report", "technique", "value")
"""What tells indicators of a kind apart."""

DIGITS: Final = 32
"""Hexadecimal digits of the hash in a key."""

BY_ADDRESS: Final = ("url", "domain")
"""Kinds whose values are looked at as addresses, besides those of no stated kind."""

COUNTED: Final = r"^[0-9][0-9,.]*\+? [\w/&-]+(?: [\w/&-]+){0,3}$"
BREAK: Final = r"[\s,;]+"
EMAIL: Final = r"(?i)^[^@\s/:]+@[a-z0-9.-]+\.[a-z]{2,}$"
TAG: Final = r"^[#＃]\w+$"
SITE: Final = r"(?i)^(?:[a-z0-9_-]+\.)+(?:xn--[a-z0-9-]+|[a-z]{2,})\.?/?$"
ADDRESS: Final = r"(?i)^(?:https?://\S+|(?:[a-z0-9_-]+\.)+[a-z]{2,}[/?]\S+)$"
HASH: Final = r"^(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$"
IP: Final = r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$"
CUT: Final = r"(?i)^https?://\S+ +[^\[({\s]"
"""An address with a blank in it, where nobody can tell which part is the address."""
ROOT: Final = r"^https://[^/?]+/$"


def indicators(rows: pl.DataFrame, *, set_name: str) -> list[Fact]:
    """Facts of rows with COLUMNS, and perhaps ``address``: of whom a name is that has none.

    One value may name several: addresses, domains and hashtags are taken as far as the value begins
    with them; a sentence that mentions one names nobody. The key of an indicator is of all that was
    published of it but the remark, so that one value of two techniques is two indicators.
    """
    known = rows.with_columns(value=refanged(rows["value"]).str.strip_chars())
    if "address" not in known.columns:
        known = known.with_columns(address=pl.lit(None, dtype=pl.String))
    named = _named(known)
    first = named.filter(pl.col("place") == 0).select("place_of_row", found="kind", whom="label")
    known = known.with_row_index("place_of_row").join(
        first, on="place_of_row", how="left", maintain_order="left"
    )
    told = pl.when(pl.col("kind") != "url").then("kind")
    whom = pl.col("whom").str.to_lowercase()
    is_whom = pl.col("whom").is_in([Account.label, Page.label])
    counted = pl.when(pl.col("value").str.contains(COUNTED)).then(pl.lit("count"))
    known = known.with_columns(
        kind=pl.coalesce(
            told, pl.when(is_whom).then(whom), "kind", "found", counted, pl.lit("behaviour")
        )
    )
    known = known.with_columns(key=_keys(known, set_name))
    return [
        (Indicator, known.select("key", *COLUMNS)),
        *_facts(named.join(known.select("place_of_row", indicator="key"), on="place_of_row")),
    ]


def naming(
    rows: pl.DataFrame, named: type[Node], *, set_name: str, kind: str, key: str
) -> list[Fact]:
    """An indicator for each value, where it is known what it names: the key in the column ``key``.

    Columns value and, of the other COLUMNS, those that are known; ``kind`` is that of all.
    """
    held = rows.drop_nulls("value").with_columns(kind=pl.lit(kind), named=pl.col(key))
    absent = {name: pl.lit(None, dtype=pl.String) for name in IDENTITY if name not in held.columns}
    keyed = held.with_columns(indicator=_keys(held.with_columns(**absent), set_name))
    told = [name for name in COLUMNS if name in keyed.columns]
    return [
        (Indicator, keyed.select(*told, key="indicator")),
        _names(keyed.drop_nulls("named"), named),
    ]


def _keys(rows: pl.DataFrame, set_name: str) -> pl.Series:
    """``<set>:<kind>:<hash>`` of all that was published of each but when, and the remark."""
    own = [pl.col(name).fill_null("") for name in IDENTITY]
    texts = rows.select(pl.concat_str("kind", *own, separator="\0")).to_series()
    marks = hashes(texts, digits=DIGITS)
    return rows.select(pl.format("{}:{}:{}", pl.lit(set_name), "kind", marks)).to_series()


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each thing that a value begins with: place_of_row, place, kind, and what it is."""
    looked_at = pl.col("kind").is_null() | pl.col("kind").is_in(BY_ADDRESS)
    looked_at |= pl.col("address").is_not_null()
    value = pl.coalesce("address", "value")
    held = rows.with_row_index("place_of_row").filter(looked_at & ~value.str.contains(CUT))
    parts = held.select(
        "place_of_row",
        is_made=pl.col("address").is_not_null(),
        part=value.str.replace_all(BREAK, "\n").str.strip_chars("\n").str.split("\n"),
    )
    place = pl.int_ranges(0, pl.col("part").list.len())
    parts = parts.with_columns(place=place).explode("part", "place")
    part = pl.col("part")
    kind = (
        pl.when(part.str.contains(ADDRESS))
        .then(pl.lit("url"))
        .when(part.str.contains(SITE))
        .then(pl.lit("domain"))
        .when(part.str.contains(EMAIL))
        .then(pl.lit("email"))
        .when(part.str.contains(TAG))
        .then(pl.lit("hashtag"))
        .when(part.str.contains(IP))
        .then(pl.lit("ip"))
        .when(part.str.contains(HASH))
        .then(pl.lit("hash"))
    )
    known = parts.with_columns(kind=kind)
    leading = known["kind"].is_not_null().cast(pl.Int8)
    known = known.with_columns(leads=leading).with_columns(
        pl.col("leads").cum_min().over("place_of_row")
    )
    known = known.filter(pl.col("leads") == 1)
    known = known.hstack(links(known["part"]))
    return known.hstack(profiles(known["url"]).rename({"kind": "page", "key": "who"}))


def _facts(named: pl.DataFrame) -> list[Fact]:
    """The nodes that indicators name, and that they name them."""
    given = named.filter(~pl.col("is_made"))
    addresses = given.filter(kind="url").drop_nulls("url")
    sites = given.filter(
        (pl.col("kind") == "domain") | pl.col("url").str.contains(ROOT)
    ).drop_nulls("domain")
    tags = given.filter(kind="hashtag")
    tags = tags.with_columns(tag=hashtags(tags["part"])).drop_nulls("tag")
    accounts, pages = named.filter(label=Account.label), named.filter(label=Page.label)
    used = accounts.select("platform", "handle", account="who")
    return [
        (Url, addresses.select(key="url")),
        (Domain, pl.concat([addresses, sites]).select(key="domain")),
        (On, addresses.select(start_key="url", end_key="domain")),
        (Hashtag, tags.select(key="tag", tag=pl.col("part").str.strip_chars_start("#＃"))),
        (Account, accounts.select("platform", "handle", key="who")),
        *facts.handles(used, pl.col("platform")),
        (Page, pages.select("platform", "handle", key="who", kind="page")),
        *(
            _names(rows.rename({key: "named"}), model)
            for rows, model, key in (
                (addresses, Url, "url"),
                (sites, Domain, "domain"),
                (tags, Hashtag, "tag"),
                (accounts, Account, "who"),
                (pages, Page, "who"),
            )
        ),
    ]


def _names(rows: pl.DataFrame, model: type[Node]) -> Fact:
    """Columns indicator and named: keys of an indicator and of what it names."""
    return Names, rows.select(start_key="indicator", end_label=pl.lit(model.label), end_key="named")
