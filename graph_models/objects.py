"""What actors act on: posts, wordings, pictures, links, domains, hashtags."""

from datetime import datetime
from typing import Annotated, Literal

from graph_models.base import Derived, Node, Personal


class Post(Node, caption=("text",)):
    """One published item; who posted it and when stands on POSTED or PUBLISHED."""

    platform: str
    """Short name of the platform, the part of the key before the colon."""

    kind: Literal["original", "reshare", "reply", "quote", "comment", "ad"] | None = None
    """What sort of item it is; null where the source does not say."""

    text: Annotated[str | None, Personal] = None
    """The wording as the source gives it; hostile text, never markup."""

    language: str | None = None
    """Language of the wording, as the source gives it."""

    address: str | None = None
    """Where the item stood on its platform; the evidence an analyst will open."""

    removed_at: Annotated[datetime | None, "least"] = None
    """When it was taken down, where the source says so."""

    likes: int | None = None
    """Likes when the source was made; the greatest is shown."""

    reshares: int | None = None
    """Reshares when the source was made; the greatest is shown."""

    replies: int | None = None
    """Replies or comments when the source was made; the greatest is shown."""

    views: int | None = None
    """Views when the source was made; the greatest is shown."""


class Text(Node, indexes=("family",), search=("wording",), caption=("wording",)):
    """A normalised wording; posts that say the same point at one of these."""

    wording: str | None = None
    """Lower case, without links, names and punctuation; null where only a hash is known."""

    words: int | None = None
    """Number of words of the wording; null where only a hash is known."""

    family: Annotated[str | None, Derived] = None
    """Key of the near-duplicates' common text; null where no other is near."""


class Image(Node, indexes=("pdq", "family")):
    """A picture: key ``sha256:…``, else ``pdq:…``, else the set's own id for it."""

    sha256: str | None = None
    """Hash of the file's bytes, 64 hexadecimal digits."""

    pdq: str | None = None
    """Perceptual PDQ hash, 64 hexadecimal digits; near pictures differ in few bits."""

    pdq_quality: int | None = None
    """PDQ's own quality, 0 to 100; hashes of 49 and less say little."""

    family: Annotated[str | None, Derived] = None
    """Key of the near-duplicates' common picture; null where no other is near."""

    shows: str | None = None
    """A reviewer's label of what it shows; set by people or a tool of theirs, never guessed."""


class Url(Node, search=("key",)):
    """A destination after tracking parameters and fragments are removed; or a set's opaque id."""


class Domain(Node, search=("key",)):
    """A host without ``www.`` as an address or a report names it, or a set's opaque id for one."""

    outlet: str | None = None
    """The news outlet it belongs to or poses as, where a source names it."""

    registrable: str | None = None
    """The part that somebody registered, under the public suffix list; null for an id or an IP."""


class Hashtag(Node, search=("key",), caption=("tag",)):
    """A hashtag in lower case, or a set's opaque id for one."""

    tag: str | None = None
    """The tag as people write it, without the number sign."""
