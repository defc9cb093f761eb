"""Chats as Telegram Desktop exports them: one chat or all, result.json."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import polars as pl

from graph_models import In, Page, Post, Published, RepliesTo
from loaders import facts
from loaders.batch import Batch, Fact, frames_of
from loaders.contents import linked, pictured, tagged, worded
from loaders.input import Input
from loaders.json_parts import JsonPiece, Part, parts
from loaders.json_records import Records, records
from loaders.kinds import IDENTIFIER, TEXT, TIME, Column, Kind
from loaders.platform import Platform
from loaders.source import Options, source

TELEGRAM: Final = Platform("telegram")
WITHIN: Final = ("messages", "chats.list.messages", "left_chats.list.messages")

CHATS: Final = {
    "public_channel": "channel",
    "private_channel": "channel",
    "public_supergroup": "group",
    "private_supergroup": "group",
    "private_group": "group",
    "personal_chat": "",
    "bot_chat": "",
    "saved_messages": "",
}
"""Kind of page that each sort of chat is; between two people it is none."""


def _peers(values: pl.Series) -> pl.Series:
    texts = values.cast(pl.String, strict=False)
    bare = texts.str.replace(r"^([0-9]{1,10})$", "user${1}")
    return bare.set(~bare.str.contains(r"^(?:user|channel|chat)[0-9]{1,20}$"), None)


def _sorts(values: pl.Series) -> pl.Series:
    texts = values.cast(pl.String, strict=False)
    return texts.set(~texts.is_in(list(CHATS)).fill_null(value=False), None)


PEER: Final = Kind(pl.String(), _peers, "is nobody: user, channel or chat and a number is")
SORT: Final = Kind(pl.String(), _sorts, f"is no sort of chat: {', '.join(CHATS)} are")

MESSAGE: Final = (
    Column("id", IDENTIFIER, filled=True),
    Column("sort", TEXT, titled="type"),
    Column("at", TIME, titled="date_unixtime|date"),
    Column("name", TEXT, titled="from|actor"),
    Column("peer", PEER, titled="from_id|actor_id"),
    Column("text", TEXT),
    Column("forwarded", TEXT, titled="forwarded_from|forwarded_from_id"),
    Column("answered", IDENTIFIER, titled="reply_to_message_id"),
    Column("answered_in", PEER, titled="reply_to_peer_id"),
    Column("photo", TEXT),
    Column("chat", IDENTIFIER, filled=True, titled="chat.id"),
    Column("chat_name", TEXT, titled="chat.name"),
    Column("chat_sort", SORT, filled=True, titled="chat.type"),
)
ENTITY: Final = (
    Column("sort", TEXT, titled="type"),
    Column("text", TEXT),
    Column("href", TEXT),
    Column("account", IDENTIFIER, titled="user_id"),
)
LAYOUT: Final = (
    Part("message", MESSAGE),
    Part("entity", ENTITY, ("text_entities[]",), of="message", carries=("id", "chat", "chat_sort")),
)


@source(
    title="Telegram Desktop export",
    reads=(
        "result.json of one chat or of all (chats and left_chats), also gzipped: messages with "
        "wording, hashtags, links, named users and answers, the people and channels they are from, "
        "channels and groups as pages, photos by their path in the export; a forwarded message is "
        "a reshare, but of which message the export does not say; of service messages the actor "
        "only; handles that are named, reactions, polls, calls, contacts, sessions and other files "
        "are left out. Follows 'Telegram Data Export Schema' (core.telegram.org/import-export)."
    ),
    assumes="The date of a message without date_unixtime (older exports) is UTC.",
    sample=(
        '{"name": "Garden news", "type": "public_channel", "id": 1001, "messages": [\n'
        '{"id": 1, "type": "message", "date": "2024-05-01T12:00:00", "date_unixtime":'
        ' "1714564800", "from": "Garden news", "from_id": "channel1001", "photo":'
        ' "photos/photo_1.jpg", "text": ["Look ", {"type": "link", "text":'
        ' "https://example.org/roses"}], "text_entities": [{"type": "plain", "text": "Look "},'
        ' {"type": "link", "text": "https://example.org/roses"}]},\n'
        '{"id": 2, "type": "message", "date": "2024-05-01T12:01:00", "date_unixtime":'
        ' "1714564860", "from": "Ann", "from_id": "user77", "reply_to_message_id": 1,'
        ' "text": "Roses!", "text_entities": [{"type": "plain", "text": "Roses!"}]}]}\n'
    ),
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """One batch for each piece; only photos, known by a path, are the set's own."""
    told = map(_told, records(file, WITHIN))
    for piece in parts(file, told, LAYOUT):
        stated = frames_of(_stated(piece, options.set_name))
        yield Batch(frames=stated, rejects=piece.rejects, read=piece.read)


def _told(some: Records) -> Records:
    """Each message with its chat; its text in one piece."""
    chat = {key: some.beside.get(key) for key in ("id", "name", "type")}
    return replace(some, values=[_whole(value) | {"chat": chat} for value in some.values])


def _whole(message: dict[str, Any]) -> dict[str, Any]:
    text = message.get("text")
    if not isinstance(text, list):
        return message
    pieces = [each.get("text") if isinstance(each, dict) else each for each in text]
    texts = [each for each in pieces if isinstance(each, str)]
    if len(texts) < len(pieces):
        return message
    marked = [each for each in text if isinstance(each, dict)]
    return {"text_entities": marked} | message | {"text": "".join(texts)}


def _chat_key(rows: pl.DataFrame, chat: str = "chat") -> pl.Expr:
    """Ids of channels and supergroups are bare; of others they count by themselves."""
    sort = pl.col("chat_sort")
    prefix = (
        pl.when(sort == "private_group")
        .then(pl.lit("chat"))
        .when(sort.is_in([name for name, kind in CHATS.items() if not kind]))
        .then(pl.lit("user"))
        .otherwise(pl.lit(""))
    )
    return pl.format("{}:{}{}", pl.lit(TELEGRAM.name), prefix, chat)


def _post_key(rows: pl.DataFrame, message: str) -> pl.Expr:
    return pl.format("{}/{}", _chat_key(rows), message)


def _stated(piece: JsonPiece, set_name: str) -> list[Fact]:
    messages = piece.parts["message"]
    peer = pl.col("peer")
    rows = messages.with_columns(
        place=_chat_key(messages),
        kind_of_page=pl.col("chat_sort").replace_strict(CHATS),
        account=pl.when(peer.str.starts_with("user")).then(_peer_key("peer")),
        page=pl.when(~peer.str.starts_with("user")).then(_peer_key("peer")),
    )
    is_page = pl.col("kind_of_page") != ""
    rows = rows.with_columns(
        page=pl.when(peer.is_null() & (pl.col("kind_of_page") == "channel"))
        .then("place")
        .otherwise("page"),
    )
    posts = rows.filter(pl.col("sort").ne_missing("service")).with_columns(
        post=_post_key(rows, "id")
    )
    others = rows.filter(pl.col("page").is_not_null())
    return [
        *TELEGRAM.profiles(rows.select("account", "name")),
        (Page, _pages(rows.filter(is_page), "place", "chat_name", kind="kind_of_page")),
        (Page, _pages(others, "page", "name")),
        *_posts(posts, set_name),
        *_entities(piece.parts["entity"]),
    ]


def _pages(rows: pl.DataFrame, key: str, name: str, *, kind: str | None = None) -> pl.DataFrame:
    return rows.select(
        key=key,
        platform=pl.lit(TELEGRAM.name),
        kind=pl.col(kind) if kind else pl.lit(None, dtype=pl.String),
        name=name,
    ).unique(maintain_order=True)


def _peer_key(column: str) -> pl.Expr:
    bare = pl.col(column).str.replace("^(?:user|channel)", "")
    return pl.format("{}:{}", pl.lit(TELEGRAM.name), bare)


def _posts(posts: pl.DataFrame, set_name: str) -> list[Fact]:
    kind = (
        pl.when(pl.col("forwarded").is_not_null())
        .then(pl.lit("reshare"))
        .when(pl.col("answered").is_not_null())
        .then(pl.lit("reply"))
        .otherwise(pl.lit("original"))
    )
    elsewhere = pl.format("{}/{}", _peer_key("answered_in"), "answered")
    rows = posts.with_columns(
        kind=kind,
        answered=pl.when(pl.col("answered_in").is_not_null())
        .then(elsewhere)
        .otherwise(_post_key(posts, "answered")),
        image=pl.when(~pl.col("photo").str.starts_with("(")).then(
            pl.format("{}:{}/{}", pl.lit(set_name), "place", "photo")
        ),
    )
    published = rows.drop_nulls("page")
    within = rows.filter(
        (pl.col("kind_of_page") != "") & pl.col("page").ne_missing(pl.col("place"))
    )
    return [
        (Post, rows.select("kind", "text", key="post", platform=pl.lit(TELEGRAM.name))),
        facts.posted(rows.drop_nulls("account")),
        (Published, published.select("at", start_key="page", end_key="post")),
        (In, within.select(start_key="post", end_key="place")),
        *TELEGRAM.tied(rows, RepliesTo, "answered"),
        *worded(rows),
        *pictured(rows),
    ]


def _entities(entities: pl.DataFrame) -> list[Fact]:
    named = {name: f"message_{name}" for name in ("id", "chat", "chat_sort")}
    rows = entities.with_columns(**{name: pl.col(held) for name, held in named.items()})
    rows = rows.with_columns(post=_post_key(rows, "id"), shown="text")
    is_link = pl.col("sort").is_in(["link", "text_link"])
    links = rows.filter(is_link).with_columns(seen=pl.coalesce("href", "text"))
    users = rows.filter(pl.col("sort") == "mention_name")
    return [
        *tagged(_counted(rows.filter(pl.col("sort") == "hashtag"))),
        *linked(links.drop_nulls("seen")),
        *TELEGRAM.mentioned(TELEGRAM.keyed(users.select("post", "account"), "account")),
    ]


def _counted(tags: pl.DataFrame) -> pl.DataFrame:
    """Places among the hashtags, not among all that is marked in a text."""
    return tags.with_columns(place=pl.col("place").rank("ordinal").over("post").cast(pl.Int64))
