"""The written documents: their links lead somewhere, their form is kept."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda each: str(each.relative_to(ROOT))
)
each_decision = pytest.mark.parametrize("decision", DECISIONS, ids=lambda each: each.stem)


@each_document
def test_links_within_the_repository_lead_somewhere(document: Path) -> None:
    text = CODE.sub("", document.read_text(encoding="utf-8"))
    targets = [link for link in LINK.findall(text) if "://" not in link and link[0] != "#"]
    assert [
        link for link in targets if not (document.parent / link.partition("#")[0]).exists()
    ] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(each.stem[:4]) for each in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@each_decision
def test_a_decision_is_short_and_says_what_else_was_considered(decision: Path) -> None:
    lines = decision.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 50
    assert lines[0].startswith(f"# {int(decision.stem[:4])}. ")
    assert "## Alternatives considered" in lines


def test_each_release_opens_with_one_sentence() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert releases
    for release in releases:
        sentence = release.split("\n\n")[1]
        assert sentence.endswith(".")
        assert not sentence.startswith(("-", "*", "#"))


def test_the_index_leads_to_every_document() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    documents = {each.name for each in (ROOT / "docs").iterdir()} - {"README.md"}
    assert documents <= set(LINK.findall(index))
