"""Room on the disk, and the right to write there: both told in one sentence when they lack."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_store.server.errors import FolderNotWritable, NoDiskSpace

_SOME = 64 << 20


def require_space(folder: Path, needed: int) -> None:
    """Raise ``NoDiskSpace`` when the disk of ``folder`` has fewer than ``needed`` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoDiskSpace(folder, needed=needed, free=free)


@contextmanager
def plain_disk_errors(folder: Path) -> Iterator[None]:
    """Say in one sentence that ``folder`` cannot be written, or that its disk is full."""
    try:
        yield
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(folder).free
            raise NoDiskSpace(folder, needed=_SOME, free=free) from failure
        if failure.errno is not None:
            raise FolderNotWritable(folder, str(failure.strerror)) from failure
        raise
