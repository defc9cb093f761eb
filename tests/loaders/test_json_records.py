import gzip
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import Input
from loaders.errors import UnreadableFile
from loaders.json_records import Records, records
from loaders.json_scan import scan

MESSAGES = ("messages", "chats.list.messages")
SOME = [{"id": each, "text": 'a "{[\\" ]} \n é', "in": [{"n": [each]}, {}]} for each in range(40)]


def read(content: bytes, *within: str) -> list[Records]:
    return list(records(Input.from_stream(io.BytesIO(content), name="f.json"), within))


def values(found: list[Records]) -> list[dict[str, Any]]:
    return [value for each in found for value in each.values]


def numbers(found: list[Records]) -> list[int]:
    return [number for each in found for number in each.numbers]


def rejects(found: list[Records]) -> list[tuple[int, str]]:
    return [reject for each in found for reject in each.rejects]


def lines(some: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in some)


WRITTEN = {
    "an array": json.dumps(SOME),
    "an indented array": json.dumps(SOME, indent=2),
    "an array with a record a line": "[\n" + ",\n".join(map(json.dumps, SOME)) + "\n]\n",
    "a record a line": "\n".join(map(json.dumps, SOME)),
    "lines that end as on Windows": "\r\n\r\n".join(map(json.dumps, SOME)) + "\r\n",
    "one after another on one line": "".join(map(json.dumps, SOME)),
    "one after another, indented": "\n".join(json.dumps(each, indent=1) for each in SOME),
    "one after another, without indents": "\n".join(json.dumps(each, indent=0) for each in SOME),
    "commas after the lines": ",\n".join(map(json.dumps, SOME)),
    "arrays one after another": json.dumps(SOME[:9]) + "\n" + json.dumps(SOME[9:]),
    "under a key": json.dumps({"name": "x", "messages": SOME, "more": [1]}),
    "under a key, indented": json.dumps({"name": "x", "messages": SOME}, indent=4),
    "pages, one a line": "\n".join(json.dumps({"messages": [each]}) for each in SOME),
    "a page each": json.dumps([{"messages": [each]} for each in SOME]),
    "an object in place of an array": lines([{"messages": each} for each in SOME]).decode(),
    "deep under keys": json.dumps(
        {"about": "", "chats": {"list": [{"messages": SOME[:5]}, {"messages": SOME[5:]}]}}
    ),
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("window", [1, 7, 64, 1 << 16])
def test_records_are_found_however_they_are_written(
    monkeypatch: pytest.MonkeyPatch, text: str, window: int
) -> None:
    for module in ("text", "array", "records", "wrapping"):
        monkeypatch.setattr(f"loaders.json_{module}.WINDOW", max(window, 64))
    monkeypatch.setattr("loaders.json_records.PATIENCE", max(1_000, window))
    for content in (text.encode(), b"\xef\xbb\xbf" + text.encode(), gzip.compress(text.encode())):
        found = read(content, *MESSAGES)
        assert values(found) == SOME
        assert numbers(found) == list(range(1, len(SOME) + 1))
        assert not rejects(found)


def test_what_stands_beside_the_records_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    chats = [{"name": "a", "id": 1, "messages": SOME[:3]}, {"id": 2, "messages": SOME[3:]}]
    content = json.dumps({"x": {"y": ["]", 1.5]}, "z": None, "chats": {"list": chats}}).encode()
    for patience in (1 << 22, 100):
        monkeypatch.setattr("loaders.json_records.PATIENCE", patience)
        found = read(content, *MESSAGES)
        beside = [(each.where, each.beside) for each in found if each.values]
        assert beside == [
            ("chats.list.messages", {"name": "a", "id": 1}),
            ("chats.list.messages", {"id": 2}),
        ]
        assert values(found) == SOME


def test_an_object_that_holds_no_known_key_is_a_record() -> None:
    assert values(read(b'{"a": {"messages": 1}}', *MESSAGES)) == [{"a": {"messages": 1}}]
    assert values(read(b"[]")) == []


@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=3),
            st.recursive(
                st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=9),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.text(max_size=3), inner, max_size=3)
                ),
                max_leaves=9,
            ),
            min_size=1,
            max_size=4,
        ),
        max_size=6,
    ),
    st.sampled_from([None, 0, 1, 3]),
    st.booleans(),
)
def test_any_records_come_back(some: list[dict[str, Any]], indent: int | None, ascii: bool) -> None:
    array = json.dumps(some, indent=indent, ensure_ascii=ascii).encode()
    assert values(read(array)) == some
    after = "\n".join(json.dumps(each, indent=indent, ensure_ascii=ascii) for each in some)
    if some:
        assert values(read(after.encode())) == some


DAMAGED = {
    "a quote that does not close": b'{"id": 5, "text": "open}',
    "a brace that does not close": b'{"id": 5, "in": {"a": 1}',
    "a brace too many": b'{"id": 5}}',
    "no comma": b'{"id": 5 "text": ""}',
    "not a number": b'{"id": NaN}',
    "half a character": b'{"id": "\\ud800"}',
    "not UTF-8": b'{"id": "\xff"}',
    "a NUL": b'{"id": "\0"}',
    "100,000 brackets": b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_line_is_one_reject(damaged: bytes) -> None:
    found = read(lines(SOME[:4]) + damaged + b"\n" + lines(SOME[4:]))
    assert values(found) == SOME
    ((number, reason),) = rejects(found)
    assert number == 5
    assert reason.startswith("the record is no JSON: ")
    assert numbers(found) == [1, 2, 3, 4, *range(6, 42)]


def test_a_bracket_too_many_costs_no_record() -> None:
    found = read(b'{}\n{"a":1}}\n{"b":2}\n'.replace(b"\n", b"\n "))
    assert values(found) == [{}, {"a": 1}, {"b": 2}]
    assert rejects(found) == [(3, "a bracket closes that nothing opened")]


@pytest.mark.parametrize(
    "damaged", [each for each in DAMAGED.values() if each != DAMAGED["a brace too many"]]
)
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("array", [True, False])
def test_a_damaged_record_costs_itself_where_lines_begin_with_records(
    damaged: bytes, indent: int | None, array: bool
) -> None:
    whole = [json.dumps(each, indent=indent).encode() for each in SOME]
    text = (b",\n" if array else b"\n").join([*whole[:4], damaged, *whole[4:]])
    found = read(b"[" + text + b"]" if array else b"{}\n" + text)
    assert values(found) == (SOME if array else [{}, *SOME])
    ((number, _),) = rejects(found)
    assert number == (5 if array else 6)


def test_what_is_no_object_is_rejected() -> None:
    found = read(b'[{"a":1}, 5, "x", null, [1], {"b":2}]')
    assert values(found) == [{"a": 1}, {"b": 2}]
    assert [number for number, _ in rejects(found)] == [2, 3, 4, 5]
    assert {reason for _, reason in rejects(found)} == {"the record is no JSON object"}
    assert [number for number, _ in rejects(read(b'{"a":1}\n[]\n7\n'))] == [2, 3]


def test_the_last_of_two_values_of_one_key_counts() -> None:
    assert values(read(b'{"a":1,"a":2}')) == [{"a": 2}]


UNREADABLE = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n\t ", "it holds nothing but blanks"),
    "empty when unzipped": (gzip.compress(b""), "it holds nothing but blanks"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "it is UTF-16; save it as UTF-8"),
    "UTF-16 without its mark": ('[{"a": 1}]'.encode("utf-16-le"), "it is UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is no JSON: neither { nor [ begins it"),
    "a table": (b"id,text\n1,a\n", "it is no JSON"),
    "no gzip after all": (b"\x1f\x8bnonsense", "its gzip stream is damaged"),
    "an array that breaks off": (b'[{"a":1},{"b":', "it breaks off within a record; rows 1 to 1"),
    "an array without its end": (b'[{"a":1},', "its list of records does not close; the file"),
}


@pytest.mark.parametrize(("content", "found"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_text_that_cannot_be_read_is_told_in_one_sentence(content: bytes, found: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(content)
    assert str(caught.value).startswith("f.json cannot be read: ")
    assert found in str(caught.value)
    assert "\n" not in str(caught.value)


def test_records_before_a_broken_end_are_kept() -> None:
    whole = gzip.compress(lines(SOME * 2_000), compresslevel=1)
    landed: list[Records] = []
    file = Input.from_stream(io.BytesIO(whole[: len(whole) * 3 // 4]), name="f.json.gz")
    with pytest.raises(UnreadableFile, match="its gzip stream breaks off; rows 1 to") as caught:
        landed.extend(records(file))
    assert len(values(landed)) == caught.value.after > 20_000
    assert rejects(read(json.dumps(SOME[0]).encode() * 2 + b'{"id": 3, "te')) == [
        (3, "the record breaks off where the file ends")
    ]


def test_a_gigantic_record_is_told_and_not_held() -> None:
    endless = b'{"a": "' + b"x" * (40 << 20) + b'"}'
    for content in (b'{"b":1}\n' + endless, b'[{"b":1},' + endless + b"]"):
        with pytest.raises(UnreadableFile, match="record does not end within 32 MiB; rows 1 to 1"):
            read(content)


def test_every_cut_is_read_or_told() -> None:
    for text in WRITTEN.values():
        content = text.encode()
        for end in range(1, len(content), 13):
            try:
                found = read(content[:end], *MESSAGES)
            except UnreadableFile:
                continue
            assert len(rejects(found)) <= 2
            assert all(value in SOME for value in values(found)[:-1])


def test_brackets_in_strings_are_letters() -> None:
    text = b'{"a": "\\\\"}, {"b": "\\"}{["}, [1] ]'
    found = scan(text)
    assert [text[left:right] for left, right in zip(found.starts, found.ends, strict=True)] == [
        b'{"a": "\\\\"}',
        b'{"b": "\\"}{["}',
        b"[1]",
    ]
    assert found.closes == len(text) - 1


def test_what_looks_like_the_end_of_a_record_may_stand_within_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some = [
        {"id": each, "text": '},{"id":', "in": [{"id": 1}, {"id": each}], "more": [{"id": {}}]}
        for each in range(40)
    ]
    content = json.dumps(some, separators=(",", ":")).encode()
    for window in (64, 100, 333, 1 << 16):
        monkeypatch.setattr("loaders.json_array.WINDOW", window)
        found = read(content)
        assert values(found) == some
        assert numbers(found) == list(range(1, 41))
        assert not rejects(found)
