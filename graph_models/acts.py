"""Acts: relationships with a moment, the sentences that traces are built from."""

from graph_models.actors import Account, Page
from graph_models.base import Act
from graph_models.objects import Post


class Posted(Act, start=Account, end=Post):
    """An account put a post in front of its audience."""


class Published(Act, start=Page, end=Post):
    """A page put a post in front of its audience under its own name."""


class Liked(Act, start=Account, end=Post):
    """An account liked a post; comments are posts that reply."""


class Viewed(Act, start=Account, end=Post):
    """An account is counted as having viewed a post."""


class Follows(Act, start=Account, end=(Account, Page)):
    """An account follows an account or a page."""
