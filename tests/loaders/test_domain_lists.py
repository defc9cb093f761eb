import csv
import io
import re
from pathlib import Path

import polars as pl
import pytest

from graph_models import Domain, Imitates, Indicator, Names, Record
from loaders import SOURCES, Batch, Input, Options

LISTS = SOURCES["domain_lists"]
COLUMNS = ("operation", "domain", "match_type", "reason", "source", "report_url")
ROW = {
    "operation": "Rosebed",
    "domain": "rosen.work",
    "match_type": "exact",
    "reason": "Clone de Rosen.de",
    "source": "An institute",
    "report_url": "https://example.org/report",
}


def read(text: str) -> Batch:
    (batch,) = LISTS.read(Input.from_stream(io.BytesIO(text.encode()), name="l.csv"), Options("d"))
    return batch


def load(**row: str) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerow(ROW | row)
    return read(text.getvalue())


def test_a_listed_domain_is_named_by_an_indicator() -> None:
    frames = load().frames
    found = frames[Indicator].select("kind", "value", "network", "report", "comment").row(0)
    assert found == (
        *("domain", "rosen.work", "Rosebed"),
        *("https://example.org/report", "Clone de Rosen.de"),
    )
    assert frames[Names].select("end_label", "end_key").rows() == [("Domain", "rosen.work")]


@pytest.mark.parametrize(
    ("reason", "original", "outlet", "technique"),
    [
        ("Clone de Rosen.de", "rosen.de", "Rosen.de", "clone"),
        ("Clone de Rosen.co.uk, saisi par le DOJ (2024)", "rosen.co.uk", "Rosen.co.uk", "clone"),
        (
            "Clone de Rosen.de (typosquatting rosen → rosem)",
            "rosen.de",
            "Rosen.de",
            "typosquatting",
        ),
        ("Clone de Neue Rosen (neue-rosen.de)", "neue-rosen.de", "Neue Rosen", "clone"),
        ("Clone de Neue Rosen (média local)", "d:neue rosen", "Neue Rosen", "clone"),
        ("Clone de l'agence Rosa", "d:agence rosa", "agence Rosa", "clone"),
        ("Clone du site Rosa, faux", "d:site rosa", "site Rosa", "clone"),
        ("Typosquatting de 'Die Rose' (journal)", "d:die rose", "Die Rose", "typosquatting"),
    ],
)
def test_a_reason_that_names_an_outlet_is_an_imitation(
    reason: str, original: str, outlet: str, technique: str
) -> None:
    frames = load(reason=reason).frames
    tie = frames[Imitates].select("start_key", "end_key", "technique")
    assert tie.rows() == [("rosen.work", original, technique)]
    assert (
        dict(frames[Domain].drop_nulls("outlet").select("key", "outlet").rows())[original] == outlet
    )


@pytest.mark.parametrize(
    "reason",
    ["Site miroir de rosen.de", "Un clone parmi d'autres", "Typosquatting ciblant le Japon", ""],
)
def test_other_reasons_name_nobody(reason: str) -> None:
    assert Imitates not in load(reason=reason).frames


@pytest.mark.parametrize(("match", "value"), [("contains", "rosenews"), ("pattern", r"rose\.org$")])
def test_a_word_or_pattern_names_no_domain(match: str, value: str) -> None:
    frames = load(match_type=match, domain=value, reason="").frames
    assert frames[Indicator].select("kind", "value").rows() == [("domain pattern", value)]
    assert Names not in frames
    assert Domain not in frames


def test_the_days_of_viginum_are_day_month_and_year() -> None:
    header = "domain,create date,first seen,type\n"
    frames = read(header + "a[.]org,07/03/2013,,domain\nb.a[.]org,,23/05/2024,subdomain\n").frames
    assert frames[Indicator].select("value", "network", "comment").rows() == [
        ("a.org", "Portal Kombat", "registered 2013-03-07"),
        ("b.a.org", "Portal Kombat", "first seen 2024-05-23"),
    ]
    other = read("domain name,created on\na[.]org,07/03/2013\n").frames
    assert other[Indicator]["network"].to_list() == ["RRN"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"domain": ""}, "domain is empty"),
        ({"domain": "no domain"}, "the domain is none"),
        ({"operation": ""}, "operation is empty"),
        ({"match_type": "fuzzy"}, "match_type is none of exact, contains and pattern"),
    ],
)
def test_a_row_without_a_domain_is_rejected(row: dict[str, str], reason: str) -> None:
    ((_, number, found),) = load(**row).rejects.rows()
    assert number == 1
    assert found.startswith(reason)


def test_a_day_that_there_never_was_rejects_its_row() -> None:
    batch = read("domain name,created on\na[.]org,31/02/2022\n")
    assert batch.rejects["reason"].item().startswith("created on is no day")


def of(batches: list[Batch], model: type[Record]) -> pl.DataFrame:
    return pl.concat([batch.frames[model] for batch in batches]).unique()


def test_the_clones_of_the_real_list_imitate_those_they_name(real_data: Path) -> None:
    path = real_data / "dima_domains" / "io_domains.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    batches = list(LISTS.read(Input.from_path(path), Options("d")))
    assert sum(batch.read for batch in batches) == len(rows) == 2_353
    assert all(batch.rejects.is_empty() for batch in batches)

    ties = dict(of(batches, Imitates).select("start_key", "end_key").rows())
    clones = {row["domain"]: row["reason"] for row in rows if row["reason"].startswith("Clone de")}
    assert len(clones) == 63
    assert set(clones) <= set(ties)
    others = [row["reason"] for row in rows if row["domain"] in set(ties) - set(clones)]
    assert len(others) == 4
    assert all(each.startswith(("Clone du", "Typosquatting de '")) for each in others)
    for domain, reason in clones.items():
        named = reason.removeprefix("Clone de ").split(",")[0].split(" (")[0].lower()
        original = ties[domain]
        if original.startswith("d:"):
            assert original.removeprefix("d:") == named.removeprefix("l'")
        else:
            assert original == named or f"({original})" in reason

    given = (row["domain"].lower() for row in rows if "." in row["domain"])
    exact = {re.sub(r"^(?:www|m)\.", "", domain) for domain in given if "(" not in domain}
    named = of(batches, Names)["end_key"]
    assert set(named) == exact
    operations = {(row["operation"], row["domain"]) for row in rows}
    assert set(of(batches, Indicator).select("network", "value").rows()) == operations


@pytest.mark.parametrize(
    ("name", "column", "count"),
    [("portal_kombat_domains", "domain", 371), ("rrn_domains", "domain name", 637)],
)
def test_the_real_lists_of_viginum_are_read_whole(
    real_data: Path, name: str, column: str, count: int
) -> None:
    path = real_data / "viginum" / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    batches = list(LISTS.read(Input.from_path(path), Options("d")))
    assert sum(batch.read for batch in batches) == len(rows) == count
    assert all(batch.rejects.is_empty() for batch in batches)
    values = {row[column].replace("[.]", ".").strip() for row in rows}
    assert set(of(batches, Indicator)["value"]) == values
    assert set(of(batches, Domain)["key"]) == {each.lower().removeprefix("www.") for each in values}
