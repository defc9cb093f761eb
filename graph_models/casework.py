"""What people add: cases and notes, and the keys with which they enter."""

from datetime import datetime
from typing import Literal

from graph_models.actors import Account, Handle, Page
from graph_models.base import Node, Relationship
from graph_models.findings import Cluster, Run
from graph_models.objects import Domain, Hashtag, Image, Post, Text, Url
from graph_models.reports import Indicator

ANYTHING = (Account, Page, Handle, Post, Text, Image, Url, Domain, Hashtag, Indicator, Cluster, Run)


class Case(Node, indexes=("created_at",), search=("title",), caption=("title",), sourced=False):
    """An investigation: what somebody gathered, under a title."""

    title: str
    """What it is about."""

    created_at: datetime
    """When it was opened."""

    closed_at: datetime | None = None
    """When it was closed; null while open."""


class Note(Node, indexes=("created_at",), search=("body",), caption=("body",), sourced=False):
    """Words that an investigator wrote about something."""

    body: str
    """The words; text, never markup."""

    author: str
    """Name of the API key it was written with."""

    created_at: datetime
    """When it was written."""


class Includes(Relationship, start=Case, end=ANYTHING, sourced=False):
    """A case holds this."""


class About(Relationship, start=Note, end=(*ANYTHING, Case), sourced=False):
    """A note is about this."""


class ApiKey(Node, caption=("name",), sourced=False):
    """A key to the service; the secret itself is never stored."""

    name: str
    """Who or what holds it."""

    role: Literal["viewer", "analyst", "admin"]
    """What its holder may do."""

    secret_sha256: str
    """Hash of the secret, which is random and long: no salt or stretching is needed."""

    created_at: datetime
    """When it was made."""

    expires_at: datetime | None = None
    """When it ends; null: never."""

    revoked_at: datetime | None = None
    """When it was revoked; null: it was not."""
