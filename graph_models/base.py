"""What every node and relationship knows about itself: label, key, indexes, columns, rules."""

import re
from dataclasses import dataclass
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

Rule = Literal["greatest", "least", "latest"]
"""Latest is what was last seen, the greatest of what was seen at one time or at none known."""

SEEN = "_seen_at"
"""Behind the name of a property whose latest value is shown: when a source last saw it so."""

Personal = Field(json_schema_extra={"personal": True})
"""Marks a property that says something about a person; erasure and exports look for it."""

Derived = Field(json_schema_extra={"derived": True})
"""Marks a property of a sourced record that runs work out from what the sets say; none says it."""

COLUMNS: dict[object, pl.DataType] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    datetime: pl.Datetime("us", "UTC"),
    list[str]: pl.List(pl.String()),
}


@dataclass(frozen=True)
class Property:
    """One property as a model declares it: enough to write, index, document and erase it."""

    name: str
    kind: pl.DataType
    rule: Rule
    """Which of several known values is shown; strings compare by code point."""
    personal: bool
    required: bool
    meaning: str
    derived: bool = False

    @property
    def is_moment(self) -> bool:
        """Whether it is a time."""
        return isinstance(self.kind, pl.Datetime)

    @property
    def seen(self) -> str:
        """The property that says when this one was seen; empty where its rule asks for none."""
        return f"{self.name}{SEEN}" if self.rule == "latest" else ""


class Record(BaseModel):
    """One fact. A frame of facts has one column per field, in the order of declaration."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    sourced: ClassVar[bool] = True
    """Whether sources assert it (it then carries ``sets``) or we found or wrote it ourselves."""

    @classmethod
    def properties(cls) -> tuple[Property, ...]:
        """Every field in the order of declaration."""
        return tuple(_property(name, field) for name, field in cls.model_fields.items())

    @classmethod
    def columns(cls) -> dict[str, pl.DataType]:
        """Column types of a frame of these records; an optional field is a nullable column."""
        return {each.name: each.kind for each in cls.properties()}

    @classmethod
    def required(cls) -> list[str]:
        """The fields without which a row is no fact."""
        return [each.name for each in cls.properties() if each.required]

    @classmethod
    def identity(cls) -> tuple[str, ...]:
        """The columns that tell one fact of this kind from another."""
        raise NotImplementedError


def _property(name: str, field: Any) -> Property:
    """Read a pydantic field; an annotation that no column type stands for is refused here."""
    annotation = field.annotation
    marks = list(field.metadata)
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        if len(kinds) != 1:
            raise TypeError(f"{name}: one type or that type | None, not {annotation}")
        annotation = kinds[0]
    if get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks += more
    if get_origin(annotation) is Literal:
        annotation = str
    if annotation not in COLUMNS:
        raise TypeError(f"{name}: {annotation} has no column type")
    rules: list[Rule] = [rule for rule in get_args(Rule) if rule in marks]
    extra = field.json_schema_extra or {}
    return Property(
        name=name,
        kind=COLUMNS[annotation],
        rule=rules[0] if rules else "greatest",
        personal=bool(extra.get("personal")),
        required=field.is_required(),
        meaning=" ".join((field.description or "").split()),
        derived=bool(extra.get("derived")),
    )


def _must_be_storable(model: type[Record]) -> None:
    """Refuse a field that would take the place of what the graph keeps beside the facts."""
    kept = {"sets", "said"} if model.sourced else set()
    for each in model.properties():
        if each.name in kept | {"display_name", "locked"}:
            raise TypeError(f"{model.__name__}.{each.name}: the graph keeps something of this name")
        if model.sourced and isinstance(each.kind, pl.List):
            raise TypeError(f"{model.__name__}.{each.name}: of two lists none is the greatest")
        if each.seen and model.columns().get(each.seen) != COLUMNS[datetime]:
            raise TypeError(f"{model.__name__}.{each.name}: {each.seen} must say when it was seen")


class Node(Record):
    """A node label. The class docstring is the label's entry in docs/graph.md."""

    label: ClassVar[str]
    indexes: ClassVar[tuple[str, ...]]
    search: ClassVar[tuple[str, ...]]
    caption: ClassVar[tuple[str, ...]]

    key: str
    """What makes it this one and no other; platform-qualified where a platform named it."""

    def __init_subclass__(
        cls,
        *,
        indexes: tuple[str, ...] = (),
        search: tuple[str, ...] = (),
        caption: tuple[str, ...] = (),
        sourced: bool = True,
        **kwargs: Any,
    ) -> None:
        """Record it; ``display_name`` is the first known of ``caption``, else the key."""
        super().__init_subclass__(**kwargs)
        cls.label, cls.sourced = cls.__name__, sourced
        cls.indexes, cls.search, cls.caption = indexes, search, caption

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse an index, search or caption that names no field, at import rather than at load."""
        for name in (*cls.indexes, *cls.search, *cls.caption):
            if name not in cls.model_fields:
                raise TypeError(f"{cls.label} declares {name!r}, which is not one of its fields")
        _must_be_storable(cls)

    @classmethod
    def identity(cls) -> tuple[str, ...]:
        """A node is its key."""
        return ("key",)


class Relationship(Record):
    """A relationship type; ends are given by key, and by label where several may stand."""

    rel_type: ClassVar[str] = ""
    starts: ClassVar[tuple[type[Node], ...]] = ()
    ends: ClassVar[tuple[type[Node], ...]] = ()
    told_apart_by: ClassVar[tuple[str, ...]] = ()
    """What tells two relationships between the same nodes apart; empty: there is at most one."""
    indexes: ClassVar[tuple[str, ...]] = ()

    start_key: str
    """Key of the node it leaves."""

    end_key: str
    """Key of the node it reaches."""

    def __init_subclass__(
        cls,
        *,
        start: type[Node] | tuple[type[Node], ...] = (),
        end: type[Node] | tuple[type[Node], ...] = (),
        told_apart_by: tuple[str, ...] = (),
        indexes: tuple[str, ...] = (),
        sourced: bool = True,
        **kwargs: Any,
    ) -> None:
        """Record the declaration; without endpoints the class is only a base, like Act."""
        super().__init_subclass__(**kwargs)
        cls.starts = start if isinstance(start, tuple) else (start,)
        cls.ends = end if isinstance(end, tuple) else (end,)
        cls.sourced, cls.told_apart_by, cls.indexes = sourced, told_apart_by, indexes
        cls.rel_type = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).upper()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse, at import, an index that names no field, or an identity that may be absent."""
        for name in cls.told_apart_by:
            if name not in cls.required():
                raise TypeError(f"{cls.rel_type} is told apart by {name!r}: not a required field")
        for name in cls.indexes:
            if name not in cls.model_fields:
                raise TypeError(f"{cls.rel_type} declares {name!r}, which is not one of its fields")
        _must_be_storable(cls)

    @classmethod
    def columns(cls) -> dict[str, pl.DataType]:
        """The fields, and first a label column for each end that may have several labels."""
        labels: dict[str, pl.DataType] = {}
        if len(cls.starts) > 1:
            labels["start_label"] = pl.String()
        if len(cls.ends) > 1:
            labels["end_label"] = pl.String()
        return labels | super().columns()

    @classmethod
    def identity(cls) -> tuple[str, ...]:
        """Both ends, and what tells two of them between the same nodes apart."""
        labels = (name for name in ("start_label", "end_label") if name in cls.columns())
        return (*labels, "start_key", "end_key", *cls.told_apart_by)


class Act(Relationship):
    """An actor acts on an object at a time: the sentence every trace is built from."""

    at: Annotated[datetime | None, "least"] = None
    """The moment; null where the source does not say, and timed traces then leave the act out."""
