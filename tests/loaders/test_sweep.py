"""Every source under the same damages, made from its own sample."""

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

from loaders import SOURCES, Input, Source

GIGANTIC = 6 << 20
BOMB = 1 << 20
CUTS = 5
PLACES = 8
DEEP = 100_000
CLASSES = {
    "letters": rb"[A-Za-z]",
    "digits": rb"[0-9]",
    "quotes": rb"[\"']",
    "delimiters": rb"[,;\t|:]",
    "brackets": rb"[\[\]{}]",
    "line ends": rb"\n",
    "blanks": rb" ",
}
ODD_VALUES = (
    b"-1",
    b"9" * 30,
    b"1e400",
    b"NaN",
    b"true",
    b"null",
    b"[]",
    b"{}",
    b"[1]",
    b"0000-00-00 00:00",
    b"\xf0\x9f\x8c\xb9",
    b"=1+1",
    b"\\",
    b"'",
    b"\xc2\x85\xe2\x80\xa8",
)

Variants = Iterator[bytes]
Outcome = Callable[[Source, Input], tuple[int, str]]
Damage = Callable[[bytes], Variants]


def is_table(sample: bytes) -> bool:
    return not sample.startswith((b"{", b"["))


def body(sample: bytes) -> int:
    """Where the header of a table ends."""
    return sample.find(b"\n") + 1 if is_table(sample) else 0


def in_one(damage: Damage) -> Damage:
    """All variants in one file, one after another: none may keep the others from being read.

    Tables have one header. A file of STIX is one bundle, so its variants stay apart.
    """

    def joined(sample: bytes) -> Variants:
        variants = list(damage(sample))
        if b'"bundle"' in sample:
            yield from variants[:: len(variants) // PLACES + 1]
            return
        header = variants[0][: body(variants[0])]
        yield header + b"\n".join(each[body(each) :] for each in variants)

    return joined


def some(places: Sequence[int]) -> Sequence[int]:
    """So many of all places, the first among them."""
    return places[:: -(-len(places) // PLACES)]


def cut(sample: bytes) -> Variants:
    for place in range(1, CUTS + 1):
        yield sample[: len(sample) * place // (CUTS + 1)]


def replaced(byte: bytes) -> Damage:
    """One byte of each class in the body, all in the body, and all of the file."""

    def in_the_body(sample: bytes) -> Variants:
        start = body(sample)
        for pattern in CLASSES.values():
            yield sample[:start] + re.sub(pattern, byte, sample[start:], count=1)
            yield sample[:start] + re.sub(pattern, byte, sample[start:])

    def damage(sample: bytes) -> Variants:
        yield from in_one(in_the_body)(sample)
        for pattern in CLASSES.values():
            yield re.sub(pattern, byte, sample)

    return damage


def fields(sample: bytes) -> list[list[str]]:
    header = sample.partition(b"\n")[0].decode()
    delimiter = "," if "," in header else max(";\t|", key=header.count)
    return list(csv.reader(io.StringIO(sample.decode(), newline=""), delimiter=delimiter))


def table(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogateescape")


def names(sample: bytes) -> list[bytes]:
    """Names of a JSON text, each once."""
    return list(dict.fromkeys(re.findall(rb'"([^"\\]+)"\s*:', sample)))


def values(sample: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands before and after each place at which a value could be another one."""
    if is_table(sample):
        rows = fields(sample)
        for place in range(len(rows[0])):
            mark = "\x1a"
            changed = [row[:place] + [mark] + row[place + 1 :] for row in rows[1:2]]
            before, _, after = table([rows[0], *changed, *rows[2:]]).partition(mark.encode())
            yield before, after
        return
    for found in re.finditer(rb':\s*("(?:[^"\\]|\\.)*"|-?[0-9.]+|true|false|null)', sample):
        yield sample[: found.start(1)], sample[found.end(1) :]


def doubled(sample: bytes) -> Variants:
    if is_table(sample):
        rows = fields(sample)
        for place in some(range(len(rows[0]))):
            yield table([[*row, row[place]] for row in rows])
    else:
        for name in names(sample):
            yield sample.replace(b'"%b"' % name, b'"%b": 1, "%b"' % (name, name))


def missing(sample: bytes) -> Variants:
    if is_table(sample):
        rows = fields(sample)
        for place in some(range(len(rows[0]))):
            yield table([row[:place] + row[place + 1 :] for row in rows])
    else:
        for name in names(sample):
            yield sample.replace(b'"%b"' % name, b'"another name"')


def by_name(damage: Damage) -> Damage:
    """Damages of a table's columns, each a file; those of JSON's names in one file."""
    return lambda sample: (damage if is_table(sample) else in_one(damage))(sample)


def of_wrong_type(sample: bytes) -> Variants:
    """Three at each place, so that all come up in turn; quoted too, where that is another type."""
    odd = cycle(ODD_VALUES)
    for before, after in values(sample):
        yield before + next(odd) + after
        yield before + next(odd) + after
        given = next(odd)
        text = b'"%b"' % given.replace(b"\\", b"\\\\")
        yield before + (given if is_table(sample) else text) + after


def gigantic(sample: bytes) -> Variants:
    """The first and last value quoted, the middle one not, since a table's may be either."""
    places = list(values(sample))
    for before, after in (places[0], places[-1]):
        yield before + b'"' + b"a " * (GIGANTIC // 2) + b'"' + after
    before, after = places[len(places) // 2]
    yield before + b"7" * GIGANTIC + after


def deep(sample: bytes) -> Variants:
    yield b"[" * DEEP
    yield b'{"a":' * DEEP
    yield b"[" * DEEP + b"]" * DEEP
    places = list(values(sample))
    for before, after in (places[0], places[-1]):
        yield before + b"[" * DEEP + b"]" * DEEP + after
        yield before + b'{"a":' * DEEP + b"1" + b"}" * DEEP + after


def surrogates(sample: bytes) -> Variants:
    given = cycle((b"a\xed\xa0\x80b", b'"a\\ud800b"', b'"\\udc00\\u0000"'))
    for before, after in values(sample):
        yield before + next(given) + after


def emptied(sample: bytes) -> Variants:
    header = sample.partition(b"\n")[0]
    mark = b"\xef\xbb\xbf"
    yield from (b"", mark, b"\n", b"\n\n\n", b" ", b"\0", b"\0" * 1_000, mark + b"\n")
    yield from (header, header + b"\n", mark + header, b"[]", b"{}", b"null", b'""', b"0", b"[[]]")


def packed(sample: bytes) -> Variants:
    """Cut, damaged and doubled gzip streams."""
    whole = gzip.compress(sample)
    yield from cut(whole)
    yield whole[:20] + b"\xff" * 8 + whole[28:]
    yield whole[:-4] + b"\xff" * 4
    yield whole + b"trailing bytes"
    yield gzip.compress(whole)


def foreign(sample: bytes) -> Variants:
    yield from (sample.decode().encode(name) for name in ("utf-16", "utf-32", "utf-16-be"))
    yield from (b"PK\x03\x04" + sample, b"\x89PNG\r\n\x1a\n" + sample, b"PAR1" + sample)
    yield from (b"<html>" + sample, b"%PDF-1.7\n" + sample, b"SQLite format 3\0" + sample)


DAMAGES: dict[str, Damage] = {
    "cut": cut,
    "not UTF-8": replaced(b"\xff"),
    "NUL": replaced(b"\0"),
    "a column doubled": by_name(doubled),
    "a column missing": by_name(missing),
    "values of wrong types": in_one(of_wrong_type),
    "a gigantic value": gigantic,
    "deep JSON": deep,
    "lone surrogates": in_one(surrogates),
    "next to nothing": emptied,
    "damaged gzip": packed,
    "another format": foreign,
}


def samples_in(content: bytes, sample: bytes) -> int:
    """How many samples a file could hold: by the lines under a table's header, else by bytes."""
    if is_table(sample):
        return -(-(content.count(b"\n") + 1) // (sample.count(b"\n") - 1))
    return -(-len(content) // len(sample))


def written(folder: Path, sample: bytes, content: bytes) -> Input:
    path = folder / ("sample.csv" if is_table(sample) else "sample.json")
    path.write_bytes(content)
    return Input.from_path(path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, outcome: Outcome) -> Callable[[Source], int]:
    """How many records of a source's own sample land."""
    folder = tmp_path_factory.mktemp("samples")

    @cache
    def landing(name: str) -> int:
        sample = SOURCES[name].sample.encode()
        good, said = outcome(SOURCES[name], written(folder, sample, sample))
        assert good > 0
        assert not said
        return good

    return lambda source: landing(source.name)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda each: each.name)
def test_a_damaged_file_is_read_rejected_or_told(
    source: Source, damage: str, tmp_path: Path, outcome: Outcome, whole: Callable[[Source], int]
) -> None:
    sample = source.sample.encode()
    for content in DAMAGES[damage](sample):
        good, _ = outcome(source, written(tmp_path, sample, content))
        assert good <= samples_in(content, sample) * whole(source), content[:200]


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda each: each.name)
def test_a_small_file_that_unpacks_to_much_is_read_in_pieces(
    source: Source, tmp_path: Path, outcome: Outcome, whole: Callable[[Source], int]
) -> None:
    sample = source.sample.encode()
    if is_table(sample):
        header, first, *_ = (table([row]) for row in fields(sample))
        times = BOMB // len(first)
        content = header + first * times
    else:
        times = BOMB // len(sample)
        content = sample * times
    packed_file = written(tmp_path, sample, gzip.compress(content))
    assert packed_file.path is not None
    assert packed_file.path.stat().st_size < BOMB // 20
    good, _ = outcome(source, packed_file)
    assert good <= times * whole(source)
    assert good == times or not is_table(sample)


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda each: each.name)
def test_what_is_no_file_is_told(source: Source, tmp_path: Path, outcome: Outcome) -> None:
    assert "it is a folder" in outcome(source, Input.from_path(tmp_path))[1]
    absent = Input.from_path(tmp_path / "none.csv")
    assert "there is no such file" in outcome(source, absent)[1]
