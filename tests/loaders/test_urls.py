import time

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.defanging import refanged
from loaders.kinds import LONGEST_KEY
from loaders.urls import domains, links

PIECES = st.sampled_from(
    ["http://", "HTTPS://", "www.", "Example.org", "exämple.org", ":80", ":8443", "/", "/..", "/./"]
    + ["a", "%7e", "%2f", "%", "%4", " ", "ä", "?", "&", "=", "utm_source=x", "fbclid=1", "#", "@"]
    + ["[::1]", "\\", "\t", "+", "//", "."]
    + [
        "google.com",
        "/amp/s/",
        "/amp",
        "cdn.ampproject.org",
        "/c/s/",
        "m.",
        "mobile.",
        "amp.",
        "amp",
    ]
    + [
        "hxxp",
        "hxxps",
        "://",
        "[.]",
        "[:]",
        "(dot)",
        "[@]",
        "{/}",
        "[://]",
        "co.uk",
        "blogspot.com",
    ]
)
ADDRESSES = st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=40)


def link(text: str) -> tuple[str | None, str | None]:
    return links(pl.Series([text])).row(0)


@pytest.mark.parametrize(
    ("given_as", "canonical"),
    [
        ("HTTP://WWW.Example.ORG:80", "https://example.org/"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("https://www.m.example.org/a", "https://example.org/a"),
        ("https://www2.example.org/a", "https://www2.example.org/a"),
        ("https://www.gov.uk/a", "https://www.gov.uk/a"),
        ("https://www.com/a", "https://www.com/a"),
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
        ("http://192.0.2.7:8080/a", "https://192.0.2.7:8080/a"),
        ("http://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("https://localhost/a", "https://localhost/a"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://ｅxample。org/", "https://example.org/"),  # noqa: RUF001
        ("https://i❤.ws/", "https://xn--i-7iq.ws/"),
        ("https://example.org/a?q=[.]", "https://example.org/a?q=%5B.%5D"),
    ],
)
def test_one_destination_has_one_spelling(given_as: str, canonical: str) -> None:
    assert link(given_as)[0] == canonical


@pytest.mark.parametrize(
    ("variant", "page"),
    [
        ("https://www.google.com/amp/s/example.org/a?usqp=mq331", "https://example.org/a"),
        ("https://www.google.co.uk/amp/Example.org:443/a/amp", "https://example.org/a"),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/a", "https://example.org/a"),
        (
            "https://example-org.cdn.ampproject.org/v/example.org/?amp_js_v=0.1",
            "https://example.org/",
        ),
        ("https://google.com/amp/s/google.com./amp/s/m.example.org/a", "https://example.org/a"),
        ("https://amp.example.org/a/", "https://example.org/a/"),
        ("https://example.org/a/amp/amp/", "https://example.org/a/"),
        ("https://example.org/a?b=1&amp=1", "https://example.org/a?b=1"),
        ("https://example.org/a?outputType=amp&b=1", "https://example.org/a?b=1"),
        ("https://m.example.org/a", "https://example.org/a"),
        ("https://mobile.example.co.uk/a", "https://example.co.uk/a"),
        ("https://en.m.example.org/a", "https://en.example.org/a"),
        ("https://m.someone.blogspot.com/a", "https://someone.blogspot.com/a"),
    ],
)
def test_a_page_for_small_screens_is_the_page_it_shows(variant: str, page: str) -> None:
    assert link(variant)[0] == page


@pytest.mark.parametrize(
    "own",
    [
        "https://m.me/a",
        "https://mobile.de/a",
        "https://amp.co.uk/",
        "https://m.blogspot.com/",
        "https://m.news.example.org/",
        "https://example.org/amp",
        "https://example.org/amp/a",
        "https://example.org/lamp",
        "https://example.org/?amp=12v&output=list",
        "https://google.com/amp/s/nothing",
        "https://notgoogle.com/amp/s/example.org/a",
    ],
)
def test_what_only_looks_like_a_page_for_small_screens_stays(own: str) -> None:
    assert link(own)[0] == own


@pytest.mark.parametrize(
    ("defanged", "plain"),
    [
        ("hxxp://bad[.]example[.]org/a", "http://bad.example.org/a"),
        ("hXXps[:]//bad(.)example{dot}org[/]a[.]php", "https://bad.example.org/a.php"),
        ("https[://]bad [.] example [DOT] org", "https://bad.example.org"),
        ("h**p://bad.example", "http://bad.example"),
        ("https{:}//bad[.]example", "https://bad.example"),
        ("ann[@]bad[.]example", "ann@bad.example"),
        ("ann[at]bad(.)example", "ann@bad.example"),
        ("bad[.]example", "bad.example"),
    ],
)
def test_a_defanged_value_becomes_what_it_was(defanged: str, plain: str) -> None:
    assert refanged(pl.Series([defanged, None])).to_list() == [plain, None]
    assert link(defanged) == link(plain)


@pytest.mark.parametrize("text", ["Operation (GAN)", "a (1) b", "hxxp", "[]", "dot", "", "a[b]"])
def test_what_is_not_defanged_stays(text: str) -> None:
    assert refanged(pl.Series([text])).to_list() == [text]


@pytest.mark.parametrize(
    "text",
    ["12345", "d41d8cd98f00b204e9800998ecf8427e", "ftp://example.org/", "mailto:a@example.org"]
    + ["ann@example.org", "https:///x", "https://a..b/", "https://good.example\\@evil.example/", ""]
    + ["topnews", "co.uk", "192.0.2.7", "invoice.pdf", "intranet/a", "com", "ann[@]example.org"]
    + ["https://example.org:port/", "https://example.org/" + "a" * LONGEST_KEY, "no link at all"],
)
def test_what_is_no_web_address_is_null(text: str) -> None:
    assert link(text) == (None, None)


@given(ADDRESSES)
@example("https://a.b/%%34%31?%75tm_source=1")
@example("https://google.com/amp/s/a.cdn.m.ampproject.org/c/s/example.org/a//amp/")
@example("https://www.www.m.m.example.org/x/amp/amp")
def test_a_canonical_address_is_its_own(text: str) -> None:
    url, domain = link(text)
    if url is not None:
        assert link(url) == (url, domain)
        assert domain == domains(pl.Series([f"https://{domain}"])).item()


def test_a_domain_is_the_host_without_www() -> None:
    hosts = pl.Series(["www.Example.org", "https://www.example.org/a", "www.com", "77", None])
    assert domains(hosts).to_list() == ["example.org", "example.org", "www.com", None, None]
    subdomains = pl.Series(["bank.example.evil.example", "www.m.example.org", "www.gov.uk"])
    assert domains(subdomains).to_list() == [
        "bank.example.evil.example",
        "example.org",
        "www.gov.uk",
    ]


def test_a_gigantic_text_is_no_address_at_no_cost() -> None:
    began = time.perf_counter()
    long = "ä" * 5_000_000
    asked = pl.Series([long, f"https://{long}/", f"https://example.org/{long}", f"{long}[.]org"])
    assert links(asked)["url"].to_list() == [None] * 4
    assert time.perf_counter() - began < 5


def test_answers_stand_where_their_questions_stood() -> None:
    asked = pl.Series(["b.org", None, "a.org", "b.org", "7"])
    assert links(asked)["domain"].to_list() == ["b.org", None, "a.org", "b.org", None]
    assert links(pl.Series([], dtype=pl.String)).is_empty()
