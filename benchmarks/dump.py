"""A whole graph in canonical form, so that two of them can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import LiteralString

import neo4j
import neo4j.time
import orjson

from graph_store.graph import FETCH, Graph

ASIDE = {"loaded_at"}
"""When a file was loaded is no fact of a set, and neither is what the ledger says."""

SHOWN = 6
"""Facts that are printed of those on which two graphs differ."""

NODES_HELD: LiteralString = (
    "MATCH (n) WHERE NOT n:Ledger RETURN labels(n) AS kind, properties(n) AS held"
)
TIES_HELD: LiteralString = (
    "MATCH (a)-[r]->(b) RETURN type(r) AS kind, properties(r) AS held, "
    "labels(a) AS a, a.key AS a_key, labels(b) AS b, b.key AS b_key"
)


@dataclass
class Dump:
    """For each kind of fact a count and a sum of hashes, so that their order has no meaning."""

    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)
    lines: set[bytes] = field(default_factory=set)
    """Every fact as a line of JSON, where they were asked for."""

    @property
    def facts(self) -> int:
        """Nodes and relationships."""
        return sum(count for count, _ in self.kinds.values())

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
    async with graph.session(neo4j.READ_ACCESS) as session:
        for statement in (NODES_HELD, TIES_HELD):
            result = await session.run(statement)
            while records := await result.fetch(FETCH):
                _add(made, records, keep=keep)
    return made


def _add(made: Dump, records: Sequence[neo4j.Record], *, keep: bool) -> None:
    for record in records:
        kind, held, *ends = record.values()
        name = kind if isinstance(kind, str) else " ".join(sorted(kind))
        plain = {name: value for name, value in held.items() if name not in ASIDE}
        line = orjson.dumps([name, *ends, plain], default=_time, option=orjson.OPT_SORT_KEYS)
        count, total = made.kinds.get(name, (0, 0))
        hashed = int.from_bytes(blake2b(line, digest_size=16).digest())
        made.kinds[name] = count + 1, (total + hashed) % 2**128
        if keep:
            made.lines.add(line)


def _time(value: neo4j.time.DateTime) -> str:
    return f"{value.iso_format()} {value.tzinfo}"
