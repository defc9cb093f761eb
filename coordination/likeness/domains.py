"""Domains that imitate others: by which technique, and by how many letters."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import idna
from confusable_homoglyphs.confusables import confusables_data
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

LEAST_BRAND: Final = 5
"""Shorter names are taken under other top-level domains by people who mean something else."""

LEAST_MISSPELT: Final = 7
"""In shorter names one other letter makes another word."""

AT_A_GLANCE: Final = str.maketrans("01l35вкκτςχ", "oiiesbkktcx")
"""Taken for a letter by who reads fast; Unicode's list of confusable signs is stricter."""

PAIRS: Final = (("rn", "m"), ("vv", "w"))


@dataclass(frozen=True)
class Imitation:
    """How a domain poses as another."""

    original: str
    technique: str


@dataclass(frozen=True)
class Outlets:
    """Names that are worth imitating, by the ways in which they are imitated."""

    by_name: Mapping[str, str]
    """The registered name without its suffix, to the domain."""
    by_skeleton: Mapping[str, str]
    by_bare: Mapping[str, str]
    """Without hyphens."""
    long: Sequence[str]
    """Names in which one other letter makes no other word, in order."""

    @classmethod
    def of(cls, domains: Iterable[str]) -> "Outlets":
        """Of registrable domains; the first in order of key stands for a name."""
        by_name: dict[str, str] = {}
        for domain in sorted(domains):
            by_name.setdefault(named(domain), domain)
        brands = [name for name in by_name if len(name) >= LEAST_BRAND]
        return cls(
            by_name=by_name,
            by_skeleton={skeleton(name): by_name[name] for name in reversed(brands)},
            by_bare={name.replace("-", ""): by_name[name] for name in reversed(brands)},
            long=sorted(name for name in brands if len(name) >= LEAST_MISSPELT),
        )

    def imitated(self, host: str, registrable: str) -> Imitation | None:
        """Whom a host poses as, by the plainest technique; nobody where it is an outlet's own."""
        name = named(registrable)
        if self.by_name.get(name) == registrable:
            return None
        for original, technique in self._tried(host, registrable, name):
            if original != registrable:
                return Imitation(original, technique)
        return None

    def _tried(self, host: str, registrable: str, name: str) -> Iterator[tuple[str, str]]:
        if name in self.by_name and len(name) >= LEAST_BRAND:
            yield self.by_name[name], "other top-level domain"
        if (bare := name.replace("-", "")) in self.by_bare:
            yield self.by_bare[bare], "hyphen"
        if (shape := skeleton(name)) in self.by_skeleton:
            yield self.by_skeleton[shape], "confusable letter"
        if (near := self._misspelt(name)) is not None:
            yield self.by_name[near], "one letter"
        before = host.removesuffix(registrable).rstrip(".")
        for label in before.split(".") if before else ():
            if label in self.by_name and len(label) >= LEAST_BRAND:
                yield self.by_name[label], "subdomain"

    def _misspelt(self, name: str) -> str | None:
        """The first name that is one letter away: left out, added, changed or swapped."""
        if len(name) < LEAST_MISSPELT - 1:
            return None
        near = extractOne(name, self.long, scorer=OSA.distance, score_cutoff=1)
        return near[0] if near else None


def named(registrable: str) -> str:
    """What was registered, without its suffix; letters of other scripts are decoded."""
    label = registrable.partition(".")[0]
    if label.startswith("xn--"):
        try:
            return idna.decode(label)
        except (idna.IDNAError, UnicodeError):
            return label
    return label


def skeleton(name: str) -> str:
    """What a name looks like at a glance: equal for names that are easily confused."""
    shape = "".join(map(_plain, name)).translate(AT_A_GLANCE)
    for pair, letter in PAIRS:
        shape = shape.replace(pair, letter)
    return shape


@cache
def _plain(sign: str) -> str:
    """The plain Latin letter that a sign looks like: without accents, of whatever script."""
    if sign.isascii():
        return sign
    alike = (str(each["c"]) for each in confusables_data.get(sign, ()))
    bare = (_without_marks(each) for each in (sign, *alike))
    return min((each for each in bare if each.isascii() and each.isalnum()), default=sign)


def _without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(each for each in parts if not unicodedata.combining(each)).casefold()
