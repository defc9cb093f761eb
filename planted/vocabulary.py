"""Invented names and words: people, towns, outlets, teams, dishes; every seed has its own."""

from dataclasses import dataclass

import polars as pl
from numpy.random import Generator

Parts = tuple[tuple[str, ...], tuple[str, ...]]
"""Beginnings and ends of words; every beginning goes with every end."""


def _parts(heads: str, tails: str) -> Parts:
    return tuple(heads.split()), tuple(tails.split())


_GIVEN = _parts(
    "Ald Bre Cor Dru El Fen Gar Hes Iv Jor Kel Lor Mar Nev Or Per Quil Ros Sel Tav",
    "an ando ela enn eth ia ick ilde in ira is o ona or oth ua und yn",
)
_FAMILY = _parts(
    "Ask Bran Calv Dorm Esk Farn Grel Hask Isk Jarn Kest Lund Morv Nask Osk Prel Quor Rusk Sorn "
    "Torv Ulm Vask Wend Yarr Zorn",
    "ader ane arro ath beck dale en eny er field holt ing ley man mere ock olt or oux quist ran "
    "sen stad tov vik we yard",
)
_TOWN = _parts(
    "Arn Bel Crom Dun Elder Far Gal Hol Inver Kar Lang Mor Nether Ox Pel Ran Stel Tar",
    "bridge burn by combe dell ford gate ham low mouth ness port stow wick worth",
)
_THING = _parts(
    "bra cho du fla gri ja ki lo mu na pru ru shi tu vo wo",
    "bbel dda ffin ggo lka mmet nta rvel sco tzel vva xi",
)
_FAR_GIVEN = _parts("Aar Dev Ish Kav Man Nir Pra Raj San Tej Var Yash", "a an av eet esh i ik it u")
_FAR_FAMILY = _parts(
    "Bhar Chan Desh Gov Hari Jog Kul Mad Nar Sur Tri Vas", "al an ani dev esh ita kar ol war"
)
PARTS_OF_WORDS = _THING[0]

WOMEN = (
    "Anna", "Maria", "Emma", "Laura", "Julia", "Sarah", "Alice", "Nina", "Eva", "Clara", "Lisa",
    "Sophie", "Helen", "Ruth", "Martha", "Irene",
)  # fmt: skip
"""Given names that readers take for a woman's; these are not invented, for invented ones say
nothing of that kind."""

MEN = (
    "Peter", "Thomas", "Martin", "Paul", "David", "Simon", "Daniel", "Lukas", "Robert", "Erik",
    "Adam", "Victor", "George", "Henry", "Oliver", "Frank",
)  # fmt: skip
_TEAMS = ("Rovers", "United", "Foxes", "Harriers", "Athletic", "Sparks")
_OUTLETS = ("Herald", "Courier", "Observer", "Ledger", "Lantern", "Chronicle")

_ROOMS = ("", "", "", "near {}", "{}", "{} and around", "born in {}", "somewhere by {}")
_LIVES = (
    "", "", "", "mother of two, tea drinker", "I say what I see", "gardens, trains, old maps",
    "nurse, opinions mine", "retired, curious", "here for the football", "reads more than writes",
    "baker on weekdays", "dogs before people", "student of everything", "builder, dad, singer",
    "no messages please", "proud of where I come from", "fed up but polite", "music and soup",
    "likes are not agreement", "just asking", "small shop owner", "tired commuter",
)  # fmt: skip


def _blend(rng: Generator, parts: Parts, n: int) -> list[str]:
    """So many different words, each a beginning and an end."""
    heads, tails = parts
    picked = rng.permutation(len(heads) * len(tails))[:n]
    return [heads[p // len(tails)] + tails[p % len(tails)] for p in picked.tolist()]


@dataclass(frozen=True)
class Vocabulary:
    """What things are called in one invented country."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    towns: tuple[str, ...]
    teams: tuple[str, ...]
    things: tuple[str, ...]
    """Dishes, shows, gadgets: common nouns that nobody has heard of."""
    outlets: tuple[str, ...]

    @classmethod
    def invented(cls, rng: Generator) -> "Vocabulary":
        """A vocabulary drawn at random."""
        towns = _blend(rng, _TOWN, 60)
        return cls(
            given=tuple(_blend(rng, _GIVEN, 300)),
            family=tuple(_blend(rng, _FAMILY, 500)),
            towns=tuple(towns),
            teams=tuple(
                f"{town} {kind}" for town, kind in zip(towns[:18], _TEAMS * 3, strict=True)
            ),
            things=tuple(_blend(rng, _THING, 90)),
            outlets=tuple(
                f"{town} {kind}" for town, kind in zip(towns[30:54], _OUTLETS * 4, strict=True)
            ),
        )


def hashtag(words: str) -> str:
    """The words run together, without what a hashtag cannot hold."""
    return "".join(letter for letter in words if letter.isalnum())


def domain(name: str) -> str:
    """A web address for the name under a top-level domain that cannot exist."""
    return f"{hashtag(name).lower()}.example"


def people(rng: Generator, words: Vocabulary, n: int) -> pl.DataFrame:
    """How n people present themselves: name, handle, bio and location, null where left out."""
    given = pl.Series("given", words.given).gather(rng.integers(0, len(words.given), n))
    family = pl.Series("family", words.family).gather(rng.integers(0, len(words.family), n))
    digits = pl.Series("digits", rng.integers(1, 10_000, n)).cast(pl.String)
    style = pl.Series("style", rng.integers(0, 6, n))
    drawn = pl.DataFrame([given, family, digits, style]).with_columns(
        town=pl.Series(words.towns).gather(rng.integers(0, len(words.towns), n)),
        room=pl.Series(_ROOMS).gather(rng.integers(0, len(_ROOMS), n)),
        bio=pl.Series(_LIVES).gather(rng.integers(0, len(_LIVES), n)),
    )
    kind = pl.col("style")
    initial = pl.col("given").str.slice(0, 1)
    handle = (
        pl.when(kind == 0)
        .then(pl.concat_str("given", "family"))
        .when(kind == 1)
        .then(pl.concat_str("given", pl.lit("_"), "family"))
        .when(kind == 2)
        .then(pl.concat_str(initial, "family", "digits"))
        .when(kind == 3)
        .then(pl.concat_str("family", "digits"))
        .when(kind == 4)
        .then(pl.concat_str("given", pl.lit("_"), "town"))
        .otherwise(pl.concat_str("given", "digits"))
    )
    full = pl.concat_str("given", "family", separator=" ")
    name = pl.when(kind == 5).then(pl.col("given")).otherwise(full)
    return drawn.select(
        name=name,
        handle=handle.str.slice(0, 15),
        bio=_or_null(pl.col("bio")),
        location=_or_null(pl.col("room").str.replace("{}", pl.col("town"), literal=True)),
    )


def far_people(rng: Generator, n: int) -> pl.DataFrame:
    """Names and handles of n people of another country."""
    given, family = (
        pl.Series([head + tail for head in heads for tail in tails])
        for heads, tails in (_FAR_GIVEN, _FAR_FAMILY)
    )
    drawn = pl.DataFrame(
        {
            "given": given.gather(rng.integers(0, len(given), n)),
            "family": family.gather(rng.integers(0, len(family), n)),
            "digits": rng.integers(10, 1_000, n),
        }
    )
    return drawn.select(
        name=pl.concat_str("given", "family", separator=" "),
        handle=pl.concat_str("given", "family", "digits").str.slice(0, 15),
    )


def _or_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def apart(rng: Generator, handles: pl.Series) -> pl.Series:
    """The handles, with digits after each that somebody earlier in the column already has."""
    taken: set[str] = set()
    free: list[str] = []
    for handle in handles.to_list():
        own = handle
        while own.lower() in taken:
            own = f"{handle[:11]}{rng.integers(10, 10_000)}"
        taken.add(own.lower())
        free.append(own)
    return pl.Series(handles.name, free, dtype=pl.String)


def headline_slugs(headlines: pl.Series) -> pl.Series:
    """Headlines as the last parts of addresses."""
    words = headlines.str.to_lowercase().str.extract_all("[a-z0-9]+")
    return words.list.head(7).list.join("-")


def public_names(rng: Generator, words: Vocabulary, n: int) -> list[str]:
    """Names of n different people of public life."""
    families = rng.permutation(len(words.family))[:n].tolist()
    given = rng.permutation(len(words.given))[:n].tolist()
    return [f"{words.given[g]} {words.family[f]}" for g, f in zip(given, families, strict=True)]


def typo(rng: Generator, text: str) -> str:
    """The text with one slip of somebody who copies by hand."""
    words = text.split()
    at = int(rng.integers(0, len(words)))
    slip = int(rng.integers(0, 4))
    word = words[at]
    if slip == 0 and len(words) > 6:
        del words[at]
    elif slip == 1 and len(word) > 3:
        spot = int(rng.integers(1, len(word) - 1))
        words[at] = word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    elif slip == 2:
        words.insert(at, word)
    else:
        words[at] = word + word[-1]
    return " ".join(words)


_LIKENESSES = ("{}", "{}_", "The{}", "Real{}", "{}{d}", "{}_{d}", "My{}", "{}Now", "x{}", "{}HQ")
_RETURNS = ("{}Back", "New{}", "{}Again", "{}2", "{}_Two", "Still{}")


def alike(rng: Generator, stem: str, n: int, *, again: bool = False) -> list[tuple[str, str]]:
    """Names and handles of n accounts that resemble each other; ``again``: that came back."""
    patterns = _RETURNS if again else _LIKENESSES
    base = hashtag(stem)
    made = []
    for place in rng.permutation(len(patterns))[:n].tolist():
        digit = str(rng.integers(2, 100))
        handle = patterns[place].replace("{d}", digit)
        room = 15 - len(handle.replace("{}", ""))
        name = handle.replace("{}", f" {stem} ").replace("_", " ").strip()
        made.append((" ".join(name.split()), handle.replace("{}", base[:room])))
    return made
