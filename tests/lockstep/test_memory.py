"""What loads take of memory, by processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planted import plant

MIB = 2**20
ALLOWED = 512 * MIB
LOAD = """
import sys
from pathlib import Path
from lockstep.application import run
try:
    run()
finally:
    status = Path("/proc/self/status").read_text()
    print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="peaks are read from /proc")


@pytest.fixture(scope="module")
def tweets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 160,000 tweets of a planted operation and its crowd, 53 MB."""
    folder = tmp_path_factory.mktemp("world")
    world = plant(folder, scale=0.2, cases=["core_of_a_crowd"])
    return max((file.path for file in world.files), key=lambda path: path.stat().st_size)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment with a data folder and a server of its own, and little memory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOCKSTEP_")}
    home = str(tmp_path_factory.mktemp("home"))
    yield kept | {"LOCKSTEP_HOME": home, "LOCKSTEP_MEMORY": str(ALLOWED)}
    stop = [sys.executable, "-m", "lockstep", "server", "stop"]
    subprocess.run(stop, env=kept | {"LOCKSTEP_HOME": home}, check=True, capture_output=True)


def peak(environment: dict[str, str], *arguments: object) -> int:
    """Bytes that loading with these arguments had resident at most.

    Of the process alone: what the system accounts to it has its importer's and its parent's too.
    """
    done = subprocess.run(
        [sys.executable, "-c", LOAD, "load", "twitter_archive", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stderr.split()[-1]) * 1024


def test_a_load_takes_no_more_memory_than_is_allowed(own: dict[str, str], tweets: Path) -> None:
    taken = peak(own, tweets, "--bulk")
    assert taken < ALLOWED, f"{taken / MIB:.0f} MiB"
