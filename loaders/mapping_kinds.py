"""Kinds of columns as a mapping asks for them: times of a form, parted lists, translated words."""

from dataclasses import replace
from typing import Final, get_args

import polars as pl

from graph_models import Post
from loaders.errors import shown
from loaders.kinds import LONGEST_KEY, TEXT, TIME, Kind
from loaders.mapping import Moment, Several, Time
from loaders.times import DAY, END, MOMENT, formed

LISTS: Final = pl.List(pl.String())

POST_KINDS: Final = frozenset(
    word
    for kind in get_args(Post.model_fields["kind"].annotation)
    for word in get_args(kind)
    if isinstance(word, str)
)


def _post_kinds(values: pl.Series) -> pl.Series:
    words = TEXT.read(values).str.to_lowercase()
    return words.set(~words.is_in(list(POST_KINDS)).fill_null(value=True), None)


def _handles(values: pl.Series) -> pl.Series:
    return TEXT.read(values).str.strip_chars().str.strip_prefix("@")


POST_KIND = Kind(pl.String(), _post_kinds, f"is none of {', '.join(sorted(POST_KINDS))}")
HANDLE = Kind(pl.String(), _handles, TEXT.fault)


def translated(kind: Kind, words: dict[str, str]) -> Kind:
    """The kind, after the values of the column were replaced by what they stand for."""

    def read(values: pl.Series) -> pl.Series:
        told = TEXT.read(values).replace_strict(words, default=None, return_dtype=pl.String)
        return kind.read(told)

    return Kind(kind.dtype, read, f"is none of the values that the mapping names: {_few(words)}")


def _few(words: dict[str, str]) -> str:
    first = ", ".join(shown(word) for word in list(words)[:5])
    return first + (" …" if len(words) > 5 else "")


def objects(thing: Kind, value: Several) -> Kind:
    """Lists of the kind's texts: of one element unless the mapping says what parts several."""

    def read(values: pl.Series) -> pl.Series:
        if values.dtype == pl.List:
            return _fitting(values.cast(LISTS, strict=False))
        if value.separator is None:
            known = thing.read(values)
            lists = pl.select(pl.concat_list(known)).to_series()
            return lists.set(known.is_null(), None).alias(values.name)
        texts = TEXT.read(values).str.strip_chars()
        enclosed = texts.str.starts_with("[") & texts.str.ends_with("]")
        inner = texts.str.strip_prefix("[").str.strip_suffix("]").zip_with(enclosed, texts)
        return _fitting(inner.str.split(value.separator))

    fault = thing.fault
    if value.separator is not None:
        fault = f"has an element of more than {LONGEST_KEY:,} bytes"
    return Kind(LISTS, read, fault)


def _fitting(lists: pl.Series) -> pl.Series:
    """Elements without blanks and quotes around them; null where one is too long for a key."""
    element = pl.element().str.strip_chars().str.strip_chars("'\"")
    frame = pl.DataFrame({"list": lists}).select(
        pl.col("list").list.eval(element.filter(element.str.len_bytes() > 0))
    )
    sizes = frame.select(pl.col("list").list.eval(pl.element().str.len_bytes()).list.max())
    unfit = (sizes.to_series() > LONGEST_KEY).fill_null(value=False)
    return frame.to_series().set(unfit, None).alias(lists.name)


def timed(value: Time) -> Kind:
    """A moment; for an act's time, a day without a time of day is none."""
    needs_clock = isinstance(value, Moment)

    def read(values: pl.Series) -> pl.Series:
        if needs_clock and values.dtype == pl.Date:
            return pl.Series(values.name, [None] * len(values), dtype=MOMENT)
        if needs_clock and values.dtype == pl.String and value.format is None:
            bare = values.str.contains(f"^{DAY}$").fill_null(value=False)
            values = values.set(bare, None)
        return formed(values, value.format, zone=value.zone)

    if value.format is not None:
        fault = f"is no time of the form {shown(value.format)} from 1970 to {END - 1}"
        fault += f" in {value.zone}" if value.zone else ""
        return Kind(MOMENT, read, fault)
    fault = TIME.fault if needs_clock else f"is no day or time from 1970 to {END - 1}"
    return replace(TIME, read=read, fault=fault)
