"""How much memory a local server may take."""

import re
from dataclasses import dataclass

import psutil

from graph_store.server.errors import SettingInvalid

_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_LEAST = 256 << 20
_MIB = 1 << 20
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes for the Java heap and for the page cache, which holds the graph's files."""

    heap: int
    pagecache: int

    @classmethod
    def of(cls, *, heap: str | None, pagecache: str | None) -> "Memory":
        """Read sizes such as ``2g``; what is not given is a share of this machine's memory."""
        quarter = psutil.virtual_memory().total // 4
        # The cache is taken as the graph grows; without it, files are read again and again.
        return cls(
            heap=_bytes("heap", heap) if heap else _share(quarter, most=6 * _GIB),
            pagecache=_bytes("page cache", pagecache) if pagecache else _share(quarter),
        )

    @property
    def initial_heap(self) -> int:
        """A heap that starts at half its size is collected seldom, and grows only when needed."""
        return self.heap // 2


def in_mebibytes(size: int) -> str:
    """Write a size as Java and Neo4j read it."""
    return f"{size // _MIB}m"


def _share(size: int, *, most: int = 8 * _GIB) -> int:
    return max(_LEAST, min(size, most))


def _bytes(name: str, size: str) -> int:
    given = re.fullmatch(r"(\d{1,9})([kmg])", size.strip().lower().removesuffix("b"))
    amount = int(given[1]) * _UNITS[given[2]] if given else 0
    if not _LEAST <= amount <= psutil.virtual_memory().total:
        raise SettingInvalid(name, size, "a size such as 2g, from 256m to this machine's memory")
    return amount
