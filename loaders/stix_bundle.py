"""Objects of STIX 2 bundles as rows of published indicators; what other exports add is kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from loaders.json_values import object_of
from loaders.stix_patterns import KINDS, compared

Object = Mapping[str, Any]
Row = dict[str, object]

ACTORS: Final = frozenset({"campaign", "intrusion-set", "threat-actor"})
"""Types whose name is that of an operation."""

PASSED_OVER: Final = ACTORS | {
    "relationship",
    "sighting",
    "report",
    "grouping",
    "note",
    "opinion",
    "identity",
    "location",
    "infrastructure",
    "malware",
    "malware-analysis",
    "tool",
    "vulnerability",
    "course-of-action",
    "marking-definition",
    "extension-definition",
    "language-content",
}
"""Types that are no indicators: they tell of others, or of the victims."""

PLATFORMS: Final = {
    "twitter": "https://x.com/{}",
    "x": "https://x.com/{}",
    "telegram": "https://t.me/{}",
    "instagram": "https://www.instagram.com/{}",
    "tiktok": "https://www.tiktok.com/@{}",
    "youtube": "https://www.youtube.com/@{}",
    "reddit": "https://www.reddit.com/user/{}",
    "medium": "https://medium.com/@{}",
    "vk": "https://vk.com/{}",
    "facebook": "https://www.facebook.com/profile.php?id={}",
}
"""Types of accounts, which may also be labels, to addresses that name them."""


@dataclass
class Bundle:
    """The objects of a file, and what they say of one another."""

    rows: list[Row] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    """Place of an object, from 1, and why it became nothing."""


def read_objects(objects: Sequence[Any]) -> Bundle:
    """Rows for every object that indicates something, one for each technique tied to it."""
    bundle = Bundle()
    ties = _Ties(objects)
    for number, each in enumerate(objects, start=1):
        try:
            found = list(_rows(each))
        except ValueError as error:
            bundle.faults.append((number, str(error)))
            continue
        for row in found:
            told = {"number": number, **row, **ties.told(each)}
            techniques = ties.techniques(each)
            bundle.rows += [told | {"technique": each} for each in techniques] or [told]
    return bundle


class _Ties:
    """Which operation, techniques and report an object is tied to."""

    def __init__(self, objects: Sequence[Any]) -> None:
        known = [each for each in objects if isinstance(object_of(each).get("type"), str)]
        by_id = {each["id"]: each for each in known if isinstance(each.get("id"), str)}
        self._networks: dict[str, list[str]] = {}
        self._techniques: dict[str, list[str]] = {}
        self._reports: dict[str, Object] = {}
        for each in known:
            if each.get("type") == "relationship":
                ends = each.get("source_ref"), each.get("target_ref")
                for one, other in (ends, ends[::-1]):
                    if isinstance(one, str) and isinstance(other, str) and other in by_id:
                        self._tie(one, by_id[other])
            if each.get("type") in {"report", "grouping"} and _text(each, "published"):
                for ref in _list(each, "object_refs"):
                    self._reports.setdefault(str(ref), each)
        reports = [each for each in known if each.get("type") == "report"]
        self._only_report: Object = reports[0] if len(reports) == 1 else {}

    def _tie(self, one: str, other: Object) -> None:
        name = _text(other, "name")
        if other.get("type") in ACTORS and name:
            self._networks.setdefault(one, []).append(name)
        if other.get("type") == "attack-pattern" and name:
            self._techniques.setdefault(one, []).append(_technique(other))

    def techniques(self, each: Object) -> list[str]:
        """Sorted, each once; none for a technique itself."""
        if each.get("type") == "attack-pattern":
            return []
        return sorted(set(self._techniques.get(str(each.get("id")), [])))

    def told(self, each: Object) -> Row:
        """Network, report and day of an object."""
        key = str(each.get("id"))
        report = self._reports.get(key, self._only_report)
        return {
            "network": min(self._networks.get(key, [None]), key=str),
            "report": _text(report, "name"),
            "published_at": _text(report, "published"),
        }


def _rows(each: Any) -> Iterator[Row]:
    """What an object indicates. Raises ValueError where that cannot be told."""
    if not isinstance(each, dict):
        raise ValueError("the object is no JSON object")
    kind = each.get("type")
    if not isinstance(kind, str):
        raise ValueError("the object has no type")
    if kind in PASSED_OVER:
        return
    if kind not in READERS:
        raise ValueError(f"an object of type {kind[:60]} is none that is read")
    yield from READERS[kind](each)


def _observable(each: Object) -> Iterator[Row]:
    kind = KINDS[each["type"]]
    value = _text(each, "value")
    if value is None:
        raise ValueError(f"the {each['type']} has no value")
    is_address = kind not in {"domain", "url"} or "." in value and " " not in value.strip()
    yield {"kind": kind if is_address else None, "value": value, "comment": _remark(each)}


def _account(each: Object) -> Iterator[Row]:
    names = ("account_login", "user_id", "display_name")
    value = next((text for name in names if (text := _text(each, name))), None)
    if value is None:
        raise ValueError("the user-account has no account_login, user_id or display_name")
    labels = [str(label).lower() for label in _list(each, "labels")]
    platforms = [(_text(each, "account_type") or "").lower(), *labels]
    form = next((PLATFORMS[each] for each in platforms if each in PLATFORMS), None)
    bare = value.lstrip("@")
    address = None
    if "/" in value and " " not in value:
        address = value
    elif form and " " not in bare and (bare.isdecimal() or "profile.php" not in form):
        address = form.format(bare)
    yield {"kind": "account", "value": value, "address": address, "comment": _remark(each)}


def _named(each: Object) -> Iterator[Row]:
    """A channel, narrative or event; that of a channel is often its address."""
    value = _text(each, "name")
    if value is None:
        raise ValueError(f"the {each['type']} has no name")
    kind = None if each["type"] == "channel" and "." in value else each["type"]
    yield {"kind": kind, "value": value, "comment": _remark(each)}


def _media(each: Object) -> Iterator[Row]:
    """A placeholder in place of the address is none."""
    url, title = _text(each, "url"), _text(each, "title")
    if url and "." in url and " " not in url:
        yield {"kind": "url", "value": url, "comment": title}
    elif title or url:
        yield {"kind": "media-content", "value": title or url, "comment": None}
    else:
        raise ValueError("the media-content has neither url nor title")


def _file(each: Object) -> Iterator[Row]:
    hashes = object_of(each.get("hashes"))
    found = {name: value for name, value in hashes.items() if isinstance(value, str)}
    for name, value in found.items():
        kind = str(name).lower().replace("-", "")
        yield {"kind": kind, "value": value, "comment": _text(each, "name")}
    if not found and (called := _text(each, "name")):
        yield {"kind": "file", "value": called, "comment": None}


def _system(each: Object) -> Iterator[Row]:
    value = _text(each, "name") or (f"AS{each['number']}" if "number" in each else None)
    if value is None:
        raise ValueError("the autonomous-system has neither name nor number")
    yield {"kind": "autonomous system", "value": value, "comment": _remark(each)}


def _attack(each: Object) -> Iterator[Row]:
    if _text(each, "name") is None:
        raise ValueError("the attack-pattern has no name")
    technique = _technique(each)
    yield {
        "kind": "technique",
        "value": technique,
        "technique": technique,
        "comment": _text(each, "description"),
    }


def _indicator(each: Object) -> Iterator[Row]:
    pattern = _text(each, "pattern")
    if pattern is None or each.get("pattern_type", "stix") != "stix":
        raise ValueError("the indicator has no pattern of STIX")
    remark = _text(each, "name") or _text(each, "description")
    found = list(compared(pattern))
    if not found:
        raise ValueError("the pattern compares nothing with a text")
    for kind, value in found:
        yield {"kind": kind, "value": value, "comment": remark}


def _observed(each: Object) -> Iterator[Row]:
    """STIX 2.0 holds what was observed within."""
    for inner in object_of(each.get("objects")).values():
        observed = _text(inner, "type")
        if observed in READERS and observed != "observed-data":
            yield from READERS[observed](inner)


READERS: Final[dict[str, Callable[[Object], Iterator[Row]]]] = {
    "domain-name": _observable,
    "url": _observable,
    "email-addr": _observable,
    "ipv4-addr": _observable,
    "ipv6-addr": _observable,
    "user-account": _account,
    "channel": _named,
    "narrative": _named,
    "event": _named,
    "media-content": _media,
    "file": _file,
    "autonomous-system": _system,
    "attack-pattern": _attack,
    "indicator": _indicator,
    "observed-data": _observed,
}
"""Types that indicate something; channel, media-content, narrative and event are of OpenCTI."""


def _technique(each: Object) -> str:
    """Its number, such as T0104.004, and name."""
    numbers = (_text(ref, "external_id") for ref in _list(each, "external_references"))
    number = _text(each, "x_mitre_id") or next((known for known in numbers if known), None)
    return " ".join(text for text in (number, _text(each, "name")) if text)


def _remark(each: Object) -> str | None:
    remark = _text(each, "x_opencti_description") or _text(each, "description")
    names = (each.get(name) for name in ("value", "name", "account_login", "user_id"))
    return None if remark in names else remark


def _text(each: Any, name: str) -> str | None:
    value = object_of(each).get(name)
    return value.strip() or None if isinstance(value, str) else None


def _list(each: Object, name: str) -> list[Any]:
    value = each.get(name)
    return value if isinstance(value, list) else []
