"""Moments from what files hold: unix seconds, milliseconds, RFC 3339; always UTC."""

from datetime import UTC, datetime

import polars as pl

MOMENT = pl.Datetime("us", "UTC")
END = 2100
"""Times are taken from 1970 up to, and without, this year; others are mistakes."""

PER_SECOND = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
END_SECONDS = int(datetime(END, 1, 1, tzinfo=UTC).timestamp())
LEAST_MILLISECONDS = 1e11
"""Numbers from here on are milliseconds (from March 1973); as seconds this is the year 5138."""

DAY = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
CLOCK = r"(?P<clock>[0-9]{2}:[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?"
ZONE = r"(?:(?P<utc>[Zz]|UTC)|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3]):?(?P<minutes>[0-5][0-9]))"
STAMP = f"^{DAY}[Tt ]{CLOCK} ?{ZONE}?$"


def moments(values: pl.Series) -> pl.Series:
    """Each value as a moment (to the microsecond, UTC); null where it is none or out of bounds.

    A number is seconds since 1970, from 1e11 on milliseconds. A text is such a number, or a time of
    RFC 3339, whose seconds may be left out; one without a zone is UTC, and so is a naive time.
    """
    kind = values.dtype
    if isinstance(kind, pl.Datetime):
        return _from_datetimes(values, kind)
    if kind.is_numeric():
        return _from_numbers(values)
    if kind == pl.String:
        return _from_texts(values)
    return pl.Series(values.name, [None] * len(values), dtype=MOMENT)


def days(values: pl.Series) -> pl.Series:
    """As ``moments``, and a bare date is its first moment."""
    if values.dtype == pl.Date:
        return _from_datetimes(values.cast(pl.Datetime("us")), pl.Datetime("us"))
    if values.dtype != pl.String:
        return moments(values)
    bare = values.str.contains(f"^{DAY}$")
    return moments(
        pl.select(pl.when(bare).then(pl.concat_str(values, pl.lit(" 00:00"))).otherwise(values))
        .to_series()
        .alias(values.name)
    )


def formed(values: pl.Series, form: str | None, *, zone: str | None) -> pl.Series:
    """As ``days``, texts in a form of strftime's signs; a time that says no zone is of ``zone``.

    A time that a change of clocks skips or repeats is null.
    """
    if values.dtype == pl.Date:
        values = values.cast(pl.Datetime("us"))
    if values.dtype == pl.String and form is not None:
        values = values.str.strip_chars().str.to_datetime(form, strict=False, time_unit="us")
    elif values.dtype == pl.String and zone is not None:
        bare = values.str.contains(f"^{DAY}(?:[Tt ]{CLOCK})?$").fill_null(value=False)
        local = _placed(days(values.set(~bare, None)).dt.replace_time_zone(None), zone)
        return days(values.set(bare, None)).zip_with(~bare, local).alias(values.name)
    if zone is not None and isinstance(values.dtype, pl.Datetime) and not values.dtype.time_zone:
        values = _placed(values, zone)
    return days(values)


def _placed(naive: pl.Series, zone: str) -> pl.Series:
    local = naive.dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
    return local.dt.convert_time_zone("UTC")


def _from_datetimes(values: pl.Series, kind: pl.Datetime) -> pl.Series:
    physical = values.to_physical()
    within = (physical >= 0) & (physical < END_SECONDS * PER_SECOND[kind.time_unit])
    kept = values.set(~within.fill_null(value=False), None)
    utc = kept.dt.convert_time_zone("UTC") if kind.time_zone else kept.dt.replace_time_zone("UTC")
    return utc.dt.cast_time_unit("us")


def _from_numbers(values: pl.Series) -> pl.Series:
    number = pl.col("number")
    micros = pl.when(number < LEAST_MILLISECONDS).then(number * 1e6).otherwise(number * 1e3)
    frame = pl.DataFrame({"number": values.cast(pl.Float64, strict=False)})
    return _bounded(frame.select(micros.round().cast(pl.Int64, strict=False)).to_series()).alias(
        values.name
    )


def _from_texts(values: pl.Series) -> pl.Series:
    texts = values.str.strip_chars()
    numbers = texts.cast(pl.Float64, strict=False)
    found = _from_numbers(numbers)
    stamped = (numbers.is_null() & texts.is_not_null()).arg_true()
    if len(stamped):
        found = found.scatter(stamped, _from_stamps(texts.gather(stamped)))
    return found.alias(values.name)


def _from_stamps(texts: pl.Series) -> pl.Series:
    part = texts.str.extract_groups(STAMP).struct.unnest()
    whole = pl.concat_str(
        "day", pl.lit(" "), "clock", pl.lit(":"), pl.col("second").fill_null("00")
    )
    micros = whole.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    fraction = pl.col("fraction").str.slice(0, 6).str.pad_end(6, "0").cast(pl.Int64)
    minutes = pl.col("hours").cast(pl.Int64) * 60 + pl.col("minutes").cast(pl.Int64)
    ahead = pl.when(pl.col("sign") == "-").then(-minutes).otherwise(minutes)
    return _bounded(
        part.select(
            micros.to_physical() + fraction.fill_null(0) - ahead.fill_null(0) * 60 * 1_000_000
        ).to_series()
    )


def _bounded(micros: pl.Series) -> pl.Series:
    within = (micros >= 0) & (micros < END_SECONDS * 1_000_000)
    return micros.set(~within.fill_null(value=False), None).cast(MOMENT)


TRIED = datetime(2001, 2, 13, 14, 15)
"""Written and read again to try a form; it has no zone."""


def form_fault(form: str, *, with_clock: bool = False) -> str | None:
    """What is wrong with a form of times, in strftime's signs: it must read what it writes."""
    written = pl.Series([TRIED.replace(tzinfo=UTC)])
    try:
        read = formed(written.dt.strftime(form), form, zone=None).item()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        read = None
    if read is None or read.date() != TRIED.date():
        return f"the format {form!r} does not tell day, month and year; try such as %d.%m.%Y %H:%M"
    if with_clock and (read.hour, read.minute) != (TRIED.hour, TRIED.minute):
        return f"the format {form!r} has no time of day; leave the time out if the file has none"
    return None


def zone_fault(zone: str) -> str | None:
    """What is wrong with the name of a time zone."""
    try:
        pl.Series([TRIED]).dt.replace_time_zone(zone)
    except pl.exceptions.PolarsError:
        return f"there is no time zone {zone!r}; try such as Europe/Berlin or UTC"
    return None
