"""What a run keeps for the next: whatever happens in between, it reads what the graph holds."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from coordination.errors import TooManyActs
from coordination.keys import Keys
from coordination.likeness.facts import Facts
from coordination.reading import Scope, read_acts
from coordination.rereading import Rereading
from coordination.snapshots import Snapshots
from coordination.traces import TRACES, Trace
from cypher import likenesses
from cypher.ledger import BATCHES
from graph_models import (
    Account,
    Act,
    Domain,
    Follows,
    Hashtag,
    Image,
    Liked,
    LinksTo,
    Mentions,
    On,
    Page,
    Post,
    Posted,
    Published,
    Record,
    RedirectsTo,
    Relationship,
    RepliesTo,
    Reshares,
    Says,
    Shows,
    Tagged,
    Text,
    Url,
    Viewed,
)
from graph_store.changes import changing
from graph_store.erase import erase_set
from graph_store.graph import Graph
from graph_store.write import Writer

START = datetime(2024, 5, 1, 12, tzinfo=UTC)
THINGS = {
    Account: 9,
    Page: 3,
    Post: 40,
    Text: 6,
    Image: 4,
    Url: 6,
    Domain: 3,
    Hashtag: 9,
}
TIES = (Posted, Published, Reshares, RepliesTo, LinksTo, RedirectsTo, On, Says, Shows, Tagged)
TIES += (Mentions, Liked, Viewed, Follows)
ENDS = {model.label for model in THINGS}
SOME = ("co_text", "co_engagement", "fast_reshare")
"""One that has more columns, one without posts, one that looks at others' posts."""
KINDS = ("original", "reshare", "comment", None)

Frames = dict[type[Record], pl.DataFrame]


def invented(chance: Random, facts: int) -> Frames:
    """Some facts of all kinds that traces are made of, among few things that meet again."""
    rows: dict[type[Record], list[dict[str, Any]]] = {}

    def node(model: Any) -> str:
        key = f"{model.label.lower()}:{chance.randrange(THINGS[model])}"
        known: dict[str, Any] = {"platform": "x"} if "platform" in model.columns() else {}
        if model is Post:
            known["kind"] = chance.choice(KINDS)
        if model is Account and chance.random() < 0.2:
            known["handle"] = chance.choice("abc")
        if model is Text and chance.random() < 0.3:
            known |= {"wording": key, "words": 1 + int(key.partition(":")[2])}
        rows.setdefault(model, []).append({"key": key} | known)
        return key

    for _ in range(facts):
        model: type[Relationship] = chance.choice(TIES)
        start, end = chance.choice(model.starts), chance.choice(model.ends)
        row: dict[str, Any] = {"start_label": start.label, "end_label": end.label}
        row |= {"start_key": node(start), "end_key": node(end)}
        if issubclass(model, Act) and chance.random() < 0.9:
            row["at"] = START + timedelta(seconds=chance.randrange(40))
        rows.setdefault(model, []).append(row)
    post = node(Post)
    for position in range(chance.choice((0, 6))):
        row = {"start_key": post, "end_key": node(Hashtag), "position": position}
        rows.setdefault(Tagged, []).append(row)
    return {
        model: pl.DataFrame(
            [{name: row.get(name) for name in model.columns()} for row in some],
            schema=model.columns(),
            orient="row",
        )
        for model, some in rows.items()
    }


async def load(graph: Graph, frames: Frames, set_name: str) -> None:
    async with changing(graph, frames):
        await Writer(graph, set_name=set_name).write(frames)


def sorted_acts(acts: pl.DataFrame) -> pl.DataFrame:
    return acts.cast({pl.Categorical: pl.String}).sort(acts.columns)


def sorted_rows(answer: pl.DataFrame) -> list[Any]:
    """Rows in an order, those of a list too where it has none of its own."""
    if "domains" in answer.columns:
        answer = answer.explode("domains", "posts", empty_as_null=False)
    if "texts" in answer.columns:
        answer = answer.explode("texts", "at", empty_as_null=False)
    unordered = pl.selectors.by_name("hours", "things", require_all=False)
    return sorted(answer.with_columns(unordered.list.sort()).rows(), key=repr)


def questions(chance: Random) -> dict[Any, dict[str, Any]]:
    """What is asked by actor, of all or of some others each time."""
    keys = [f"{model.label.lower()}:{each}" for model in (Account, Page) for each in range(9)]
    return {
        likenesses.LIVES: {"least": 2},
        likenesses.LINKS: {},
        likenesses.MATERIAL: {"actors": chance.sample(keys, 8)},
        likenesses.SEQUENCES: {},
        likenesses.TOPICS: {"actors": chance.sample(keys, 8)},
        likenesses.WORDINGS: {},
    }


Check = Callable[..., int]


@pytest.fixture
def check(graph: Graph, run: Any, tmp_path: Path) -> Check:
    """Compare what is kept with what the graph holds, for some traces and questions."""

    async def look(sets: list[str], traces: list[str], questions: dict[Any, Any]) -> int:
        acts, scope = 0, Scope(sets)
        kept = Snapshots(tmp_path / "kept", graph.address, scope)
        reading = await Rereading.begin(graph, scope, kept)
        for trace in (TRACES[name] for name in traces):
            read = sorted_acts(await reading.acts(trace))
            assert read.equals(
                sorted_acts(await read_acts(graph, trace, scope, keys=reading.keys))
            ), trace.name
            acts += read.height
        ours, theirs = Facts(graph, scope, by_actor=reading.by_actor), Facts(graph, scope)
        for question, more in questions.items():
            answer = sorted_rows(await ours.ask(question, **more))
            assert answer == sorted_rows(await theirs.ask(question, **more)), question.name
        alone = await Rereading.begin(graph, scope, None)
        assert await reading.resolution() == await alone.resolution()
        return acts

    def check(
        *sets: str, traces: tuple[str, ...] = SOME, questions: dict[Any, Any] | None = None
    ) -> int:
        return run(look(list(sets or ("a", "b")), list(traces), questions or {}))  # type: ignore[no-any-return]

    return check


@pytest.mark.parametrize("seed", [0])
def test_after_any_loads_and_erasures_a_run_reads_what_the_graph_holds(
    graph: Graph, run: Any, check: Check, seed: int
) -> None:
    chance = Random(seed)
    run(load(graph, invented(chance, 150), "a"))
    held = check("a", traces=tuple(TRACES), questions=questions(chance))
    for step in range(3):
        for _ in range(chance.randrange(1, 3)):
            run(load(graph, invented(chance, chance.choice((1, 2, 12))), chance.choice("ab")))
        if step == 1:
            run(erase_set(graph, "b"))
        for sets in (["a"], ["a", "b"]):
            held = check(*sets, traces=tuple(TRACES), questions=questions(chance))
    assert held > 50


def test_what_no_load_touched_is_not_read_again(graph: Graph, run: Any, tmp_path: Path) -> None:
    chance, scope = Random(3), Scope(["a"])
    kept = Snapshots(tmp_path, graph.address, scope)

    async def read(trace: Trace) -> pl.DataFrame:
        return sorted_acts(await (await Rereading.begin(graph, scope, kept)).acts(trace))

    trace = TRACES["co_hashtag"]
    run(load(graph, invented(chance, 100), "a"))
    before = run(read(trace))
    run(graph.run("MATCH (:Post)-[tie:TAGGED]->() DELETE tie"))
    assert run(read(trace)).equals(before), "what somebody does by hand is in no ledger"
    run(load(graph, {}, "a"))
    assert run(read(trace)).equals(before)
    run(erase_set(graph, "b"))
    assert run(read(trace)).is_empty()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_batch_that_is_killed_or_goes_on_is_read_again_by_every_run(
    graph: Graph, run: Any, check: Check
) -> None:
    chance = Random(4)
    run(load(graph, invented(chance, 100), "a"))
    check()
    killed = invented(chance, 60)

    async def halves() -> AsyncIterator[None]:
        writer = Writer(graph, set_name="a")
        nodes = {model: frame for model, frame in killed.items() if model.__name__ in ENDS}
        await writer.write(nodes)
        for half in (slice(0, 3), slice(3, None)):
            some = {model: frame[half] for model, frame in killed.items() if model not in nodes}
            await writer.write(some)
            yield

    batch, writing = changing(graph, killed), halves()
    run(batch.__aenter__())
    run(anext(writing))
    check()
    run(anext(writing))
    held = check()
    run(load(graph, invented(chance, 60), "b"))
    assert check() > held
    run(batch.__aexit__(None, None, None))
    check()


def test_another_history_of_as_many_changes_is_another_graph(
    graph: Graph, run: Any, check: Check
) -> None:
    first, second = invented(Random(5), 60), invented(Random(6), 60)
    run(load(graph, first, "a"))
    check()
    run(graph.run("MATCH (n) DETACH DELETE n"))
    run(load(graph, second, "a"))
    check()


def test_a_damaged_copy_is_not_read(graph: Graph, run: Any, check: Check, tmp_path: Path) -> None:
    run(load(graph, invented(Random(7), 100), "a"))
    check()
    damages: list[Callable[[bytes], bytes]] = [
        lambda data: data[: len(data) // 2],
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: b"",
    ]
    for name in ("acts-co_text.parquet", "acts-co_text.0.x.y.z.parquet", "a.b"):
        (tmp_path / "kept" / name).touch()
    for damage in damages:
        for path in (tmp_path / "kept").iterdir():
            if path.stat().st_size:
                path.write_bytes(damage(path.read_bytes()))
        run(load(graph, invented(Random(8), 1), "a"))
        check()


def test_where_nothing_can_be_kept_a_run_says_so_once(
    graph: Graph, run: Any, tmp_path: Path
) -> None:
    scope, folder = Scope(["a"]), tmp_path / "a file"
    folder.touch()
    run(load(graph, invented(Random(9), 50), "a"))

    async def read() -> list[str]:
        reading = await Rereading.begin(graph, scope, Snapshots(folder, graph.address, scope))
        for trace in TRACES.values():
            assert (await reading.acts(trace)).width
        return reading.remarks

    (remark,) = run(read())
    assert remark.startswith(f"What was read could not be kept in {folder} (File exists)")


def test_what_was_kept_is_not_taken_in_where_it_would_not_fit(
    graph: Graph, run: Any, tmp_path: Path
) -> None:
    scope, trace = Scope(["a"]), TRACES["co_hashtag"]
    kept = Snapshots(tmp_path, graph.address, scope)
    run(load(graph, invented(Random(3), 100), "a"))

    async def read(memory: int | None) -> int:
        return (await (await Rereading.begin(graph, scope, kept, Keys(memory))).acts(trace)).height

    held = run(read(None))
    run(graph.run("MATCH (:Post)-[tie:TAGGED]->() DELETE tie"))
    with pytest.raises(TooManyActs) as refused:
        run(read(1))
    assert refused.value.acts == held > 0


def test_the_ledger_stays_small(graph: Graph, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_store.changes.MOST_KEYS", 60)
    for seed in range(8):
        run(load(graph, invented(Random(seed), 6), "a"))

    async def keys() -> list[int]:
        return [each.keys for each in await graph.ask(BATCHES)]

    assert 0 < sum(run(keys())) <= 60
