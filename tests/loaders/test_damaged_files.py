import contextlib
import gzip
import io
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from graph_models import Posted
from loaders import Batch, Input, LoaderError
from loaders.errors import DoubledColumn, MissingColumn, UnfitColumn, UnreadableFile
from loaders.sources import shares
from loaders.sources.shares import ShareOptions

HEADER = b"account_id,object_id,content_id,timestamp_share\n"
OPTIONS = ShareOptions("s", as_="reshare", platform="x")


def rows(count: int, *, start: int = 0) -> bytes:
    numbers = range(start, start + count)
    return b"".join(b"a%d,o%d,p%d,1600000000\n" % (each % 7, each % 50, each) for each in numbers)


def read(path: Path) -> list[Batch]:
    return list(shares.read.read(Input.from_path(path), OPTIONS))


def written(folder: Path, content: bytes, name: str = "shares.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def posts(batches: list[Batch]) -> list[str]:
    frames = [batch.frames[Posted] for batch in batches if Posted in batch.frames]
    return [key for frame in frames for key in frame["end_key"]]


def rejects(batches: list[Batch]) -> list[tuple[str, int, str]]:
    return pl.concat([batch.rejects for batch in batches]).rows()


def parquet(content: dict[str, object]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(content).write_parquet(buffer)
    return buffer.getvalue()


GOOD_PARQUET = parquet(
    {
        "account_id": ["a", "b"],
        "object_id": ["o", "o"],
        "content_id": [1, 2],
        "timestamp_share": [1600000000.5, None],
    }
)
UNREADABLE = {
    "empty": (b"", "it is empty"),
    "empty when unzipped": (gzip.compress(b""), "its first line, the header, is empty"),
    "first line empty": (b"\n" + HEADER, "its first line, the header, is empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is neither CSV, gzipped CSV nor Parquet"),
    "a zip archive": (b"PK\x03\x04\x14\0\0\0\x08\0", "it is neither CSV, gzipped CSV nor Parquet"),
    "UTF-16": (HEADER.decode().encode("utf-16"), "it is UTF-16; save it as UTF-8"),
    "Latin-1": (b"account_id,\xe4,b,c\n", "it is neither CSV, gzipped CSV nor Parquet in UTF-8"),
    "a name without end": (
        b"a," + b"b" * 200_000 + b"\n",
        "its first line is no header of a table",
    ),
    "a line without end": (b"a" * (2 << 20), "it is neither CSV, gzipped CSV nor Parquet"),
    "gzip cut in its header": (gzip.compress(HEADER)[:14], "its gzip stream breaks off"),
    "no gzip after all": (b"\x1f\x8bnonsense", "its gzip stream is damaged"),
    "Parquet cut": (GOOD_PARQUET[:-9], "its end, the footer, is missing or damaged"),
    "Parquet in name only": (b"PAR1", "its end, the footer, is missing or damaged"),
}


@pytest.mark.parametrize(("content", "found"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, found: str
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(written(tmp_path, content))
    message = str(caught.value)
    assert message.startswith("shares.csv cannot be read: ")
    assert found in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_file_that_is_not_there_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(UnreadableFile, match="it is a folder"):
        read(tmp_path)


def test_a_hostile_name_does_not_reach_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path / ("\x1b[31m" + "x" * 200))
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 150


def test_a_missing_column_is_named_beside_those_found(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match=r"no column 'account_id', 'object_id'.* it has 'who'"):
        read(written(tmp_path, b"who,content_id,timestamp_share\n1,2,3\n"))
    with pytest.raises(MissingColumn, match=r"and 80 more\.$"):
        read(written(tmp_path, b",".join(b"c%d" % each for each in range(100))))


def test_a_column_that_stands_twice_is_refused_where_it_is_read(tmp_path: Path) -> None:
    head = HEADER.strip()
    with pytest.raises(DoubledColumn, match="more than one column 'account_id'"):
        read(written(tmp_path, head + b",account_id\n1,2,3,4,5\n"))
    unread = read(written(tmp_path, head + b",note,note\na,o,p,1600000000,x,y\n"))
    assert posts(unread) == ["x:p"]


def test_a_column_of_lists_is_refused(tmp_path: Path) -> None:
    table = {"account_id": [["a"]], "object_id": ["o"], "content_id": [1], "timestamp_share": [1]}
    with pytest.raises(UnfitColumn, match="column 'account_id' holds .*list"):
        read(written(tmp_path, parquet(table), "shares.parquet"))


def test_a_broken_row_is_rejected_with_its_number_and_the_others_land(tmp_path: Path) -> None:
    content = (
        HEADER + rows(3) + b"a,b\n" + rows(2, start=3) + b"\n" + b"a,b,c,1,5\n" + rows(1, start=5)
    )
    batches = read(written(tmp_path, content))
    assert posts(batches) == [f"x:p{each}" for each in range(6)]
    assert rejects(batches) == [
        ("shares.csv", 4, "the row has 2 fields where the header has 4"),
        ("shares.csv", 7, "the row has 5 fields where the header has 4"),
    ]
    assert sum(batch.read for batch in batches) == 8


def test_only_broken_rows_are_a_batch_without_facts(tmp_path: Path) -> None:
    batches = read(written(tmp_path, HEADER + b"a,b\n" * 3))
    assert [(batch.read, dict(batch.frames)) for batch in batches] == [(3, {})]
    assert [row for _, row, _ in rejects(batches)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",o,p,1600000000", "account_id is empty"),
        (b"a, ,p,1600000000", "object_id is empty"),
        (b"a,o,,1600000000", "content_id is empty"),
        (b"a,o,p,", "timestamp_share is empty"),
        (b"a,o,p,soon", "timestamp_share is no time: unix seconds, milliseconds or RFC 3339 from"),
        (b"a,o,p,30000-01-01T00:00:00Z", "timestamp_share is no time"),
        (b"\xff,o,p,1600000000", "account_id is not UTF-8"),
        (b"\x1a\xff\x1a\x1a,o,p,1600000000", "account_id is not UTF-8"),
        (b"\xff,o,p,1600000000,5", "the row has 5 fields where the header has 4"),
        (b"a,o,p,\xff", "timestamp_share is not UTF-8"),
        (b"a\0,o,p,1600000000", "account_id has a NUL character"),
        (b"a,o," + b"p" * 5_000 + b",1600000000", "content_id is a rounded number or longer"),
        (b"1.2345E+17,o,p,1600000000", "account_id is a rounded number or longer"),
    ],
)
def test_a_row_that_is_no_act_is_rejected_with_the_reason(
    tmp_path: Path, row: bytes, reason: str
) -> None:
    batches = read(written(tmp_path, HEADER + rows(1) + row + b"\n" + rows(1, start=1)))
    ((file, number, found),) = rejects(batches)
    assert (file, number) == ("shares.csv", 2)
    assert found.startswith(reason)
    assert posts(batches) == ["x:p0", "x:p1"]
    assert sum(batch.read for batch in batches) == 3


def test_a_gzip_stream_that_breaks_off_is_an_error_that_counts_what_came_before(
    tmp_path: Path,
) -> None:
    long = b"".join(b"a,o,p%d,1600000000,%b\n" % (each, b"x" * 500) for each in range(150_000))
    whole = gzip.compress(HEADER.strip() + b",note\n" + long, compresslevel=1)
    path = written(tmp_path, whole[: len(whole) * 9 // 10], "shares.csv.gz")
    landed: list[Batch] = []
    with pytest.raises(UnreadableFile, match="its gzip stream breaks off; rows 1 to") as caught:
        landed.extend(shares.read.read(Input.from_path(path), OPTIONS))
    assert sum(batch.read for batch in landed) == caught.value.after > 50_000


def test_damaged_pages_of_parquet_are_told(tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "account_id": [f"a{each}" for each in range(5_000)],
            "object_id": "o",
            "content_id": range(5_000),
            "timestamp_share": 1_600_000_000,
        }
    )
    path = tmp_path / "shares.parquet"
    table.write_parquet(path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[100:2_000] = bytes(1_900)
    with pytest.raises(UnreadableFile, match="its data pages are damaged"):
        read(written(tmp_path, bytes(content), "shares.parquet"))


QUOTED = b'a,"o\n""second"", line","p2",1600000000\r\n'


@pytest.mark.parametrize(
    "open_quote",
    [b'a,"o,p,1600000000\n', b'"a,o,p,1600000000\n', b'a,o,p,"1600000000\n'],
)
@pytest.mark.parametrize("after", [b"", QUOTED, rows(1, start=7) + b'"b","o","p9","1600000000"\n'])
def test_a_quote_left_open_spoils_its_own_row_only(
    tmp_path: Path, open_quote: bytes, after: bytes
) -> None:
    expected = read(written(tmp_path, HEADER + QUOTED + rows(2) + rows(2, start=2) + after))
    content = HEADER + QUOTED + rows(2) + open_quote + rows(2, start=2) + after
    batches = read(written(tmp_path, content))
    assert posts(batches) == posts(expected)
    assert rejects(batches) == [("shares.csv", 4, "the row opens a quote that does not close")]


def test_quotes_left_open_one_after_another_spoil_their_own_rows_only(tmp_path: Path) -> None:
    batches = read(written(tmp_path, HEADER + b'a,"o,p,1600000000\n' * 5 + rows(2)))
    assert posts(batches) == ["x:p0", "x:p1"]
    assert [row for _, row, _ in rejects(batches)] == [1, 2, 3, 4, 5]


def test_a_record_over_several_lines_may_go_on_in_the_next_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (QUOTED.replace(b"p2", name) for name in (b"q1", b"q2"))
    content = HEADER + first + b'a,"o,p,1600000000\n' + rows(9) + b"a,b\n" + second
    content += rows(9, start=9)
    whole = read(written(tmp_path, content))
    for size in (60, 97, 128, 200):
        monkeypatch.setattr("loaders.csv_blocks.BYTES_AT_A_TIME", size)
        parts = read(written(tmp_path, content))
        assert len(parts) > 2
        assert posts(parts) == posts(whole)
        assert rejects(parts) == rejects(whole)
        assert sum(batch.read for batch in parts) == sum(batch.read for batch in whole) == 22


def test_a_quote_in_the_middle_of_a_field_is_a_letter(tmp_path: Path) -> None:
    batches = read(written(tmp_path, HEADER + b"a,5'10\",p1,1600000000\n" + rows(1)))
    assert posts(batches) == ["x:p1", "x:p0"]


def test_a_gigantic_line_is_told_and_not_held(tmp_path: Path) -> None:
    path = tmp_path / "shares.csv"
    with path.open("wb") as file:
        file.write(HEADER + rows(2) + b"a," + b"o" * (70 << 20) + b",p,1600000000\n" + rows(1))
    with pytest.raises(UnreadableFile, match="a line does not end within 32 MiB; rows 1 to 2 came"):
        read(path)


def test_parquet_text_that_is_not_utf_8_rejects_its_row(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet_files = pytest.importorskip("pyarrow.parquet")
    raw = pa.array([b"a", b"\xff"]).view(pa.string())
    columns = {"account_id": raw, "object_id": ["o", "o"], "content_id": ["1", "2"]}
    path = tmp_path / "shares.parquet"
    parquet_files.write_table(pa.table(columns | {"timestamp_share": [1.6e9, 1.6e9]}), path)
    batches = read(path)
    assert rejects(batches) == [("shares.parquet", 2, "account_id is not UTF-8")]
    assert posts(batches) == ["x:1"]


def test_parquet_cannot_come_from_a_stream() -> None:
    file = Input.from_stream(io.BytesIO(GOOD_PARQUET))
    with pytest.raises(UnreadableFile, match="Parquet cannot be read from a stream"):
        list(shares.read.read(file, OPTIONS))


def test_every_cut_of_a_file_is_read_or_told(tmp_path: Path) -> None:
    plain = HEADER + rows(3) + b'a,"o\n""x",p,1600000000\n'
    for content in (plain, gzip.compress(plain), GOOD_PARQUET):
        for end in range(len(content)):
            with contextlib.suppress(LoaderError):
                assert read(written(tmp_path, content[:end])) is not None


def test_a_pipe_is_read_like_a_file() -> None:
    script = (
        "import sys\n"
        "from loaders import SOURCES, Input\n"
        "from loaders.sources.shares import ShareOptions\n"
        "file = Input.from_stream(sys.stdin.buffer)\n"
        "options = ShareOptions('s', as_='url', platform='x')\n"
        "print(sum(batch.read for batch in SOURCES['shares'].read(file, options)))\n"
        "print(file.sha256())\n"
    )
    content = gzip.compress(HEADER + rows(1_000))
    done = subprocess.run(
        [sys.executable, "-c", script], input=content, capture_output=True, check=True
    )
    assert done.stdout.decode().split() == ["1000", sha256(content).hexdigest()]
