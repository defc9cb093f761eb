"""The words and links of HTML that strangers wrote; nothing in it is ever run or fetched."""

import re
from html import unescape
from typing import Final

import polars as pl

from loaders.distinct import each_once

TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<unseen>script|style|template|title)\b.*?(?:</(?P=unseen)\s*>|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][a-z0-9:-]*+)"
    r"""(?P<attributes>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""",
    re.IGNORECASE | re.DOTALL,
)
"""A comment, what is never shown, or a tag; one that does not close is none, and is text."""

ATTRIBUTE: Final = re.compile(
    r"""([a-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.I
)
BREAKS: Final = frozenset({"br", "p", "div", "li", "blockquote", "pre", "tr", "h1", "h2", "h3"})
NO_LINKS: Final = frozenset({"mention", "hashtag"})
"""Classes of links that only lead to a profile or a search."""


def plain(values: pl.Series) -> pl.DataFrame:
    """Columns text and links (addresses in the order of the text) for each HTML."""
    return each_once(values, _plain)


def _plain(texts: pl.Series) -> pl.DataFrame:
    read = [_words_and_links(text) for text in texts]
    return pl.DataFrame(
        {"text": [words for words, _ in read], "links": [links for _, links in read]},
        schema={"text": pl.String(), "links": pl.List(pl.String())},
    )


def _words_and_links(html: str) -> tuple[str, list[str]]:
    words: list[str] = []
    links: list[str] = []
    place = 0
    for tag in TAG.finditer(html):
        words.append(unescape(html[place : tag.start()]))
        place = tag.end()
        name = (tag["name"] or "").lower()
        if name in BREAKS:
            words.append("\n")
        elif name == "a" and not tag["end"]:
            links += _address(tag["attributes"])
    words.append(unescape(html[place:]))
    lines = (line.strip() for line in "".join(words).splitlines())
    return "\n".join(line for line in lines if line), links


def _address(attributes: str) -> list[str]:
    held = {name.lower(): a or b or c for name, a, b, c in ATTRIBUTE.findall(attributes)}
    if not NO_LINKS.isdisjoint(held.get("class", "").split()):
        return []
    address = unescape(held.get("href", "")).strip()
    return [address] if address else []
