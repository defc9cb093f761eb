"""Questions of a ranking by known ones: who engaged with what, and what else they served."""

from pydantic import BaseModel

from cypher.catalog import Query


class Thing(BaseModel):
    """A node by label and key."""

    label: str
    key: str


class ThingKey(BaseModel):
    """The key of something that can be a seed."""

    key: str


class Engaged(Thing):
    """A thing with those who acted on it."""

    actors: list[list[str]]
    """Label and key of each, in order of key."""


class Served(Thing):
    """An actor with what it acted on."""

    things: list[list[str]]
    """Label and key of each, in order of key."""


class Crowd(Thing):
    """How popular a thing is, and whose it is."""

    acts: int
    """Acts on it, repeated ones and those by posts without an author included."""

    owner: str | None
    """Key of whoever posted it; null where it is no post."""


CROWDS = Query("rank/crowds", Crowd)
ENGAGED = Query("rank/engaged", Engaged)
NEAR_SEEDS = Query("rank/near_seeds", ThingKey)
OPENED = Query("rank/opened", Thing)
SEEDS = Query("rank/seeds", Thing)
SERVED = Query("rank/served", Served)
