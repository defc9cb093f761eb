import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias
from xml.sax.saxutils import escape

import pytest
from hypothesis import settings

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

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
