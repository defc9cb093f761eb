"""The root of every error tree, so that an edge need not know the packages behind it."""


class LockstepError(Exception):
    """Something a person can mend: the message is one sentence that says how."""
