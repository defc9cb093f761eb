"""Slices of files and pipes that are still being written."""

import os
import threading
import time
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import UnreadableFile
from loaders.slices import Growing, Rhythm, Slice, header_size, is_ndjson, whole_records

AT_ONCE = Rhythm(records=1, seconds=0.05)


def of_pipe(*writes: bytes, rhythm: Rhythm = AT_ONCE, pause: float = 0.0) -> list[Slice]:
    """What a pipe gives whose writer writes so and closes it."""
    reader, writer = os.pipe()

    def write() -> None:
        for data in writes:
            os.write(writer, data)
            time.sleep(pause)
        os.close(writer)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        with os.fdopen(reader, "rb", buffering=0) as stream:
            return list(Growing("-", stream, ends=True, rhythm=rhythm).slices())
    finally:
        thread.join()


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[FileIO]:
    """An open file of a header and two rows, whose third row is being written."""
    path = tmp_path / "growing.csv"
    path.write_bytes(b"a,b\n1,2\n3,4\n5,")
    with path.open("rb", buffering=0) as opened:
        yield opened


def following(growing: FileIO, seconds: float) -> Growing:
    """A follower that is stopped after so many seconds."""
    end = time.monotonic() + seconds
    return Growing(
        "growing.csv",
        growing,
        ends=False,
        rhythm=AT_ONCE,
        stopped=lambda: time.monotonic() > end,
    )


def test_a_pipe_gives_whole_lines_as_they_come_and_its_rest_at_its_end() -> None:
    found = of_pipe(b'{"a":1}\n{"a"', b':2}\n{"a":3}', pause=0.2)
    assert b"".join(each.text for each in found) == b'{"a":1}\n{"a":2}\n{"a":3}'
    assert [each.text.endswith(b"\n") for each in found[:-1]] == [True] * (len(found) - 1)
    assert len(found) >= 2
    assert found[-1].position == 23


def test_every_slice_of_a_table_has_its_header() -> None:
    found = of_pipe(b"a,b\n1,2\n", b"3,4\n", pause=0.3)
    assert [each.text for each in found] == [b"a,b\n1,2\n", b"a,b\n3,4\n"]
    assert [each.position for each in found] == [8, 12]


def test_a_file_is_followed_up_to_its_last_whole_row_and_on_from_a_position(
    growing: FileIO,
) -> None:
    (found,) = following(growing, 0.5).slices()
    assert (found.text, found.position) == (b"a,b\n1,2\n3,4\n", 12)
    growing.seek(0)
    (rest,) = following(growing, 0.5).slices(position=8)
    assert (rest.text, rest.position) == (b"a,b\n3,4\n", 12)


def test_records_are_given_as_many_at_a_time_as_the_rhythm_says() -> None:
    lines = b"".join(b'{"n":%d}\n' % n for n in range(100))
    found = of_pipe(
        *(lines[n : n + 90] for n in range(0, len(lines), 90)), rhythm=Rhythm(10, 60), pause=0.02
    )
    assert sum(each.text.count(b"\n") for each in found) == 100
    assert len(found) > 5


def test_a_quote_that_stays_open_holds_nothing_up() -> None:
    found = of_pipe(b'a,b\n1,"2\n3,4\n', b"5,6\n", pause=0.5)
    assert b"".join(each.text.removeprefix(b"a,b\n") for each in found) == b'1,"2\n3,4\n5,6\n'


@pytest.mark.parametrize(
    ("head", "reason"), [(b"[1,\n", "JSON array"), (b"\x1f\x8b\x08\n", "compressed")]
)
def test_what_has_no_records_before_its_end_is_refused(head: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        of_pipe(head)


def test_a_pipe_without_a_byte_gives_nothing() -> None:
    assert of_pipe() == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [(b'{"a":1}\n{', True), (b'{"a":\n', False), (b'{"a":1}', False), (b"a,b\n", False)],
)
def test_ndjson_is_told_by_its_first_line(head: bytes, *, expected: bool) -> None:
    assert is_ndjson(head) is expected


@given(st.text(alphabet='a",\n', max_size=60).map(str.encode))
def test_whole_records_of_a_table_end_outside_quotes(text: bytes) -> None:
    end = whole_records(text, is_table=True)
    assert text.count(b'"', 0, end) % 2 == 0
    assert not end or text[end - 1 : end] == b"\n"
    size = header_size(text)
    assert not size or text.count(b'"', 0, size) % 2 == 0
