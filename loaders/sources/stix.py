"""STIX, the exchange format of threat intelligence: bundles of version 2, packages of version 1."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

import orjson
import polars as pl

from graph_models import Indicator
from loaders.batch import Batch, frames_of, rejected
from loaders.csv_table import UTF8_MARK
from loaders.errors import UnreadableFile
from loaders.indicators import COLUMNS, indicators
from loaders.input import Input
from loaders.raw import no_rejects
from loaders.source import Options, source
from loaders.stix_bundle import read_objects
from loaders.stix_xml import read_package
from loaders.times import END, days, formed

LARGEST: Final = 256 << 20
"""Bytes of a bundle, which is read whole since its objects tell of one another."""
INDICATORS_AT_A_TIME: Final = 20_000
DAY_FIRST: Final = "%d/%m/%Y"

SCHEMA: Final = {
    "number": pl.Int64(),
    "address": pl.String(),
    **{name: kind for name, kind in Indicator.columns().items() if name in COLUMNS},
    "published_at": pl.String(),
}


@source(
    title="STIX",
    reads=(
        "Bundles of STIX 2.0 and 2.1 as JSON (also a list of objects), those of OpenCTI with "
        "channel, media-content, narrative and event, and packages of STIX 1 as XML. Domains, "
        "addresses, accounts, channels, hashes, the comparisons of indicators' patterns and DISARM "
        "techniques become indicators, one for each technique that a relationship ties to them, "
        "with the campaign they are tied to; identities, locations, reports and other context are "
        "read for that only; other relationships and placeholders for addresses are left out."
    ),
    assumes="A day such as 31/01/2024 has the day first; times without a zone are UTC.",
    sample=orjson.dumps(
        {
            "type": "bundle",
            "id": "bundle--1",
            "objects": [
                {"type": "report", "id": "report--1", "name": "Gardens", "published": "2024-05-01"},
                {"type": "campaign", "id": "campaign--1", "name": "Weeds"},
                {"type": "domain-name", "id": "domain-name--1", "value": "news.example.org"},
                {"type": "channel", "id": "channel--1", "name": "t.me/ann_example"},
                {
                    "type": "attack-pattern",
                    "id": "attack-pattern--1",
                    "name": "Cross-Posting",
                    "x_mitre_id": "T0119",
                },
                {
                    "type": "relationship",
                    "id": "relationship--1",
                    "source_ref": "campaign--1",
                    "target_ref": "channel--1",
                },
                {
                    "type": "relationship",
                    "id": "relationship--2",
                    "source_ref": "domain-name--1",
                    "target_ref": "attack-pattern--1",
                },
            ],
        }
    ).decode()
    + "\n",
    example=Options("sample"),
)
def read(file: Input, options: Options) -> Iterator[Batch]:
    """A bundle is one batch; a package one for each piece."""
    with file.open() as stream:
        first = stream.peek(64)[:64].removeprefix(UTF8_MARK).lstrip()[:1]
        if not first and not stream.peek(1):
            raise UnreadableFile(file.name, "it is empty")
        if first == b"<":
            package = read_package(file.name, stream)
            while part := list(islice(package, INDICATORS_AT_A_TIME)):
                rows = [{"number": number, **row} for number, found in part for row in found]
                faults = [(number, "it observes nothing") for number, found in part if not found]
                yield _batch(file.name, rows, faults, read=len(part), options=options)
            return
        text = stream.read(LARGEST + 1)
    objects = _objects(file.name, text.removeprefix(UTF8_MARK))
    bundle = read_objects(objects)
    yield _batch(file.name, bundle.rows, bundle.faults, read=len(objects), options=options)


def _objects(file: str, text: bytes) -> list[Any]:
    if len(text) > LARGEST:
        raise UnreadableFile(file, f"it is over {LARGEST >> 20} MiB; split the bundle")
    try:
        held = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(file, f"it is neither JSON nor XML: {error.msg}") from error
    if isinstance(held, dict):
        held = held.get("objects", [held]) if held.get("type") == "bundle" else [held]
    if not isinstance(held, list):
        raise UnreadableFile(file, "it is no STIX bundle: its objects are no list")
    if not any(isinstance(each, dict) and "--" in str(each.get("id")) for each in held):
        raise UnreadableFile(file, "it is no STIX bundle: nothing in it has an id of STIX")
    return held


def _batch(
    file: str,
    found: list[dict[str, object]],
    faults: Sequence[tuple[int, str]],
    *,
    read: int,
    options: Options,
) -> Batch:
    rows = pl.DataFrame(found, schema=SCHEMA, orient="row")
    published = rows["published_at"]
    at = days(published).zip_with(
        ~published.str.contains(r"^\d\d/\d\d/\d{4}$").fill_null(value=False),
        formed(published, DAY_FIRST, zone=None),
    )
    unfit = at.is_null() & published.is_not_null()
    bad = [
        (number, f"the report's day of publication is none from 1970 to {END - 1}")
        for number in rows["number"].filter(unfit).unique()
    ]
    good = rows.with_columns(published_at=at).filter(~unfit).drop("number")
    reasons = dict([*faults, *bad])
    rejects = no_rejects()
    if reasons:
        rejects = rejected(file, pl.Series(list(reasons)), pl.Series(list(reasons.values())))
    return Batch(
        frames=frames_of(indicators(good, set_name=options.set_name)),
        rejects=rejects.sort("row"),
        read=read,
    )
