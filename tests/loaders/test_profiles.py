import polars as pl
import pytest

from loaders.profiles import profiles
from loaders.urls import links


@pytest.mark.parametrize(
    ("address", "label", "kind", "handle", "key"),
    [
        ("facebook.com/groups/1247341452360704", "Page", "group", None, "fb:1247341452360704"),
        (
            "https://www.facebook.com/groups/Roses.now/?ref=x",
            *("Page", "group", "Roses.now", "fb:@roses.now"),
        ),
        ("facebook.com/1876828232546679", "Page", None, None, "fb:1876828232546679"),
        ("m.facebook.com/Red-Roses-450474615151098/", "Page", None, None, "fb:450474615151098"),
        ("facebook.com/pages/Roses/994910227187446", "Page", None, None, "fb:994910227187446"),
        ("facebook.com/MuslimAmerica/", "Page", None, "MuslimAmerica", "fb:@muslimamerica"),
        ("facebook.com/profile.php?id=4", "Account", None, None, "fb:4"),
        ("facebook.com/events/1748220542079708/", None, None, None, None),
        ("https://www.facebook.com/", None, None, None, None),
        ("https://example.org/facebook.com/roses", None, None, None, None),
        ("https://instagram.Com/us_daily/", "Account", None, "us_daily", "instagram:@us_daily"),
        ("instagram.com/p/", None, None, None, None),
        ("instagram.com/p/Xy/", None, None, None, None),
        ("twitter.com/Ann_Example", "Account", None, "Ann_Example", "x:@ann_example"),
        ("https://t.me/s/roses", "Page", "channel", "roses", "telegram:@roses"),
        ("youtube.com/@Ann", "Account", None, "Ann", "youtube:@ann"),
        (
            "youtube.com/channel/UCabcdefghijklmnopqrstuv",
            *("Account", None, None, "youtube:UCabcdefghijklmnopqrstuv"),
        ),
        (None, None, None, None, None),
    ],
)
def test_an_address_names_whose_profile_it_is(
    address: str | None, label: str | None, kind: str | None, handle: str | None, key: str | None
) -> None:
    found = profiles(links(pl.Series([address], dtype=pl.String))["url"])
    assert found.select("label", "kind", "handle", "key").row(0) == (label, kind, handle, key)
