"""What a mapping says: which columns of any table make accounts, posts and acts."""

from difflib import get_close_matches
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from loaders.acts import WITHOUT_POST, Act
from loaders.errors import shown
from loaders.times import form_fault, zone_fault

MappedAct = Literal[Act, "text_key"]
"""As in ``load shares --as``; ``text_key`` is a wording known only by a hash or id."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class Part(BaseModel):
    """A table of a mapping; a key that it does not know is refused and the near ones offered."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _knows_its_keys(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        unknown = [str(key) for key in given if key not in cls.model_fields]
        if unknown:
            near = get_close_matches(unknown[0], cls.model_fields, n=3, cutoff=0.5)
            offer = f"did you mean {' or '.join(near)}?" if near else "there is"
            known = "" if near else f" {', '.join(cls.model_fields)}"
            raise PydanticCustomError(
                "unknown_key",
                "there is no key '{key}'; {offer}{known}",
                {"key": shown(unknown[0]), "offer": offer, "known": known},
            )
        return given


class Cell(Part):
    """Where a value comes from: ``{ column = "name" }`` or ``{ constant = "x" }``."""

    column: Text | None = None
    """The column, exactly as the file calls it; in JSON, names within names are parted by dots."""

    constant: Text | None = None
    """The same value for every row, instead of a column."""

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Self:
        if (self.column is None) == (self.constant is None):
            raise PydanticCustomError("one_place", "give either column or constant")
        return self


class Value(Cell):
    """One value: ``{ column = "name" }`` or ``{ constant = "x" }``."""

    values: dict[str, Text] | None = None
    """What each value of the column stands for; a row with another value is rejected."""


class Several(Cell):
    """One value, or several in one cell; a list in JSON is several."""

    separator: Text | None = None
    """What parts several values in one cell; square brackets around all and quotes around each
    are taken off."""


class Time(Cell):
    """A value that is a moment; without format: unix seconds, milliseconds or RFC 3339."""

    format: Text | None = None
    """How times are written, such as ``%d.%m.%Y %H:%M``, with the signs of strftime."""

    zone: Text | None = None
    """Zone of times that say none, such as ``Europe/Berlin``; default: UTC. A time that the clock
    change skips or repeats is rejected."""

    @field_validator("format")
    @classmethod
    def _form_reads_what_it_writes(cls, form: str | None) -> str | None:
        if form is not None and (fault := form_fault(form)):
            raise PydanticCustomError("format", "{fault}", {"fault": fault})
        return form

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, zone: str | None) -> str | None:
        if zone is not None and (fault := zone_fault(zone)):
            raise PydanticCustomError("zone", "{fault}", {"fault": fault})
        return zone


class Moment(Time):
    """The time of an act: its format has a time of day, or all of a day would be at once."""

    @field_validator("format")
    @classmethod
    def _form_has_a_time_of_day(cls, form: str | None) -> str | None:
        if form is not None and (fault := form_fault(form, with_clock=True)):
            raise PydanticCustomError("format", "{fault}", {"fault": fault})
        return form


def _named(given: object) -> object:
    return {"column": given} if isinstance(given, str) else given


AnyValue = Annotated[Value, BeforeValidator(_named, json_schema_input_type=str | Value)]
AnySeveral = Annotated[Several, BeforeValidator(_named, json_schema_input_type=str | Several)]
AnyTime = Annotated[Time, BeforeValidator(_named, json_schema_input_type=str | Time)]
AnyMoment = Annotated[Moment, BeforeValidator(_named, json_schema_input_type=str | Moment)]


class AccountPart(Part):
    """Who acts, and what its profile says."""

    id: AnyValue
    """The platform's id of the account, or its handle where there is none; needed in every row."""

    handle: AnyValue | None = None
    """The name in the address; an at sign before it is taken off."""

    name: AnyValue | None = None
    """The name it shows to people."""

    bio: AnyValue | None = None
    """What it says about itself."""

    location: AnyValue | None = None
    """Where it says it is."""

    language: AnyValue | None = None
    """Language of the account."""

    created_at: AnyTime | None = None
    """When it was opened; a day is enough."""

    followers: AnyValue | None = None
    """Its followers, a whole number."""

    following: AnyValue | None = None
    """Accounts it follows, a whole number."""


class PostPart(Part):
    """By what it acts; without it, acts that need a post get one for each different row."""

    id: AnyValue
    """The platform's id of the post; needed in every row."""

    kind: AnyValue | None = None
    """original, reshare, reply, quote, comment or ad."""

    language: AnyValue | None = None
    """Language of the post."""

    address: AnyValue | None = None
    """Where the post stands on its platform."""

    likes: AnyValue | None = None
    """Likes, a whole number."""

    reshares: AnyValue | None = None
    """Reshares, a whole number."""

    replies: AnyValue | None = None
    """Replies or comments, a whole number."""

    views: AnyValue | None = None
    """Views, a whole number."""


class ActPart(Part):
    """One act of a row; a row in which its object is empty has no such act."""

    kind: MappedAct
    """What the object is, as in ``load shares --as``; text_key is a wording known only by a hash
    or id."""

    object: AnySeveral
    """What is acted on: address, domain, hashtag, wording, image id, post id or account id."""


class Mapping(Part):
    """How to read a table; every key takes the name of a column, or a table as below."""

    sheet: Text | None = None
    """The sheet of a workbook; default: the first."""

    platform: AnyValue
    """Where it happened, such as ``{ constant = "x" }``; keys become ``<platform>:<id>``."""

    at: AnyMoment | None = None
    """When; needed in every row. Without it, timed traces leave the acts out."""

    account: AccountPart
    """Who acts, and what its profile says."""

    post: PostPart | None = None
    """By what it acts; without it, acts that need a post get one for each different row."""

    acts: Annotated[tuple[ActPart, ...], Field(strict=False)] = ()
    """What it does: any number of acts; without any, accounts and posts are read."""

    @property
    def has_posts(self) -> bool:
        """Whether its rows are posts."""
        return self.post is not None or any(each.kind not in WITHOUT_POST for each in self.acts)
