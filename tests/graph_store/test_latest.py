"""A renamed account shows its new handle, whichever export was loaded first or is erased."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from graph_models import Account
from graph_store.erase import erase_set
from graph_store.graph import Graph
from loaders import SOURCES, Input, Options

HEADER = "id,creation_time,text,post_owner.type,post_owner.id,post_owner.name,post_owner.username"
EXPORTS = {
    "first": f"{HEADER}\n801,2024-06-15T10:00:00Z,Roses,profile,72,Zoe Example,zoe.example\n",
    "second": f"{HEADER}\n802,2024-07-15T10:00:00Z,Roses,profile,72,Ann Sample,ann.sample\n",
}
SAYINGS: tuple[dict[str, Any], ...] = (
    {"handle": "zz"},
    {"handle": "bo", "handle_seen_at": datetime(2024, 1, 1, tzinfo=UTC)},
    {"handle": "😀", "handle_seen_at": datetime(2024, 1, 1, tzinfo=UTC)},
    {"handle": "ann", "handle_seen_at": datetime(2024, 1, 2, tzinfo=UTC), "name": "🌹 Ann"},
    {"name": "🌹 Ann", "name_seen_at": datetime(2024, 1, 3, tzinfo=UTC)},
)
"""The last knows no handle, and says later than all what another said of the name."""

SHOWN = (
    "MATCH (a:Account {key: $key}) "
    "RETURN a.handle, a.name, toString(a.handle_seen_at), toString(a.name_seen_at), a.display_name"
)


@pytest.fixture
def load(write: Any) -> Callable[[str], None]:
    """Write an export as the set of its name."""

    def load(name: str) -> None:
        file = Input.from_stream(io.BytesIO(EXPORTS[name].encode()), name=name)
        for batch in SOURCES["meta_content_library"].read(file, Options(name)):
            write(batch.frames, name)

    return load


@pytest.mark.parametrize("order", list(permutations(EXPORTS)))
def test_the_later_export_s_handle_is_shown_and_the_earlier_is_kept(
    order: tuple[str, ...], load: Any, ask: Any
) -> None:
    for name in order:
        load(name)
    ((handle, called, *_, caption),) = ask(SHOWN, key="instagram:mcl:72")

    assert (handle, called, caption) == ("ann.sample", "Ann Sample", "ann.sample")
    used = ask(
        "MATCH (:Account {key: 'instagram:mcl:72'})-[used:USED_HANDLE]->(handle) "
        "RETURN handle.handle, used.first_seen, toString(used.last_seen) ORDER BY used.last_seen"
    )
    assert used == [
        ["zoe.example", None, "2024-06-15T10:00:00Z"],
        ["ann.sample", None, "2024-07-15T10:00:00Z"],
    ]


@pytest.mark.parametrize("order", list(permutations(EXPORTS)))
def test_erasing_either_export_leaves_what_the_other_alone_says(
    order: tuple[str, ...], graph: Graph, run: Any, load: Any, dump: Any, ask: Any
) -> None:
    load(order[0])
    alone = dump()
    load(order[1])
    run(erase_set(graph, order[1]))
    ask("MATCH (ledger:Ledger) DELETE ledger")

    assert dump() == alone


@pytest.mark.parametrize("order", list(permutations(SAYINGS))[::17])
def test_the_order_of_what_one_set_says_has_no_influence(
    order: tuple[dict[str, Any], ...], frame: Any, write: Any, ask: Any
) -> None:
    for saying in order:
        write({Account: frame(Account, {"key": "x:1", "platform": "x"} | saying)}, "a")

    assert ask(SHOWN, key="x:1") == [
        ["ann", "🌹 Ann", "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z", "ann"]
    ]


def test_the_order_of_sets_has_no_influence(frame: Any, write: Any, ask: Any, dump: Any) -> None:
    made = []
    for step in (1, -1):
        ask("MATCH (n) DETACH DELETE n")
        for place in range(len(SAYINGS))[::step]:
            row = {"key": "x:1", "platform": "x"} | SAYINGS[place]
            write({Account: frame(Account, row)}, f"set {place}")
        made.append(dump())

    assert made[0] == made[1]
    assert ask(SHOWN, key="x:1")[0][:2] == ["ann", "🌹 Ann"]
