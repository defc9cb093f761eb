"""What each route asks of whoever calls it; every route declares one of these."""

from typing import Literal, Protocol

from fastapi import Depends, Request

from api.errors import NotAuthenticated, NotPermitted

Role = Literal["viewer", "analyst", "admin"]
ROLES: tuple[Role, ...] = ("viewer", "analyst", "admin")
"""Each may do what those before it may."""


class Holder(Protocol):
    """Whoever holds a key."""

    @property
    def role(self) -> Role:
        """What it may do."""


class Door(Protocol):
    """Tells who holds a key."""

    async def holder(self, secret: str) -> Holder:
        """The holder. Raises NotAuthenticated."""


class Permission:
    """Lets in whoever holds a key of this role or a higher one; without a role, everybody."""

    def __init__(self, role: Role | None) -> None:
        self.role = role

    async def __call__(self, request: Request) -> None:
        """Raises NotAuthenticated or NotPermitted."""
        if self.role is None:
            return
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            raise NotAuthenticated("none was given")
        door: Door = request.app.state.keyring
        holder = await door.holder(secret.strip())
        if ROLES.index(holder.role) < ROLES.index(self.role):
            raise NotPermitted(self.role, holder.role)


EVERYBODY = Depends(Permission(None))
VIEWER = Depends(Permission("viewer"))
ANALYST = Depends(Permission("analyst"))
ADMIN = Depends(Permission("admin"))
