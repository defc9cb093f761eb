"""What a publication says of accounts, pages and domains: indicators, and whom they name."""

import polars as pl

from graph_models import Indicator, Names, Node
from loaders.batch import Fact

TOLD: tuple[str, ...] = ("network", "technique", "report", "published_at", "comment")


def indicators(
    rows: pl.DataFrame, named: type[Node], *, set_name: str, kind: str, key: str
) -> list[Fact]:
    """An indicator for each value, which names what has the key in the column ``key``, if any.

    Column value, and of network, technique, report, published_at, comment those that are known. An
    indicator is one value in one network of one set: ``<set>:<kind>:<network>:<value>``.
    """
    held = rows.drop_nulls("value")
    network = pl.col("network").fill_null("") if "network" in held.columns else pl.lit("")
    keyed = held.with_columns(
        indicator=pl.format("{}:{}:{}:{}", pl.lit(set_name), pl.lit(kind), network, "value")
    )
    naming = keyed.drop_nulls(key)
    told = [name for name in TOLD if name in keyed.columns]
    return [
        (Indicator, keyed.select("value", *told, key="indicator", kind=pl.lit(kind))),
        (
            Names,
            naming.select(
                start_key="indicator", end_label=pl.lit(named.label), end_key=pl.col(key)
            ),
        ),
    ]
