import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders import Input
from loaders.json_parts import JsonPiece, Part, parts, pieces
from loaders.json_records import records
from loaders.kinds import COUNT, FLAG, IDENTIFIER, TEXT, TIME, Column

POST = Part(
    "post",
    (Column("id", IDENTIFIER, filled=True, titled="id_str|id"), Column("text", TEXT)),
    at=("", "shared"),
)
AUTHOR = Part("author", (Column("id", IDENTIFIER, filled=True),), ("user",), of="post")
TAG = Part("tag", (Column("text", TEXT),), ("more.tags|tags[]",), of="post", carries=("id",))
WORD = Part("word", (Column("word", TEXT, titled="."),), ("words[]",))


def lined(*some: dict[str, Any]) -> Input:
    content = b"".join(json.dumps(each).encode() + b"\n" for each in some)
    return Input.from_stream(io.BytesIO(content), name="f")


def read(*some: dict[str, Any]) -> JsonPiece:
    file = lined(*some)
    (piece,) = parts(file, records(file), [POST, AUTHOR, TAG, WORD])
    return piece


def test_records_are_rows_by_paths() -> None:
    layout = (
        Column("id", IDENTIFIER, filled=True, titled="user.id_str|user.id"),
        Column("likes", COUNT, titled="counts.likes"),
        Column("at", TIME),
        Column("open", FLAG),
    )
    file = lined(
        {"user": {"id": 5}, "counts": {"likes": 3}, "at": 1_600_000_000, "open": True},
        {"user": {"id_str": "6", "id": 7}, "counts": None, "at": "2020-09-13T12:26:40Z"},
        {"user": {}},
    )
    (piece,) = pieces(file, records(file), layout)
    assert piece.rows.drop("at").rows() == [(1, "5", 3, True), (2, "6", None, None)]
    assert piece.rows["at"].n_unique() == 1
    assert piece.rejects.rows() == [("f", 3, "user.id is empty")]
    assert piece.read == 3


def test_objects_in_objects_are_parts_of_their_own() -> None:
    found = read(
        {"id_str": "1", "user": {"id": 8}, "tags": [{"text": "a"}, {"text": "b"}]},
        {
            "id": 2,
            "shared": {"id": 3, "user": {"id": 9}, "tags": [], "more": {"tags": [{"text": "c"}]}},
            "words": ["x", None, "y"],
        },
    ).parts
    assert found["post"].rows() == [(1, 1, "1", None), (2, 1, "2", None), (2, 1, "3", None)]
    assert found["author"].rows() == [(1, 1, "8"), (2, 1, "9")]
    assert found["tag"].select("row", "place", "text", "post_id").rows() == [
        (1, 1, "a", "1"),
        (1, 2, "b", "1"),
        (2, 1, "c", "3"),
    ]
    assert found["word"].rows() == [(2, 1, "x"), (2, 2, None), (2, 3, "y")]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"id": None}, "id is empty"),
        ({"id": 2**70}, "id is a rounded number"),
        ({"id": 1.5e300}, "id is a rounded number"),
        ({"text": ["a"]}, "text is a list or an object where one value is expected"),
        ({"text": "a\0"}, "text has a NUL character"),
        ({"user": "me"}, "user holds something that is no object"),
        ({"user": {"name": "me"}}, "user.id is empty"),
        ({"user": {"id": {}}}, "user.id is a list or an object"),
        ({"more": 1}, "more is no object"),
        ({"tags": "a"}, "tags is no list"),
        ({"tags": [{"text": "a"}, "b"]}, "tags holds something that is no object"),
        ({"tags": [{"text": {}}]}, "tags.text is a list or an object"),
        ({"shared": {"text": "a"}}, "id is empty"),
    ],
)
def test_what_does_not_fit_costs_its_record_and_no_other(
    fault: dict[str, Any], reason: str
) -> None:
    whole = {"id": 5, "user": {"id": "u"}, "tags": [{"text": "t"}], "words": ["w"]}
    found = read(whole, whole | fault, whole)
    ((file, row, why),) = found.rejects.rows()
    assert (file, row) == ("f", 2)
    assert why.startswith(reason)
    for part in found.parts.values():
        assert part["row"].to_list() == [1, 3]
    assert found.read == 3


def test_a_piece_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "f.ndjson"
    path.write_text(
        "".join(json.dumps({"id": each, "text": "x" * 1_000}) + "\n" for each in range(2_000))
    )
    file = replace(Input.from_path(path), at_a_time=300_000)
    found = list(pieces(file, records(file), POST.layout))
    assert sum(piece.read for piece in found) == 2_000
    assert max(piece.rows.height for piece in found) < 500
    assert [row for piece in found for row in piece.rows["row"]] == list(range(1, 2_001))


def test_ids_of_several_types_are_texts() -> None:
    file = lined({"id": "a"}, {"id": 7}, {"id": 7.0}, {"id": 2**63})
    (piece,) = pieces(file, records(file), POST.layout)
    assert piece.rows["id"].to_list() == ["a", "7", "7", str(2**63)]


def test_paths_that_end_alike_are_columns_of_their_own() -> None:
    layout = (Column("a", TEXT, titled="x|text"), Column("b", TEXT, titled="y|text"))
    file = lined({"x": "1", "y": "2"}, {"text": "3"}, {"y": []})
    (piece,) = pieces(file, records(file), layout)
    assert piece.rows.select("a", "b").rows() == [("1", "2"), ("3", "3")]
    ((_, _, reason),) = piece.rejects.rows()
    assert reason.startswith("y|text is a list or an object")
