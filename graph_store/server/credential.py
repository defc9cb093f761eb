"""The one user of a local server: a random password that only the owner of the folder can read."""

import hashlib
import os
import secrets
from pathlib import Path

from graph_store.server.errors import PasswordLost

USER = "neo4j"

_ITERATIONS = 1024
_OWNER_ONLY = 0o600


def password_of(folder: Path) -> str:
    """Read the password of a server that has one."""
    file = folder / "password"
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError as failure:
        raise PasswordLost(file) from failure


def ensure_password(folder: Path) -> None:
    """Give a new server a password, before its first start; an old one keeps its own.

    Written as ``neo4j-admin dbms set-initial-password`` does (``data/dbms/auth.ini``), which
    would show the password to everyone who lists processes, and takes 1.5 s.
    """
    file, initial = folder / "password", folder / "data" / "dbms" / "auth.ini"
    if (folder / "data" / "databases" / "system").exists():
        password_of(folder)
        return
    if not file.exists():
        _write_private(file, secrets.token_urlsafe(24))
    initial.parent.mkdir(parents=True, exist_ok=True)
    _write_private(initial, _credential(password_of(folder), secrets.token_bytes(32)))


def _credential(password: str, salt: bytes) -> str:
    digest = salt + password.encode()
    for _ in range(_ITERATIONS):
        digest = hashlib.sha256(digest).digest()
    return f"{USER}:SHA-256,{digest.hex()},{salt.hex()},{_ITERATIONS}:"


def _write_private(file: Path, line: str) -> None:
    fresh = file.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w") as out:
        out.write(line + "\n")
    fresh.replace(file)
