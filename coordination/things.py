"""Things: how the objects that actors share are told apart, and what a reader sees of them."""

FOLLOWED = "followed "
"""Before the key of whoever was followed, since a post may have the same key; no key begins so."""


def key_of(thing: str) -> str:
    """The key of the node that the object of an act is."""
    return thing.removeprefix(FOLLOWED)
