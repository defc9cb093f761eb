"""How well a ranking or a partition agrees with labels."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def average_precision(score: ArrayLike, positive: ArrayLike) -> float:
    """Area under precision over recall; equal scores count together."""
    order = np.argsort(-np.asarray(score, np.float64), kind="stable")
    ranked = np.asarray(score, np.float64)[order]
    hits = np.cumsum(np.asarray(positive, np.bool_)[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), ranked.size - 1)
    found = hits[last]
    gained = np.diff(found, prepend=0)
    return float((gained * found / (last + 1)).sum() / max(int(hits[-1]), 1))


def mutual_information(one: ArrayLike, other: ArrayLike) -> float:
    """Normalised by the mean of both entropies, 1 where the partitions are the same."""
    joint = _contingency(one, other) / np.asarray(one).size
    rows, columns = joint.sum(1), joint.sum(0)
    seen = joint > 0
    shared = (joint[seen] * np.log((joint / np.outer(rows, columns))[seen])).sum()
    mean = (_entropy(rows) + _entropy(columns)) / 2
    return float(shared / mean) if mean else 1.0


def adjusted_rand(one: ArrayLike, other: ArrayLike) -> float:
    """The Rand index adjusted for chance (Hubert and Arabie 1985)."""
    table = _contingency(one, other)
    both, rows, columns = (_pairs(each).sum() for each in (table, table.sum(1), table.sum(0)))
    expected = rows * columns / _pairs(np.asarray(table.sum()))
    most = (rows + columns) / 2
    return float((both - expected) / (most - expected)) if most != expected else 1.0


def _contingency(one: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    _, row = np.unique(np.asarray(one), return_inverse=True)
    _, column = np.unique(np.asarray(other), return_inverse=True)
    table = np.zeros((int(row.max()) + 1, int(column.max()) + 1))
    np.add.at(table, (row, column), 1)
    return table


def _entropy(share: NDArray[np.float64]) -> float:
    return float(-(share[share > 0] * np.log(share[share > 0])).sum())


def _pairs(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return counts * (counts - 1) / 2
