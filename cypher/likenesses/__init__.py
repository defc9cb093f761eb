"""What actors have in common at no particular time: one question for each kind of fact."""

from pydantic import BaseModel

from cypher.catalog import Query
from cypher.values import Compared


class SequenceOfPost(BaseModel):
    """The hashtags of one post, in their order."""

    actor: str
    label: str
    tags: list[str]
    post: str
    at: int | None
    """Microseconds since 1970."""


class Birth(BaseModel):
    """An account or page with the moment it was opened."""

    actor: str
    label: str
    platform: str | None
    created_at: int
    """Seconds since 1970."""
    handle: str | None
    name: str | None


class HandleOfActor(BaseModel):
    """A handle that an account went by; seconds since 1970 where a source says when."""

    actor: str
    label: str
    handle: str
    first_seen: int | None
    last_seen: int | None


class AvatarOfActor(BaseModel):
    """A profile picture that an actor wore; seconds since 1970 where a source says when."""

    actor: str
    label: str
    name: str | None
    image: str
    family: str | None
    """The common picture of near-duplicates; null where no other is near."""
    shows: str | None
    first_seen: int | None
    last_seen: int | None


class TopicOfActor(BaseModel):
    """A hashtag that an actor used at a moment."""

    actor: str
    tag: str
    at: int
    """Seconds since 1970."""


class LinksOfActor(BaseModel):
    """How many posts of an actor lead to which domains; the lists are of one length."""

    actor: str
    label: str
    name: str | None
    domains: list[str]
    posts: list[int]


class OutletDomain(BaseModel):
    """A domain that is an outlet's, or is said to pose as one."""

    domain: str
    outlet: str | None
    original: str | None
    """The domain it is said to imitate."""
    technique: str | None


class Ownership(BaseModel):
    """Somebody who runs an actor or pays for what it posts."""

    owner: str
    actor: str
    label: str
    does: str
    times: int


class Life(BaseModel):
    """An actor's first and last post, in seconds since 1970, and those in between."""

    actor: str
    label: str
    platform: str | None
    first: int
    last: int
    posts: int
    hours: list[int]
    """Hours since 1970 in which it posted, each once, in no order."""
    handle: str | None
    name: str | None


class MaterialOfActor(BaseModel):
    """What an actor's posts hold: label and key of each thing, once."""

    actor: str
    things: list[Compared]


class WordingsOfActor(BaseModel):
    """What an actor said, and when for the first time; the lists are of one length."""

    actor: str
    label: str
    platform: str | None
    texts: list[Compared]
    at: list[int]
    """Seconds since 1970."""


AVATARS = Query("likenesses/avatars", AvatarOfActor)
BIRTHS = Query("likenesses/births", Birth)
HANDLES = Query("likenesses/handles", HandleOfActor)
LINKS = Query("likenesses/links", LinksOfActor)
LIVES = Query("likenesses/lives", Life)
MATERIAL = Query("likenesses/material", MaterialOfActor)
OUTLETS = Query("likenesses/outlets", OutletDomain)
OWNERS = Query("likenesses/owners", Ownership)
SEQUENCES = Query("likenesses/sequences", SequenceOfPost)
TOPICS = Query("likenesses/topics", TopicOfActor)
WORDINGS = Query("likenesses/wordings", WordingsOfActor)
