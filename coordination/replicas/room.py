"""Whether a table fits in memory, asked before room is taken for it."""

import psutil

from coordination.errors import TooManyRows


def must_fit(rows: int, row_bytes: int, memory: int | None, remedy: str) -> None:
    """Refuse rows that the memory allowed, less what the process uses, cannot hold.

    Raises TooManyRows.
    """
    if memory is None:
        return
    fitting = max(0, memory - psutil.Process().memory_info().rss) // row_bytes
    if rows > fitting:
        raise TooManyRows(rows, fitting, memory, remedy)
