"""What others published: indicators from takedown reports, and the files that facts came from."""

from datetime import datetime
from typing import Annotated

from graph_models.base import Node


class Indicator(Node, indexes=("kind", "network"), search=("value", "network"), caption=("value",)):
    """One published indicator of a named operation, as its report gives it."""

    kind: str
    """What the value is: domain, url, account, page, hashtag, email, technique and so on."""

    value: str
    """The value after defanging is undone."""

    network: str | None = None
    """The operation that the report names."""

    technique: str | None = None
    """DISARM technique or kill-chain step, as the report gives it."""

    report: str | None = None
    """Title or address of the report."""

    published_at: Annotated[datetime | None, "least"] = None
    """When the report was published."""

    comment: str | None = None
    """The report's own remark on it."""


class SourceFile(Node, indexes=("set",), caption=("name",), sourced=False):
    """A file that was loaded, in one set; the same file in two sets is two of these."""

    set: str
    """The set that the file belongs to."""

    source: str
    """The source that read it."""

    name: str
    """File name without its folder."""

    sha256: str
    """Hash of the file's bytes; of a stream or a file that grows, of what was read."""

    read: int | None = None
    """Records read; null while the file is not loaded whole."""

    rejected: int | None = None
    """Records that became no fact; the rejects file has their reasons."""

    loaded_at: datetime | None = None
    """When it was last loaded whole; null where a load of it was cut off."""

    position: int | None = None
    """Bytes of a growing file whose records landed; null of a file that is loaded whole."""
