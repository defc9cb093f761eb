"""Random input to every parser, made from its sample; for one: ``pytest -m fuzz -k coortweet``."""

import gzip
import io
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders import SOURCES, Input, Source

EXAMPLES_A_ROUND = 50
MOST_CHANGES = 6

EXTREMES = st.sampled_from(
    [
        b"\0",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf4\x8f\xbf\xbf",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
    ]
    + ["\u202e", "e\u0301", "\ufdfa" * 9, "İ", "ß", "\u200d", "🏳️‍🌈", "\U000e0001"]
    + ["-1", "9" * 20, "1e309", "NaN", "-0.0", "1.5e17", "0x1F", "٣", "2024-02-30 25:61", "0"]
    + ["null", "NA", "true", "[]", "{}", "[", "]", "{", "}", '"', '""', "'", "\\", "\\u", "\\ud800"]
    + ["\n", "\r", "\r\n", "\n\n", ",", ";", "\t", "|", ":", " ", "[" * 500, '{"a":' * 300]
    + [
        "https://",
        "hxxp[:]//a[.]b",
        "@",
        "#",
        "https://[::1",
        "http://a/../..//?&=#",
        "xn--",
        "%00",
    ]
).map(lambda each: each if isinstance(each, bytes) else each.encode())

Outcome = Callable[[Source, Input], tuple[int, str]]


def is_table(content: bytes) -> bool:
    return not content.startswith((b"{", b"["))


@st.composite
def changed(draw: st.DrawFn, sample: bytes) -> bytes:
    """The sample after some changes, seldom to the header, and sometimes gzipped."""
    begins = sample.find(b"\n") + 1 if is_table(sample) and draw(st.integers(0, 4)) else 0
    content = sample
    for _ in range(draw(st.integers(1, MOST_CHANGES))):
        content = content[:begins] + draw(change(content[begins:], sample))
    return gzip.compress(content, mtime=0) if draw(st.integers(0, 9)) == 0 else content


@st.composite
def change(draw: st.DrawFn, content: bytes, sample: bytes) -> bytes:
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    before, held, after = content[:start], content[start:end], content[end:]
    match draw(st.sampled_from(["cut", "drop", "splice", "double", "swap", "bytes", "extreme"])):
        case "cut":
            return before
        case "drop":
            return before + after
        case "splice":
            first, last = sorted(draw(st.tuples(*[st.integers(0, len(sample))] * 2)))
            return before + sample[first:last] + after
        case "double":
            return before + held * draw(st.integers(2, 30)) + after
        case "swap":
            return swapped(draw, content)
        case "bytes":
            return before + draw(st.binary(max_size=40) | text()) + content[start:]
        case _:
            return before + draw(EXTREMES) + content[start + draw(st.integers(0, 3)) :]


def text() -> st.SearchStrategy[bytes]:
    return st.text(max_size=20).map(lambda each: each.encode())


def swapped(draw: st.DrawFn, content: bytes) -> bytes:
    """Two fields or lines in each other's place."""
    mark = draw(st.sampled_from([b",", b"\n", b'"', b":"]))
    parts = content.split(mark)
    first, second = draw(st.tuples(*[st.integers(0, len(parts) - 1)] * 2))
    parts[first], parts[second] = parts[second], parts[first]
    return mark.join(parts)


@pytest.mark.fuzz
@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda each: each.name)
def test_a_parser_lands_rejects_or_tells(
    source: Source, outcome: Outcome, request: pytest.FixtureRequest
) -> None:
    """Round after round until the time is up; hypothesis tries first again what failed before."""
    ends = time.monotonic() + request.config.getoption("--fuzz-seconds")
    sample = source.sample.encode()
    read = 0

    @settings(
        max_examples=EXAMPLES_A_ROUND,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(changed(sample))
    def check(content: bytes) -> None:
        nonlocal read
        read += 1
        outcome(source, Input.from_stream(io.BytesIO(content), name="sample"))

    while time.monotonic() < ends:
        check()
    assert read
