"""Which set said what: the algebra that lets one set be erased as if it had never been there.

A fact carries ``sets``, the sorted names of the sets that assert it. While they agree on a
property, empty included, the shown value is what each of them said. Where they do not, ``said``
keeps it: JSON of property to set to value. What is shown is the greatest (or least) of what the
sets said, or what was last seen where they say when, so the order of loading does not matter, and
what is left after an erasure is what the others alone would show.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

import orjson

from graph_models import Property

Value: TypeAlias = str | int | float | bool | datetime | None
Shown: TypeAlias = dict[str, object]
"""Properties of a fact as the graph holds them: shown values, ``sets`` and perhaps ``said``."""

NEVER = datetime.min.replace(tzinfo=UTC)


def added(
    fact: Mapping[str, object],
    values: Mapping[str, Value],
    *,
    by: str,
    properties: Iterable[Property],
) -> Shown:
    """The fact after set ``by`` asserted ``values`` too; an empty value takes nothing back."""
    properties = tuple(properties)
    sayings = _sayings(fact, properties)
    unseen = {each.seen for each in properties if values.get(each.name) is None}
    new = {name: value for name, value in values.items() if name not in unseen}
    both = (sayings.get(by, {}), new)
    sayings[by] = {each.name: _shown(each, both) for each in properties}
    return _fact(sayings, properties)


def without(
    fact: Mapping[str, object], *, erased: str, properties: Iterable[Property]
) -> Shown | None:
    """The fact as the other sets alone assert it; None where no other set does."""
    properties = tuple(properties)
    sayings = _sayings(fact, properties)
    sayings.pop(erased, None)
    return _fact(sayings, properties) if sayings else None


def _sayings(
    fact: Mapping[str, object], properties: tuple[Property, ...]
) -> dict[str, dict[str, Value]]:
    """Set to property to value: all that each set said."""
    sets = fact["sets"]
    assert isinstance(sets, list)
    said = orjson.loads(str(fact["said"])) if fact.get("said") else {}
    return {
        name: {
            each.name: _read(each, said[each.name].get(name))
            if each.name in said
            else _utc(fact.get(each.name))
            for each in properties
        }
        for name in sets
    }


def _fact(sayings: dict[str, dict[str, Value]], properties: tuple[Property, ...]) -> Shown:
    """What to store, so that ``_sayings`` gives it back; the store removes a null property."""
    said: dict[str, dict[str, Value]] = {}
    fact: Shown = {"sets": sorted(sayings)}
    for each in properties:
        values = {name: sayings[name][each.name] for name in sorted(sayings)}
        fact[each.name] = _shown(each, sayings.values())
        if len(set(values.values())) > 1:
            said[each.name] = {name: v for name, v in values.items() if v is not None}
    fact["said"] = orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode() if said else None
    return fact


def _shown(each: Property, sayings: Iterable[Mapping[str, Value]]) -> Value:
    """The greatest (or least, or latest) known value."""
    known = [(saying.get(each.seen), saying.get(each.name)) for saying in sayings]
    values = [(seen or NEVER, value) for seen, value in known if value is not None]
    if not values:
        return None
    choose = min if each.rule == "least" else max
    return choose(values)[1]


def _read(each: Property, value: Value) -> Value:
    """A value out of JSON, where times are text."""
    if isinstance(value, str) and each.is_moment:
        return datetime.fromisoformat(value)
    return value


def _utc(value: object) -> Value:
    """A value out of the graph; the driver's own time type becomes Python's."""
    to_native = getattr(value, "to_native", None)
    native = to_native() if to_native else value
    if isinstance(native, datetime):
        return native.astimezone(UTC)
    assert native is None or isinstance(native, str | int | float | bool)
    return native
