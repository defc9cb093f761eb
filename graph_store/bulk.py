"""Bulk import: frames become the importer's CSV files, column-wise and within a bound of memory.

Batches are spilled to Parquet as they come. Then each kind of fact is read back in parts that fit,
every fact made one row by the models' rules, and written for ``neo4j-admin database import``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from graph_models import Node, Record
from graph_store.errors import QueryFailed
from graph_store.provenance import added
from graph_store.server import LocalServer
from graph_store.statements import CAPTION_LENGTH, Shape, shapes
from graph_store.write import Written, facts_of, rules_of

KINDS = {pl.Int64(): "long", pl.Float64(): "double", pl.Boolean(): "boolean"}
LIST_SEPARATOR = "\x1f"
COST = 4
"""Bytes that making facts one row takes, for every byte of them."""


@dataclass
class BulkImport:
    """What is to be imported; ``folder`` is the caller's to make and to remove."""

    folder: Path
    memory: int
    """Bytes that one part of one kind of fact may take."""

    _spilled: dict[Shape, list[Path]] = field(default_factory=dict)
    _sizes: dict[Shape, int] = field(default_factory=dict)
    _sets: set[str] = field(default_factory=set)
    _multiline: bool = False

    def add(self, frames: Mapping[type[Record], pl.DataFrame], *, set_name: str) -> None:
        """Spill one batch of one set."""
        self._sets.add(set_name)
        for model, frame in frames.items():
            for shape in shapes(model):
                facts = facts_of(shape, frame)
                if facts.is_empty():
                    continue
                paths = self._spilled.setdefault(shape, [])
                path = self.folder / f"{_name(shape)}-{len(paths)}.parquet"
                facts.with_columns(set=pl.lit(set_name)).write_parquet(path, compression="lz4")
                paths.append(path)
                self._sizes[shape] = self._sizes.get(shape, 0) + int(facts.estimated_size())

    def run(self, server: LocalServer, progress: Callable[[str], None]) -> Written:
        """Import everything into the stopped server's empty database; returns what it holds.

        Raises QueryFailed with the importer's own last line where it gives up.
        """
        written, arguments = Written(), []
        for shape in self._spilled:
            progress(f"preparing {shape.name}")
            files = list(self._files(shape, written))
            option = "--nodes" if issubclass(shape.model, Node) else "--relationships"
            arguments.append(f"{option}={shape.name}={','.join(map(str, files))}")
        progress("importing")
        done = server.run_admin(
            [
                "database",
                "import",
                "full",
                "neo4j",
                "--overwrite-destination",
                "--id-type=string",
                "--array-delimiter=\\31",
                f"--multiline-fields={str(self._multiline).lower()}",
                "--bad-tolerance=0",
                *arguments,
            ]
        )
        if done.returncode:
            lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
            raise QueryFailed("import the files", lines[-1] if lines else "")
        return written

    def _files(self, shape: Shape, written: Written) -> Iterator[Path]:
        """The importer's files of one kind: a header, then a file a part."""
        parts = 1 + self._sizes[shape] * COST // self.memory
        header = self.folder / f"{_name(shape)}-header.csv"
        header.write_text(",".join(_header(shape)) + "\n", encoding="utf-8")
        yield header
        spilled = pl.scan_parquet(self._spilled[shape])
        place = pl.concat_str(shape.identity, separator="\n").hash(7) % parts
        for part in range(parts):
            facts = _merged(
                spilled.filter(place == part).collect(), shape, many=len(self._sets) > 1
            )
            written.add(shape, facts.height)
            ready = _ready(facts, shape)
            self._multiline = self._multiline or _has_lines(ready)
            path = self.folder / f"{_name(shape)}-{part}.csv"
            ready.write_csv(path, include_header=False)
            yield path


def _name(shape: Shape) -> str:
    return "-".join(filter(None, (shape.start, shape.name, shape.end)))


def _header(shape: Shape) -> list[str]:
    """The importer's column heads; ids have a space a label: keys are unique only there."""
    if issubclass(shape.model, Node):
        ids = [f"key:ID({shape.name})"]
    else:
        ids = [f":START_ID({shape.start})", f":END_ID({shape.end})"]
        ids += [f"{name}:string" for name in shape.identity[2:]]
    kinds = {
        each.name: "datetime" if each.is_moment else KINDS.get(each.kind, "string")
        for each in shape.values
    }
    values = [f"{name}:{kind}" for name, kind in kinds.items()]
    own = ["display_name:string"] if issubclass(shape.model, Node) else []
    return [*ids, *values, "sets:string[]", "said:string", *own]


def _merged(facts: pl.DataFrame, shape: Shape, *, many: bool) -> pl.DataFrame:
    """Every fact once, with ``sets`` (joined) and ``said``, as writing set after set leaves it."""
    own = facts.group_by([*shape.identity, "set"]).agg(rules_of(shape))
    names = [*shape.identity, *(each.name for each in shape.values)]
    if not many:
        return own.select(*names, sets="set", said=pl.lit(None, dtype=pl.String))
    contested = pl.len().over(list(shape.identity)) > 1
    alone = own.filter(~contested).select(*names, sets="set", said=pl.lit(None, dtype=pl.String))
    settled = _settled(own.filter(contested), shape)
    return pl.concat([alone, pl.DataFrame(settled, schema=alone.schema)]) if settled else alone


def _settled(facts: pl.DataFrame, shape: Shape) -> list[dict[str, object]]:
    """Facts that several sets assert, one row each; they are few."""
    rows = []
    for identity, said in facts.group_by(list(shape.identity), maintain_order=True):
        fact: dict[str, object] = {"sets": []}
        for row in said.sort("set").to_dicts():
            values = {each.name: row[each.name] for each in shape.values}
            fact = added(fact, values, by=row["set"], properties=shape.values)
        sets = fact["sets"]
        assert isinstance(sets, list)
        rows.append(
            {
                **dict(zip(shape.identity, identity, strict=True)),
                **{each.name: fact[each.name] for each in shape.values},
                "sets": LIST_SEPARATOR.join(sets),
                "said": fact["said"],
            }
        )
    return rows


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
