"""The one place that turns declared models into Cypher that writes.

Labels, types and property names come from our own classes, never from data. ``$rows`` is a list of
lists: the values of one fact in the order of ``Shape.row_columns``; where ends may have several
labels, a statement is for one choice of labels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from graph_models import Node, Property, Record, Relationship

CAPTION_LENGTH = 80

BEYOND = r"[\x{E000}-\x{10FFFF}]"
"""Characters that the server orders by UTF-16 units or by bytes, and we by code point.

A text without them has the same place among all others in every order."""


@dataclass(frozen=True)
class Shape:
    """A model with its ends' labels settled: what one statement writes."""

    model: type[Record]
    start: str = ""
    end: str = ""
    absent: frozenset[str] = frozenset()
    """Properties that no row has: left out, since what is not set costs nothing."""
    beyond: frozenset[str] = frozenset()
    """Texts that only we may compare: see ``BEYOND``."""

    @property
    def name(self) -> str:
        """The label or relationship type."""
        if issubclass(self.model, Node):
            return self.model.label
        assert issubclass(self.model, Relationship)
        return self.model.rel_type

    @property
    def identity(self) -> tuple[str, ...]:
        """The row's first columns: what the fact is found by."""
        return tuple(each for each in self.model.identity() if not each.endswith("_label"))

    @property
    def values(self) -> tuple[Property, ...]:
        """Every property besides that is said or found, in order of declaration."""
        return tuple(
            each
            for each in self.model.properties()
            if each.name not in self.identity and not each.derived
        )

    @property
    def given(self) -> tuple[Property, ...]:
        """The row's other columns: the properties without the absent ones."""
        return tuple(each for each in self.values if each.name not in self.absent)

    @property
    def moments(self) -> frozenset[str]:
        """The columns that are times."""
        return frozenset(each.name for each in self.values if each.is_moment)

    @property
    def row_columns(self) -> tuple[str, ...]:
        """The columns of one row, in order."""
        return (*self.identity, *(each.name for each in self.given))


def shapes(model: type[Record]) -> list[Shape]:
    """Every choice of end labels that the model allows."""
    if not issubclass(model, Relationship):
        return [Shape(model)]
    return [Shape(model, start.label, end.label) for start in model.starts for end in model.ends]


def merge(shape: Shape) -> LiteralString:
    """Write facts of one set; what other sets assert too comes back, for ``added`` to settle.

    Within a set the greatest (or least) value is kept, so order and repetition do not matter, and
    an empty value never overwrites. Returns one record: written, contested (rows).
    """
    created: list[LiteralString] = ["fact.sets = $sets"]
    matched: list[LiteralString] = []
    contested: list[LiteralString] = ["fact.sets <> $sets"]
    shown: dict[str, LiteralString] = {}
    better = {each.name: _better(shape, each, value) for each, value in _values(shape)}
    # When something was seen goes with what was seen.
    better |= {each.seen: better[each.name] for each in shape.given if each.seen in better}
    for each, value in _values(shape):
        name: LiteralString = f"fact.{each.name}"
        created.append(f"{name} = {value}")
        if each.name in shape.beyond:
            contested.append(f"{name} <> {value}")
            if each.seen and each.seen not in shape.absent:
                contested.append(_later(each))
        wins = better[each.name]
        shown[each.name] = f"CASE WHEN {wins} AND fact.sets = $sets THEN {value} ELSE {name} END"
        matched.append(f"{name} = {shown[each.name]}")
    if issubclass(shape.model, Node):
        in_row = {each.name: value for each, value in _values(shape)}
        created.append(_captioned(shape, {"key": "row[0]", **in_row}))
        if not shape.absent.issuperset(shape.model.caption):
            # One SET reads all its values before it sets any: the caption needs the new ones.
            kept = {name: f"fact.{name}" for name in (*shape.model.caption, "key")}
            matched.append(_captioned(shape, kept | shown))
    on_match: LiteralString = f" ON MATCH SET {', '.join(matched)}" if matched else ""
    return (
        f"{_rows(shape)} {_found(shape, 'MERGE')} "
        f"ON CREATE SET {', '.join(created)}{on_match} "
        "RETURN count(fact) AS written, "
        f"collect(CASE WHEN {' OR '.join(contested)} THEN row END) AS contested"
    )


def _better(shape: Shape, each: Property, value: LiteralString) -> LiteralString:
    """Whether the row's value takes the place of the fact's, which the same set gave."""
    name: LiteralString = f"fact.{each.name}"
    if each.name in shape.beyond:
        return f"{name} IS NULL"
    if not each.seen:
        wins: LiteralString = "<" if each.rule == "least" else ">"
        return f"({name} IS NULL OR {value} {wins} {name})"
    seen: LiteralString = f"fact.{each.seen}"
    greater: LiteralString = f"{value} > {name}"
    if each.seen in shape.absent:
        return f"({name} IS NULL OR {seen} IS NULL AND {greater})"
    undated: LiteralString = f"{each.seen} IS NULL AND {seen} IS NULL"
    at_once: LiteralString = f"coalesce({each.seen} = {seen}, {undated})"
    return f"({name} IS NULL OR {_later(each)} OR {at_once} AND {greater})"


def _later(each: Property) -> LiteralString:
    """Whether the row's value was seen later; one that is not dated is none that was."""
    seen: LiteralString = f"fact.{each.seen}"
    return f"coalesce({each.seen} > {seen}, {each.seen} IS NOT NULL AND {seen} IS NULL)"


def put(shape: Shape) -> LiteralString:
    """Write what we ourselves found or wrote: the row's values replace those there."""
    values = ", ".join(f"fact.{each.name} = {value}" for each, value in _values(shape))
    setting = f" SET {values}" if values else ""
    return (
        f"{_rows(shape)} {_made(shape)}{setting}{caption(shape)} "
        "RETURN count(fact) AS written, [] AS contested"
    )


def _rows(shape: Shape) -> LiteralString:
    """Unwind the rows; times come as microseconds, which pack three times faster than times."""
    moments = "".join(
        f", CASE WHEN row[{place}] IS NOT NULL THEN "
        f"datetime({{epochMillis: 0}}) + duration({{microseconds: row[{place}]}}) END "
        f"AS {each.name}"
        for place, each in enumerate(shape.given, start=len(shape.identity))
        if each.is_moment
    )
    return f"UNWIND $rows AS row WITH row{moments}" if moments else "UNWIND $rows AS row"


def _values(shape: Shape) -> list[tuple[Property, LiteralString]]:
    """Every given property with the expression that reads it from the row."""
    return [
        (each, f"{each.name}" if each.is_moment else f"row[{place}]")
        for place, each in enumerate(shape.given, start=len(shape.identity))
    ]


def lock_and_read(shape: Shape) -> LiteralString:
    """The facts that the rows name, locked until the transaction ends, as property maps."""
    return (
        f"UNWIND range(0, size($rows) - 1) AS place WITH place, $rows[place] AS row "
        f"{_found(shape, 'MATCH')} SET fact.locked = true REMOVE fact.locked "
        "RETURN place, properties(fact) AS properties"
    )


def overwrite(shape: Shape) -> LiteralString:
    """Set all properties of a fact: the row's identity, then one map."""
    return (
        f"UNWIND $rows AS row {_found(shape, 'MATCH')} "
        f"SET fact += row[{len(shape.identity)}]{caption(shape)}"
    )


def _found(shape: Shape, verb: LiteralString) -> LiteralString:
    """The clauses that find (MATCH) or make (MERGE) the fact that a row names."""
    if issubclass(shape.model, Node):
        return f"{verb} (fact:{shape.name} {{key: row[0]}})"
    return f"{_ends(shape)} {verb} {_tie(shape)}"


def _ends(shape: Shape) -> LiteralString:
    return f"MATCH (a:{shape.start} {{key: row[0]}}) MATCH (b:{shape.end} {{key: row[1]}})"


def _tie(shape: Shape) -> LiteralString:
    """The pattern of a relationship between its ends, with what tells it from others there."""
    assert issubclass(shape.model, Relationship)
    told_apart = ", ".join(
        f"{name}: row[{place}]" for place, name in enumerate(shape.model.told_apart_by, start=2)
    )
    identity = f" {{{told_apart}}}" if told_apart else ""
    return f"(a)-[fact:{shape.name}{identity}]->(b)"


def _made(shape: Shape) -> LiteralString:
    """The clauses that find or make a fact of ours.

    Those that differ by run are many of one run, and MERGE would look for each of them among all
    of that run, by the index, as long as the graph holds few: it must look between the ends.
    """
    if not issubclass(shape.model, Relationship) or not shape.model.told_apart_by:
        return _found(shape, "MERGE")
    alike = " AND ".join(
        f"coalesce(known.{name}) = row[{place}]"
        for place, name in enumerate(shape.model.told_apart_by, start=2)
    )
    return (
        f"{_ends(shape)} OPTIONAL MATCH (a)-[known:{shape.name}]->(b) WHERE {alike} "
        "CALL (a, b, row, known) { "
        "WITH known AS fact WHERE fact IS NOT NULL RETURN fact "
        "UNION ALL WITH a, b, row, known WHERE known IS NULL "
        f"CREATE {_tie(shape)} RETURN fact }}"
    )


def caption(shape: Shape) -> LiteralString:
    """Set ``display_name`` of a node from what is shown."""
    return f" SET {_captioned(shape)}" if issubclass(shape.model, Node) else ""


def _captioned(shape: Shape, row: Mapping[str, LiteralString] | None = None) -> LiteralString:
    """The assignment of ``display_name``, from the row's expressions or from the fact itself."""
    assert issubclass(shape.model, Node)
    names = (*shape.model.caption, "key")
    known = (
        [f"fact.{name}" for name in names] if row is None else [row[n] for n in names if n in row]
    )
    return f"fact.display_name = left(coalesce({', '.join(known)}), {CAPTION_LENGTH})"
