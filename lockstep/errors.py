"""What the command line itself can object to."""


class CommandError(Exception):
    """One sentence for stderr; the command ends with exit code 1."""
