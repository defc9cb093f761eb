"""A mapping to edit, guessed from the names and the first values of a file's columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson
import polars as pl

from loaders.errors import LoaderError
from loaders.input import Input
from loaders.inspection import INSPECTED, InspectedColumn, Trial, is_of, trial
from loaders.kinds import COUNT, IDENTIFIER, PLATFORM, TEXT, Kind
from loaders.mapping import Moment, Several, Time
from loaders.mapping_file import mapping_of
from loaders.mapping_kinds import HANDLE, objects, timed
from loaders.source import SOURCES
from loaders.sources.mapped import MappedOptions
from loaders.urls import domains, links

FORMS: Final = (
    None,
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%a %b %d %H:%M:%S %z %Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%b %d, %Y %I:%M:%S %p",
    "%b %d, %Y %I:%M %p",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
)
"""How times are often written; none: seconds, milliseconds or RFC 3339."""

DAYS: Final = (None, "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%b %d, %Y", "%d %b %Y")

NAMES: Final = {
    "account": r"(account|user|author|owner|actor|sender|profile)_?(id|key|guid)|userid|accountid|"
    r"account|user|author|sender|from|actor|who|(user|screen|account|author)_?name|handle|"
    r"(channel|page)_?(id|name)|channel|page|(account|user|author|profile|page)_?(url|link)",
    "post": r"(post|tweet|status|message|msg|content|comment|video|item)_?(id|key|guid)|"
    r"tweetid|postid|id_str|guid|post|tweet|message_number|id",
    "at": r"(created|posted|published|shared|sent|post|tweet|share)_?(at|time|date|on|utc)?|"
    r"timestamp\w*|time\w*|date\w*|datetime|created\w*|when|posted\w*|published\w*|"
    r"\w*_(time|at|date)",
    "platform": r"platform|network|social_network|site|service",
    "url": r"(expanded_?)?(urls?|links?)|address|"
    r"(shared|expanded|resolved|final|target)_?(url|link)s?|\w*_(url|link)s?",
    "domain": r"domains?|hosts?|(url|link)_domain|\w*_domains?",
    "hashtag": r"hash_?tags?|tags?",
    "image": r"images?(_?(id|hash|key)s?)?|phash|pdq|picture|photo(_?id)?|media_?(id|hash|key)s?",
    "text": r"(full_?|post_?|tweet_?|message_?)?text|message|body|content|caption|wording|"
    r"description|title",
    "mention": r"(user_?)?mentions?(_ids?)?",
    "reshare": r"(retweet(ed)?|reshared?|reposted?|shared?|forward(ed)?)_?(of_?)?"
    r"(status|tweet|post|content)?_?id|retweet_of|object_id",
    "reply": r"in_reply_to_?(status|tweet|post)?_?id|reply_to(_id)?|parent_?id",
    "handle": r"handle|(screen|user)_?name|username",
    "name": r"name|(display|full|account|author|user_display)_?name|displayname",
    "followers": r"followers?(_?count)?|fans|subscribers?(_?count)?",
    "following": r"following(_?count)?|friends(_?count)?",
    "likes": r"likes?(_?count)?|favou?rites?(_?count)?|reactions?(_?count)?",
    "reshares": r"(retweet|share|reshare|forward)s?_?count|retweets|shares|reshares|forwards",
    "replies": r"(reply|replies|comments?)_?count|replies|comments",
    "views": r"views?(_?count)?|plays?(_?count)?|impressions?(_?count)?",
    "created_at": r"(account|user|profile)_?(created\w*|creation\w*|since)|joined\w*|member_since",
    "bio": r"bio|biography|about|(user_|profile_|account_)description",
    "location": r"(user_|account_)?location",
}
"""What columns of each meaning are often called, in the order in which they are tried."""

COUNTS: Final = ("likes", "reshares", "replies", "views")
"""What is counted of a post that has an id."""

OPENED: Final = r"\w*creat\w*|\w*joined\w*|\w*since|\w*regist\w*"
"""Names of times that are of the account where a table has no acts."""

ACTS: Final = ("url", "domain", "hashtag", "text", "image", "mention", "reshare", "reply")
"""Kinds of acts that are guessed."""

PARTS: Final = ("|", ";", ",", " ")
"""What often parts several values of one cell."""


@dataclass(frozen=True)
class Guess:
    """One line of a mapping."""

    column: str
    extra: str = ""
    """Further keys, as TOML."""

    @property
    def value(self) -> str:
        """The column, or the table that names it."""
        name = quoted(self.column)
        return f"{{ column = {name}, {self.extra} }}" if self.extra else name


def quoted(text: str) -> str:
    """A text as TOML writes it on one line."""
    return orjson.dumps(text).decode().replace("\x7f", "\\u007f")


def proposed(columns: Sequence[InspectedColumn]) -> str | None:
    """The text of a mapping; null where no column looks like an account."""
    guesses = _guesses([each for each in columns if len(each.name) <= 1_000])
    if "account" not in guesses:
        return None
    acts = [kind for kind in ACTS if kind in guesses]
    if not acts and "post" not in guesses:
        guesses.pop("at", None)
        for column in _called(columns, OPENED):
            opened = _fitting("created_at", column)
            if opened is not None:
                guesses.setdefault("created_at", opened)
    if "post" not in guesses:
        for name in COUNTS:
            guesses.pop(name, None)
    used = {guess.column for guess in guesses.values()}
    left = [column.shown for column in columns if column.name not in used]
    return "\n".join(_lines(guesses, acts, left)) + "\n"


def trial_of(text: str, file: Input) -> Trial | None:
    """What the mapping makes of the first rows; null where it cannot be read with."""
    source = SOURCES["mapped"]
    options = MappedOptions(INSPECTED, mapping_of(text.encode(), name="the proposed mapping"))
    try:
        batch = next(source.read(file, options), None)
    except LoaderError:
        return None
    return trial(source, batch) if batch is not None else None


def _lines(guesses: dict[str, Guess], acts: Sequence[str], left: Sequence[str]) -> Iterator[str]:
    yield "# Guessed from names and first values: look at every line. docs/mapping.md has the keys."
    if "platform" in guesses:
        yield f"platform = {guesses['platform'].value}"
    else:
        yield 'platform = { constant = "unknown" }  # write the platform\'s short name, such as x'
    if "at" in guesses:
        yield f"at = {guesses['at'].value}"
    else:
        yield "# at: no column holds days with a time; timed traces leave these acts out"
    yield "\n[account]"
    yield f"id = {guesses['account'].value}"
    for name in ("handle", "name", "bio", "location", "created_at", "followers", "following"):
        if name in guesses:
            yield f"{name} = {guesses[name].value}"
    if "post" in guesses:
        yield f"\n[post]\nid = {guesses['post'].value}"
        for name in COUNTS:
            if name in guesses:
                yield f"{name} = {guesses[name].value}"
    for kind in acts:
        yield f'\n[[acts]]\nkind = "{kind}"\nobject = {guesses[kind].value}'
    if left:
        yield f"\n# Not used: {', '.join(left)}"


def _guesses(columns: Sequence[InspectedColumn]) -> dict[str, Guess]:
    """Meaning to column; a column means one thing, but a name in the address may be the account."""
    found: dict[str, Guess] = {}
    for meaning, names in NAMES.items():
        for column in _called(columns, names):
            used = {guess.column for known, guess in found.items() if known != "account"}
            shared = meaning == "handle" or column.name != _column(found, "account")
            if column.name in used or not shared:
                continue
            guess = _fitting(meaning, column)
            if guess is not None:
                found[meaning] = guess
                break
    return found


def _column(found: dict[str, Guess], meaning: str) -> str | None:
    return found[meaning].column if meaning in found else None


def _called(columns: Sequence[InspectedColumn], names: str) -> Iterator[InspectedColumn]:
    """Columns whose name, or its last part, is one of the names; the earlier named come first."""
    for pattern in _alternatives(names):
        for column in columns:
            plain = re.sub(r"[^a-z0-9]+", "_", _snake(column.name)).strip("_")
            if re.fullmatch(pattern, plain):
                yield column


def _alternatives(names: str) -> list[str]:
    """The alternatives of a pattern that stand in no parentheses."""
    parts, depth = [""], 0
    for char in names:
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _fitting(meaning: str, column: InspectedColumn) -> Guess | None:
    """The line for a column, where its first values bear the meaning out."""
    values = column.values
    given = values.drop_nulls()
    if given.is_empty():
        return None
    if meaning in {"account", "post", "platform"}:
        kind = PLATFORM if meaning == "platform" else IDENTIFIER
        whole = not values.has_nulls() and values.dtype != pl.List and is_of(values, kind)
        return Guess(column.name) if whole and column.kind != "day" else None
    if meaning in {"at", "created_at"}:
        return _moment(column, values, with_clock=meaning == "at")
    if meaning in {"followers", "following", *COUNTS}:
        return Guess(column.name) if is_of(values, COUNT) else None
    if meaning in {"handle", "name", "bio", "location"}:
        kind = HANDLE if meaning == "handle" else TEXT
        return Guess(column.name) if given.dtype != pl.List and is_of(values, kind) else None
    return _object(meaning, column, given)


def _moment(column: InspectedColumn, values: pl.Series, *, with_clock: bool) -> Guess | None:
    for form in FORMS if with_clock else (*DAYS, *FORMS[1:]):
        cell = (Moment if with_clock else Time)(column=column.name, format=form)
        if not (with_clock and values.has_nulls()) and is_of(values, timed(cell)):
            return Guess(column.name, f"format = {quoted(form)}" if form else "")
    return None


def _object(meaning: str, column: InspectedColumn, given: pl.Series) -> Guess | None:
    thing: Kind = TEXT if meaning == "text" else IDENTIFIER
    if meaning == "text":
        return Guess(column.name) if given.dtype == pl.String else None
    separator = _separator(meaning, given) if given.dtype == pl.String else None
    lists = objects(thing, Several(column=column.name, separator=separator)).read(given)
    if lists.has_nulls() or not _bears_out(meaning, lists.explode().drop_nulls()):
        return None
    return Guess(column.name, f"separator = {quoted(separator)}" if separator else "")


def _separator(meaning: str, given: pl.Series) -> str | None:
    """What parts several values in the cells, if it parts all that would else be none."""
    if given.str.contains(r"^\[.*\]$").all():
        return ","
    if meaning == "url":
        several = given.str.count_matches("(?i)https?://") > 1
        for each in PARTS:
            if (
                several.any()
                and given.filter(several).str.contains(f"{re.escape(each)}\\s*http").all()
            ):
                return each
        return None
    for each in PARTS if meaning != "image" else PARTS[:3]:
        if given.str.contains(re.escape(each)).any():
            return each
    return None


def _bears_out(meaning: str, elements: pl.Series) -> bool:
    """Whether some values are what the meaning says; ids of a set's own are given the benefit."""
    if meaning == "url":
        return bool(links(elements)["url"].is_not_null().any())
    if meaning == "domain":
        return bool(domains(elements).is_not_null().any())
    if meaning == "hashtag":
        return not elements.str.contains(r"\s").any()
    return True
