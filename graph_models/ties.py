"""Ties without a moment of their own: what posts hold, who runs what, which name was whose."""

from datetime import datetime
from typing import Annotated

from graph_models.actors import Account, Handle, Page
from graph_models.base import Relationship
from graph_models.objects import Domain, Hashtag, Image, Post, Text, Url
from graph_models.reports import Indicator


class In(Relationship, start=Post, end=Page):
    """A post stands in a page, group or channel that somebody else runs."""


class Reshares(Relationship, start=Post, end=Post):
    """A post passes another on unchanged."""


class RepliesTo(Relationship, start=Post, end=Post):
    """A post or comment answers another."""


class Quotes(Relationship, start=Post, end=Post):
    """A post passes another on with words of its own."""


class Mentions(Relationship, start=Post, end=Account):
    """A post names an account."""


class LinksTo(Relationship, start=Post, end=(Url, Domain)):
    """A post carries a link; to a domain only where the address itself is not known."""

    seen: str | None = None
    """The address as the post gave it, before it was canonicalised."""


class On(Relationship, start=Url, end=Domain):
    """An address belongs to a domain."""


class RedirectsTo(Relationship, start=Url, end=Url):
    """An address leads on to another."""


class Says(Relationship, start=Post, end=Text):
    """A post has this wording."""


class Shows(Relationship, start=Post, end=Image):
    """A post shows this picture."""


class Tagged(Relationship, start=Post, end=Hashtag):
    """A post carries a hashtag."""

    position: Annotated[int | None, "least"] = None
    """Place among the post's hashtags, counted from 1; null where the source does not say."""


class Administers(Relationship, start=Account, end=Page):
    """An account runs a page."""


class PaidFor(Relationship, start=(Account, Page), end=Post, told_apart_by=("currency",)):
    """Somebody paid to have a post shown."""

    currency: str
    """ISO 4217 code of the money."""

    amount: float | None = None
    """How much, in that currency; the greatest is shown."""


class Seen(Relationship):
    """A tie that was seen over a span of time; only a base."""

    first_seen: Annotated[datetime | None, "least"] = None
    """First time that a source saw it; the earliest is shown."""

    last_seen: datetime | None = None
    """Last time that a source saw it; the latest is shown."""


class UsedHandle(Seen, start=Account, end=Handle):
    """An account went by a handle."""


class Wore(Seen, start=(Account, Page), end=Image):
    """An account or page had this profile picture."""


class Imitates(Relationship, start=Domain, end=Domain):
    """A domain poses as another."""

    technique: str | None = None
    """How: other top-level domain, hyphen, confusable letter, subdomain; or a source's own word."""

    distance: int | None = None
    """Letters to change between the two."""


class Names(Relationship, start=Indicator, end=(Account, Page, Url, Domain, Hashtag)):
    """A published indicator names this one."""
