"""Waiting for several answers of the server at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

AT_ONCE = 2
"""The server answers each question with one core, and holds in memory what it has not yet sent."""

ResultT = TypeVar("ResultT")


async def abreast(
    work: Sequence[Callable[[], Awaitable[ResultT]]], *, at_once: int = AT_ONCE
) -> list[ResultT]:
    """The results in the order of the work; raises what the first to fail raised, and stops all."""
    waiting, done = list(reversed(range(len(work)))), dict[int, ResultT]()

    async def one_after_another() -> None:
        while waiting:
            place = waiting.pop()
            done[place] = await work[place]()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(at_once, len(work))):
                group.create_task(one_after_another())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [done[place] for place in range(len(work))]
