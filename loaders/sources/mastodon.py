"""Statuses of Mastodon, and of servers that speak as it does, as its interface gives them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

import polars as pl

from graph_models import Quotes, RepliesTo, Reshares
from loaders.batch import Batch, Fact, frames_of
from loaders.contents import linked, pictured, tagged, worded
from loaders.html_text import plain
from loaders.input import Input
from loaders.json_parts import JsonPiece, Part, parts
from loaders.json_records import Records, records
from loaders.kinds import COUNT, IDENTIFIER, TEXT, TIME, Column
from loaders.platform import Platform, kinds
from loaders.source import Options, source

MASTODON: Final = Platform("mastodon")
WITHIN: Final = ("statuses", "ancestors", "descendants")
FULL: Final = "acct@host"
"""Name under which an account's address with its server is put beside ``acct``."""

STATUS: Final = (
    Column("post", IDENTIFIER, filled=True, titled="uri"),
    Column("local", IDENTIFIER, titled="id"),
    Column("account", IDENTIFIER, filled=True, titled=f"account.{FULL}"),
    Column("at", TIME, titled="created_at"),
    Column("html", TEXT, titled="content"),
    Column("language", TEXT),
    Column("address", TEXT, titled="url"),
    Column("likes", COUNT, titled="favourites_count"),
    Column("reshares", COUNT, titled="reblogs_count"),
    Column("replies", COUNT, titled="replies_count"),
    Column("answers", IDENTIFIER, titled="in_reply_to_id"),
    Column("reshared", IDENTIFIER, titled="reblog.uri"),
    Column("quoted", IDENTIFIER, titled="quote.quoted_status.uri"),
    Column("card", TEXT, titled="card.url"),
)
ACCOUNT: Final = (
    Column("account", IDENTIFIER, filled=True, titled=FULL),
    Column("name", TEXT, titled="display_name"),
    Column("html", TEXT, titled="note"),
    Column("created_at", TIME),
    Column("followers", COUNT, titled="followers_count"),
    Column("following", COUNT, titled="following_count"),
)
MENTION: Final = (Column("account", IDENTIFIER, filled=True, titled=FULL),)
TAG: Final = (Column("shown", TEXT, titled="name"),)
MEDIUM: Final = (Column("image", TEXT, titled="remote_url|url|preview_url"),)
OTHERS: Final = ("reblog", "quote.quoted_status", "reblog.quote.quoted_status")


def _of_statuses(name: str, layout: tuple[Column, ...], at: str) -> Part:
    return Part(name, layout, (at,), of="status", carries=("post",))


LAYOUT: Final = (
    Part("status", STATUS, ("", *OTHERS)),
    Part("account", ACCOUNT, ("account",), of="status", carries=("at",)),
    _of_statuses("mention", MENTION, "mentions[]"),
    _of_statuses("tag", TAG, "tags[]"),
    _of_statuses("medium", MEDIUM, "media_attachments[]"),
)


@source(
    title="Mastodon statuses",
    reads=(
        "Statuses as the interface gives them, one or many, in arrays, a line each or under "
        "statuses, ancestors and descendants, also gzipped; a status is known by its uri, an "
        "account by user@host; takes wordings without HTML, links, cards, hashtags, mentions, "
        "media by address, boosts and quotes with the statuses they hold, authors with profiles; "
        "an answer leads to its status only where that is read in the same piece (32 MiB), for it "
        "is named by a server's own id; polls, emoji and visibility are left out. Follows "
        "'Status', 'Account' and 'MediaAttachment' (docs.joinmastodon.org/entities)."
    ),
    assumes="An account without a host is of the server that its address names.",
    sample=(
        '[{"id": "1", "uri": "https://a.example/users/ann/statuses/1", "created_at":'
        ' "2024-05-01T12:00:00.000Z", "content": "<p>Look at <a href=\\"https://example.org/r\\">'
        'this</a></p>", "account": {"acct": "ann", "url": "https://a.example/@ann",'
        ' "display_name": "Ann", "followers_count": 3}, "tags": [{"name": "june"}],'
        ' "mentions": [], "media_attachments": []},\n'
        ' {"id": "2", "uri": "https://b.example/users/bo/statuses/2", "created_at":'
        ' "2024-05-01T12:01:00.000Z", "content": "<p>Roses!</p>", "in_reply_to_id": "1",'
        ' "account": {"acct": "bo@b.example", "url": "https://b.example/@bo"}}]\n'
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; the ids are the platform's, so the set's name is in no key."""
    told = map(_told, records(file, WITHIN))
    for piece in parts(file, told, LAYOUT):
        yield Batch(frames=frames_of(_stated(piece)), rejects=piece.rejects, read=piece.read)


def _told(some: Records) -> Records:
    """Statuses whose accounts have their servers' names."""
    for value in some.values:
        reblog = value.get("reblog")
        for status in (value, reblog, _quoted(value), _quoted(reblog)):
            if isinstance(status, dict):
                mentions = status.get("mentions")
                named = mentions if isinstance(mentions, list) else []
                for account in (status.get("account"), *named):
                    if isinstance(account, dict):
                        account[FULL] = _full(account.get("acct"), account.get("url"))
    return replace(some, values=some.values)


def _quoted(status: Any) -> Any:
    quote = status.get("quote") if isinstance(status, dict) else None
    return quote.get("quoted_status") if isinstance(quote, dict) else None


def _full(acct: object, url: object) -> str | None:
    """``user@host`` in lower case; null where no host is known."""
    if not isinstance(acct, str) or not acct:
        return None
    if "@" in acct:
        return acct.lower()
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return None
    return f"{acct}@{host}".lower() if host else None


def _stated(piece: JsonPiece) -> list[Fact]:
    statuses = MASTODON.keyed(piece.parts["status"], "post", "account", "reshared", "quoted")
    read = plain(statuses["html"])
    rows = statuses.hstack(read)
    answered = _answered(rows)
    rows = rows.with_columns(answered=answered)
    sorts = rows.with_columns(answered=pl.coalesce("answered", "answers"))
    rows = rows.with_columns(sorts.select(kinds(sorts)))
    mention, tag, medium = (
        MASTODON.keyed(piece.parts[name].rename({"status_post": "post"}), "post")
        for name in ("mention", "tag", "medium")
    )
    inner = rows.select("post", seen="links").explode("seen")
    seen = pl.concat([inner, rows.select("post", seen="card")]).drop_nulls("seen")
    return [
        *_profiles(piece.parts["account"]),
        *MASTODON.posts(rows, profiled=True),
        *MASTODON.tied(rows, Reshares, "reshared"),
        *MASTODON.tied(rows, RepliesTo, "answered"),
        *MASTODON.tied(rows, Quotes, "quoted"),
        *worded(rows),
        *linked(seen),
        *tagged(tag),
        *MASTODON.mentioned(MASTODON.keyed(mention, "account")),
        *pictured(MASTODON.keyed(medium, "image")),
    ]


def _answered(rows: pl.DataFrame) -> pl.Series:
    """Key of the status that each answers, where exactly one here has that id."""
    known = rows.select(answers="local", answered="post").drop_nulls().unique()
    known = known.unique("answers", keep="none")
    return rows.join(known, on="answers", how="left", maintain_order="left")["answered"]


def _profiles(accounts: pl.DataFrame) -> list[Fact]:
    bio = plain(accounts["html"])["text"].alias("bio")
    rows = accounts.with_columns(bio.set((bio == "").fill_null(value=False), None))
    rows = rows.rename({"status_at": "still_at"})
    return MASTODON.profiles(
        MASTODON.keyed(rows.with_columns(handle="account"), "account").drop("row", "place", "html")
    )
