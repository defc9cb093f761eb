"""Statuses as a Mastodon server's interface gives them: one list, the newest first."""

import json
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import polars as pl
from numpy.random import Generator

from planted.case import PlantedFile, truth_of
from planted.chance import identifiers
from planted.world import Settled

SOURCE = "mastodon"
PLATFORM = "mastodon"
SERVER = "tooting.example"

Entity = dict[str, Any]


def write_statuses(
    folder: Path, name: str, world: Settled, rng: Generator
) -> tuple[PlantedFile, pl.DataFrame]:
    """All statuses that are neither boosts nor replies, and the truth about their authors."""
    ids = identifiers(rng, len(world.accounts), digits=18)
    authors = [
        _account(str(ids[place]), row)
        for place, row in enumerate(world.accounts.iter_rows(named=True))
    ]
    own = world.posts.filter(pl.col("reshares").is_null() & pl.col("replies_to").is_null())
    numbers = identifiers(rng, len(own), digits=18).sort(descending=True)
    statuses = [
        _status(str(numbers[place]), row, authors[row["account"]])
        for place, row in enumerate(own.reverse().iter_rows(named=True))
    ]
    path = folder / f"{name}.json"
    path.write_text(json.dumps(statuses, ensure_ascii=False, indent=1), encoding="utf-8")
    posted = own["account"].unique().sort().to_list()
    known = pl.select(
        pl.format("{}@{}", world.accounts["handle"].str.to_lowercase(), pl.lit(SERVER))
    )
    truth = truth_of(PLATFORM, known.to_series(), world.accounts)[posted]
    return PlantedFile(SOURCE, path, len(statuses)), truth


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _account(number: str, row: Entity) -> Entity:
    handle = str(row["handle"])
    return {
        "id": number,
        "username": handle,
        "acct": handle,
        "display_name": row["name"],
        "locked": False,
        "bot": False,
        "discoverable": True,
        "group": False,
        "created_at": _moment(row["created"]),
        "note": f"<p>{escape(str(row['bio']))}</p>" if row["bio"] else "",
        "url": f"https://{SERVER}/@{handle}",
        "uri": f"https://{SERVER}/users/{handle}",
        "avatar": f"https://{SERVER}/avatars/original/missing.png",
        "avatar_static": f"https://{SERVER}/avatars/original/missing.png",
        "header": f"https://{SERVER}/headers/original/missing.png",
        "header_static": f"https://{SERVER}/headers/original/missing.png",
        "followers_count": row["followers"],
        "following_count": row["following"],
        "statuses_count": 0,
        "last_status_at": None,
        "emojis": [],
        "fields": [],
    }


def _status(number: str, row: Entity, author: Entity) -> Entity:
    handle, url = author["username"], row["url"]
    link = f'<a href="{escape(str(url))}" rel="nofollow noopener">{escape(str(url))}</a>'
    tags = str(row["tags"]).split(" ") if row["tags"] else []
    linked = [f'<a href="https://{SERVER}/tags/{t}" class="mention hashtag">#{t}</a>' for t in tags]
    words = [escape(str(row["text"]))] if row["text"] else []
    content = " ".join([*words, *linked, *([link] if url else [])])
    return {
        "id": number,
        "created_at": _moment(row["at"]),
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "en",
        "uri": f"https://{SERVER}/users/{handle}/statuses/{number}",
        "url": f"https://{SERVER}/@{handle}/{number}",
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "edited_at": None,
        "content": f"<p>{content}</p>",
        "reblog": None,
        "account": author,
        "media_attachments": [],
        "mentions": [],
        "tags": [{"name": t.lower(), "url": f"https://{SERVER}/tags/{t}"} for t in tags],
        "emojis": [],
        "card": None,
        "poll": None,
    }
