"""Near-duplicates: what wordings say, what pictures look like, and which are in a family."""

from pydantic import BaseModel

from cypher.catalog import Query


class SomeWordings(BaseModel):
    """Wordings, many in one row: lists of equal length."""

    keys: list[str]
    wordings: list[str]


class PictureHash(BaseModel):
    """A picture by its perceptual hash."""

    key: str
    pdq: str
    pdq_quality: int | None


class SomeMembers(BaseModel):
    """Wordings and pictures that are nearly the same as others: lists of equal length."""

    labels: list[str]
    """Text or Image."""
    keys: list[str]
    families: list[str]


MEMBERS = Query("families/members", SomeMembers)
PICTURES = Query("families/pictures", PictureHash)
WORDINGS = Query("families/wordings", SomeWordings)
