import time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.html_text import plain


def read(html: str) -> tuple[str, list[str]]:
    row = plain(pl.Series([html])).row(0)
    return row[0], row[1]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two<br />three</p>", "One\ntwo\nthree"),
        ("a &lt;b&gt; &amp; c&nbsp;d &#x1F339;", "a <b> & c\xa0d 🌹"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("x<script>alert('<p>')</script>y", "xy"),
        ("x<!-- <p>no</p> -->y<!-- never closed", "xy"),
        ('<img alt=">" src=x onerror=alert(1)>z', "z"),
        ("<style>p{}</style>", ""),
        ("<b>bold", "bold"),
        ("open <b", "open <b"),
    ],
)
def test_html_becomes_its_words(html: str, text: str) -> None:
    assert read(html)[0] == text


def test_links_are_those_that_lead_out() -> None:
    html = (
        '<a href="https://a.example/@bo" class="u-url mention">@bo</a>'
        '<a href="https://a.example/tags/x" class="mention hashtag" rel="tag">#x</a>'
        "<a href='https://example.org/?a=1&amp;b=2' rel=\"nofollow\">"
        '<span class="invisible">https://</span>example.org</a><a name="x">no</a>'
    )
    assert read(html) == ("@bo#xhttps://example.orgno", ["https://example.org/?a=1&b=2"])


def test_nothing_stays_nothing() -> None:
    assert plain(pl.Series([None, "a"], dtype=pl.String)).rows() == [(None, None), ("a", [])]


@pytest.mark.parametrize(
    "hostile", ["<", "<a ", "<!--", "<script>", '<a "', "<a '", "&", "<a href="]
)
def test_hostile_html_takes_no_longer_than_its_length(hostile: str) -> None:
    began = time.process_time()
    read(hostile * 100_000)
    assert time.process_time() - began < 5


@given(st.text(alphabet="<>/\"'=&;!-abp ", max_size=80))
def test_any_text_is_read(html: str) -> None:
    text, _ = read(html)
    assert len(text) <= 2 * len(html)
