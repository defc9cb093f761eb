"""Every source's sample in one graph, each a set of its own; some taken out again."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from graph_store.erase import erase_set
from graph_store.graph import Graph
from loaders import SOURCES, Input

ERASED = ("facebook_ads", "shares", "twitter_archive")
"""One whose facts nobody else has, and two that meet others' accounts, links and tags."""


@pytest.fixture
def load(write: Any) -> Callable[[str], None]:
    """Write the sample of a source as the set of its name."""

    def load(name: str) -> None:
        source = SOURCES[name]
        file = Input.from_stream(io.BytesIO(source.sample.encode()), name="sample")
        for batch in source.read(file, replace(source.example, set_name=name)):
            write(batch.frames, name, rows=1_000)

    return load


def test_erasing_sets_leaves_what_loading_the_others_makes(
    graph: Graph, run: Any, load: Any, dump: Any, ask: Any
) -> None:
    for name in sorted(SOURCES.keys() - set(ERASED)):
        load(name)
    others = dump()
    for name in ERASED:
        load(name)
        assert dump() != others
    for name in ERASED:
        run(erase_set(graph, name))
    ask("MATCH (ledger:Ledger) DELETE ledger")
    assert dump() == others
