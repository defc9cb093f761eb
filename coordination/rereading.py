"""Reading what a run looks at: what is as it was from disk, only the rest from the graph."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl
from pydantic import BaseModel

from coordination import synchrony
from coordination.changed import Changed, State, changed, state_of
from coordination.keys import Keys
from coordination.likeness.facts import Ask
from coordination.reading import Scope, read_acts
from coordination.snapshots import Snapshots
from coordination.traces import Trace
from cypher import Query, ledger
from graph_models import Act
from graph_store.graph import Graph

Whole = Callable[[], Awaitable[pl.DataFrame]]
Again = Callable[[pl.DataFrame, Changed], Awaitable[pl.DataFrame]]


@dataclass
class Rereading:
    """What one run reads, the most of it as an earlier one did; it is kept for the next."""

    graph: Graph
    scope: Scope
    kept: Snapshots | None
    """Null: everything is read from the graph, and nothing is kept."""
    now: State | None
    """The graph when the run began: whatever came later is read again by the next."""
    keys: Keys
    """Of the acts of all traces."""
    remarks: list[str] = field(default_factory=list)
    _since: dict[State, Changed | None] = field(default_factory=dict)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _turns: dict[str, asyncio.Lock] = field(default_factory=partial(defaultdict, asyncio.Lock))

    @classmethod
    async def begin(
        cls, graph: Graph, scope: Scope, kept: Snapshots | None, keys: Keys | None = None
    ) -> "Rereading":
        """Reading of the graph as it is now."""
        return cls(graph, scope, kept, await state_of(graph), keys or Keys())

    async def acts(self, trace: Trace) -> pl.DataFrame:
        """All acts of a trace, as ``read_acts`` gives them with ``keys``.

        Raises TooManyActs where they do not fit beside what was read before.
        """
        read = partial(read_acts, self.graph, trace, self.scope, keys=self.keys)

        async def whole() -> pl.DataFrame:
            return await read()

        async def again(acts: pl.DataFrame, since: Changed) -> pl.DataFrame:
            if since.posts:
                fresh = await read(posts=since.posts)
                others = pl.DataFrame({"post": since.posts}, schema={"post": pl.String})
                others = self.keys.shortened(others)
                acts = pl.concat([acts.join(others, on="post", how="anti"), fresh])
            if since.actors and issubclass(trace.tie, Act):
                fresh = await read(actors=since.actors)
                theirs = pl.col("post").is_null() & pl.col("actor").is_in(since.actors)
                acts = pl.concat([acts.filter(~theirs), fresh.filter(pl.col("post").is_null())])
            return acts

        return await self._answer(trace.acts, whole, again, keys=self.keys)

    async def by_actor(
        self,
        question: Query[BaseModel],
        ask: Ask,
        asked: Mapping[str, object],
        actors: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """The answer to a question each of whose rows is about what one actor posted or is called.

        It is about these actors, or all. ``ask`` gives the rows of some, or all; they are in no
        particular order.
        """

        async def whole() -> pl.DataFrame:
            return await ask(actors)

        async def again(known: pl.DataFrame, since: Changed) -> pl.DataFrame:
            theirs = since.concerned
            if actors is not None:
                unknown = set(actors).difference(known["actor"])
                theirs = sorted(unknown.union(set(actors).intersection(theirs)))
                known = known.filter(pl.col("actor").is_in(actors))
            if not theirs:
                return known
            others = known.filter(~pl.col("actor").is_in(theirs))
            if 2 * others.height < known.height:
                return await ask(actors)
            return pl.concat([others, await ask(theirs)])

        return await self._answer(question, whole, again, asked=repr(sorted(asked.items())))

    async def resolution(self) -> int:
        """60 where the times of some set are whole minutes, else 1, in seconds."""

        async def whole() -> pl.DataFrame:
            return _by_set({name: await self._whole_minutes(name) for name in self.scope.sets})

        async def again(known: pl.DataFrame, since: Changed) -> pl.DataFrame:
            whole = dict(known.rows())
            for name in self.scope.sets:
                if whole[name]:
                    (finer,) = await self.graph.ask(ledger.SECONDS, set=name, posts=since.posts)
                    whole[name] = not finer.seconds
                else:
                    whole[name] = await self._whole_minutes(name)
            return _by_set(whole)

        told = await self._answer(ledger.RESOLUTION, whole, again)
        return synchrony.MINUTE if told["whole_minutes"].any() else 1

    async def _whole_minutes(self, name: str) -> bool:
        (times,) = await self.graph.ask(ledger.RESOLUTION, set=name)
        return times.whole_minutes

    async def _answer(
        self,
        question: Query[BaseModel],
        whole: Whole,
        again: Again,
        *,
        asked: str = "",
        keys: Keys | None = None,
    ) -> pl.DataFrame:
        """What an earlier run has kept, with what may have changed read again; all where unsure.

        Of two who ask the same at once, the second gets what the first has kept.
        """
        if self.kept is None or self.now is None:
            return await whole()
        async with self._turns[question.name]:
            snapshot, answer = self.kept.find(question, asked), None
            since = await self._changed(snapshot.state) if snapshot else None
            if snapshot and since:
                known = await asyncio.to_thread(snapshot.read, keys)
                answer = None if known is None else await again(known, since)
            if answer is None:
                answer, snapshot = await whole(), None
            if snapshot is None or snapshot.state != self.now:
                try:
                    await asyncio.to_thread(self.kept.keep, question, asked, self.now, answer)
                except OSError as error:
                    reason = error.strerror or str(error)
                    self.remarks = [
                        f"What was read could not be kept in {self.kept.folder} ({reason}); the "
                        "next run reads all of it again."
                    ]
            return answer

    async def _changed(self, before: State) -> Changed | None:
        """What has changed since, asked once for all that was kept in one state."""
        assert self.now is not None
        async with self._asking:
            if before not in self._since:
                self._since[before] = await changed(self.graph, before, self.now)
            return self._since[before]


def _by_set(whole_minutes: dict[str, bool]) -> pl.DataFrame:
    schema = {"set": pl.String(), "whole_minutes": pl.Boolean()}
    return pl.DataFrame(list(whole_minutes.items()), schema=schema, orient="row")
