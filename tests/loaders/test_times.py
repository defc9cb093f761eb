from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.times import MOMENT, days, moments

WITHIN = st.datetimes(datetime(1973, 3, 4), datetime(2099, 12, 31))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def moment(value: str | float | None) -> datetime | None:
    found = moments(pl.Series([value]))
    assert found.dtype == MOMENT
    return found.item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1606451170", datetime(2020, 11, 27, 4, 26, 10, tzinfo=UTC)),
        ("1606451170.518101", datetime(2020, 11, 27, 4, 26, 10, 518101, tzinfo=UTC)),
        ("1606451170518", datetime(2020, 11, 27, 4, 26, 10, 518000, tzinfo=UTC)),
        ("1.629e+09", datetime(2021, 8, 15, 4, 0, tzinfo=UTC)),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("2021-08-15T12:00:00Z", datetime(2021, 8, 15, 12, tzinfo=UTC)),
        ("2021-08-15t12:00:00.1234567z", datetime(2021, 8, 15, 12, 0, 0, 123456, tzinfo=UTC)),
        ("2021-08-15T01:30:00+02:00", datetime(2021, 8, 14, 23, 30, tzinfo=UTC)),
        ("2021-08-15 12:00", datetime(2021, 8, 15, 12, tzinfo=UTC)),
        ("2021-08-15 12:00:00 UTC", datetime(2021, 8, 15, 12, tzinfo=UTC)),
    ],
)
def test_a_time_is_seconds_milliseconds_or_rfc_3339(text: str, expected: datetime) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    "text",
    ["yesterday", "nan", "inf", "-1", "1e300", "30000-01-01T00:00:00Z", "2021-02-30T00:00:00Z"]
    + ["2021-08-15", "2100-01-01T00:00:00Z", "4102444800", "1969-12-31T23:59:59Z", "15/08/2021"]
    + ["2021-08-15T25:00:00Z", "2021-08-15T12:00:00+99:00", "٢٠٢١-٠٨-١٥T12:00:00Z", ""],
)
def test_what_is_no_time_between_1970_and_2099_is_null(text: str) -> None:
    assert moment(text) is None


@given(WITHIN, ZONES)
def test_every_moment_survives_being_written_as_rfc_3339(at: datetime, zone: timezone) -> None:
    aware = at.replace(tzinfo=UTC)
    assert moment(aware.astimezone(zone).isoformat()) == aware


@given(WITHIN)
def test_every_microsecond_survives_being_written_as_seconds(at: datetime) -> None:
    aware = at.replace(tzinfo=UTC)
    micros = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert moment(f"{micros // 10**6}.{micros % 10**6:06}") == aware
    assert moment(micros / 1e6) == aware
    assert moment(micros // 1000) == aware.replace(microsecond=at.microsecond // 1000 * 1000)


@given(st.text())
def test_no_text_makes_the_reading_fail(text: str) -> None:
    found = moment(text)
    assert found is None or 1970 <= found.year < 2100


def test_parquet_times_are_utc_unless_they_say_otherwise() -> None:
    naive = pl.Series([datetime(2021, 8, 15, 12), datetime(1960, 1, 1), None])
    assert moments(naive).to_list() == [datetime(2021, 8, 15, 12, tzinfo=UTC), None, None]
    berlin = naive.dt.replace_time_zone("Europe/Berlin").dt.cast_time_unit("ms")
    assert moments(berlin)[0] == datetime(2021, 8, 15, 10, tzinfo=UTC)
    far = pl.Series([2**62]).cast(pl.Datetime("ms"))
    assert moments(far).to_list() == [None]


def test_a_bare_date_is_a_day_but_no_moment() -> None:
    first = datetime(2021, 8, 15, tzinfo=UTC)
    assert days(pl.Series(["2021-08-15", "2021-08-15 12:00", "x", None])).to_list() == [
        first,
        first + timedelta(hours=12),
        None,
        None,
    ]
    assert days(pl.Series([date(2021, 8, 15)])).to_list() == [first]
    assert moments(pl.Series([date(2021, 8, 15)])).to_list() == [None]
