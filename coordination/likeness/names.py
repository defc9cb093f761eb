"""Names: the parts by which handles and display names resemble each other."""

import polars as pl

LEAST_LETTERS = 4
LEAST_DIGITS = 3

WORD = r"\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}+"
"""Words are parted by case, digits and signs, as in ``ProudMum_12``."""


def parts(named: pl.DataFrame) -> pl.DataFrame:
    """Columns actor and part, each once, of columns actor, handle and name (both may be null).

    A part is a word of four letters or more, or the shape of a handle that ends in three digits
    or more: the number of letters before them does not count, the number of digits does.
    """
    words = [
        named.select("actor", part=pl.col(column).str.extract_all(WORD)).explode(
            "part", empty_as_null=True
        )
        for column in ("handle", "name")
    ]
    said = (
        pl.concat(words)
        .with_columns(pl.col("part").str.to_lowercase())
        .filter(pl.col("part").str.len_chars() >= LEAST_LETTERS)
    )
    digits = pl.col("handle").str.extract(r"^\D+(\d+)$").str.len_chars()
    shaped = named.filter(digits >= LEAST_DIGITS).select(
        "actor", part=pl.format("a word and {} digits", digits)
    )
    return pl.concat([said, shaped]).drop_nulls().unique().sort("actor", "part")
