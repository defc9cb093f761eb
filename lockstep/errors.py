"""What the command line itself can object to."""

from graph_models.errors import LockstepError


class CommandError(LockstepError):
    """One sentence for stderr; the command ends with exit code 1."""
