import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.surprise import poisson_log_tail


def test_surprise_keeps_its_order_where_p_is_no_longer_a_float() -> None:
    logs = poisson_log_tail(np.array([2_000, 2_001, 40]), np.array([1.0, 1.0, 1e-9]))
    # P(X >= h) is close to its first term where the mean is far below h.
    terms = [h * math.log(m) - m - math.lgamma(h + 1) for h, m in ((2_000, 1.0), (40, 1e-9))]
    assert logs[[0, 2]].tolist() == pytest.approx([terms[0] + math.log(1 + 1 / 2_001), terms[1]])
    assert logs[1] < logs[0]


@given(st.integers(1, 400), st.floats(1e-6, 300))
def test_the_tail_is_that_of_the_definition(hits: int, expected: float) -> None:
    (found,) = poisson_log_tail(np.array([hits]), np.array([expected]))
    if hits <= expected:
        assert found == 0.0
        return
    terms = [
        k * math.log(expected) - expected - math.lgamma(k + 1) for k in range(hits, hits + 900)
    ]
    assert found == pytest.approx(
        max(terms) + math.log(sum(math.exp(t - max(terms)) for t in terms))
    )
