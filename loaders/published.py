"""What a publication says of accounts, pages and domains: indicators, and whom they name."""

from hashlib import sha256
from typing import Final

import polars as pl

from graph_models import Indicator, Names, Node
from loaders.batch import Fact

IDENTITY: Final = ("network", "report", "technique", "value")
TOLD: Final = ("network", "technique", "report", "published_at", "comment")
DIGITS: Final = 32
"""Hexadecimal digits of the hash in a key."""


def indicators(
    rows: pl.DataFrame, named: type[Node], *, set_name: str, kind: str, key: str
) -> list[Fact]:
    """An indicator for each value, which names what has the key in the column ``key``, if any.

    Column value, and of network, technique, report, published_at, comment those that are known. The
    key of an indicator is of all that was published of it but when, and the remark.
    """
    held = rows.drop_nulls("value")
    keyed = held.with_columns(_keys(held, set_name, kind))
    told = [name for name in TOLD if name in held.columns]
    naming = keyed.drop_nulls(key)
    return [
        (Indicator, keyed.select("value", *told, key="indicator", kind=pl.lit(kind))),
        (
            Names,
            naming.select(
                start_key="indicator", end_label=pl.lit(named.label), end_key=pl.col(key)
            ),
        ),
    ]


def _keys(rows: pl.DataFrame, set_name: str, kind: str) -> pl.Series:
    known = [
        pl.col(name).fill_null("") if name in rows.columns else pl.lit("") for name in IDENTITY
    ]
    texts = rows.select(pl.concat_str(pl.lit(kind), *known, separator="\0")).to_series()
    hashes = [sha256(text.encode()).hexdigest()[:DIGITS] for text in texts]
    return pl.Series("indicator", [f"{set_name}:{kind}:{each}" for each in hashes], dtype=pl.String)
