import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

import polars as pl
import pytest

from graph_models import Node, Relationship
from loaders import Batch, Input, LoaderError, Source
from loaders.batch import REJECTS

LONGEST_INDEXED = 8_000

Outcome = Callable[[Source, Input], tuple[int, str]]

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the real data sets are not beside this checkout ({SHARED.name} is missing)")
    return SHARED


Cell: TypeAlias = str | float | bool | None
Book: TypeAlias = Callable[..., Path]

PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}
"""What every workbook holds; style 1 is that of moments."""


def cell(place: str, value: Cell) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        style = ' s="1"' if isinstance(value, float) else ""
        return f'<c r="{place}"{style}><v>{value}</v></c>'
    if value is None:
        return ""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def sheet(rows: Sequence[Sequence[Cell]]) -> str:
    body = "".join(
        f'<row r="{number}">'
        + "".join(cell(f"{chr(65 + place)}{number}", value) for place, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>"
    )


@pytest.fixture
def workbook(tmp_path: Path) -> Book:
    """Writes an XLSX; floats are moments (days since 1899-12-30), texts and whole numbers plain."""

    def write(
        sheets: Mapping[str, Sequence[Sequence[Cell]] | str], name: str = "book.xlsx"
    ) -> Path:
        spread = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        listed = "".join(
            f'<sheet name="{title}" sheetId="{number}" r:id="r{number}"/>'
            for number, title in enumerate(sheets, start=1)
        )
        related = "".join(
            f'<Relationship Id="r{number}" Type="{office}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(sheets) + 1)
        )
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, text in PARTS.items():
                archive.writestr(part, text)
            archive.writestr(
                "xl/workbook.xml",
                f'<workbook xmlns="{spread}" xmlns:r="{office}"><sheets>{listed}</sheets>'
                "</workbook>",
            )
            archive.writestr(
                "xl/_rels/workbook.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                f'relationships">{related}</Relationships>',
            )
            for number, rows in enumerate(sheets.values(), start=1):
                text = rows if isinstance(rows, str) else sheet(rows)
                archive.writestr(f"xl/worksheets/sheet{number}.xml", text)
        return path

    return write


@pytest.fixture(scope="session")
def outcome() -> Outcome:
    """Records that landed and what was said in the end; nothing but a LoaderError is raised."""

    def read(source: Source, file: Input) -> tuple[int, str]:
        batches: list[Batch] = []
        said = ""
        try:
            batches.extend(source.read(file, source.example))
        except LoaderError as error:
            said = str(error)
            assert said.endswith(".")
            assert "\n" not in said
            assert len(said) < 3_000
        for batch in batches:
            must_be_acceptable(batch.rejects)
            must_be_storable(batch)
        return sum(batch.read - batch.rejects["row"].n_unique() for batch in batches), said

    return read


def must_be_acceptable(rejects: pl.DataFrame) -> None:
    assert rejects.schema == REJECTS
    assert rejects.select("row", "reason").null_count().sum_horizontal().item() == 0
    assert (rejects["row"] >= 1).all()
    assert rejects["reason"].str.len_chars().is_between(5, 500).all()
    assert not rejects["reason"].str.contains("\n|Error|Traceback|<class").any()


def must_be_storable(batch: Batch) -> None:
    nodes = {model.label: frame for model, frame in batch.frames.items() if issubclass(model, Node)}
    for model, frame in batch.frames.items():
        assert frame.schema == model.columns()
        assert frame.select(model.required()).null_count().sum_horizontal().item() == 0
        if not issubclass(model, Relationship):
            assert frame["key"].str.len_bytes().is_between(1, LONGEST_INDEXED).all()
            continue
        for end, kinds in (("start", model.starts), ("end", model.ends)):
            label = f"{end}_label" if len(kinds) > 1 else pl.lit(kinds[0].label)
            for (name,), ends in frame.select(label=label, key=f"{end}_key").group_by("label"):
                assert name in {kind.label for kind in kinds}
                assert ends["key"].is_in(nodes[name]["key"].implode()).all()
