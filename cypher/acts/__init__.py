"""Who acted on what, and when: one question a trace, answered with one row an actor."""

from pydantic import BaseModel

from cypher.catalog import Query


class ActsOfActor(BaseModel):
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
    """Keys of the posts by which it acted."""


class ActsInWords(ActsOfActor):
    """The same where the objects are wordings."""

    words: list[int]
    """Words of each wording; -1 where only a hash of it is known."""

    original: list[bool]
    """Whether the post is no reshare."""


class CrowdOfObject(BaseModel):
    """How popular one object is."""

    object: str
    actors: int


CROWDS = Query("acts/crowds", CrowdOfObject)
CO_DOMAIN = Query("acts/co_domain", ActsOfActor)
CO_HASHTAG = Query("acts/co_hashtag", ActsOfActor)
CO_IMAGE = Query("acts/co_image", ActsOfActor)
CO_LINK = Query("acts/co_link", ActsOfActor)
CO_RESHARE = Query("acts/co_reshare", ActsOfActor)
CO_TEXT = Query("acts/co_text", ActsInWords)
