"""The fans of an actor: its relationships by type and direction, a share of a page for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import BaseModel, Field, TypeAdapter

from api.cursor import LARGEST
from api.reply import NEXT_PAGES, Json, items_of, left_out, unfold
from cypher.investigate import NEIGHBOURS
from graph_store.graph import Graph

RANKED = 10_000
"""Ties of one fan that are read to rank them; of a larger fan a page shows some, in no order."""

FILTERED = 200_000
"""Ties of one fan that are read where a filter was asked for."""

TOO_LARGE = "a fan this large is not ranked; narrow it with since, until or min_weight"
NOT_LOOKED_AT = f"only {FILTERED:,} ties of one fan are looked at"

Direction = Literal["out", "in", "both"]


class TiePlace(BaseModel):
    """A tie in the order of its fan."""

    rank: float
    key: str
    id: str


class FanPlace(BaseModel):
    """How far a fan was shown."""

    relation: str
    direction: Direction
    after: TiePlace | None
    shown: Annotated[int, Field(ge=0, le=LARGEST)]
    """Ties shown of a fan that is too large to be ranked."""


PLACES = TypeAdapter(list[FanPlace])


@dataclass(frozen=True)
class Fan:
    """One type and direction, and how much of it was shown."""

    relation: str
    direction: Direction
    count: int
    after: Json | None = None
    shown: int = 0

    @property
    def name(self) -> tuple[str, str]:
        """What tells it from the actor's other fans."""
        return self.relation, self.direction

    def place(self) -> Json:
        """As a cursor keeps it."""
        return {
            "relation": self.relation,
            "direction": self.direction,
            "after": self.after,
            "shown": self.shown,
        }


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which ties count."""

    since: datetime | None
    until: datetime | None
    min_weight: int | None

    @property
    def given(self) -> bool:
        """Whether any tie may not count."""
        return (self.since, self.until, self.min_weight) != (None, None, None)


@dataclass(kw_only=True)
class Shown:
    """One page over several fans."""

    items: list[Json] = field(default_factory=list)
    missing: list[Json] = field(default_factory=list)
    following: list[Fan] = field(default_factory=list)
    """Fans that the next page goes on with; those that are done but were not all shown too."""

    @property
    def more(self) -> bool:
        """Whether a next page has anything."""
        return any(not fan.shown for fan in self.following)


def resumed(fans: Sequence[Fan], places: Sequence[FanPlace] | None) -> list[Fan]:
    """The fans from where a cursor left them; those that it does not name are done."""
    if places is None:
        return list(fans)
    left: dict[tuple[str, str], FanPlace] = {
        (each.relation, each.direction): each for each in places
    }
    return [
        replace(fan, after=place.after.model_dump() if place.after else None, shown=place.shown)
        for fan in fans
        if (place := left.get(fan.name))
    ]


def shares(limit: int, counts: Sequence[int]) -> list[int]:
    """How many of a page each fan may fill: small fans whole, the large ones alike."""
    quotas, left = [0] * len(counts), limit
    smallest_first = sorted(range(len(counts)), key=counts.__getitem__)
    for taken, place in enumerate(smallest_first):
        quotas[place] = min(counts[place], left // (len(counts) - taken))
        left -= quotas[place]
    return quotas


async def show(graph: Graph, key: str, fans: Sequence[Fan], wanted: Filter, limit: int) -> Shown:
    """One page of these fans, in their order."""
    asked = [fan for fan in fans if not fan.shown]
    quotas = dict(
        zip((fan.name for fan in asked), shares(limit, [f.count for f in asked]), strict=True)
    )
    large = {fan.name for fan in asked if fan.count > RANKED and not wanted.given}
    rows: dict[tuple[str, str], Json] = {}
    for most, part in (
        (FILTERED if wanted.given else RANKED, [fan for fan in asked if fan.name not in large]),
        (max((quotas[name] for name in large), default=0), [f for f in asked if f.name in large]),
    ):
        if part:
            rows |= await _ask(graph, key, part, quotas, wanted, most)
    page = Shown()
    for fan in fans:
        if fan.shown or fan.name in large:
            _add_some(page, fan, rows.get(fan.name))
        else:
            _add_ranked(page, fan, rows[fan.name], wanted)
    return page


async def _ask(
    graph: Graph,
    key: str,
    fans: Sequence[Fan],
    quotas: dict[tuple[str, str], int],
    wanted: Filter,
    most: int,
) -> dict[tuple[str, str], Json]:
    rows = await graph.fetch(
        NEIGHBOURS,
        key=key,
        wanted=[
            {
                "relation": fan.relation,
                "direction": fan.direction,
                "quota": quotas[fan.name],
                "after": fan.after,
            }
            for fan in fans
        ],
        most=most,
        since=wanted.since,
        until=wanted.until,
        min_weight=wanted.min_weight,
    )
    found = cast(list[Json], rows[0]["relations"]) if rows else []
    return {(str(each["relation"]), str(each["direction"])): each for each in found}


def _add_ranked(page: Shown, fan: Fan, row: Json, wanted: Filter) -> None:
    """Items of a fan that is shown in order, to its end."""
    items = items_of(row)
    page.items.extend(_known(item) for item in items)
    more = cast(int, row["matching"]) - len(items)
    if more:
        page.missing.append(left_out(fan.relation, more, NEXT_PAGES, fan.direction))
        after = cast(Json | None, row["end"]) or fan.after
        page.following.append(replace(fan, after=after))
    if wanted.given and fan.count > FILTERED:
        unread = fan.count - FILTERED
        page.missing.append(left_out(fan.relation, unread, NOT_LOOKED_AT, fan.direction))


def _add_some(page: Shown, fan: Fan, row: Json | None) -> None:
    """Some items of a fan that is too large; those shown before only count."""
    items = items_of(row) if row else []
    page.items.extend(_known(item) for item in items)
    shown = fan.shown + len(items)
    page.missing.append(left_out(fan.relation, fan.count - shown, TOO_LARGE, fan.direction))
    page.following.append(replace(fan, shown=shown))


def _known(item: Json) -> Json:
    """An item without the properties that its relationship does not have."""
    properties = cast(Json, item["properties"])
    known = {name: value for name, value in properties.items() if value is not None}
    item["properties"] = unfold(known, "traces") if item["relation"] == "FLAGGED" else known
    return item
