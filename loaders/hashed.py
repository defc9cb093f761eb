"""Hashes of texts: what a key is made of where there is no id."""

from hashlib import sha256

import polars as pl


def hashes(texts: pl.Series, *, digits: int = 64) -> pl.Series:
    """The first hexadecimal digits of each text's SHA-256; null stays null."""
    held = texts.cast(pl.Binary).to_list()
    found = [None if each is None else sha256(each).hexdigest()[:digits] for each in held]
    return pl.Series(texts.name, found, dtype=pl.String)
