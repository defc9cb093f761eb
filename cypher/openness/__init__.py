"""Questions about who openly belongs to whom: authors of posts, and ties to a source."""

from pydantic import BaseModel

from cypher.catalog import Query


class AuthorRow(BaseModel):
    """Who wrote a post, and when, in seconds since 1970."""

    post: str
    author: str
    at: int


class TieRow(BaseModel):
    """What openly ties an actor to a source."""

    actor: str
    source: str
    follows: bool
    one_owner: bool
    """Both are administered by the same account."""
    names: list[str]
    """Handle and name of the source."""
    sites: list[tuple[str, int]]
    """What was registered of the domains that the actor links to, and how often it does."""
    own_sites: list[str]
    """Of those that the source links to, each once."""


class AcquaintedRow(BaseModel):
    """An actor, and another that it openly follows or replies to."""

    actor: str
    other: str


ACQUAINTED = Query("openness/acquainted", AcquaintedRow)
AUTHORS = Query("openness/authors", AuthorRow)
TIES = Query("openness/ties", TieRow)
