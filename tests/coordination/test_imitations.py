"""Whom clones of outlets pose as, by their names alone, and whom ordinary names do not."""

from pathlib import Path

import polars as pl
import pytest

from coordination.likeness.domains import Outlets, skeleton
from loaders.suffixes import registrable

LISTS = Path(__file__).parents[3] / "shared" / "data" / "dima_domains" / "io_domains.csv"
SHORT = 5
"""Names of fewer letters are told from nobody's: the same four stand for many things."""


@pytest.fixture(scope="module")
def listed() -> pl.DataFrame:
    if not LISTS.exists():
        pytest.skip(f"{LISTS.name} is not at hand; it belongs in {LISTS.parent}")
    return (
        pl.read_csv(LISTS).filter(pl.col("match_type") == "exact").unique("domain").sort("domain")
    )


@pytest.fixture(scope="module")
def clones(listed: pl.DataFrame) -> pl.DataFrame:
    """Columns domain and outlet, where the list says by its address which outlet was cloned."""
    address = r"^Clone d\S* (?:[^,(]* \()?([A-Za-z0-9-]+\.(?:co\.uk|com|de|fr|lv|net))\b"
    return (
        listed.with_columns(outlet=pl.col("reason").str.extract(address).str.to_lowercase())
        .drop_nulls("outlet")
        .select("domain", "outlet")
    )


def posing(outlets: Outlets, domains: pl.Series) -> dict[str, str]:
    """Domain to the outlet it is seen to imitate."""
    known = zip(domains, registrable(domains), strict=True)
    seen = ((host, outlets.imitated(host, own or host)) for host, own in known)
    return {host: each.original for host, each in seen if each is not None}


def test_clones_are_seen_for_what_they_are_where_the_name_is_long_enough(
    clones: pl.DataFrame,
) -> None:
    found = posing(Outlets.of(clones["outlet"]), clones["domain"])
    truth = dict(clones.rows())
    assert len(truth) > 50
    assert all(truth[domain] == outlet for domain, outlet in found.items())
    long = {domain for domain, outlet in truth.items() if outlet.index(".") >= SHORT}
    # Left out: one that has nothing of the name, and one without the article.
    assert long - set(found) == {"afp-hub.com", "guardian.hair"}
    assert len(found) / len(truth) > 0.65


def test_hundreds_of_other_names_are_nobodys_imitation(
    listed: pl.DataFrame, clones: pl.DataFrame
) -> None:
    # Local papers and portals under names of their own.
    others = listed.filter(pl.col("operation").is_in(["InfoRos", "PortalKombat", "Pravda"]))
    assert others.height > 1_500
    assert posing(Outlets.of(clones["outlet"]), others["domain"]) == {}


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        ("spiegel", "spiegeI".lower()),
        ("lemonde", "lеmondе"),
        ("lemonde", "ℓemonde"),
        ("modern", "rnodern"),
        ("welt", "vvelt"),
        ("bild", "b1ld"),
        ("liberation", "libération"),
        ("polska", "połska"),
    ],
)
def test_names_that_look_alike_have_one_shape(name: str, looks: str) -> None:
    assert skeleton(name) == skeleton(looks)


@pytest.mark.parametrize(("one", "other"), [("welt", "zelt"), ("bild", "bold"), ("наш", "час")])
def test_names_that_do_not_look_alike_have_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    ("host", "registrable", "technique"),
    [
        ("dailylantern.com", "dailylantern.com", "other top-level domain"),
        ("daily-lantern.org", "daily-lantern.org", "hyphen"),
        ("dailyiantern.org", "dailyiantern.org", "confusable letter"),
        ("xn--dailylntern-3ij.org", "xn--dailylntern-3ij.org", "confusable letter"),
        ("dailylanterm.org", "dailylanterm.org", "one letter"),
        ("dialylantern.org", "dialylantern.org", "one letter"),
        ("dailylantern.burner.net", "burner.net", "subdomain"),
        ("www2.dailylantern.org", "dailylantern.org", None),
        ("dailylantern-north.org", "dailylantern-north.org", None),
        ("lantern.org", "lantern.org", None),
        ("post.net", "post.net", None),
    ],
)
def test_techniques_of_imitation(host: str, registrable: str, technique: str | None) -> None:
    outlets = Outlets.of(["dailylantern.org", "post.org"])
    seen = outlets.imitated(host, registrable)
    assert (seen and seen.technique) == technique
    assert seen is None or seen.original == "dailylantern.org"
