"""Domains that imitate others: by which technique, and by how many letters."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import idna

LEAST_BRAND = 5
"""Shorter names are parts of too many others."""

LEAST_MISSPELT = 7
"""In shorter names one other letter makes another word."""

ODD = {
    "a": "аαàáâãäå",
    "b": "в",
    "c": "сςç",
    "d": "ԁ",
    "e": "3еèéêë",
    "g": "ɡ",
    "h": "һ",
    "i": "1lіìíîïıӏļ",
    "k": "кκ",
    "n": "ո",
    "o": "0оοòóôõöø",
    "p": "рρ",
    "s": "5ѕ",
    "t": "τ",
    "u": "υùúûü",
    "v": "ν",
    "x": "хχ",
    "y": "уγ",
}
"""Signs that are taken for a letter at a glance."""

ALIKE = str.maketrans({odd: letter for letter, odds in ODD.items() for odd in odds})
PAIRS = (("rn", "m"), ("vv", "w"))


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
    by_gap: Mapping[str, frozenset[str]]
    """With one letter left out, to the names that give it."""

    @classmethod
    def of(cls, domains: Iterable[str]) -> "Outlets":
        """Of registrable domains; the first in order of key stands for a name."""
        by_name: dict[str, str] = {}
        for domain in sorted(domains):
            by_name.setdefault(named(domain), domain)
        brands = [name for name in by_name if len(name) >= LEAST_BRAND]
        gaps: dict[str, set[str]] = {}
        for name in (name for name in brands if len(name) >= LEAST_MISSPELT):
            for gap in {name, *_gaps(name)}:
                gaps.setdefault(gap, set()).add(name)
        return cls(
            by_name=by_name,
            by_skeleton={skeleton(name): by_name[name] for name in reversed(brands)},
            by_bare={name.replace("-", ""): by_name[name] for name in reversed(brands)},
            by_gap={gap: frozenset(names) for gap, names in gaps.items()},
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
        near = {each for gap in {name, *_gaps(name)} for each in self.by_gap.get(gap, ())}
        return min((each for each in near if _one_away(name, each)), default=None)


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
    shape = unicodedata.normalize("NFKC", name).translate(ALIKE)
    for pair, letter in PAIRS:
        shape = shape.replace(pair, letter)
    return shape


def _gaps(name: str) -> Iterator[str]:
    for place in range(len(name)):
        yield name[:place] + name[place + 1 :]


def _one_away(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        return shorter in _gaps(longer)
    differ = [place for place in range(len(a)) if a[place] != b[place]]
    if len(differ) == 2 and differ[1] == differ[0] + 1:
        return a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]
    return len(differ) == 1
