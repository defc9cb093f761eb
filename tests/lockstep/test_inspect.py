"""Files looked at and loaded through a mapping, as a user does it; no server is needed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]

TABLE = (
    "author,when,link\n"
    "ann,2024-05-01T12:00:00Z,https://example.org/a\n"
    "bob,2024-05-01T12:00:09Z,https://example.org/a\n"
)


@pytest.fixture
def offline(tmp_path: Path) -> Cli:
    """Run a command where no server answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOCKSTEP_")}
    places = {"LOCKSTEP_HOME": str(tmp_path / "home"), "LOCKSTEP_NEO4J_URI": "bolt://127.0.0.1:1"}

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lockstep", *map(str, arguments)],
            env=kept | places,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def written(folder: Path, text: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_what_is_proposed_loads_the_file_it_was_proposed_for(tmp_path: Path, offline: Cli) -> None:
    path = written(tmp_path, TABLE, "my table.csv")
    done = offline("inspect", path, "--format", "json")
    assert "my table.csv' --mapping" in done.stderr
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert list(told) == ["columns", "source", "mapping"]
    assert told["columns"][0] == {"name": "author", "kind": "text", "samples": ["ann", "bob"]}
    assert told["source"] is None
    mapping = written(tmp_path, told["mapping"], "m.toml")
    load = ("load", "mapped", path, "--mapping", mapping, "--dry-run", "--format", "json")
    report = json.loads(offline(*load).stdout)
    assert (report["source"], report["read"], report["rejected"]) == ("mapped", 2, 0)


def test_a_known_format_names_its_source(tmp_path: Path, offline: Cli) -> None:
    path = written(tmp_path, "object_id,account_id,content_id,timestamp_share\no,a,p,1714564800\n")
    done = offline("inspect", path, "--format", "json")
    told = json.loads(done.stdout)
    assert (told["source"], told["mapping"]) == ("coortweet", None)
    table = offline("inspect", path)
    assert "timestamp_share" in table.stdout
    assert "source: coortweet" in table.stdout


def test_a_source_that_takes_no_line_says_the_first_reasons(tmp_path: Path, offline: Cli) -> None:
    head = "object_id,account_id,content_id,timestamp_share\n"
    path = written(tmp_path, head + "o,,p,soon\n,,p,1\no,a,p,never\n")
    done = offline("inspect", path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "account_id is empty" in done.stderr
    assert "timestamp_share is no time" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("load", "mapped", "t.csv"), 2, "--mapping"),
        (("load", "mapped", "t.csv", "--mapping", "none.toml", "--dry-run"), 1, "no such file"),
        (("load", "coortweet", "t.csv", "--mapping", "m", "--dry-run"), 2, "belongs to mapped"),
        (("load", "shares", "t.csv", "--as", "video", "--platform", "x"), 2, "choose one of"),
        (("load", "shares", "t.csv", "--as", "url", "--platform", "a b"), 1, "without blanks"),
        (("inspect", "none.csv"), 1, "no such file"),
        (("inspect", "."), 1, "it is a folder"),
        (("inspect",), 2, "FILE"),
        (("load", "mapped", "t.csv", "--as", "url"), 2, "--as belongs to shares"),
    ],
)
def test_wrong_usage_and_missing_files_are_told_apart(
    offline: Cli, arguments: tuple[str, ...], code: int, word: str
) -> None:
    done = offline(*arguments)
    assert done.returncode == code
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_source_answers_with_the_defaults_that_it_declares(tmp_path: Path, offline: Cli) -> None:
    path = written(tmp_path, "object_id,who,content_id,timestamp_share\na,b,c,1714564800\n")
    asked = ("--as", "reshare", "--platform", "x", "--account", "who", "--dry-run")
    done = offline("load", "shares", path, *asked, "--format", "json")
    assert json.loads(done.stdout)["read"] == 1


def test_the_proposal_is_saved_where_it_is_asked_for(offline: Cli, tmp_path: Path) -> None:
    path, mapping = written(tmp_path, TABLE), tmp_path / "m.toml"
    done = offline("inspect", path, "--save", mapping, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert mapping.read_text() == json.loads(done.stdout)["mapping"]
    assert f"--mapping {mapping}" in done.stderr.replace("\n", "")
    nowhere = offline("inspect", path, "--save", tmp_path / "no" / "m.toml")
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (1, 1)
