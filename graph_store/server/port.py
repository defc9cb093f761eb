"""Ports on the loopback address: which are free, and who holds one that is not."""

import random
import socket
from contextlib import suppress

import psutil

from graph_store.server.errors import PortTaken

LOOPBACK = "127.0.0.1"

# Below what systems hand out to outgoing connections, above what services are known by.
_CHOICE = range(20_000, 30_000)


def choose_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, drawn at random so that two servers rarely meet."""
    shuffled = random.sample(_CHOICE, len(_CHOICE))
    free = (port for port in shuffled if is_free(port))
    return [next(free) for _ in range(count)]


def require_free(port: int, *, remedy: str) -> None:
    """Raise ``PortTaken``, with the name of the program that holds the port where it is known."""
    if not is_free(port):
        raise PortTaken(port, holder=_holder(port), remedy=remedy)


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def _holder(port: int) -> str | None:
    with suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr
            if listens and listens.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return None
