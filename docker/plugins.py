"""Puts the plugin jars that the lock pins into a folder, for the Neo4j image."""

import shutil
import sys
import tempfile
from pathlib import Path

from graph_store.server.fetch import fetch
from graph_store.server.jars import JarLock, JarStore

FOLDER = "plugins"
"""The part of the lock that the official image lacks; it has Neo4j's own jars."""


def main(target: Path) -> None:
    """Fetch and check; a jar that is not what the lock records ends the build."""
    lock = JarLock.shipped()
    with tempfile.TemporaryDirectory() as cache:
        store = JarStore(Path(cache), lock)
        fetch(store, [jar for jar in lock.jars if jar.folder == FOLDER], lambda *_: None)
        target.mkdir(parents=True, exist_ok=True)
        for jar in lock.jars:
            if jar.folder == FOLDER:
                shutil.copy(store.path(jar), target / jar.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
