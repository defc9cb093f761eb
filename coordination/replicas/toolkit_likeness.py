"""Which texts coordination-network-toolkit takes for alike: Jaccard similarity of their tokens."""

import numpy as np
import polars as pl

from coordination.coding import codes
from coordination.families.near import near
from coordination.kernel.messages import Neighbours
from coordination.replicas.toolkit_text import BLANKS, token_sets


def alike(
    texts: pl.Series,
    *,
    threshold: float,
    min_tokens: int,
    threads: int = 2,
    memory: int | None = None,
) -> Neighbours:
    """For each cleaned text those that reach the threshold, itself included; short ones none.

    Raises ImpossibleCount, TooManyNear.
    """
    parts = token_sets(texts).str.replace_all(BLANKS, " ").str.strip_chars(" ").str.split(" ")
    token = parts.explode(empty_as_null=False)
    many = np.concatenate(([0], np.cumsum(parts.list.len().cast(pl.Int64).to_numpy())))
    empty = (token == "").to_numpy()
    start = many - np.concatenate(([0], np.cumsum(empty)))[many]
    held = token.filter(pl.Series(~empty))
    one, other = near(
        start,
        codes(held, held.unique().sort()).to_numpy(),
        threshold=threshold,
        least=min_tokens,
        threads=threads,
        memory=memory,
    )
    distinct = parts.list.eval(pl.element().filter(pl.element() != "")).list.n_unique()
    itself = (distinct >= max(min_tokens, 1)).arg_true().cast(pl.UInt32).to_numpy()
    key = np.concatenate((one, other, itself))
    near_key = np.concatenate((other, one, itself))
    order = np.argsort(key, kind="stable")
    found = np.bincount(key, minlength=len(texts))
    return Neighbours(np.concatenate(([0], np.cumsum(found))), near_key[order])
