"""Acts as plain Python reads them from the files of a planted world and of the German set.

Shares no code with the sources, so that what those read can be held against it.
"""

import ast
import csv
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from planted import PlantedFile

Act = tuple[str, str, str, float, str | None]
"""Trace, actor, object, seconds since 1970, post."""

GERMAN_COLUMNS = {
    "co_link": "url",
    "co_hashtag": "hashtag",
    "co_image": "phash",
    "co_domain": "domain",
}

FAST_S = 10.0

DONE = {"like": "likes", "view": "views", "follow": "follows", "reply": "comments"}
"""What a bought act is, to how the name of its table ends."""


def acts_of(file: PlantedFile) -> Iterator[Act]:
    """The acts of one file; none where it has a layout that is not read here."""
    if file.source == "coortweet":
        yield from _german(file.path)
    elif file.source == "twitter_archive" and file.path.name.endswith("_tweets.csv"):
        yield from _tweets(file.path)
    elif file.source == "meta_content_library":
        yield from _meta(file.path)
    elif file.source == "shares":
        yield from _shares(file)


def _german(path: Path) -> Iterator[Act]:
    rows = pl.read_parquet(path).filter(pl.col("post_id").is_not_null())
    for trace, kind in GERMAN_COLUMNS.items():
        chosen = rows.select("account_id", f"{kind}_id", "post_id", "timestamp").drop_nulls()
        for actor, thing, post, at in chosen.iter_rows():
            key = actor.replace("_", ":", 1)
            yield trace, key, f"coortweet:{thing}", float(at), f"{key.partition(':')[0]}:{post}"


def _tweets(path: Path) -> Iterator[Act]:
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            actor, post = f"x:{row['userid']}", f"x:{row['tweetid']}"
            at = datetime.fromisoformat(row["tweet_time"]).replace(tzinfo=UTC).timestamp()
            listed = {
                name: ast.literal_eval(row[name]) if row[name] else []
                for name in ("hashtags", "urls", "user_mentions")
            }
            things = [("co_hashtag", tag.casefold()) for tag in listed["hashtags"]]
            things += [("co_mention", f"x:{key}") for key in listed["user_mentions"]]
            things += [each for url in listed["urls"] for each in _link(url)]
            things += [("co_text", _wording(row["tweet_text"]))]
            if row["retweet_tweetid"]:
                things.append(("co_reshare", f"x:{row['retweet_tweetid']}"))
            if row["in_reply_to_tweetid"]:
                things.append(("co_reply", f"x:{row['in_reply_to_tweetid']}"))
            yield from ((trace, actor, thing, at, post) for trace, thing in things if thing)
    yield from _fast_reshares(path)


def _fast_reshares(path: Path) -> Iterator[Act]:
    """Reshares within ten seconds, whose object is the author."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    moments = [
        datetime.fromisoformat(row["tweet_time"]).replace(tzinfo=UTC).timestamp() for row in rows
    ]
    born = {row["tweetid"]: (row["userid"], at) for row, at in zip(rows, moments, strict=True)}
    for row, at in zip(rows, moments, strict=True):
        author, since = born.get(row["retweet_tweetid"], (row["userid"], at))
        if author != row["userid"] and since <= at <= since + FAST_S:
            yield "fast_reshare", f"x:{row['userid']}", f"x:{author}", at, f"x:{row['tweetid']}"


def _meta(path: Path) -> Iterator[Act]:
    platform = "instagram" if "instagram" in path.name else "fb"
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            actor, post = f"{platform}:mcl:{row['post_owner.id']}", f"{platform}:mcl:{row['id']}"
            at = datetime.fromisoformat(row["creation_time"]).timestamp()
            things = [("co_hashtag", tag.casefold()) for tag in json.loads(row["hashtags"] or "[]")]
            things += _link(row.get("link_attachment.link"))
            things += [("co_text", _wording(row["text"]))]
            if row.get("shared_post_id"):
                things.append(("co_reshare", f"{platform}:mcl:{row['shared_post_id']}"))
            yield from ((trace, actor, thing, at, post) for trace, thing in things if thing)


def _shares(file: PlantedFile) -> Iterator[Act]:
    platform, done = file.options["platform"], file.options["as"]
    if done not in DONE:
        return
    with file.path.open(newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            followed = "followed " if done == "follow" else ""
            thing = f"{followed}{platform}:{row['object_id']}"
            post = f"{platform}:{row['content_id']}" if done == "reply" else None
            actor, at = f"{platform}:{row['account_id']}", float(row["timestamp_share"])
            yield "co_reply" if done == "reply" else "co_engagement", actor, thing, at, post


def _link(url: str | None) -> list[tuple[str, str]]:
    if not url:
        return []
    host = urlsplit(url).hostname or ""
    return [("co_link", url), ("co_domain", ".".join(host.split(".")[-2:]))]


def _wording(text: str) -> str | None:
    """The key of a wording in letters of the Latin alphabet."""
    said = re.sub(r"^(\W*\brt\s+@\w+\s*:?\s*)+", "", text.lower().strip("'\"‘’“” "))  # noqa: RUF001
    said = re.sub(r"@\w+", " ", re.sub(r"https?://\S*", " ", said))
    said = re.sub(r"[^\w#]+", " ", said).strip()
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}" if said else None
