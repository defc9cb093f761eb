import contextlib
import copy
import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from loaders import SOURCES, Batch, Input, Source
from loaders.errors import LoaderError

EVERY_JSON_SOURCE = pytest.mark.parametrize(
    "source",
    [each for each in SOURCES.values() if each.sample[0] in "{["],
    ids=lambda each: each.name,
)
CUTS = 12
ODD = [
    None,
    "",
    " ",
    "odd",
    "\0",
    "x" * 5_000,
    "https://[broken",
    "<a href='x",
    "9" * 30,
    0,
    -1,
    2**63,
    2**70,
    1.5,
    1e300,
    True,
    [],
    [[]],
    ["a", 1, None],
    [{}],
    {},
    {"odd": {}},
    [[[[[[{"a": [1]}]]]]]],
]


def read(source: Source, content: bytes) -> list[Batch]:
    file = Input.from_stream(io.BytesIO(content), name="f.json")
    return list(source.read(file, source.example))


def records_of(source: Source) -> list[Any]:
    """The values of a sample; a bundle's objects, since a file of STIX is one bundle."""
    found, place, sample = [], 0, source.sample
    while place < len(sample.rstrip()):
        value, place = json.JSONDecoder().raw_decode(sample, place)
        found.append(value)
        place += len(sample[place:]) - len(sample[place:].lstrip())
    return found if source.name != "stix" else found[0]["objects"]


def spellings(source: Source, records: list[Any]) -> Iterator[str]:
    """The records as a line each, over several lines each, and in an array."""
    if source.name == "stix":
        bundle = {"type": "bundle", "id": "bundle--1", "objects": records}
        yield from (json.dumps(bundle), json.dumps(bundle, indent=2))
    else:
        yield "\n".join(map(json.dumps, records))
        yield "\n".join(json.dumps(each, indent=2) for each in records)
    flat = (each if isinstance(each, list) else [each] for each in records)
    yield json.dumps([one for each in flat for one in each])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in inner:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from places(each, (*path, key))


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    whole = copy.deepcopy(value)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return whole


@EVERY_JSON_SOURCE
def test_every_field_may_hold_anything(source: Source) -> None:
    some = records_of(source)
    odd = [changed(some, path, odd)[path[0]] for path in places(some) for odd in ODD]
    batches = read(source, next(spellings(source, [some[0], *odd])).encode())
    rejects = pl.concat([batch.rejects for batch in batches])
    assert 0 < rejects.height < sum(batch.read for batch in batches)
    assert rejects["row"].n_unique() == rejects.height
    assert not rejects["reason"].str.contains("Error|Traceback|None").any()


@EVERY_JSON_SOURCE
def test_a_cut_sample_is_read_or_told(source: Source) -> None:
    content = source.sample.encode()
    for end in range(0, len(content), len(content) // CUTS):
        for cut in (content[:end], gzip.compress(content)[: end // 2]):
            with contextlib.suppress(LoaderError):
                read(source, cut)


@EVERY_JSON_SOURCE
def test_a_sample_is_the_same_in_any_spelling(source: Source) -> None:
    expected = read(source, source.sample.encode())
    for content in spellings(source, records_of(source)):
        found = read(source, b"\xef\xbb\xbf" + content.encode())
        for first, second in zip(found, expected, strict=True):
            assert list(first.frames) == list(second.frames)
            assert all(first.frames[model].equals(second.frames[model]) for model in first.frames)
