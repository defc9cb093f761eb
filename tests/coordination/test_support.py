"""Support: how many untimed traces, with which chances, say the same of an account."""

import pytest

from coordination.support import supported
from cypher.findings import LikenessOfActor


@pytest.mark.parametrize(
    ("borne", "enough"),
    [
        ({"schedule": 0.001, "creation_burst": 0.01}, True),
        ({"schedule": 0.001, "creation_burst": 0.02}, False),
        ({"schedule": 0.001, "avatar_reuse": None}, True),
        ({"handle_reuse": None, "avatar_reuse": None}, False),
        ({"persona_mismatch": 0.001, "avatar_reuse": None}, False),
        ({"renames": 0.001, "handle_reuse": None}, False),
        ({"schedule": 0.001}, False),
        ({}, False),
    ],
)
def test_support_takes_two_independent_traces(borne: dict[str, float | None], enough: bool) -> None:
    rows = [LikenessOfActor(trace=trace, thing="…", q=q) for trace, q in borne.items()]
    assert supported(rows) == enough
