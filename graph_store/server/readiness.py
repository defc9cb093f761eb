"""Waits until a server that was started answers questions over Bolt."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph_store.server.errors import PasswordLost, ServerDied, ServerSilent
from graph_store.server.port import is_free
from graph_store.server.state import Ports

_PAUSE_S = 0.05
_TELLING = ("ERROR", "Caused by:", "Error occurred", "Error:", "Exception")


def wait_until_ready(
    driver: neo4j.Driver, *, ports: Ports, is_alive: Callable[[], bool], log: Path, seconds: float
) -> None:
    """Return at the first answer; raise when the server dies, or stays silent for ``seconds``."""
    deadline = monotonic() + seconds
    reason = "nothing listens there"
    while monotonic() < deadline:
        if not is_alive():
            raise ServerDied(log, last_words(log))
        if not is_free(ports.bolt):
            try:
                driver.verify_connectivity()
            except AuthError as failure:
                raise PasswordLost(log.parent.parent / "password") from failure
            except (DriverError, Neo4jError) as failure:
                reason = type(failure).__name__
            else:
                return
        sleep(_PAUSE_S)
    raise ServerSilent(ports.bolt_uri, seconds=seconds, reason=reason)


def last_words(log: Path) -> str:
    """Return the last line that tells why a server ended, or its last line at all."""
    lines = [
        line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
    ]
    spoken = [line for line in lines if line and not line.startswith("at ")]
    telling = [line for line in spoken if any(word in line for word in _TELLING)]
    return (telling or spoken or ["it said nothing"])[-1][:300]
