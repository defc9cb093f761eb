"""Who acts: accounts, pages, and the handles they went by."""

from datetime import datetime
from typing import Annotated, Literal

from graph_models.base import Node, Personal


class Account(
    Node,
    indexes=("handle", "created_at"),
    search=("handle", "name"),
    caption=("handle", "name"),
):
    """Whoever a platform says performed an act; not necessarily one person."""

    platform: str
    """Short name of the platform, the part of the key before the colon."""

    handle: Annotated[str | None, Personal, "latest"] = None
    """The name in the address, without the at sign; USED_HANDLE has every one it went by."""

    handle_seen_at: datetime | None = None
    """When it last was seen to go by that handle, or a time at which it still did."""

    name: Annotated[str | None, Personal, "latest"] = None
    """The name it shows to people."""

    name_seen_at: datetime | None = None
    """When it last was seen to show that name, or a time at which it still did."""

    bio: Annotated[str | None, Personal] = None
    """What it says about itself."""

    location: Annotated[str | None, Personal] = None
    """Where it says it is; never checked."""

    language: str | None = None
    """Language of the interface or of most posts, as the source gives it."""

    created_at: Annotated[datetime | None, "least"] = None
    """When the platform says the account was opened."""

    followers: int | None = None
    """Followers when the source was made; the greatest is shown."""

    following: int | None = None
    """Accounts it followed when the source was made; the greatest is shown."""


class Page(
    Node, indexes=("handle", "created_at"), search=("handle", "name"), caption=("name", "handle")
):
    """A place that publishes under its own name and is run by others: page, group, channel."""

    platform: str
    """Short name of the platform, the part of the key before the colon."""

    kind: Literal["page", "group", "channel", "subreddit", "site"] | None = None
    """What the platform calls such a place."""

    handle: Annotated[str | None, "latest"] = None
    """The name in the address."""

    handle_seen_at: datetime | None = None
    """When it last was seen to have that handle, or a time at which it still had."""

    name: Annotated[str | None, "latest"] = None
    """The name it shows to people."""

    name_seen_at: datetime | None = None
    """When it last was seen to show that name, or a time at which it still did."""

    about: str | None = None
    """What it says about itself."""

    country: str | None = None
    """Where the platform says it is run from, as an ISO 3166 code."""

    created_at: Annotated[datetime | None, "least"] = None
    """When the platform says it was opened."""

    followers: int | None = None
    """Followers or members when the source was made; the greatest is shown."""


class Handle(Node, search=("handle",), caption=("handle",)):
    """A name in an address, which may pass from one account to another."""

    platform: str
    """Short name of the platform, the part of the key before the colon."""

    handle: Annotated[str | None, Personal] = None
    """The handle as it was seen, without the at sign."""
