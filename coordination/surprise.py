"""Surprise: how improbable a count of hits is by chance, however far beyond it lies."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

UNDERFLOW = 1e-280
"""Tails below this are summed in logs: a double ends at about 1e-308."""


def poisson_log_tail(hits: NDArray[Any], expected: Floats) -> Floats:
    """Natural logarithm of P(Poisson(expected) >= hits); 0 where hits <= expected.

    Finite however far the tail, so that two accounts beyond 1e-308 still have an order.
    """
    observed = np.asarray(hits, np.float64)
    mean = np.asarray(expected, np.float64)
    logs = np.zeros(observed.shape)
    more = observed > mean
    tail = special.gammainc(observed[more], mean[more])
    deep = ~(tail > UNDERFLOW)
    shallow = np.log(np.where(deep, 1.0, tail))
    logs[more] = np.where(deep, _deep_log_tail(observed[more], mean[more]), shallow)
    return np.minimum(logs, 0.0)


def _deep_log_tail(hits: Floats, mean: Floats) -> Floats:
    # P(X >= h) = P(X = h) (1 + mean / (h + 1) + mean^2 / ((h + 1)(h + 2)) + ...); where the tail
    # underflows, mean is far below h and the bracket closes within a few dozen terms.
    term = np.ones(hits.shape)
    bracket = np.ones(hits.shape)
    step = 1
    while np.any(term > bracket * np.finfo(np.float64).eps) and step < 10_000:
        term = term * mean / (hits + step)
        bracket += term
        step += 1
    mean = np.maximum(mean, np.finfo(np.float64).tiny)
    log_pmf = hits * np.log(mean) - mean - special.gammaln(hits + 1)
    return np.asarray(log_pmf + np.log(bracket), np.float64)
