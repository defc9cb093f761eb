"""`lockstep replicate` as a user calls it: no server is there to be asked."""

import csv
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from lockstep.application import run

PARITY = Path(__file__).parents[2].parent / "shared" / "parity"

SHARES = """object_id,account_id,content_id,timestamp_share
o,ann,1,1700000000
o,bob,2,1700000004
p,ann,3,1700000100
p,bob,4,1700000099
p,cat,5,1700009999
"""


@dataclass
class Done:
    """A command that came to its end."""

    returncode: int
    stdout: str
    stderr: str


Lockstep = Callable[..., Done]


@pytest.fixture
def lockstep(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Lockstep:
    """The command line in this process, which has no server to ask."""

    def call(*arguments: object, memory: str = "8GiB") -> Done:
        for name in [name for name in os.environ if name.startswith("LOCKSTEP_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("LOCKSTEP_NEO4J_URI", "bolt://127.0.0.1:1")
        monkeypatch.setenv("LOCKSTEP_MEMORY", memory)
        monkeypatch.setattr(sys, "argv", ["lockstep", "replicate", *map(str, arguments)])
        try:
            code = run()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Done(code, *capfd.readouterr())

    return call


@pytest.fixture
def coortweet(lockstep: Lockstep) -> Lockstep:
    def call(table: Path, out: Path, *more: object) -> Done:
        rules = ("--within", 10, "--min-participation", 2)
        return lockstep("coortweet", "--input", table, *rules, "--out", out, *more)

    return call


@pytest.fixture
def cnt(lockstep: Lockstep) -> Lockstep:
    def call(behaviour: str, table: Path, out: Path, *more: object) -> Done:
        rules = ("--behaviour", behaviour, "--within", 10, "--at-least", 1)
        return lockstep("cnt", *rules, "--input", table, "--out", out, *more)

    return call


def rows(path: Path) -> Counter[tuple[str, ...]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", newline="") as file:
        return Counter(tuple(row) for row in csv.reader(file))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "shares.csv"
    path.write_text(SHARES)
    return path


def test_both_tables_of_coortweet_are_written(
    coortweet: Lockstep, table: Path, tmp_path: Path
) -> None:
    out, edges = tmp_path / "result.csv", tmp_path / "edges.csv.gz"
    done = coortweet(table, out, "--edges", edges, "--format", "json")
    assert done.returncode == 0, done.stderr
    written = json.loads(done.stdout)
    assert written["tables"] == [
        {"path": str(out), "rows": 2},
        {"path": str(edges), "rows": 1},
    ]
    assert rows(out) == Counter(
        [
            ("object_id", "content_id", "content_id_y", "time_delta", "account_id", "account_id_y"),
            ("o", "1", "2", "4", "ann", "bob"),
            ("p", "4", "3", "1", "bob", "ann"),
        ]
    )
    assert rows(edges).keys() >= {("ann", "bob", "2", "2.5", "2", "2", "1", "o,p", "0")}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "edges.csv.gz",
        "result.csv",
        "shares.csv",
    ]


def test_a_real_result_is_written_as_they_write_it(coortweet: Lockstep, tmp_path: Path) -> None:
    if not PARITY.is_dir():
        pytest.skip("the results of CooRTweet are not beside the checkout (../shared/parity)")
    out = tmp_path / "result.csv"
    done = coortweet(PARITY / "russian_coord_tweets.csv.gz", out)
    assert done.returncode == 0, done.stderr
    assert rows(out) == rows(PARITY / "coortweet" / "russian_result.csv.gz")


def test_what_is_no_share_is_left_out_and_said(
    coortweet: Lockstep, table: Path, tmp_path: Path
) -> None:
    with table.open("a") as file:
        file.write("p,dan,,1700000100\np,dan,6,yesterday\n")
    done = coortweet(table, tmp_path / "result.csv")
    assert done.returncode == 0
    assert "2 rows of shares.csv" in done.stderr
    assert "row 6: content_id is empty" in done.stderr


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column 'account_id'"),
        (b"object_id,account_id,timestamp_share\no,a,1\n", "no column 'content_id'"),
        (gzip.compress(SHARES.encode(), mtime=0)[:40], "cannot be read"),
        (b"\x00\xff\x00", "cannot be read"),
    ],
)
def test_a_bad_table_is_one_sentence(
    coortweet: Lockstep, tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    done = coortweet(path, tmp_path / "out.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(
    coortweet: Lockstep, table: Path, tmp_path: Path
) -> None:
    for out in (tmp_path / "no folder" / "out.csv", tmp_path):
        done = coortweet(table, out)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert "defect" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["shares.csv"]


@pytest.mark.parametrize(
    "more",
    [("--within", -1), ("--min-participation", 0), ("--edge-weight", 2), ("--edges", "out.csv")],
)
def test_wrong_usage_exits_with_2(
    coortweet: Lockstep,
    table: Path,
    tmp_path: Path,
    more: tuple[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = coortweet(table, Path("out.csv"), *more)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_input_is_never_overwritten(coortweet: Lockstep, table: Path) -> None:
    assert coortweet(table, table).returncode == 2
    assert table.read_text() == SHARES


MESSAGES = """message_id,user_id,username,repost_id,reply_id,message,timestamp,urls
1,ann,ann,,9,@dan Vote  now,1700000000,u v
2,bob,bob,,9,vote now,1700000010,v
3,cat,cat,,,vote now or never,1700000020,
4,dan,dan,,,never,1700000025,
5,ann,ann,1,,RT,1700000030,v
6,bob,bob,1,,RT,1700000030,v
1,eve,eve,,9,vote now,1700000001,
"""


@pytest.mark.parametrize(
    ("behaviour", "more", "pairs"),
    [
        ("co_link", (), {"ann bob", "cat dan"}),
        ("co_retweet", (), {"ann bob"}),
        ("co_reply", (), {"ann bob"}),
        ("co_tweet", (), {"ann bob"}),
        ("co_similar_tweet", ("--threshold", 0.5), {"ann bob", "bob cat"}),
        ("co_similar_tweet", ("--threshold", 0.5, "--min-tokens", 3), set()),
    ],
)
def test_a_network_of_the_toolkit_is_written(
    cnt: Lockstep, tmp_path: Path, behaviour: str, more: tuple[object, ...], pairs: set[str]
) -> None:
    table, out = tmp_path / "messages.csv", tmp_path / "network.csv"
    table.write_text(MESSAGES)
    done = cnt(behaviour, table, out, *more, "--format", "json")
    assert done.returncode == 0, done.stderr
    both = [tuple(each.split()) for each in pairs] + [tuple(each.split()[::-1]) for each in pairs]
    assert rows(out) == Counter(
        [("user_1", "user_2", "weight"), *((one, other, "1") for one, other in both)]
    )
    assert json.loads(done.stdout)["tables"] == [{"path": str(out), "rows": len(both)}]
    assert ("3 messages name no address" in done.stderr) == (behaviour == "co_link")


def test_a_network_of_the_four_columns_is_written(
    cnt: Lockstep, table: Path, tmp_path: Path
) -> None:
    out = tmp_path / "network.csv.gz"
    done = cnt("co_retweet", table, out)
    assert done.returncode == 0, done.stderr
    assert rows(out) == Counter(
        [("user_1", "user_2", "weight"), ("ann", "bob", "2"), ("bob", "ann", "2")]
    )


def test_a_table_of_messages_that_lacks_a_column_is_one_sentence(
    cnt: Lockstep, tmp_path: Path
) -> None:
    path = tmp_path / "messages.csv"
    path.write_text("message_id,user_id,timestamp,repost_id\n1,ann,1700000000,\n")
    done = cnt("co_reply", path, tmp_path / "out.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no column 'reply_id'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "more",
    [
        ("--behaviour", "co_post"),
        ("--threshold", 0),
        ("--threshold", 1.1),
        ("--min-tokens", 0),
        ("--at-least", 0),
    ],
)
def test_wrong_usage_of_cnt_exits_with_2(
    cnt: Lockstep, table: Path, tmp_path: Path, more: tuple[str, object]
) -> None:
    done = cnt("co_link", table, tmp_path / "out.csv", *more)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_more_edges_than_fit_are_one_sentence(lockstep: Lockstep, tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    lines = [f"o,u{n},{n},1700000000" for n in range(2_500)]
    path.write_text("\n".join(["object_id,account_id,content_id,timestamp_share", *lines]))
    rules = ("--behaviour", "co_link", "--within", 10, "--at-least", 1, "--out", tmp_path / "o.csv")
    done = lockstep("cnt", "--input", path, *rules, memory="256MiB")
    assert done.returncode == 1
    assert "--at-least" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
