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


class FamilyMember(BaseModel):
    """A wording or picture that is nearly the same as others."""

    label: str
    """Text or Image."""
    key: str
    family: str


MEMBERS = Query("families/members", FamilyMember)
PICTURES = Query("families/pictures", PictureHash)
WORDINGS = Query("families/wordings", SomeWordings)
