import io
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from loaders import Input
from loaders.kinds import ADDRESSES, COUNT, FLAG, IDENTIFIER, TEXT, WORDS, Column, Kind
from loaders.table import opened, pieces

LAYOUT = (Column("id", IDENTIFIER, filled=True), Column("likes", COUNT))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_comes_in_pieces_whose_rows_are_numbered_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    table = pl.DataFrame({"id": [f"a{each}" if each % 5 else None for each in range(1, 101)]})
    table = table.with_columns(likes=pl.int_range(1, 101))
    path = tmp_path / f"table.{ending}"
    table.write_csv(path) if ending == "csv" else table.write_parquet(path)
    monkeypatch.setattr("loaders.csv_records.ROWS_AT_A_TIME", 30)
    monkeypatch.setattr("loaders.parquet_table.ROWS_AT_A_TIME", 30)
    file = Input.from_path(path)
    with opened(file) as held:
        found = list(pieces(file, held, LAYOUT))
    assert [piece.read for piece in found] == [30, 30, 30, 10]
    rows = pl.concat([piece.rows for piece in found])
    assert rows["row"].equals(rows["likes"], check_names=False)
    rejects = pl.concat([piece.rejects for piece in found])
    assert rejects["row"].to_list() == list(range(5, 101, 5))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_wide_rows_come_in_pieces_of_the_size_asked_for(tmp_path: Path, ending: str) -> None:
    table = pl.DataFrame({"id": ["x" * 1_000] * 50_000, "likes": 1})
    path = tmp_path / f"table.{ending}"
    table.write_csv(path) if ending == "csv" else table.write_parquet(path)
    file = replace(Input.from_path(path), at_a_time=10_000_000)
    with opened(file) as held:
        sizes = [piece.rows.height for piece in pieces(file, held, LAYOUT)]
    assert sum(sizes) == 50_000
    assert max(sizes) <= 10_000


def test_a_record_larger_than_a_piece_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    wide = f'"{"one line," * 5_000}\n{"another" * 5_000}"'
    path.write_text(f"id,likes\na,1\n{wide},2\nb,3\n")
    file = replace(Input.from_path(path), at_a_time=1_000)
    layout = (Column("id", TEXT), Column("likes", COUNT))
    with opened(file) as held:
        rows = pl.concat([piece.rows for piece in pieces(file, held, layout)])
    assert rows["id"].str.len_chars().to_list() == [1, 80_001, 1]
    assert rows["row"].to_list() == [1, 2, 3]


def test_the_first_fault_of_a_row_is_its_reason() -> None:
    file = Input.from_stream(io.BytesIO(b"likes,id\n-1,\n"), name="f")
    with opened(file) as held:
        (piece,) = pieces(file, held, LAYOUT)
    assert piece.rejects.rows() == [("f", 1, "id is empty")]


def test_a_byte_order_mark_and_quoted_names_are_understood() -> None:
    file = Input.from_stream(io.BytesIO(b'\xef\xbb\xbf"id","likes","two\nlines"\n1,2,3\n'))
    with opened(file) as held:
        assert held.columns == ["id", "likes", "two\nlines"]
        (piece,) = pieces(file, held, LAYOUT)
    assert piece.rows.rows() == [(1, "1", 2)]


@pytest.mark.parametrize("rest", [b"", b"\n", b"\r\n  \n"])
def test_a_second_byte_order_mark_with_nothing_behind_it_is_no_row(rest: bytes) -> None:
    file = Input.from_stream(io.BytesIO(b"id,likes\n\xef\xbb\xbf" + rest), name="f")
    with opened(file) as held:
        assert sum(piece.read for piece in pieces(file, held, LAYOUT)) == 0


def test_counts_and_flags_are_exact() -> None:
    counts = COUNT.read(pl.Series(["0", "12", "12.0", "12.5", "-1", "many", None]))
    assert counts.to_list() == [0, 12, 12, None, None, None, None]
    flags = FLAG.read(pl.Series(["true", "FALSE", "1", "0", "yes", None]))
    assert flags.to_list() == [True, False, True, False, None, None]


@pytest.mark.parametrize("kind", [WORDS, ADDRESSES])
def test_lists_are_read_in_every_spelling(kind: Kind) -> None:
    texts = pl.Series(["[]", "[a]", "['a', 'b']", '["a","b"]', "[a, , b]", "[''] ", "a", "["])
    expected = [[], ["a"], ["a", "b"], ["a", "b"], ["a", "b"], [], None, None]
    assert kind.read(texts).to_list() == expected


def test_a_comma_divides_words_but_may_stand_in_an_address() -> None:
    texts = pl.Series(["[a,b]", "[http://x.org/a,b,http://x.org/c, 'https://x.org/d,e']"])
    assert WORDS.read(texts)[0].to_list() == ["a", "b"]
    found = ADDRESSES.read(texts)[1].to_list()
    assert found == ["http://x.org/a,b", "http://x.org/c", "https://x.org/d,e"]
