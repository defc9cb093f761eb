"""A whole graph in canonical form, so that two of them can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Any, LiteralString

import neo4j
import numpy as np
import orjson

from graph_store.graph import FEW, Graph

ASIDE = ["loaded_at"]
"""When a file was loaded is no fact of a set, and neither is what the ledger says."""

SHOWN = 6
"""Facts that are printed of those on which two graphs differ."""

HELD: LiteralString = (
    "[name IN keys(held) WHERE NOT name IN $aside | [name, CASE WHEN held[name] IS :: "
    "ZONED DATETIME THEN toString(held[name]) ELSE held[name] END]]"
)
"""All that a fact has. The server writes out its times: the driver takes most of its own time to
make objects of them."""

A_THOUSAND: LiteralString = (
    "MATCH (n) WHERE NOT n:Ledger WITH collect(n) AS every "
    "UNWIND range(0, size(every) - 1, 1000) AS place WITH every[place..place + 1000] AS some "
)
NODES_HELD: LiteralString = (
    f"{A_THOUSAND} CALL (some) {{ UNWIND some AS n WITH labels(n) AS kind, properties(n) AS held "
    f"RETURN kind, collect([{HELD}]) AS facts }} RETURN kind, facts"
)
TIES_HELD: LiteralString = (
    f"{A_THOUSAND} CALL (some) {{ UNWIND some AS a MATCH (a)-[r]->(b) WITH type(r) AS kind, "
    "properties(r) AS held, labels(a) AS a, a.key AS a_key, labels(b) AS b, b.key AS b_key "
    f"RETURN kind, collect([{HELD}, a, a_key, b, b_key]) AS facts }} RETURN kind, facts"
)


@dataclass
class Dump:
    """For each kind of fact a count and sums of hashes, so that their order has no meaning."""

    kinds: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    lines: set[bytes] = field(default_factory=set)
    """Every fact as a line of JSON, where they were asked for."""

    @property
    def facts(self) -> int:
        """Nodes and relationships."""
        return sum(count for count, *_ in self.kinds.values())

    def compared(self, other: "Dump") -> str:
        """Whether both are the same graph, for a cell of a table."""
        differing = sorted(
            kind
            for kind in self.kinds.keys() | other.kinds.keys()
            if self.kinds.get(kind) != other.kinds.get(kind)
        )
        for line in islice(sorted(self.lines ^ other.lines), SHOWN):
            print(f"<!-- {line.decode()} -->")
        return f"**differ**: {', '.join(differing)}" if differing else "the same"


async def dump(graph: Graph, *, keep: bool = False) -> Dump:
    """Every node and relationship with its labels, ends and properties."""
    made = Dump()
    async with graph.session(neo4j.READ_ACCESS, fetch=FEW) as session:
        for statement in (NODES_HELD, TIES_HELD):
            async for kind, facts in await session.run(statement, aside=ASIDE):
                _add(made, kind if isinstance(kind, str) else " ".join(sorted(kind)), facts, keep)
    return made


def _add(made: Dump, kind: str, facts: Sequence[Any], keep: bool) -> None:
    """Facts of one kind: what each has, and its ends."""
    lines = [
        orjson.dumps([kind, *ends, dict(held)], option=orjson.OPT_SORT_KEYS)
        for held, *ends in facts
    ]
    digests = b"".join(blake2b(line, digest_size=16).digest() for line in lines)
    one, other = np.frombuffer(digests, np.uint64).reshape(-1, 2).sum(axis=0).tolist()
    count, ones, others = made.kinds.get(kind, (0, 0, 0))
    made.kinds[kind] = count + len(lines), (ones + one) % 2**64, (others + other) % 2**64
    if keep:
        made.lines.update(lines)
