"""Findings beside the truth of a planted world."""

from pathlib import Path
from typing import Any

import pytest

from coordination.rank import Ranked
from cypher.findings import AccountRow, LikenessRow
from lockstep.truth import compared, ranked_rightly

TRUTH = (
    "account,operation,role\n"
    "x:a,op,core\n"
    "x:b,op,core\n"
    "x:c,op,amplifier\n"
    "x:p,,fan\n"
    "x:q,,fan\n"
    "x:r,,friend\n"
)


def flagged(account: str, tier: int, **hits: int) -> AccountRow:
    told: dict[str, Any] = dict.fromkeys(AccountRow.model_fields)
    told |= {"account": account, "tier": tier, "likenesses": [], "score": 1, "hits": 3}
    told |= {"expected": 0.1, "p": 0.1, "q": 0.1}
    each = [{"trace": name, "hits": n, "expected": 0.1} for name, n in hits.items()]
    return AccountRow(**(told | {"traces": each}))


def likeness(account: str, trace: str, q: float) -> LikenessRow:
    unknown = dict.fromkeys(("at", "detail", "expected", "p"))
    return LikenessRow(account=account, trace=trace, thing="it", q=q, **unknown)


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text(TRUTH)
    return path


def test_roles_say_who_was_found_and_by_which_traces(truth: Path) -> None:
    accounts = [
        flagged("x:a", 1, co_text=3, co_link=0),
        flagged("x:b", 3, co_text=2),
        flagged("x:p", 2, co_reshare=2),
    ]
    likenesses = [
        likeness("x:c", "schedule", 0.001),
        likeness("x:c", "handle_reuse", 0.001),
        likeness("x:r", "schedule", 0.001),
    ]

    found = compared(truth, accounts, likenesses)

    amplifier, core = found.planted.to_dicts()
    assert core == {
        "operation": "op",
        "role": "core",
        "members": 2,
        "tier_1": 1,
        "tier_2": 0,
        "tier_3": 1,
        "supported": 0,
        "found": 0.5,
        "by": "co_text 2",
    }
    assert amplifier["supported"] == 1
    assert amplifier["by"] == "handle_reuse 1, schedule 1"
    friend, fan = found.ordinary.to_dicts()
    assert (fan["tier_2"], fan["found"], fan["by"]) == (1, 0.5, "co_reshare 1")
    assert (friend["supported"], friend["by"]) == (0, None)
    assert found.sentence() == (
        "Precision 0.500, recall 0.333; 1 of 3 ordinary accounts flagged (333.33 per 1,000)."
    )


def test_nothing_found_is_said(truth: Path) -> None:
    found = compared(truth, [], [])
    assert found.sentence() == "Nobody was flagged."
    assert found.planted["found"].to_list() == [0, 0]


def test_a_ranking_is_as_good_as_its_first_are(truth: Path) -> None:
    ranked = [
        Ranked(entity=key, label=label, score=1.0, why=[], similarity=None)
        for key, label in (("x:b", "Account"), ("x:9", "Post"), ("x:p", "Account"), ("x:a", "Page"))
    ]
    rows = ranked_rightly(truth, "op", ranked).to_dicts()
    assert rows == [{"operation": "op", "role": "core", "members": 2, "among_first": 1}]


def test_whoever_was_acted_on_is_ranked_among_those_acted_on(truth: Path) -> None:
    acted = [("x:b", 1.0), ("x:p", 0.4), ("x:a", 0.3)]
    acted_on = [("x:c", 1.0), ("x:q", 0.9)]
    ranked = [
        Ranked(entity=key, label="Account", score=score, why=[], similarity=None)
        for key, score in acted + acted_on
    ]
    rows = ranked_rightly(truth, "op", ranked)
    assert rows.select("role", "among_first").rows() == [("core", 1), ("amplifier", 1)]
