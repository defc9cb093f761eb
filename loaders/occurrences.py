"""Keys of posts to which a file gives no id: made of account, time, wording and occurrence."""

import polars as pl

from loaders.hashed import hashes

DIGITS = 16
"""Hexadecimal digits of a wording's hash: two wordings of one account in one minute differ."""


def marks(texts: pl.Series) -> pl.Series:
    """Each text as DIGITS hexadecimal digits; an empty one has a mark as well."""
    return hashes(texts.fill_null(""), digits=DIGITS)


class Occurrences:
    """Numbers the equal posts of one file, over the borders of its pieces: 1 for the first.

    Holds 12 bytes for each different post of the file.
    """

    def __init__(self) -> None:
        self._seen = pl.DataFrame(schema={"post": pl.UInt64(), "before": pl.UInt32()})

    def keys(self, rows: pl.DataFrame, *, marks: pl.Series) -> pl.Series:
        """Columns account, at and what marks the wording to ``account/time/mark``.

        From the second on it is ``account/time/mark/2``.
        """
        time = pl.col("at").dt.strftime("%Y%m%dT%H%M%SZ")
        base = rows.select(pl.format("{}/{}/{}", "account", time, marks)).to_series()
        ordinals = self._ordinals(base)
        return pl.select(
            pl.when(ordinals == 1).then(base).otherwise(pl.format("{}/{}", base, ordinals))
        ).to_series()

    def _ordinals(self, base: pl.Series) -> pl.Series:
        posts = pl.DataFrame({"post": base.hash()})
        known = posts.join(self._seen, on="post", how="left", maintain_order="left")
        within = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("post")
        ordinals = known.select(within + pl.col("before").fill_null(0)).to_series()
        counted = posts.group_by("post").len("before")
        self._seen = pl.concat([self._seen, counted]).group_by("post").agg(pl.col("before").sum())
        return ordinals
