"""The Cypher that is derived from models, beside what a person has read and found right."""

import re
from pathlib import Path

import pytest

from graph_models import Account, CoordinatedWith, LinksTo, PaidFor, Posted, Run, Tagged, Url
from graph_store.statements import Shape, lock_and_read, merge, overwrite, put

GOLDEN = Path(__file__).parent / "golden"
CLAUSE = re.compile(
    r" (?<!ON )(?<!ON CREATE )(?<!ON MATCH )(?<!OPTIONAL )"
    r"(?=(?:WITH|OPTIONAL|MATCH|MERGE|CALL|UNION|CREATE|ON|SET|REMOVE|RETURN) )"
)
PROPERTY = re.compile(r", (?=fact\.\w+ = )")
BARE_TAGGED = Shape(Tagged, "Post", "Hashtag", absent=frozenset({"position"}))

STATEMENTS = {
    "merge-account": merge(Shape(Account)),
    "merge-account-known-by-key": merge(
        Shape(Account, absent=frozenset(Account.columns()) - {"key", "platform"})
    ),
    "merge-account-with-names-beyond": merge(
        Shape(
            Account,
            absent=frozenset({"bio", "location", "language", "created_at", "following"}),
            beyond=frozenset({"name"}),
        )
    ),
    "merge-url": merge(Shape(Url)),
    "merge-posted": merge(Shape(Posted, "Account", "Post")),
    "merge-links_to-domain": merge(Shape(LinksTo, "Post", "Domain")),
    "merge-paid_for-page": merge(Shape(PaidFor, "Page", "Post")),
    "merge-tagged-without-position": merge(BARE_TAGGED),
    "put-run": put(Shape(Run)),
    "put-coordinated_with": put(Shape(CoordinatedWith, "Account", "Page")),
    "lock-account": lock_and_read(Shape(Account)),
    "lock-paid_for": lock_and_read(Shape(PaidFor, "Account", "Post")),
    "overwrite-account": overwrite(Shape(Account)),
    "overwrite-paid_for": overwrite(Shape(PaidFor, "Account", "Post")),
}


def in_lines(statement: str) -> str:
    """A clause, and a property, a line."""
    return PROPERTY.sub(",\n  ", CLAUSE.sub("\n", statement)) + "\n"


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_statement_is_the_one_that_was_read(name: str) -> None:
    assert in_lines(STATEMENTS[name]) == (GOLDEN / f"{name}.cypher").read_text(encoding="utf-8")


def test_no_golden_file_is_left_behind() -> None:
    assert {path.stem for path in GOLDEN.glob("*.cypher")} == set(STATEMENTS)
