"""Who acted on what, and when: one question a trace, answered with some actors a row."""

from typing import NamedTuple

from pydantic import BaseModel

from cypher.catalog import Query


class ActsOfActor(NamedTuple):
    """Everything one actor did in one trace; the lists have one entry an act."""

    actor: str
    """Key of the account or page."""

    label: str
    """Account or Page."""

    objects: list[str]
    """Keys of the objects."""

    at: list[int]
    """Microseconds since 1970, UTC."""

    posts: list[str]
    """Keys of the posts by which it acted; empty where an act has none, as a like."""


class WordsOfActor(NamedTuple):
    """The same where the objects are wordings."""

    actor: str
    label: str
    objects: list[str]
    at: list[int]
    posts: list[str]

    words: list[int]
    """Words of each wording; -1 where only a hash of it is known."""

    original: list[bool]
    """Whether the post is no reshare."""


class SomeActs(BaseModel):
    """What some actors did: many in one row, for rows cost more than what they hold."""

    acts: list[ActsOfActor]


class SomeWords(BaseModel):
    """The same where the objects are wordings."""

    acts: list[WordsOfActor]


class CrowdOfObject(BaseModel):
    """How popular one object is."""

    object: str
    actors: int


class SomePosts(BaseModel):
    """Posts, many in one row."""

    posts: list[str]
    """Keys, each once."""


class SomeActors(BaseModel):
    """Actors, many in one row."""

    actors: list[str]
    """Keys, each once."""


AUTHORS = Query("acts/authors", SomeActors)
CONCERNED = Query("acts/concerned", SomePosts)
CROWDS = Query("acts/crowds", CrowdOfObject)
CO_DOMAIN = Query("acts/co_domain", SomeActs)
CO_ENGAGEMENT = Query("acts/co_engagement", SomeActs)
CO_HASHTAG = Query("acts/co_hashtag", SomeActs)
CO_IMAGE = Query("acts/co_image", SomeActs)
CO_LINK = Query("acts/co_link", SomeActs)
CO_MENTION = Query("acts/co_mention", SomeActs)
CO_REPLY = Query("acts/co_reply", SomeActs)
CO_RESHARE = Query("acts/co_reshare", SomeActs)
CO_TEXT = Query("acts/co_text", SomeWords)
FAST_RESHARE = Query("acts/fast_reshare", SomeActs)
