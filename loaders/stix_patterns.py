"""What the patterns of STIX indicators compare with: domains, addresses, accounts, hashes."""

import re
from collections.abc import Iterator
from typing import Any, Final

from stix2patterns.exceptions import ParseException  # type: ignore[import-untyped]
from stix2patterns.v21.pattern import Pattern  # type: ignore[import-untyped]

LONGEST: Final = 50_000
"""Characters of a pattern; the time to parse one grows faster than its length."""

KINDS: Final = {
    "domain-name": "domain",
    "url": "url",
    "email-addr": "email",
    "ipv4-addr": "ip",
    "ipv6-addr": "ip",
    "user-account": "account",
}
"""Types of observed objects to kinds of indicators."""

STRING: Final = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
OPERATORS: Final = frozenset({"=", "IN"})


def compared(pattern: str) -> Iterator[tuple[str, str]]:
    """Kind and value of every comparison for equality. Raises ValueError where it is no pattern."""
    if len(pattern) > LONGEST:
        raise ValueError(f"the pattern is longer than {LONGEST:,} characters")
    try:
        comparisons: dict[str, list[Any]] = Pattern(pattern).inspect().comparisons
    except (ParseException, RecursionError) as error:
        raise ValueError("the pattern is wrong or nests too deep") from error
    for observed, found in comparisons.items():
        for path, operator, constant in found:
            if operator in OPERATORS:
                kind = _kind(observed, [str(step) for step in path])
                for text in _texts(str(constant)):
                    yield kind, text


def _kind(observed: str, path: list[str]) -> str:
    if len(path) > 1 and path[0] == "hashes":
        return path[1].lower().replace("-", "")
    return KINDS.get(observed, observed)


def _texts(constant: str) -> Iterator[str]:
    """The strings of a constant, or of a set of them, without their quotes."""
    for found in STRING.finditer(constant):
        yield ESCAPED.sub(r"\1", found[1])
