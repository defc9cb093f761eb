"""What holds for every file of the repository, whatever is in it."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSED_OVER = {".git", ".venv", ".lockstep", "node_modules", "__pycache__", "build", "dist"}
THEIRS = re.compile(r"\.[a-z_]*cache$|\.egg-info$|^\.hypothesis$")

MACHINE = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|tmp|mnt|opt/wheels)/[\w.-]+")
"""A folder of somebody's machine; the container's own folders are none."""

REGISTRY = re.compile(
    r"(?<![\w.])(?:registry|index|mirror|nexus|artifactory|devpi)\.[a-z0-9-]+\.[a-z]{2,}"
    r"|pypi\.(?:org|python)|pythonhosted\.org|npmjs\.(?:org|com)|repo1?\.maven\.(?:org|apache)",
    re.IGNORECASE,
)

UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")

TARGETS = ("setup", "demo", "serve", "test", "lint", "docs", "bench", "quality", "fuzz")


def files() -> Iterator[Path]:
    """Every file that is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
        yield from (path for path in names if path.is_file())
        return
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not any(part in PASSED_OVER or THEIRS.search(part) for part in parts):
            yield path


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file but this one, which has to spell what it forbids."""
    for path in files():
        if path != Path(__file__):
            try:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


TEXTS = dict(texts())


@pytest.mark.parametrize(
    "forbidden", [MACHINE, REGISTRY, UNFINISHED], ids=["machine path", "registry", "unfinished"]
)
def test_no_file_holds_what_belongs_nowhere(forbidden: re.Pattern[str]) -> None:
    found = {str(path): forbidden.findall(text) for path, text in TEXTS.items()}
    assert {path: hits for path, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "see /home/ann/graph"),
        (REGISTRY, "--index-url https://pypi.org/simple"),
        (REGISTRY, "https://nexus.example.com/maven"),
        (UNFINISHED, "# TODO later"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_there_are_files_to_look_at() -> None:
    assert Path("pyproject.toml") in TEXTS
    assert len(TEXTS) > 100


@pytest.mark.parametrize("target", TARGETS)
def test_make_has_the_target_and_says_what_it_does(target: str) -> None:
    makefile = TEXTS[Path("Makefile")]
    assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE)
    assert re.search(rf"^\.PHONY:.*\b{target}\b", makefile, re.MULTILINE)


def test_ci_runs_lint_and_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make lint test" in script.read_text(encoding="utf-8")


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_every_recorded_shell_script_stops_at_an_error() -> None:
    scripts = {path: text for path, text in TEXTS.items() if text.startswith("#!/usr/bin/env bash")}
    assert scripts
    assert [path for path, text in scripts.items() if "set -euo pipefail" not in text] == []
