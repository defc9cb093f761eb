"""The examples of CONTRIBUTING.md, added to a copy of the repository, pass the sweeps there."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(
    r"^(?P<added>Added to )?`(?P<path>[\w./]+)`:\n\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SWEEPS = (
    "tests/loaders/test_sources.py",
    "tests/api/test_every_route.py",
    "tests/planted/test_every_case.py",
    "tests/docs/test_generated_pages.py",
)
NEW = ("link_log", "languages", "co_quote", "sleepers")
"""What the examples add; the sweeps name their tests after it."""


def examples() -> Iterator[tuple[str, str, bool]]:
    """Path, text, and whether the text is added to a file that is there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for found in EXAMPLE.finditer(text):
        yield found["path"], found["text"], bool(found["added"])


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with every example in its place."""
    copy = tmp_path_factory.mktemp("copy")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for package in (*project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], "tests"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    for path, text, added in examples():
        file = copy / path
        assert file.exists() == added, f"{path}: an example adds to a file or makes one"
        with file.open("a", encoding="utf-8") as target:
            target.write(("\n" if added else "") + text)
    return copy


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_is_an_example_of_everything_that_can_be_added() -> None:
    folders = {str(Path(path).parent) for path, _, _ in examples()}
    assert folders >= {
        "loaders/sources",
        "cypher/investigate",
        "coordination/traces",
        "api/routes",
        "api/examples",
        "lockstep/commands",
        "planted/cases",
    }


def test_the_examples_pass_the_sweeps(extended: Path) -> None:
    chosen = f"({' or '.join(NEW)}) and not fresh"
    swept = run_in(extended, "-m", "pytest", "-v", "-p", "no:cacheprovider", *SWEEPS, "-k", chosen)
    assert swept.returncode == 0, swept.stdout[-4000:]
    for name in NEW:
        assert re.search(rf"\[.*{name}.*\] PASSED", swept.stdout), f"no sweep looked at {name}"


def test_the_examples_are_linted(extended: Path) -> None:
    paths = [path for path, _, added in examples() if path.endswith(".py") and not added]
    checked = run_in(extended, "-m", "ruff", "check", "--no-cache", *paths)
    assert checked.returncode == 0, checked.stdout
    formatted = run_in(extended, "-m", "ruff", "format", "--check", "--no-cache", *paths)
    assert formatted.returncode == 0, formatted.stdout
