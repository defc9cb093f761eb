import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from loaders import Input
from loaders.errors import DoubledColumn, LoaderError, UnfitOptions, UnreadableFile
from loaders.formats import opened_any
from loaders.kinds import IDENTIFIER, TEXT, TIME, Column
from loaders.table import Piece, pieces

Book = Callable[..., Path]
LAYOUT = (Column("id", IDENTIFIER, filled=True), Column("at", TIME), Column("text", TEXT))
NOON = 45413.5
"""2024-05-01 12:00 in a workbook's days."""


def read(path: Path, sheet: str | None = None) -> list[Piece]:
    file = Input.from_path(path)
    with opened_any(file, sheet=sheet) as table:
        return list(pieces(file, table, LAYOUT))


def test_a_sheet_is_a_table_whose_dates_are_dates(workbook: Book) -> None:
    rows = [["id", "at", "text"], [7, NOON, "<a> & b"], ["x8", None, "=1+1"]]
    (piece,) = read(workbook({"Posts": rows}))
    assert piece.rows["id"].to_list() == ["7", "x8"]
    assert piece.rows["text"].to_list() == ["<a> & b", "=1+1"]
    assert str(piece.rows["at"][0]) == "2024-05-01 12:00:00+00:00"
    assert piece.rows["at"][1] is None


def test_the_sheet_that_is_named_is_read_and_an_unknown_one_is_told(workbook: Book) -> None:
    path = workbook({"One": [["x"], ["1"]], "Two": [["id", "at", "text"], ["7", None, "a"]]})
    (piece,) = read(path, "Two")
    assert piece.rows["id"].to_list() == ["7"]
    with pytest.raises(UnfitOptions, match="'Three' of book.xlsx: give one of One, Two"):
        read(path, "Three")
    plain = path.with_suffix(".csv")
    plain.write_text("id,at,text\n")
    with pytest.raises(UnfitOptions, match="a workbook, or no sheet"):
        read(plain, "Two")


def test_empty_rows_are_passed_over_and_the_others_keep_their_numbers(workbook: Book) -> None:
    nothing = [None, None, None]
    rows = [["id", "at", "text"], ["7", None, "a"], nothing, nothing, [None, None, "b"]]
    (piece,) = read(workbook({"S": rows}))
    assert piece.rows["row"].to_list() == [1]
    assert piece.rejects.rows() == [("book.xlsx", 4, "id is empty")]
    assert piece.read == 2


def test_a_long_number_has_lost_digits_and_is_rejected(workbook: Book) -> None:
    rows = [["id", "at", "text"], [1234567890123456789, None, "a"], [1234567, None, "b"]]
    (piece,) = read(workbook({"S": rows}))
    assert piece.rows["id"].to_list() == ["1234567"]
    ((_, row, reason),) = piece.rejects.rows()
    assert row == 1
    assert reason.startswith("id is a rounded number")


def test_a_column_that_stands_twice_is_refused(workbook: Book) -> None:
    with pytest.raises(DoubledColumn, match="more than one column 'id'"):
        read(workbook({"S": [["id", "at", "text", "id"], ["7", None, "a", "8"]]}))


def rezipped(path: Path, change: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def test_one_cell_far_out_does_not_fill_the_memory(workbook: Book) -> None:
    far = (
        f'{SHEET}<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        "<row r=\"1048576\"><c \n r = 'xfd1048576'><v>1</v></c></row></sheetData></worksheet>"
    )
    with pytest.raises(UnreadableFile, match="spans 1,048,576 rows and 16,384 columns"):
        read(workbook({"S": far}))


def test_a_workbook_that_unzips_to_more_than_memory_is_refused(
    workbook: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.workbook.MOST_BYTES", 5_000_000)
    path = rezipped(workbook({"S": [["id"], ["7"]]}), {"xl/media/a": bytes(6_000_000)})
    assert path.stat().st_size < 10_000
    with pytest.raises(UnreadableFile, match="unzipped it is over"):
        read(path)
    content = path.read_bytes()
    lying = content.replace((6_000_000).to_bytes(4, "little"), (60).to_bytes(4, "little"))
    assert lying != content
    path.write_bytes(lying)
    with pytest.raises(UnreadableFile, match="unzipped it is over"):
        read(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\0<", b"<worksheet><sheetData><row><c r='A1'>"])
def test_a_workbook_of_broken_parts_ends_in_a_sentence_or_is_empty(
    workbook: Book, part: str, content: bytes
) -> None:
    path = rezipped(workbook({"S": [["id", "at", "text"], ["7", None, "a"]]}), {part: content})
    with pytest.raises(LoaderError) as caught:
        read(path)
    assert "\n" not in str(caught.value)


def test_a_workbook_cut_anywhere_ends_in_a_sentence(workbook: Book, tmp_path: Path) -> None:
    whole = workbook({"S": [["id", "at", "text"], ["7", None, "a"]]}).read_bytes()
    cut = tmp_path / "cut.xlsx"
    for end in range(4, len(whole), 97):
        cut.write_bytes(whole[:end])
        with pytest.raises(UnreadableFile, match="ZIP archive"):
            read(cut)


def test_a_zip_archive_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jpg", b"jpg")
    with pytest.raises(UnreadableFile, match="no sound XLSX workbook"):
        read(path)


def test_a_workbook_is_no_stream(workbook: Book) -> None:
    stream = io.BytesIO(workbook({"S": [["id"]]}).read_bytes())
    file = Input.from_stream(stream)
    with pytest.raises(UnreadableFile, match="give the file"), opened_any(file):
        pass


def test_columns_without_a_name_do_not_hinder(workbook: Book) -> None:
    rows = [["id", None, "at", "text"], ["7", "note", None, "a"]]
    (piece,) = read(workbook({"S": rows}))
    assert piece.rows["id"].equals(pl.Series("id", ["7"]))
