"""Bulk import: frames become the importer's CSV files, column-wise and within a bound of memory.

Batches are spilled to Parquet as they come. Then each kind of fact is read back in parts that fit,
every fact made one row by the models' rules, and written for ``neo4j-admin database import``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import polars as pl

from graph_models import Node, Record
from graph_store.bulk_spill import Spill
from graph_store.errors import QueryFailed
from graph_store.provenance import added
from graph_store.server import LocalServer
from graph_store.statements import CAPTION_LENGTH, Shape, shapes
from graph_store.write import Written, facts_of, must_be_allowed, rules_of

KINDS = {pl.Int64(): "long", pl.Float64(): "double", pl.Boolean(): "boolean"}
LIST_SEPARATOR = "\x1f"
SET = "_set"
"""Column of spilled facts: the set that asserts them."""
COST = 12
"""Bytes that making facts one row and writing them takes, for every byte of them."""


@dataclass
class BulkImport:
    """What is to be imported; ``folder`` is the caller's to make and to remove."""

    folder: Path
    memory: int
    """Bytes that one part of one kind of fact may take."""

    _spilled: dict[Shape, Spill] = field(default_factory=dict)
    _sets: set[str] = field(default_factory=set)
    _multiline: bool = False

    def add(self, frames: Mapping[type[Record], pl.DataFrame], *, set_name: str = "") -> None:
        """Spill one batch of one set; what no source asserts belongs to none.

        Raises ForeignLabel where an end has a label that the model does not allow.
        """
        if set_name:
            self._sets.add(set_name)
        for model, frame in frames.items():
            must_be_allowed(model, frame)
            for shape in shapes(model):
                facts = facts_of(shape, frame)
                if facts.is_empty():
                    continue
                spill = self._spilled.setdefault(shape, Spill(self.folder, _name(shape)))
                spill.add(facts.with_columns(pl.lit(set_name).alias(SET)))

    def run(self, server: LocalServer, progress: Callable[[str], None]) -> Written:
        """Import everything into the stopped server's empty graph; returns what it holds then.

        Raises QueryFailed with the importer's own reason where it gives up; the graph is then as
        empty as it was.
        """
        written, arguments = Written(), []
        for shape, spill in self._spilled.items():
            progress(f"preparing {shape.name}")
            files = list(self._files(shape, spill, written))
            option = "--nodes" if issubclass(shape.model, Node) else "--relationships"
            arguments.append(f"{option}={shape.name}={','.join(map(str, files))}")
        progress("importing")
        done = server.import_graph(
            [
                "--overwrite-destination",
                "--id-type=string",
                "--array-delimiter=\\31",
                f"--multiline-fields={str(self._multiline).lower()}",
                "--bad-tolerance=0",
                "--verbose",
                f"--report-file={self.folder / 'import.report'}",
                *arguments,
            ]
        )
        if done.returncode:
            raise QueryFailed("import the files", _cause(done.stderr))
        return written

    def _files(self, shape: Shape, spill: Spill, written: Written) -> Iterator[Path]:
        """The importer's files of one kind: a header, then a file a part."""
        header = self.folder / f"{_name(shape)}-header.csv"
        header.write_text(",".join(_header(shape)) + "\n", encoding="utf-8")
        yield header
        for part, held in enumerate(spill.parts(shape.identity, max(1, self.memory // COST))):
            facts = _once(held, shape, many=len(self._sets) > 1)
            if shape.model.sourced:
                written.add(shape, facts.height)
            ready = _ready(facts, shape)
            self._multiline = self._multiline or _has_lines(ready)
            path = self.folder / f"{_name(shape)}-{part}.csv"
            ready.write_csv(path, include_header=False)
            yield path


def _cause(said: str) -> str:
    """The deepest cause of a failure in what Java said of it."""
    causes = [line for line in said.splitlines() if line.startswith("Caused by: ")]
    return causes[-1].partition("Exception: ")[2] or causes[-1] if causes else said


def _name(shape: Shape) -> str:
    return "-".join(filter(None, (shape.start, shape.name, shape.end)))


def _header(shape: Shape) -> list[str]:
    """The importer's column heads; ids have a space a label: keys are unique only there."""
    if issubclass(shape.model, Node):
        ids, own = [f"key:ID({shape.name})"], ["display_name:string"]
    else:
        ids, own = [f":START_ID({shape.start})", f":END_ID({shape.end})"], []
        ids += [f"{name}:string" for name in shape.identity[2:]]
    kinds = {
        each.name: "datetime" if each.is_moment else KINDS.get(each.kind, "string")
        for each in shape.values
    }
    values = [f"{name}:{kind}" for name, kind in kinds.items()]
    asserted = ["sets:string[]", "said:string"] if shape.model.sourced else []
    return [*ids, *values, *asserted, *own]


def _once(facts: pl.DataFrame, shape: Shape, *, many: bool) -> pl.DataFrame:
    """Every fact once, with ``sets`` (joined) and ``said``, as writing set after set leaves it."""
    identity, names = list(shape.identity), list(shape.row_columns)
    if not shape.model.sourced:
        return facts.unique(identity, keep="last").select(names)
    sayings = facts.group_by([*identity, SET]).agg(rules_of(shape, facts))
    if not many:
        return sayings.select(*names, sets=SET, said=pl.lit(None, dtype=pl.String))
    differs = [pl.col(each.name).n_unique() > 1 for each in shape.values]
    once = sayings.group_by(identity).agg(
        *rules_of(shape, sayings),
        sets=pl.col(SET).sort().str.join(LIST_SEPARATOR),
        _differs=pl.any_horizontal(pl.lit(value=False), *differs),
    )
    contested = once.filter("_differs").select(identity)
    said = _said(sayings.join(contested, on=identity, how="semi"), shape)
    return once.join(said, on=identity, how="left").select(*names, "sets", "said")


def _said(sayings: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """What each set said of the facts on which sets differ: the identity, and ``said``."""
    identity = list(shape.identity)
    rows = sayings.sort(*identity, SET).iter_rows(named=True)
    settled = []
    for key, of_fact in groupby(rows, key=lambda row: tuple(row[name] for name in identity)):
        fact: dict[str, object] = {"sets": []}
        for row in of_fact:
            fact = added(fact, row, by=row[SET], properties=shape.values)
        settled.append((*key, fact["said"]))
    schema = dict.fromkeys([*identity, "said"], pl.String())
    return pl.DataFrame(settled, schema=schema, orient="row")


def _ready(facts: pl.DataFrame, shape: Shape) -> pl.DataFrame:
    """The columns as the importer reads them, in the order of the header."""
    moments = [pl.col(name).dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ") for name in shape.moments]
    captions = []
    if issubclass(shape.model, Node):
        known = pl.coalesce(*shape.model.caption, "key")
        captions.append(known.str.slice(0, CAPTION_LENGTH).alias("display_name"))
    return facts.with_columns(captions).with_columns(moments)


def _has_lines(frame: pl.DataFrame) -> bool:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    found = frame.select(pl.any_horizontal(pl.col(texts).str.contains(r"[\r\n]").any()))
    return bool(found.item()) if texts and frame.height else False
