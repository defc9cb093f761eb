"""A run on whatever somebody may have loaded ends with a result."""

from datetime import UTC, datetime
from typing import Any

import pytest

from coordination.errors import TooManyActs
from graph_models import Account, LinksTo, Says, Tagged

ANCIENT, FUTURE = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def links(world: Any, *acts: tuple[str, str, Any]) -> Any:
    for account, link, at in acts:
        world.post(account, at, (LinksTo, link), (Tagged, "h:1"), (Says, "sha256:a"))
    return world


def nothing(result: Any) -> bool:
    report = result.report
    return not (result.accounts or result.clusters or result.links or report.flagged)


def test_an_empty_graph(world: Any, found: Any) -> None:
    result = found(world)
    assert nothing(result)
    assert {row.acts for row in result.report.traces} == {0}


def test_one_account(world: Any, found: Any, moments: Any) -> None:
    world.node(Account, "x:2")
    assert nothing(found(links(world, *(("x:1", f"u:{n}", moments(n)) for n in range(20)))))


def test_acts_without_times(world: Any, found: Any) -> None:
    acts = ((f"x:{who}", f"u:{what}", None) for who in range(5) for what in range(5))
    assert nothing(found(links(world, *acts)))


def test_all_times_equal(world: Any, found: Any, moments: Any) -> None:
    acts = ((f"x:{who}", f"u:{what}", moments(0)) for who in range(5) for what in range(5))
    result = found(links(world, *acts))
    assert result.report.seconds > 0
    assert result.links == set(), "who shares everything at once with everybody shares no secret"


def test_one_object_of_everybody(world: Any, found: Any, moments: Any) -> None:
    assert nothing(found(links(world, *((f"x:{n}", "u:1", moments(n)) for n in range(300)))))


@pytest.mark.parametrize("at", [ANCIENT, FUTURE])
def test_ancient_and_future_dates(world: Any, found: Any, moments: Any, at: datetime) -> None:
    acts = [(f"x:{who}", f"u:{what}", at) for who in range(4) for what in range(4)]
    acts += [(f"x:{who}", f"u:{what}", moments(who)) for who in range(4) for what in range(4, 9)]
    result = found(links(world, *acts))
    assert result.report.seconds > 0


@pytest.mark.parametrize("within", [0, 0.5, 10**9])
def test_windows_of_nothing_and_of_more_than_the_data(
    world: Any, found: Any, moments: Any, within: float
) -> None:
    acts = (
        (f"x:{who}", f"u:{what}", moments(who, days=what)) for who in range(4) for what in range(4)
    )
    result = found(links(world, *acts), within=within)
    assert {row.within_s for row in result.report.traces if row.within_s is not None} == {within}


def test_little_memory_ends_in_a_sentence(world: Any, found: Any, moments: Any) -> None:
    acts = ((f"x:{who}", f"u:{what}", moments(who)) for who in range(9) for what in range(4))
    with pytest.raises(TooManyActs, match="With 36 acts so far .*LOCKSTEP_MEMORY"):
        found(links(world, *acts), "co_link", memory=1)
