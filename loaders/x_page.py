"""Tweets as X's own pages receive them, brought into the layout of version 1.1 of its API."""

from typing import Any

from loaders.json_values import object_of


def status(result: dict[str, Any]) -> dict[str, Any]:
    """A tweet result; without ``legacy``, as of a tweet that is gone, nothing is left of it."""
    result = _inner(result)
    legacy = object_of(result.get("legacy"))
    told = {**legacy, "user": _user(result), "views": object_of(result.get("views")).get("count")}
    if "rest_id" in result:
        told.setdefault("id_str", result["rest_id"])
    note = object_of(object_of(result.get("note_tweet")).get("note_tweet_results")).get("result")
    if isinstance(note, dict):
        told["extended_tweet"] = {"full_text": note.get("text")}
    for name, held in (
        ("retweeted_status", legacy.get("retweeted_status_result")),
        ("quoted_status", result.get("quoted_status_result")),
    ):
        other = _inner(object_of(object_of(held).get("result")))
        if "legacy" in other:
            told[name] = status(other)
    return told


def _inner(result: dict[str, Any]) -> dict[str, Any]:
    """Some results stand one level deeper."""
    return result["tweet"] if isinstance(result.get("tweet"), dict) else result


def _user(result: dict[str, Any]) -> dict[str, Any] | None:
    """The author: from ``core``, or beside the tweet in the older layout."""
    found = object_of(object_of(result.get("core")).get("user_results")).get("result")
    if not isinstance(found, dict):
        beside = result.get("user")
        return beside if isinstance(beside, dict) else None
    newer = object_of(found.get("core"))
    said = {
        "location": object_of(found.get("location")).get("location"),
        "description": object_of(found.get("profile_bio")).get("description"),
    }
    known = {name: value for name, value in (newer | said).items() if value is not None}
    return {**object_of(found.get("legacy")), **known, "id_str": found.get("rest_id")}
