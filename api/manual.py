"""The specification as one static page: no script, nothing loaded from anywhere."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import Any

import orjson

from api.specification import operations

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:3rem;border-top:1px solid #8888;padding-top:1rem}
h3 code{font-size:1.1rem}pre{overflow:auto;padding:.8rem;background:#8881}
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}a{color:#8bf}}
"""

_DIGEST = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'"


def page(document: dict[str, Any]) -> str:
    """The page; whatever the specification holds is text."""
    title = f"{document['info']['title']} {document['info']['version']}"
    return "\n".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
            f"<h1>{escape(title)}</h1>",
            *(f"<p>{escape(part)}</p>" for part in document["info"]["description"].split("\n\n")),
            '<p>For programs: <a href="openapi.json">openapi.json</a></p>',
            *_by_tag(document),
            "</body></html>",
        )
    )


def _by_tag(document: dict[str, Any]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for path, operation in operations(document):
        found.setdefault(operation["tags"][0], []).extend(_operation(path, operation))
    for tag, lines in found.items():
        yield f"<h2>{escape(tag)}</h2>"
        yield from lines


def _operation(path: str, operation: dict[str, Any]) -> Iterator[str]:
    name = escape(operation["operationId"])
    yield f'<h3 id="{name}"><code>GET {escape(path)}</code></h3>'
    yield f"<p>{escape(operation['description'])}</p>"
    yield f"<p>Permission: {escape(operation['x-permission'])}</p>"
    parameters = operation.get("parameters", [])
    if parameters:
        yield "<table><tr><th>parameter</th><th>in</th><th>meaning</th></tr>"
        for each in parameters:
            cells = (each["name"], each["in"], each.get("description", ""))
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        yield "</table>"
    for content in operation["responses"]["200"].get("content", {}).values():
        if "example" in content:
            text = orjson.dumps(content["example"], option=orjson.OPT_INDENT_2).decode()
            yield f"<details><summary>example</summary><pre>{escape(text)}</pre></details>"
