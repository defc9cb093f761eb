import polars as pl
import pytest
from tldextract import TLDExtract

from loaders.suffixes import RESERVED, registrable


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("de.news.example.org", "example.org"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("posts.someone.blogspot.com", "someone.blogspot.com"),
        ("other.blogspot.com", "other.blogspot.com"),
        ("blogspot.com", "blogspot.com"),
        ("someone.github.io", "someone.github.io"),
        ("shop.outlet.example", "outlet.example"),
        ("news.outlet.test", "outlet.test"),
        ("outlet.invalid", "outlet.invalid"),
        ("amazing.lab", None),
        ("a.xn--fa-hia.de", "xn--fa-hia.de"),
        ("co.uk", None),
        ("localhost", None),
        ("192.0.2.7", None),
        ("[2001:db8::1]", None),
        ("german:77", None),
        (None, None),
    ],
)
def test_what_was_registered_ends_at_a_public_suffix(
    domain: str | None, registered: str | None
) -> None:
    assert registrable(pl.Series([domain], dtype=pl.String)).to_list() == [registered]


def test_every_rule_of_the_list_means_what_tldextract_says() -> None:
    extract = TLDExtract(
        suffix_list_urls=(),
        cache_dir=None,
        include_psl_private_domains=True,
        extra_suffixes=RESERVED,
    )
    domains: list[str] = []
    for rule in extract.tlds:
        plain = rule.removeprefix("!").replace("*", "any").encode("idna").decode()
        domains += [plain, f"a.{plain}", f"www.a.{plain}", f"b.c.d.{plain}"]
    assert len(domains) > 30_000
    expected = [
        found.top_domain_under_public_suffix or found.fqdn or None
        for found in map(extract.extract_str, domains)
    ]
    assert registrable(pl.Series(domains)).to_list() == expected
