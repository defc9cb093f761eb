"""Telegram's export of a channel, as its desktop program writes it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from numpy.random import Generator

from planted.case import PlantedFile, truth_of
from planted.chance import identifiers
from planted.world import Settled

SOURCE = "telegram"
PLATFORM = "telegram"


def write_channels(
    folder: Path, name: str, world: Settled, rng: Generator
) -> tuple[list[PlantedFile], pl.DataFrame]:
    """One file for each channel, and the truth about them; every account is a channel."""
    ids = identifiers(rng, len(world.accounts), digits=10)
    files = []
    for channel, called in enumerate(world.accounts["name"].to_list()):
        own = world.posts.filter(pl.col("account") == channel)
        messages = [
            _message(place, row, called, ids[channel])
            for place, row in enumerate(own.iter_rows(named=True), start=2)
        ]
        held = {
            "name": called,
            "type": "public_channel",
            "id": int(ids[channel]),
            "messages": messages,
        }
        path = folder / f"{name}_{channel + 1}.json"
        path.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
        files.append(PlantedFile(SOURCE, path, len(messages)))
    return files, truth_of(PLATFORM, ids, world.accounts)


def _message(place: int, row: dict[str, Any], called: str, channel: str) -> dict[str, object]:
    words = row["text"] or ""
    entities = [{"type": "plain", "text": words}]
    text: object = words
    if row["url"] is not None:
        link = {"type": "link", "text": row["url"]}
        entities = [{"type": "plain", "text": f"{words} "}, link]
        text = [f"{words} ", link]
    return {
        "id": place,
        "type": "message",
        "date": datetime.fromtimestamp(row["at"], UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(row["at"]),
        "from": called,
        "from_id": f"channel{channel}",
        "text": text,
        "text_entities": entities,
    }
