"""Keys to the service, as the graph keeps them."""

from typing import Literal

from pydantic import BaseModel

from cypher.values import Moment


class KeyRow(BaseModel):
    """A key to the service; the secret itself is not in the graph."""

    id: str
    """The part of the secret that may be shown."""

    name: str
    """Who or what holds it."""

    role: Literal["viewer", "analyst", "admin"]
    """What its holder may do."""

    secret_sha256: str
    """Hash of the whole secret, in hexadecimal digits."""

    created_at: Moment
    """When it was made."""

    expires_at: Moment | None
    """When it ends; null: never."""

    revoked_at: Moment | None
    """When it was revoked; null: it was not."""
