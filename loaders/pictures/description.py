"""What a picture is known by: the hash of its bytes, and that of what it shows."""

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

from loaders.pictures import pdq
from loaders.pictures.decoding import decoded
from loaders.pictures.unfit import UnfitPicture

MOST_BYTES: Final = 1 << 25
"""Bytes of one picture's file: 32 MiB."""
BYTES_WAITING: Final = 1 << 26
"""Bytes of pictures that are held while they wait to be decoded."""
MOST_WAITING: Final = 1_000

NameT = TypeVar("NameT")


@dataclass(frozen=True)
class Description:
    """What is known of a picture from its file."""

    sha256: str
    """Of the bytes, 64 hexadecimal digits."""
    pdq: str
    """64 hexadecimal digits."""
    quality: int
    """PDQ's own, 0 to 100."""


def described(data: bytes) -> Description:
    """A picture's hashes. Raises UnfitPicture."""
    if not data:
        raise UnfitPicture("it is empty")
    found = pdq.cosines(decoded(data))
    return Description(
        sha256=hashlib.sha256(data).hexdigest(),
        pdq=pdq.hashed(found.strength).tobytes().hex(),
        quality=found.quality,
    )


def described_all(
    files: Iterable[tuple[NameT, bytes | UnfitPicture]], *, threads: int | None = None
) -> Iterator[tuple[NameT, Description | UnfitPicture]]:
    """The same of many, on all cores, in their order; what is wrong with a file in its place."""
    with ThreadPoolExecutor(threads or os.cpu_count() or 1, "picture") as pool:
        waiting: deque[tuple[NameT, int, Future[Description | UnfitPicture]]] = deque()
        held = 0
        for name, data in files:
            size = len(data) if isinstance(data, bytes) else 0
            waiting.append((name, size, pool.submit(_attempted, data)))
            held += size
            while held > BYTES_WAITING or len(waiting) > MOST_WAITING:
                first, size, future = waiting.popleft()
                held -= size
                yield first, future.result()
        for first, _, future in waiting:
            yield first, future.result()


def _attempted(data: bytes | UnfitPicture) -> Description | UnfitPicture:
    if isinstance(data, UnfitPicture):
        return data
    try:
        return described(data)
    except UnfitPicture as error:
        return error
