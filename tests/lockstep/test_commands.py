"""Every command as a user meets it: what it prints, how it fails, with which exit code."""

import gzip
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import neo4j
import pytest

SHARES = (
    "object_id,account_id,content_id,timestamp_share\n"
    "https://example.org/a,ann,1,1714564800\n"
    "https://example.org/a,bob,2,1714564810\n"
    "https://example.org/b,ann,3,1714651200\n"
    "https://example.org/b,bob,4,1714651205\n"
    "https://example.org/b,cyd,5,1714691205\n"
)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "shares.csv"
    path.write_text(SHARES)
    return path


def test_a_table_of_acts_goes_in_and_its_pairs_come_out(
    empty_graph: neo4j.Driver, table: Path, answer: Any, lockstep: Any
) -> None:
    report = answer("load", "shares", table, "--as", "url", "--platform", "x", "--set", "mine")
    assert (report["source"], report["set"], report["files"]) == ("shares", "mine", ["shares.csv"])
    assert (report["read"], report["rejected"], report["rejects_file"]) == (5, 0, None)
    assert report["nodes"]["Account"] == 3
    assert report["relationships"]["POSTED"] == 5

    (held,) = answer("sets")
    assert (held["set"], held["source"], held["files"]) == ("mine", "shares", ["shares.csv"])
    assert held["first_at"] == "2024-05-01T12:00:00Z"
    assert held["nodes"]["Post"] == 5

    (pair,) = answer("pairs", "--trace", "co_link")
    assert (pair["account_a"], pair["account_b"], pair["objects"]) == ("x:ann", "x:bob", 2)
    assert (pair["mean_gap_s"], pair["min_gap_s"], pair["leads"]) == (7.5, 5.0, 1.0)
    assert pair["first_at"] == "2024-05-01T12:00:00Z"
    assert pair["last_at"] == "2024-05-02T12:00:05Z"

    for command in ("detect", "pairs"):
        little = lockstep(command, "--trace", "co_link", env={"LOCKSTEP_MEMORY": "256MiB"})
        assert (little.returncode, little.stdout) == (1, "")
        assert "With 5 acts so far" in little.stderr
        assert "0.25 GiB are allowed: raise LOCKSTEP_MEMORY" in little.stderr
    run = answer("detect")
    assert {"run", "traces", "flagged", "clusters", "seconds"} <= run.keys()
    assert [each["trace"] for each in run["traces"] if each["pairs"]] == ["co_link"]
    why = answer("explain", "x:bob", "x:ann")
    link = next(each for each in why["traces"] if each["trace"] == "co_link")
    assert [row["gap_s"] for row in link["evidence"]] == [-10.0, -5.0]
    assert answer("clusters") == []

    erased = answer("erase", "--set", "mine")
    assert erased["runs"] == [run["run"]]
    assert answer("sets") == []
    left = empty_graph.execute_query("MATCH (n) RETURN DISTINCT labels(n)[0] AS label").records
    assert [record["label"] for record in left] == ["Ledger"]


def test_pairs_of_a_file_need_no_server(table: Path, process: Any) -> None:
    done = process("pairs", "--input", table, env={"LOCKSTEP_NEO4J_URI": "bolt://127.0.0.1:1"})
    assert done.returncode == 0
    head, row = done.stdout.splitlines()
    assert head == (
        "account_a,account_b,objects,expected,expected_given_shared,p,q,mean_gap_s,min_gap_s,"
        "first_at,last_at,leads"
    )
    assert row.startswith("ann,bob,2,")


@pytest.mark.parametrize("form", ["table", "json", "csv", "ndjson"])
def test_every_format_is_printed(process: Any, form: str) -> None:
    done = process("sources", "--format", form)
    assert done.returncode == 0
    if form == "json":
        assert {"source", "title", "reads", "sample"} <= json.loads(done.stdout)[0].keys()
    if form == "ndjson":
        assert json.loads(done.stdout.splitlines()[0])["source"]
    if form == "csv":
        assert done.stdout.startswith("source,title,reads,sample\n")


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Damaged files, and a word that the sentence about each must hold."""
    made = {name: folder / f"{name}.csv" for name in ("empty", "missing_column", "truncated")}
    made["empty"].write_text("")
    made["missing_column"].write_text("object_id,who,content_id,timestamp_share\na,b,c,1\n")
    made["truncated"].write_bytes(gzip.compress(SHARES.encode() * 1000)[:200])
    return {
        "none": (folder / "nowhere.csv", "no such file"),
        "folder": (folder, "folder"),
        "empty": (made["empty"], "empty"),
        "missing column": (made["missing_column"], "'who'"),
        "truncated": (made["truncated"], "cannot be read"),
    }


@pytest.mark.parametrize("name", ["none", "folder", "empty", "missing column", "truncated"])
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, lockstep: Any, name: str
) -> None:
    path, word = bad_files(tmp_path)[name]
    for done in (
        lockstep("pairs", "--input", path),
        lockstep("load", "shares", path, "--as", "url", "--platform", "x", "--dry-run"),
    ):
        assert done.returncode == 1
        assert done.stdout == ""
        assert word in done.stderr
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_bad_rows_cost_only_themselves(tmp_path: Path, answer: Any) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes(
        SHARES.encode() + b"https://example.org/c,dan,6,yesterday\n"
        b"https://example.org/c,d\xff,7,1714564800\n"
        b"https://example.org/c,eve,8,30000-01-01T00:00:00Z\n"
        b"https://example.org/c,too,many,1,2\n"
    )
    rejects = tmp_path / "rejects.csv"
    report = answer(
        "load", "shares", path, "--as", "url", "--platform", "x", "--dry-run", "--rejects", rejects
    )
    assert (report["read"], report["rejected"], report["rejects_file"]) == (9, 4, str(rejects))
    rows = rejects.read_text().splitlines()
    assert rows[0] == "file,row,reason"
    assert [row.split(",")[1] for row in rows[1:]] == ["6", "7", "8", "9"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("load", "coortwet", "x.csv"), "coortweet"),
        (("detect", "--set", "nothing"), "nothing"),
        (("detect", "--trace", "co_lnk"), "co_link"),
        (("pairs", "--trace", "co_lnk"), "co_link"),
        (("erase", "--set", "nothing"), "nothing"),
        (("accounts",), "lockstep detect"),
        (("dossier", "c", "--out", "d.md"), "lockstep detect"),
        (("planted", "world", "--case", "core_of_a_crowed"), "core_of_a_crowd"),
    ],
)
def test_an_unknown_name_is_one_sentence(
    empty_graph: neo4j.Driver, lockstep: Any, arguments: tuple[str, ...], word: str
) -> None:
    done = lockstep(*arguments)
    assert done.returncode == 1
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("detect", "--within", "-1"),
        ("detect", "--at-least", "0"),
        ("detect", "--since", "yesterday"),
        ("pairs",),
        ("load", "shares", "x.csv"),
        ("dossier", "c", "--out", "d.pdf"),
    ],
)
def test_wrong_usage_exits_with_2(lockstep: Any, arguments: tuple[str, ...]) -> None:
    done = lockstep(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_command_that_is_none_exits_with_2_and_names_near_ones(process: Any) -> None:
    done = process("detcet")
    assert done.returncode == 2
    assert "detect" in done.stderr


def test_the_version_is_the_one_that_is_installed(process: Any) -> None:
    done = process("--version")
    assert (done.returncode, done.stdout) == (0, f"lockstep {version('lockstep-graph')}\n")


@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("LOCKSTEP_NEO4J_URI", "bolt://127.0.0.1:1", "No Neo4j answers"),
        ("LOCKSTEP_NEO4J_URI", "nonsense", "No Neo4j answers"),
        ("LOCKSTEP_NEO4J_PASSWORD", "wrong", "refused"),
        ("LOCKSTEP_MEMORY", "much", "LOCKSTEP_MEMORY"),
    ],
)
def test_a_wrong_setting_is_named(lockstep: Any, setting: str, value: str, word: str) -> None:
    done = lockstep("sets", env={setting: value})
    assert done.returncode == 1
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_viral_object_with_one_shared_object_ends_in_a_sentence(
    tmp_path: Path, process: Any
) -> None:
    path = tmp_path / "viral.csv"
    rows = (f"o,a{n},p{n},{1714564800 + n % 30}" for n in range(6_000))
    path.write_text("object_id,account_id,content_id,timestamp_share\n" + "\n".join(rows) + "\n")
    done = process("pairs", "--input", path, "--at-least", 1, env={"LOCKSTEP_MEMORY": "512MiB"})
    assert done.returncode == 1
    assert "--at-least" in done.stderr


def test_keys_are_made_listed_and_revoked(empty_graph: neo4j.Driver, answer: Any) -> None:
    made = answer("keys", "create", "--name", "desk", "--role", "viewer")
    assert made["secret"].startswith("lks_")
    (listed,) = answer("keys", "list")
    assert (listed["id"], listed["role"], "secret" in listed) == (made["id"], "viewer", False)
    answer("keys", "revoke", made["id"])
    assert answer("keys", "list")[0]["revoked_at"] is not None


def test_the_doctor_finds_this_installation_well(answer: Any) -> None:
    assert all(row["well"] for row in answer("doctor"))
