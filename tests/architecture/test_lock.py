"""What is installed is pinned, hashed, and told from no particular place."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>.*)$")


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def entries() -> list[tuple[str, str]]:
    """Name and whole text of everything that the lock pins."""
    whole = LOCK.replace("\\\n", " ")
    found = [(ENTRY.match(line), line) for line in whole.splitlines() if line.strip()]
    assert all(match for match, _ in found), [line for match, line in found if not match]
    return [(normal(match["name"]), line) for match, line in found if match]


PINNED = dict(entries())


@pytest.mark.parametrize("asked", ASKED)
def test_a_dependency_is_pinned(asked: str) -> None:
    name = re.match(r"[A-Za-z0-9._-]+", asked)
    assert name
    assert normal(name[0]) in PINNED, f"{asked} is not in requirements.lock: make lock"


def test_everything_pinned_has_its_hashes() -> None:
    without = [name for name, line in entries() if "--hash=sha256:" not in line]
    assert without == []


def test_the_lock_names_no_place_to_fetch_from() -> None:
    assert (
        re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", LOCK) == []
    )


def test_a_lock_of_the_page_names_no_place_either() -> None:
    for lock in ROOT.glob("**/package-lock.json"):
        if "node_modules" not in lock.parts:
            assert '"resolved"' not in lock.read_text(encoding="utf-8"), lock
