import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.kinds import LONGEST_KEY
from loaders.urls import domains, links

PIECES = st.sampled_from(
    ["http://", "HTTPS://", "www.", "Example.org", "exämple.org", ":80", ":8443", "/", "/..", "/./"]
    + ["a", "%7e", "%2f", "%", "%4", " ", "ä", "?", "&", "=", "utm_source=x", "fbclid=1", "#", "@"]
    + ["[::1]", "\\", "\t", "+", "//", "."]
)
ADDRESSES = st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=40)


def link(text: str) -> tuple[str | None, str | None]:
    return links(pl.Series([text])).row(0)


@pytest.mark.parametrize(
    ("given_as", "canonical"),
    [
        ("HTTP://WWW.Example.ORG:80", "https://www.example.org/"),
        ("https://example.org./a#part", "https://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a?utm_source=x&b=2&fbclid=3", "https://example.org/a?b=2"),
        ("https://example.org/a?UTM_Medium=x&gclid=1", "https://example.org/a"),
        ("https://example.org/a?gclid2=5&utm_a=1&utm_b=2&c", "https://example.org/a?gclid2=5&c"),
        ("https://example.org/%7euser/%c3%a4", "https://example.org/~user/%C3%A4"),
        ("https://example.org/ä b", "https://example.org/%C3%A4%20b"),
        ("https://example.org/a%2fb/../c", "https://example.org/c"),
        ("https://user:secret@example.org/", "https://example.org/"),
        ("https://bank.example@evil.example/", "https://evil.example/"),
        ("https://exämple.org/", "https://xn--exmple-cua.org/"),
        ("example.org/a", "https://example.org/a"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("https://t.co/AbC", "https://t.co/AbC"),
    ],
)
def test_one_destination_has_one_spelling(given_as: str, canonical: str) -> None:
    assert link(given_as)[0] == canonical


@pytest.mark.parametrize(
    "text",
    ["12345", "d41d8cd98f00b204e9800998ecf8427e", "ftp://example.org/", "mailto:a@example.org"]
    + ["ann@example.org", "https:///x", "https://a..b/", "https://good.example\\@evil.example/", ""]
    + ["https://example.org:port/", "https://example.org/" + "a" * LONGEST_KEY, "no link at all"],
)
def test_what_is_no_web_address_is_null(text: str) -> None:
    assert link(text) == (None, None)


@given(ADDRESSES)
@example("https://a.b/%%34%31?%75tm_source=1")
def test_a_canonical_address_is_its_own(text: str) -> None:
    url, domain = link(text)
    if url is not None:
        assert link(url) == (url, domain)
        assert domain == domains(pl.Series([f"https://{domain}"])).item()


def test_a_domain_is_the_host_without_www() -> None:
    hosts = pl.Series(["www.Example.org", "https://www.example.org/a", "www.com", "77", None])
    assert domains(hosts).to_list() == ["example.org", "example.org", "www.com", None, None]


def test_answers_stand_where_their_questions_stood() -> None:
    asked = pl.Series(["b.org", None, "a.org", "b.org", "7"])
    assert links(asked)["domain"].to_list() == ["b.org", None, "a.org", "b.org", None]
    assert links(pl.Series([], dtype=pl.String)).is_empty()
