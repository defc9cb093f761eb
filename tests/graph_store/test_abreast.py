"""Waiting for several answers at a time."""

import asyncio
from functools import partial

import pytest

from graph_store.abreast import AT_ONCE, abreast


class Answers:
    """Answers that take a moment; the most that were awaited at a time."""

    def __init__(self) -> None:
        self.awaited = self.most = 0
        self.given: list[int] = []

    async def __call__(self, number: int, moments: int = 1) -> int:
        self.awaited += 1
        self.most = max(self.most, self.awaited)
        for _ in range(moments):
            await asyncio.sleep(0)
        self.awaited -= 1
        self.given.append(number)
        return number


def test_results_are_in_order_whoever_is_done_first() -> None:
    ask = Answers()

    found = asyncio.run(abreast([partial(ask, 0, 9), *(partial(ask, n) for n in range(1, 6))]))

    assert found == [0, 1, 2, 3, 4, 5]
    assert ask.given[0] != 0
    assert ask.most == AT_ONCE
    assert asyncio.run(abreast([])) == []


def test_what_fails_is_raised_and_stops_the_others() -> None:
    ask = Answers()

    async def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        asyncio.run(abreast([partial(ask, 1, 99), fail, partial(ask, 2)]))

    assert ask.given == []
